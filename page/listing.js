// A few things for each of many keys: most keys have one, which takes no list.

/**
 * @template {object} K
 * @template V
 * @typedef {object} Listing
 * @property {(key: K) => readonly V[]} of
 * @property {(key: K, value: V, at?: number) => void} add At this place, or at the end.
 * @property {(key: K, value: V) => void} remove
 */

/**
 * @template {object} K
 * @template {object} V Not a list.
 * @returns {Listing<K, V>}
 */
export function createListing() {
  /** @type {WeakMap<K, V | V[]>} */
  const held = new WeakMap();
  return {
    of(key) {
      const one = held.get(key);
      return one === undefined ? [] : Array.isArray(one) ? one : [one];
    },
    add(key, value, at) {
      const one = held.get(key);
      if (one === undefined) held.set(key, value);
      else if (!Array.isArray(one)) held.set(key, at === 0 ? [value, one] : [one, value]);
      else one.splice(at ?? one.length, 0, value);
    },
    remove(key, value) {
      const one = held.get(key);
      if (one === value) held.delete(key);
      if (!Array.isArray(one)) return;
      const at = one.indexOf(value);
      if (at >= 0) one.splice(at, 1);
      if (one.length === 0) held.delete(key);
    },
  };
}
