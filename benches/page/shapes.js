// The pages of the bench: shapes as the web has them. Elements that hold a number carry `data-n`.

/** The same numbers every time. @param {number} seed */
function chance(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const WORDS = ('account meeting invoice because morning between client always delivery report office paper the of and to '
  + 'in with from about after under new old first last large small good day week year people company street').split(' ');

/** @param {(below: number) => number} next @param {number} count */
const words = (next, count) => Array.from({ length: count }, () => WORDS[next(WORDS.length)]).join(' ');
/** @param {(below: number) => number} next */
const phone = (next) => `02 ${100000 + next(899999)}`;
/** @param {(below: number) => number} next @param {string} [tag] */
const marked = (next, tag = 'span') => `<${tag} data-n>${phone(next)}</${tag}>`;
/** @param {number} count @param {(index: number) => string} one */
const times = (count, one) => Array.from({ length: count }, (_, index) => one(index)).join('\n');

const STYLE = 'body{font:14px/1.4 sans-serif;margin:1rem}table{border-collapse:collapse}td{border:1px solid #ccc;padding:2px 6px}';

/** @param {string} title @param {string} body @param {string} [more] */
const page = (title, body, more = '') =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}${more}</style></head><body>${body}</body></html>`;

/** 100,000 nodes with 10,000 numbers. */
export function large() {
  const next = chance(1);
  return page('large', times(10_000, () =>
    `<div><b>${words(next, 2)}</b> <i>${words(next, 3)}</i> <span>${words(next, 2)}</span> ${marked(next)}</div>`));
}

/** Without a digit. */
export function plain() {
  const next = chance(2);
  return page('plain', times(2_000, () => `<div><b>${words(next, 4)}</b><p>${words(next, 30)}</p></div>`));
}

/** A thousand cells, rewritten ten times a second; some look like numbers. */
export function dashboard() {
  return page('dashboard', `<table>${times(50, () => `<tr>${times(20, () => '<td>0</td>')}</tr>`)}</table><script>
    const cells = [...document.querySelectorAll('td')];
    let turn = 0;
    window.run = () => setInterval(() => {
      turn += 1;
      cells.forEach((cell, index) => {
        const value = (turn * 7919 + index * 104729) % 1000000;
        cell.textContent = index % 10 === 0 ? '02 ' + (100000 + value % 900000) : (value / 100).toFixed(2);
      });
    }, 100);
  </script>`);
}

/** A chat that gets ten messages a second, each tenth with a number. */
export function chat() {
  return page('chat', `<div id="log"></div><script>
    let turn = 0;
    window.run = () => setInterval(() => {
      turn += 1;
      const line = document.createElement('p');
      line.textContent = turn % 10 ? 'message ' + turn + ' at 12:' + (10 + turn % 50) : 'call me on 02 ' + (100000 + turn);
      document.querySelector('#log').append(line);
      scrollTo(0, document.body.scrollHeight);
    }, 100);
  </script>`);
}

/** A list that grows by fifty rows, four times a second, as it is scrolled. */
export function endless() {
  return page('endless', `<div id="list"></div><script>
    let turn = 0;
    window.run = () => setInterval(() => {
      let rows = '';
      for (let index = 0; index < 50; index += 1) {
        turn += 1;
        rows += '<div class="row"><b>Customer ' + turn + '</b> <span>02 ' + (100000 + turn * 37 % 900000) + '</span> <i>since 2019</i></div>';
      }
      document.querySelector('#list').insertAdjacentHTML('beforeend', rows);
      scrollTo(0, document.body.scrollHeight);
    }, 250);
  </script>`);
}

/** Ten shapes of pages that people have open at work. @type {Record<string, () => string>} */
export const SHAPES = {
  article() {
    const next = chance(11);
    return page('article', `<h1>${words(next, 6)}</h1>${times(150, (n) => `<p>${words(next, 80)} ${n % 15 === 0 ? marked(next) : ''} ${words(next, 20)} 2024.</p>`)}`, 'body{max-width:40rem}');
  },
  webmail() {
    const next = chance(12);
    return page('webmail', `<div style="display:flex"><nav>${times(60, () => `<div>${words(next, 2)} <small>12:${10 + next(49)}</small></div>`)}</nav><main>${times(40, () =>
      `<blockquote><p>${words(next, 60)}</p><p>-- <br>${words(next, 2)}<br>Tel. ${marked(next)}<br>Fax 02 ${next(900000)}</p></blockquote>`)}</main></div>`);
  },
  crm() {
    const next = chance(13);
    return page('crm', `<table>${times(500, (n) => `<tr><td>${n}</td><td>${words(next, 2)}</td><td>2024-${10 + next(3)}-${10 + next(18)}</td><td>${next(99999)}.00</td>${marked(next, 'td')}<td>${words(next, 5)}</td></tr>`)}</table>`);
  },
  spreadsheet() {
    const next = chance(14);
    return page('spreadsheet', `<div class="g">${times(300, (r) => times(26, (c) => (c === 5 ? marked(next, 'div') : `<div>${c === 0 ? r : next(100000)}</div>`)))}</div>`, '.g{display:grid;grid-template-columns:repeat(26,6rem)}');
  },
  maps() {
    const next = chance(15);
    return page('maps', `<svg width="900" height="400">${times(2000, () => `<path d="M${next(900)} ${next(400)}L${next(900)} ${next(400)}"/>`)}</svg>${times(20, () =>
      `<div class="c"><h3>${words(next, 3)}</h3><div>${next(5)}.${next(9)} (${next(900)})</div><div>${words(next, 3)} ${next(99)}, 20121 Milano</div><div>${marked(next)}</div></div>`)}`);
  },
  forum() {
    const next = chance(16);
    return page('forum', times(200, (n) => `<article><header>user${n} · ${next(28)}/11/2024 12:${10 + next(49)} · #${n}</header><p>${words(next, 60)}${n % 8 === 0 ? ` ${marked(next)}` : ''}</p><footer>${next(300)} likes</footer></article>`));
  },
  shop() {
    const next = chance(17);
    return page('shop', `<header>Call ${marked(next)}</header><div class="g">${times(300, (n) => `<div><img alt=""><h4>${words(next, 4)} ${n}</h4><b>€ ${next(900)}.99</b> <s>€ ${next(999)}.99</s><small>Art. ${next(9999999)}</small></div>`)}</div><footer>${marked(next)}</footer>`, '.g{display:grid;grid-template-columns:repeat(4,1fr)}');
  },
  pdf() {
    const next = chance(18);
    return page('pdf', times(20, () => `<div class="textLayer">${times(200, (n) => `<span style="left:${next(90)}%;top:${(n * 100) / 200}%">${words(next, 3)}</span>${n % 40 === 0 ? `<span data-n style="left:10%;top:${(n * 100) / 200}%">${phone(next)}</span>` : ''}`)}</div>`),
      '.textLayer{position:relative;height:1000px;margin:1rem;background:#f4f4f4}.textLayer span{position:absolute;white-space:pre}');
  },
  code() {
    const next = chance(19);
    return page('code', `<table>${times(1500, (n) => `<tr><td>${n}</td><td><pre><span>const</span> <span>${WORDS[next(WORDS.length)]}</span> = <span>0x${next(1e9).toString(16)}</span>; <span>// ${words(next, 4)} ${next(1e7)}</span></pre></td></tr>`)}</table><p>${marked(next)}</p>`, 'pre{margin:0}');
  },
  calendar() {
    const next = chance(20);
    return page('calendar', `<table>${times(6, (w) => `<tr>${times(7, (d) => `<td><b>${w * 7 + d}</b>${times(12, (h) => `<div>${8 + h}:00 ${words(next, 3)}${h === 3 ? ` ${marked(next)}` : ''}</div>`)}</td>`)}</tr>`)}</table>`);
  },
};
