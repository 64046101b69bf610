/** The world's time: what the clock said last, and how it goes on from there. */

const DAY = 86_400_000;
let last = { nowMs: 0, speed: 0, mode: 'manual', nextEventMs: null };
let heardAt = 0;
let offset = 0;

/** Keeps the answer of `GET /clock`. */
export function setClock(reply) {
  last = { ...last, ...reply };
  heardAt = performance.now();
  if (reply.now) offset = parsed(reply.now) - reply.nowMs;
}

/** What the clock said last. */
export const clock = () => last;

/** The instant that the world's clock shows about now, in milliseconds. */
export const simulatedNow = () => last.nowMs + (performance.now() - heardAt) * (last.speed || 0);

/** Whether time passes by itself. */
export const isRunning = () => last.speed > 0;

const parsed = (text) => Date.parse(`${text.replace(' ', 'T')}Z`);

/** `2024-07-11 18:04:12` of an instant, in the world's zone as it holds now. */
export const civil = (ms) => new Date(ms + offset).toISOString().slice(0, 19).replace('T', ' ');

/** `18:04:12` of an instant. */
export const timeOfDay = (ms) => civil(ms).slice(11);

/** `18:04:12.250`. */
export const preciseTime = (ms) => new Date(ms + offset).toISOString().slice(11, 23);

/** The instant of civil time, with the zone's offset of now. */
export const instantOf = (text) => parsed(text) - offset;

/** The midnight that follows an instant, as civil time. */
export function nextMidnight(ms) {
  return new Date(Math.floor((ms + offset) / DAY) * DAY + DAY).toISOString().slice(0, 19).replace('T', ' ');
}

/** The midnight at which the day of an instant began, in milliseconds. */
export const midnightBefore = (ms) => Math.floor((ms + offset) / DAY) * DAY - offset;

/** `250 ms`, `4.2 s`, `12 min`, `3.5 h`, `2 d`. */
export function span(ms) {
  const size = Math.abs(ms);
  if (size < 1000) return `${Math.round(ms)} ms`;
  if (size < 60_000) return `${trimmed(ms / 1000)} s`;
  if (size < 3_600_000) return `${trimmed(ms / 60_000)} min`;
  if (size < DAY) return `${trimmed(ms / 3_600_000)} h`;
  return `${trimmed(ms / DAY)} d`;
}

const trimmed = (value) => value.toFixed(Math.abs(value) < 10 ? 1 : 0).replace(/\.0$/, '');

/** `×60`, `×1`, `stopped`. */
export function pace() {
  if (last.mode === 'auto') return 'auto';
  return last.speed > 0 ? `×${last.speed}` : 'stopped';
}

export { DAY };
