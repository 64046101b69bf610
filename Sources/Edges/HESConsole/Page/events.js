/**
 * The journal, live: a stream of server-sent events while the tab can be seen, nothing while it is hidden.
 *
 * The stream is read at the page's own pace: entries are parsed in slices of 8 ms, and while the page is busy it does not read, so
 * the server waits. Of a journal that grows by more than 150 entries a second it reads five hundred each second. A page that is
 * far behind goes on at the end; an entry of kind `gap`, which is the page's own, says how many it passed over. The last 5 000
 * entries stay in memory; all others are in the journal.
 */

import * as api from './api.js';

const KEPT = 5000;
/** Entries that are fetched when the page opens. */
const FIRST = 1000;
const PAGE = 1000;
const SLICE_MS = 8;
const FLUSH_MS = 200;
const SECOND = 1000;
/** Entries a second beyond which the journal is read in pages: a page costs the simulator less than its entries one by one. */
const BUSY = 150;
/** Entries of such a page. */
const SAMPLE = 500;

/** The last entries, the oldest first. */
export const entries = [];
/** `live`, `waiting` for the server, or `paused` while the tab is hidden. */
export let state = 'waiting';

const listeners = new Set();
let next = null;
let fresh = [];
let flushing = 0;
let abort = null;
let generation = 0;

/** Calls `listener(batch)` for new entries, at most five times a second; returns what ends that. */
export function onEntries(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Begins, or begins again for another world. */
export function follow() {
  generation += 1;
  abort?.abort();
  entries.length = 0;
  fresh = [];
  next = null;
  run(generation);
}

/** Keeps a listener up to date about `state`. */
export const onState = new Set();

function become(what) {
  if (state === what) return;
  state = what;
  for (const listener of onState) listener(what);
}

async function run(mine) {
  let pause = 500;
  while (mine === generation) {
    if (document.hidden) await untilVisible();
    abort = new AbortController();
    try {
      await catchUp(mine);
      if (document.hidden || mine !== generation) continue;
      const body = await api.events(next, abort.signal);
      become('live');
      pause = 500;
      if (await read(body, mine)) {
        await sample(mine);
        continue;
      }
    } catch (error) {
      if (error.name === 'AbortError') continue;
    }
    if (mine !== generation || document.hidden) continue;
    become('waiting');
    await new Promise((resolve) => setTimeout(resolve, pause * (0.75 + Math.random() / 2)));
    pause = Math.min(pause * 2, 15_000);
  }
}

function untilVisible() {
  become('paused');
  return new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) abort?.abort();
});

/** Pages through what was missed; of a long absence only what would be kept. */
async function catchUp(mine) {
  const end = await api.journalEnd();
  if (next === null || end < next) next = Math.max(0, end - FIRST);
  passTo(end - KEPT);
  // What comes meanwhile comes by the stream.
  while (next < end && mine === generation && !document.hidden) {
    const page = await api.journal({ since: next, limit: PAGE });
    page.entries.forEach(take);
    next = page.next;
    await breathe();
  }
}

/** Goes on from a later entry than the next one. */
function passTo(number) {
  if (next >= number) return;
  take({ kind: 'gap', seq: next, t: (fresh.at(-1) ?? entries.at(-1))?.t ?? 0, count: number - next });
  next = number;
}

/** Reads until the stream ends; true if it has more than the page wants entry by entry. */
async function read(body, mine) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let [taken, second] = [0, performance.now()];
  let text = '';
  let began = performance.now();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || mine !== generation) return false;
    text += value;
    let from = 0;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n', from)) {
      event(text.slice(from, end));
      from = end + 2;
      taken += 1;
      if (performance.now() - second > SECOND) [taken, second] = [1, performance.now()];
      if (taken > BUSY) {
        await reader.cancel();
        return true;
      }
      if (performance.now() - began < SLICE_MS) continue;
      await breathe();
      began = performance.now();
    }
    text = text.slice(from);
  }
}

/** Pages of a busy journal, one a second, until it is calm again. */
async function sample(mine) {
  for (let isBusy = true; isBusy;) {
    await new Promise((resolve) => setTimeout(resolve, SECOND));
    if (document.hidden || mine !== generation) return;
    const end = await api.journalEnd();
    if (end - next > KEPT) passTo(end - SAMPLE);
    const page = await api.journal({ since: next, limit: SAMPLE });
    page.entries.forEach(take);
    next = page.next;
    isBusy = page.entries.length > BUSY;
  }
}

/** One event: its `data` line is the entry. Comments keep the connection alive. */
function event(text) {
  const line = text.split('\n').find((each) => each.startsWith('data: '));
  const entry = line && JSON.parse(line.slice(6));
  if (!entry || entry.seq === undefined) return;
  next = entry.seq + 1;
  take(entry);
}

function take(entry) {
  fresh.push(entry);
  // A page that is slow to draw does not gather more than it keeps.
  if (fresh.length > 2 * KEPT) fresh = fresh.slice(-KEPT);
  flushing ||= setTimeout(flush, FLUSH_MS);
}

function flush() {
  flushing = 0;
  const batch = fresh;
  fresh = [];
  for (const entry of batch) entries.push(entry);
  if (entries.length > KEPT) entries.splice(0, entries.length - KEPT);
  for (const listener of listeners) listener(batch);
}

const channel = new MessageChannel();
const waiting = [];
channel.port1.onmessage = () => waiting.shift()();

/** Lets the browser handle input and draw. */
export function breathe() {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(0);
  });
}
