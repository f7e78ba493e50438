// What a hostile page can do while our button is shown. Each attack is one entry.

/** @param {() => void} act */
function eachFrame(act) {
  const again = () => {
    act();
    requestAnimationFrame(again);
  };
  again();
}

const root = document.documentElement;
const by = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** Our element: beside `<body>`. */
const ours = () => [...root.children].filter((element) => element.localName !== 'head' && element.localName !== 'body');

/** What enters the top layer last lies above all else. */
function coverAnew() {
  if (by('cover').matches(':popover-open')) by('cover').hidePopover();
  by('cover').showPopover();
}

/** @type {Record<string, () => void>} */
const ATTACKS = {
  'a cover that comes with the press': () => addEventListener('pointerdown', coverAnew, true),
  'a cover that comes back in every frame': () => eachFrame(coverAnew),
  'opacity on the root': () => root.style.setProperty('opacity', '0.01', 'important'),
  'a filter on the root': () => root.style.setProperty('filter', 'opacity(0)', 'important'),
  'a clip on the root': () => root.style.setProperty('clip-path', 'inset(50%)', 'important'),
  'a mask on the root': () => root.style.setProperty('mask-image', 'linear-gradient(transparent, transparent)', 'important'),
  'a number that shakes, and the button with it': () => {
    let right = false;
    eachFrame(() => {
      right = !right;
      by('line').style.marginLeft = right ? '4px' : '0';
    });
  },
  'a zoom that changes in every frame': () => {
    let far = false;
    eachFrame(() => {
      far = !far;
      root.style.zoom = far ? '1.02' : '1';
    });
  },
  'a button made tiny': () => root.style.setProperty('transform', 'scale(0.01)', 'important'),
  'another number in the place of the first': () => {
    addEventListener('pointerdown', () => {
      by('number').textContent = '+39 899 123456';
    }, true);
  },
  'a digit more beside the number': () => {
    addEventListener('pointerdown', () => by('number').after('77'), true);
  },
  'our element taken away': () => addEventListener('pointerdown', () => ours().forEach((element) => element.remove()), true),
  'our element put elsewhere': () => {
    const box = document.body.appendChild(document.createElement('div'));
    box.style.opacity = '0';
    eachFrame(() => box.append(...ours()));
  },
};

Object.assign(window, {
  attacks: Object.keys(ATTACKS),
  attack: (/** @type {string} */ name) => ATTACKS[name]?.(),

  /** Hides our element, and says whether it is hidden. */
  hideOurs: () => ours().map((element) => {
    element.setAttribute('style', 'opacity: 0 !important; visibility: hidden !important; display: none !important; transform: scale(0) !important');
    const { opacity, visibility, display, transform } = getComputedStyle(element);
    return [opacity, visibility, display !== 'none', transform];
  }),

  /** Everything that a script can do to click: on the number, on our element, and at the button's place. */
  clickEverything(/** @type {{x: number, y: number}} */ { x, y }) {
    const at = { bubbles: true, cancelable: true, composed: true, clientX: x, clientY: y, detail: 1, button: 0, isTrusted: true };
    // Or the browser itself would ask about `tel:`, and take the focus from the page.
    by('lying').addEventListener('click', (event) => event.preventDefault());
    const targets = [...ours(), ...document.elementsFromPoint(x, y), by('number'), by('lying'), document, window];
    for (const target of targets) {
      for (const type of ['pointerover', 'pointermove', 'pointerdown', 'pointerup']) {
        target.dispatchEvent(new PointerEvent(type, { ...at, pointerType: 'mouse', isPrimary: true }));
      }
      for (const type of ['mousedown', 'mouseup', 'click', 'dblclick']) target.dispatchEvent(new MouseEvent(type, at));
      for (const key of ['Enter', ' ', 'Tab']) {
        for (const type of ['keydown', 'keypress', 'keyup']) target.dispatchEvent(new KeyboardEvent(type, { ...at, key }));
      }
      if (target instanceof HTMLElement) {
        target.focus();
        target.click();
      }
    }
    return ours().length;
  },
});
