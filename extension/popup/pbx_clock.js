// What the PBX's clock shows: its times name no zone, and its days are asked for by its own calendar.

/**
 * What a clock in this zone shows, in milliseconds as if it showed UTC, and when summer time began or
 * ended there in the last days; all 0 where the browser knows no such zone.
 * @param {Record<string, unknown>} values The options: the zone, empty for that of this computer, and how many days.
 */
export function clock(values) {
  const [zone, days] = [String(values.pbx_time_zone), Number(values.call_log_days)];
  const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' };
  try {
    const face = new Intl.DateTimeFormat('en-GB', /** @type {Intl.DateTimeFormatOptions} */ ({
      ...fields, calendar: 'gregory', hourCycle: 'h23', timeZone: zone || undefined,
    }));
    const ahead = (/** @type {number} */ ms) => {
      const parts = face.formatToParts(ms);
      const [year, month, day, hour, minute, second] = Object.keys(fields).map((field) => Number(parts.find(({ type }) => type === field)?.value));
      return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
    };
    const now = Date.now();
    let [before, changed] = [now - (days + 1) * DAY_MS, now];
    const [aheadThen, aheadNow] = [before, changed].map(ahead);
    while (aheadThen !== aheadNow && changed - before > 1000) {
      const middle = Math.round((before + changed) / 2);
      if (ahead(middle) === aheadThen) before = middle;
      else changed = middle;
    }
    return { shows_ms: now + aheadNow, showed_ms: now + aheadThen, changed_ms: aheadThen === aheadNow ? 0 : changed };
  } catch {
    return { shows_ms: 0, showed_ms: 0, changed_ms: 0 };
  }
}

const DAY_MS = 86_400_000;
