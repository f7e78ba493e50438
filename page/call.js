// What is said of a call and what can be done with it: the same on the card and in the popup.

/** @typedef {import('./types.js').CallView} CallView */
/** @typedef {import('./types.js').Control} Control */
/** @typedef {{control: Control, label: string}} Offered A control and the key of its label. */

/** How it stands, in a few words. @param {(key: string, ...subs: string[]) => string} t @param {CallView} call */
export function stateWords(t, { state, reason, park_line: line }) {
  const words = line === undefined ? t(`state_${state}`) : t('state_parked_line', line);
  return (reason ? t(reason) : '') || words;
}

/** With whom: a name, else the number. @param {(key: string) => string} t @param {CallView} call */
export const otherSide = (t, call) => call.name ?? numberOf(t, call);

/** The other side's number; who calls may hide it. @param {(key: string) => string} t @param {CallView} call */
export const numberOf = (t, call) => call.shown || t('incoming_unknown');

/** What can be done about recording it. @param {CallView} call @returns {Offered | null} */
export function recordingControl({ can_record: can, recording }) {
  if (!can) return null;
  return recording ? { control: 'record_off', label: 'record_stop' } : { control: 'record_on', label: 'record' };
}

/** What can be done about parking it. @param {CallView} call @returns {Offered | null} */
export function parkingControl({ can_park: can, state, asking }) {
  if (!can) return null;
  return state === 'parked'
    ? { control: 'unpark', label: asking === 'unpark' ? 'unparking' : 'unpark' }
    : { control: 'park', label: asking === 'park' ? 'parking' : 'park' };
}

/** What can be done about the call beside it. @param {CallView} call @returns {Offered | null} */
export function transferControl({ can_transfer: can, asking }) {
  if (asking === 'transfer') return { control: 'transfer', label: 'transferring' };
  return can ? { control: 'transfer', label: 'transfer' } : null;
}

/** What can be done about making one call of two. @param {CallView} call @returns {Offered | null} */
export function conferenceControl({ can_join: can, asking }) {
  if (asking === 'conference') return { control: 'conference', label: 'joining' };
  return can ? { control: 'conference', label: 'conference' } : null;
}
