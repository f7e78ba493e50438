// Who is meant by what was typed: accents and case do not matter, words in any order, names and
// extensions alike.

/**
 * A text as it is compared: `Łącki Żaneta` is `lacki zaneta`.
 * @param {string} text
 */
export function fold(text) {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return bare.replace(/[^\0-\x7f]/g, (letter) => WITHOUT_MARK[letter] ?? letter);
}

/** Letters that Unicode does not take apart. @type {Record<string, string>} */
const WITHOUT_MARK = { ł: 'l', ø: 'o', đ: 'd', ħ: 'h', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ς: 'σ' };

/**
 * How well a person fits: 0 where each word begins a word of the name or the extension, 1 where it
 * stands somewhere in them.
 * @param {string[]} words Folded.
 * @param {{folded: string, extension: string}} person
 * @returns {number | undefined} Undefined for who does not fit.
 */
export function fit(words, { folded, extension }) {
  let worst = 0;
  for (const word of words) {
    const begins = extension.startsWith(word) || folded.startsWith(word) || folded.includes(` ${word}`);
    if (begins) continue;
    if (!folded.includes(word) && !extension.includes(word)) return undefined;
    worst = 1;
  }
  return worst;
}

/** The words of what was typed. @param {string} typed */
export const wordsOf = (typed) => fold(typed).split(/\s+/).filter(Boolean);
