// What stands between two texts: nothing, a blank, or the end of a block.
//
// A wrong answer dials a wrong number: two cells joined are a number that nobody wrote, and a
// number cut in two is another one. Names of elements answer most questions. Computed styles are
// asked only where digits are near, because each costs about 5 µs in both browsers.

/**
 * How an element stands in its text, as far as its name tells. `div` is a block unless its style
 * says otherwise, and `inline` is inline unless its style does.
 * @typedef {'block' | 'break' | 'unseen' | 'div' | 'inline'} Kind
 */

/** @type {Map<string, Kind>} */
const KINDS = new Map([['div', 'div']]);
for (const name of ('address article aside blockquote body caption center col colgroup dd details dialog dir dl dt ' +
  'fieldset figcaption figure footer foreignObject form h1 h2 h3 h4 h5 h6 header hgroup legend li main menu nav ' +
  'ol p pre search section summary table tbody td text tfoot th thead tr ul').split(' ')) KINDS.set(name, 'block');
for (const name of ('audio br canvas embed fencedframe frame frameset hr iframe img input math meter object ' +
  'progress select svg textarea video').split(' ')) KINDS.set(name, 'break');
for (const name of ('area datalist desc head link meta metadata noembed noframes noscript optgroup option param rp ' +
  'rt script source style template title track').split(' ')) KINDS.set(name, 'unseen');

/** Elements whose inside is not text of the page. */
const CLOSED = new Set(['audio', 'canvas', 'embed', 'fencedframe', 'frame', 'frameset', 'iframe', 'img', 'input',
  'meter', 'object', 'progress', 'select', 'textarea', 'video']);

/**
 * An inline element's margin and padding up to this many pixels part nothing, and from so many on
 * they part what people read as two things.
 */
const NARROW_PX = 2;
const WIDE_PX = 12;

/** @param {string} name @returns {Kind} */
export function kindOf(name) {
  return KINDS.get(name) ?? 'inline';
}

/** @param {string} name */
export function isClosed(name) {
  return CLOSED.has(name);
}

/**
 * What an element's style does to the text before and behind it.
 * @param {Element} element
 * @returns {'hidden' | 'block' | 'space' | 'inline'}
 */
export function styleOf(element) {
  const style = getComputedStyle(element);
  const display = style.display;
  if (display === 'none') return 'hidden';
  if (display === 'contents') return 'inline';
  if (!display.startsWith('inline') && display !== 'ruby') return 'block';
  if (style.position === 'absolute' || style.position === 'fixed' || style.float !== 'none') return 'block';
  return display.startsWith('inline-') ? 'space' : 'inline';
}

/**
 * What the room does that an inline element keeps before it, or behind it.
 * @param {Element} element
 * @param {boolean} before
 * @returns {'block' | 'space' | 'inline'}
 */
export function roomOf(element, before) {
  const style = getComputedStyle(element);
  const room = before
    ? pixels(style.marginInlineStart) + pixels(style.paddingInlineStart)
    : pixels(style.marginInlineEnd) + pixels(style.paddingInlineEnd);
  if (room >= WIDE_PX) return 'block';
  return room > NARROW_PX ? 'space' : 'inline';
}

/**
 * Whether a run of text ends at this element's edges, so that its inside can be looked at alone.
 * @param {Element} element
 */
export function endsRuns(element) {
  const kind = kindOf(element.localName);
  return kind === 'block' || (kind !== 'unseen' && kind !== 'break' && styleOf(element) === 'block');
}

/**
 * Whether line ends of the source are line ends on the screen.
 * @param {Element | null} element
 */
export function keepsLines(element) {
  return element !== null && /^(pre|break-spaces)/.test(getComputedStyle(element).whiteSpace);
}

/** @param {string} length */
function pixels(length) {
  return Number.parseFloat(length) || 0;
}
