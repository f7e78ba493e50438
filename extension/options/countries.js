// The countries of the world in the person's language, as the browser names them.

/**
 * @param {string} language
 * @returns {{code: string, name: string}[]} Sorted by name.
 */
export function countries(language) {
  const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const order = new Intl.Collator(language);
  return codes
    // Withdrawn codes such as DD stand for today's.
    .filter(isCurrent)
    .flatMap((code) => {
      const name = names.of(code);
      return name ? [{ code, name }] : [];
    })
    .sort((a, b) => order.compare(a.name, b.name));
}

/** The country that a browser's language speaks of: `it-CH` CH, `it` IT. @param {string} language */
export function countryOf(language) {
  try {
    return new Intl.Locale(language).maximize().region ?? '';
  } catch {
    return '';
  }
}

/** @param {string} code */
function isCurrent(code) {
  const [canonical] = Intl.getCanonicalLocales(`und-${code}`);
  return canonical === `und-${code}` && !NO_COUNTRIES.has(code);
}

/** Regions that browsers name and that have no telephones of their own. */
const NO_COUNTRIES = new Set([
  'AQ', 'BV', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'HM', 'IC', 'QO', 'TF', 'UM', 'UN', 'XA', 'XB', 'ZZ',
]);
