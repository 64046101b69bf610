/**
 * One lane a plan: entries of the journal put together by the plan that they belong to.
 *
 * A call without a plan, a hit of a rule without one, and a command to the clock are lanes of their own.
 */

const KEPT = 2000;

/** What an entry is on its lane: a mark, a word and a kind of colour. */
export function step(entry) {
  switch (entry.kind) {
    case 'http': return entry.code === 200
      ? { mark: '▸', word: 'answer', kind: 'good' }
      : { mark: '▸', word: `${entry.code ?? entry.status ?? 'no answer'}`, kind: 'bad' };
    case 'push': return entry.failure
      ? { mark: '▲', word: 'push failed', kind: 'bad' }
      : { mark: '▲', word: `push ${entry.status}`, kind: { '00': 'good', '01': 'warn' }[entry.status] ?? 'bad' };
    case 'puback': return { mark: '✓', word: 'ack', kind: 'good' };
    case 'fault': return { mark: '◆', word: entry.type, kind: 'bad' };
    case 'plan': return entry.phase === 'failed' ? { mark: '✕', word: 'failed', kind: 'bad' } : null;
    default: return null;
  }
}

export const STATUS = { '00': 'complete', '01': 'partial', '02': 'nothing' };

/** Meters that an entry's request names. */
export function meters(entry) {
  const list = entry.request?.devList ?? entry.devAddrs ?? [];
  return Array.isArray(list) ? list.map(String) : [String(list)];
}

/** Calls with what became of them, the newest first; bounded. */
export class Lanes {
  #byPlan = new Map();
  #all = [];
  #kept;

  constructor(kept = KEPT) {
    this.#kept = kept;
  }

  /** The lanes, the oldest first. */
  get all() {
    return this.#all;
  }

  /** Adds entries in the order of the journal; returns the lanes that changed. */
  add(entries) {
    const changed = new Set();
    for (const entry of entries) {
      const lane = this.#lane(entry);
      if (!lane) continue;
      if (entry.kind === 'http' && !lane.call) lane.call = entry;
      if (entry.kind === 'clock') lane.leap = `⇥ clock: ${entry.what}`;
      if (entry.kind === 'gap') lane.leap = `⋯ ${entry.count} entries passed over: they came faster than this page reads; the journal has them`;
      const shown = step(entry);
      if (shown) lane.steps.push({ ...shown, t: entry.t, seq: entry.seq });
      if (entry.kind === 'push' && entry.status) lane.status = entry.status;
      lane.t = Math.min(lane.t, entry.t);
      lane.last = Math.max(lane.last, entry.t);
      lane.endpoint ??= entry.endpoint;
      changed.add(lane);
    }
    this.#forget();
    return changed;
  }

  #lane(entry) {
    if (entry.planId) {
      let lane = this.#byPlan.get(entry.planId);
      if (!lane) {
        lane = this.#new(entry, entry.planId);
        this.#byPlan.set(entry.planId, lane);
      }
      return lane;
    }
    return ['http', 'fault', 'clock', 'gap'].includes(entry.kind) ? this.#new(entry, null) : null;
  }

  #new(entry, planId) {
    const lane = { key: entry.seq, planId, t: entry.t, last: entry.t, call: null, steps: [], status: null, leap: null, endpoint: entry.endpoint };
    this.#all.push(lane);
    return lane;
  }

  #forget() {
    if (this.#all.length <= this.#kept * 1.25) return;
    for (const lane of this.#all.splice(0, this.#all.length - this.#kept)) {
      if (lane.planId) this.#byPlan.delete(lane.planId);
    }
  }
}
