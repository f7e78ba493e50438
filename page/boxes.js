// What stands between two texts: nothing, a blank, or the end of a block.
//
// A wrong answer dials a wrong number: two cells joined are a number that nobody wrote, and a
// number cut in two is another one. Names of elements answer most questions. Computed styles are
// asked only where digits are near, because each costs about 5 µs in both browsers.

/** How an element of this name stands in its text, as far as the name tells. */
const NAMES = /** @type {Map<string, 'block' | 'break' | 'unseen'>} */ (new Map());
for (const name of ('address article aside blockquote body caption center col colgroup dd details dialog dir dl dt ' +
  'fieldset figcaption figure footer foreignObject form h1 h2 h3 h4 h5 h6 header hgroup legend li main menu nav ' +
  'ol p pre search section summary table tbody td text tfoot th thead tr ul').split(' ')) NAMES.set(name, 'block');
for (const name of ('audio br canvas embed fencedframe frame frameset hr iframe img input math meter object ' +
  'progress select svg textarea video').split(' ')) NAMES.set(name, 'break');
for (const name of ('area datalist desc head link meta metadata noembed noframes noscript optgroup option param rp ' +
  'rt script source style template title track').split(' ')) NAMES.set(name, 'unseen');

/** Elements whose inside is not text of the page. */
const CLOSED = new Set(['audio', 'canvas', 'embed', 'fencedframe', 'frame', 'frameset', 'iframe', 'img', 'input',
  'meter', 'object', 'progress', 'select', 'textarea', 'video']);

/** An inline element's margins and paddings up to this many pixels part nothing, and from so many
 * on they part what people read as two things. */
const GAP_PX = 2;
const WIDE_GAP_PX = 12;

/**
 * @param {Element} element
 * @returns {'block' | 'break' | 'unseen' | 'div' | 'inline'} `div` is a block unless its style
 *   says otherwise, and all others are inline unless theirs does.
 */
export function kindOf(element) {
  const name = element.localName;
  return NAMES.get(name) ?? (name === 'div' ? 'div' : 'inline');
}

/** @param {Element} element */
export function isClosed(element) {
  return CLOSED.has(element.localName);
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
  if (style.position === 'absolute' || style.position === 'fixed' || style.float !== 'none') return 'block';
  if (!display.startsWith('inline') && display !== 'ruby') return 'block';
  const gap = gapOf(style);
  if (gap >= WIDE_GAP_PX) return 'block';
  return gap > GAP_PX || display.startsWith('inline-') ? 'space' : 'inline';
}

/**
 * Whether a run of text ends at this element's edges, so that its inside can be looked at alone.
 * @param {Element} element
 */
export function endsRuns(element) {
  const kind = kindOf(element);
  return kind === 'block' || (kind !== 'unseen' && kind !== 'break' && styleOf(element) === 'block');
}

/**
 * Whether line ends of the source are line ends on the screen.
 * @param {Element | null} element
 */
export function keepsLines(element) {
  return element !== null && /^(pre|break-spaces)/.test(getComputedStyle(element).whiteSpace);
}

/** @param {CSSStyleDeclaration} style */
function gapOf(style) {
  const sides = [style.marginInlineStart, style.paddingInlineStart, style.marginInlineEnd, style.paddingInlineEnd];
  return Math.max(...sides.map((side) => Number.parseFloat(side) || 0));
}
