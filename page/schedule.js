// When our work is done: in slices of less than a frame, when the page has time, and never while
// nobody looks.

/** A slice ends once it has taken so long, in milliseconds; what it has begun takes up to two more. */
export const SLICE_MS = 4;
/** Idle time is waited for no longer than this; busy pages have numbers too. */
const IDLE_WAIT_MS = 200;
/** Of the time of the thread, no more than one part in this many is ours while a page keeps changing. */
const SHARE = 70;

/**
 * @typedef {object} Schedule
 * @property {(job: () => Generator<undefined, unknown>) => void} add Runs this job after the others.
 * @property {(job: () => Generator<undefined, unknown>) => void} next Begins with this job now, and goes on with it before the others.
 * @property {(job: () => Generator<undefined, unknown>) => void} now Runs this job before the others, and does not wait for idle time until it is done.
 * @property {(run: () => void) => void} soon Runs this in idle time, before the jobs.
 * @property {(run: () => void) => void} last Runs this when no job is left.
 * @property {() => boolean} busy Whether something is still to be done.
 * @property {() => number} restMs How long to leave the page alone after what was done last.
 * @property {() => void} stop
 */

/**
 * @returns {Schedule}
 */
export function createSchedule() {
  /** @type {Generator<undefined, unknown>[]} */
  const jobs = [];
  /** @type {(() => void)[]} */
  const waiting = [];
  /** @type {(() => void)[]} */
  const after = [];
  /** What is not left for idle time. @type {Generator<undefined, unknown> | null} */
  let urgent = null;
  let stopped = false;
  let planned = false;
  let spent = 0;
  let spentAt = 0;

  const isEmpty = () => jobs.length + waiting.length + after.length === 0;

  const plan = () => {
    if (planned || stopped || isEmpty() || document.visibilityState === 'hidden') return;
    planned = true;
    if (urgent) setTimeout(work);
    else whenIdle(work);
  };

  /** @param {IdleDeadline} [deadline] */
  const work = (deadline) => {
    planned = false;
    if (stopped || document.visibilityState === 'hidden') return;
    slice();
    if (isEmpty() || !deadline || deadline.timeRemaining() < SLICE_MS / 2) {
      plan();
      return;
    }
    // The page is idle still: what people do comes first, then the next slice.
    planned = true;
    setTimeout(work, 0, deadline);
  };

  const slice = () => {
    const start = performance.now();
    const over = () => performance.now() - start >= SLICE_MS;
    while (waiting.length > 0 && !over()) waiting.shift()?.();
    for (let job = jobs[0]; job && !over(); job = jobs[0]) {
      if (!job.next().done) continue;
      // It may have put another before itself.
      jobs.splice(jobs.indexOf(job), 1);
      if (job === urgent) urgent = null;
    }
    while (jobs.length === 0 && after.length > 0 && !over()) after.shift()?.();
    const end = performance.now();
    // What one burst of work took counts together.
    spent = (end - spentAt < 2 * IDLE_WAIT_MS ? spent : 0) + end - start;
    spentAt = end;
  };

  document.addEventListener('visibilitychange', plan);
  return {
    add(job) {
      jobs.push(job());
      plan();
    },
    next(job) {
      jobs.unshift(job());
      if (document.visibilityState !== 'hidden') slice();
      plan();
    },
    now(job) {
      urgent = job();
      jobs.unshift(urgent);
      plan();
    },
    soon(run) {
      waiting.push(run);
      plan();
    },
    last(run) {
      after.push(run);
      plan();
    },
    busy: () => !isEmpty(),
    restMs: () => Math.max(0, spentAt + spent * SHARE - performance.now()),
    stop() {
      stopped = true;
      jobs.length = 0;
      waiting.length = 0;
      after.length = 0;
      document.removeEventListener('visibilitychange', plan);
    },
  };
}

/** @param {(deadline?: IdleDeadline) => void} run */
function whenIdle(run) {
  // Absent in browsers that follow older standards; then the next task is as good as any.
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: IDLE_WAIT_MS });
  else setTimeout(run, 1);
}
