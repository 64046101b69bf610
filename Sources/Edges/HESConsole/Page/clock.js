/** The clock's bar: the world, what time it is there, and what moves it. */

import * as api from './api.js';
import { button, fill, h, notice } from './dom.js';
import { onEntries } from './events.js';
import * as time from './time.js';

const PACES = ['real', 'x10', 'x60', 'x600', 'x3600'];
/** A leap that is worth a word, in milliseconds. */
const LEAP = 60_000;
const EVERY_MS = 2000;

/** Fills the bar; `choose(code)` makes another world the one that is looked at. */
export function showClock(bar, choose) {
  const now = h('output', { id: 'now', 'aria-label': 'Time in the world' }, '––––');
  const pace = h('span', { id: 'pace', class: 'badge' });
  const due = h('span', { id: 'due', class: 'quiet' });
  const leap = h('span', { id: 'leap', role: 'status' });
  const worlds = h('select', { id: 'worlds', 'aria-label': 'World', onchange: () => choose(worlds.value) });
  const command = (label, title, work, more = {}) =>
    button(label, async () => heard(await work()), { title, 'aria-label': title, ...more });
  fill(bar,
    h('strong', { class: 'brand' }, 'hes-sim'), worlds,
    h('span', { class: 'when' }, now, pace),
    h('span', { class: 'commands', role: 'group', 'aria-label': 'Move the clock' },
      command('❚❚', 'Stop the clock', () => api.setMode('manual'), { id: 'stop' }),
      command('▶', 'Run in real time', () => api.setMode('real'), { id: 'run' }),
      command('▶▶', 'Run faster', () => api.setMode(faster()), { id: 'faster' }),
      command('+15m', 'Advance 15 minutes', () => api.advance('15m')),
      command('+1h', 'Advance an hour', () => api.advance('1h')),
      command('→ 00:00', 'Advance to midnight', () => api.setTime(time.nextMidnight(time.simulatedNow()))),
      command('idle', 'Advance until nothing is scheduled', () => api.advance('untilIdle'))),
    leap, due);

  function draw() {
    if (time.clock().nowMs) now.textContent = time.civil(time.simulatedNow());
  }

  function tell() {
    const { nextEventMs, nowMs, mode } = time.clock();
    pace.textContent = time.pace();
    pace.className = `badge ${mode === 'manual' ? 'warn' : 'good'}`;
    const until = nextEventMs === null || nextEventMs === undefined ? null : nextEventMs - nowMs;
    due.textContent = until === null ? 'nothing is due' : `next due ${time.timeOfDay(nextEventMs)}, in ${time.span(Math.max(0, until))}`;
    draw();
  }

  /** Takes the clock's answer, of a question or a command. */
  function heard(reply) {
    const expected = time.simulatedNow();
    const isFirst = !time.clock().nowMs;
    const { speed, mode, nextEventMs } = reply.mode ? reply : { ...time.clock() };
    time.setClock({ now: reply.now, nowMs: reply.nowMs, speed, mode, nextEventMs });
    const by = reply.nowMs - expected;
    if (!isFirst && by > LEAP * Math.max(1, speed / 20)) {
      leap.textContent = `leapt ${time.span(by)}`;
      setTimeout(() => {
        leap.textContent = '';
      }, 6000);
    }
    tell();
    // The answer of a command has neither pace nor what is due next.
    return reply.mode ? reply : ask();
  }

  let failed = false;
  async function ask() {
    try {
      heard(await api.readClock());
      failed = false;
    } catch (error) {
      if (!failed) notice(error.message, 'bad', error.hint);
      failed = true;
    }
  }

  async function listWorlds() {
    const list = (await api.worlds()).worlds;
    fill(worlds, list.map((each) => h('option', { value: each.tenantCode }, each.tenantCode)));
    if (api.tenant() !== null) worlds.value = api.tenant();
  }

  listWorlds().catch(() => {});
  addEventListener('hes-worlds', () => listWorlds().catch(() => {}));
  ask();
  setInterval(() => {
    if (!document.hidden) ask();
  }, EVERY_MS);
  setInterval(() => {
    if (!document.hidden && time.isRunning()) draw();
  }, 200);
  onEntries((batch) => {
    if (batch.some((entry) => entry.kind === 'clock')) ask();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) ask();
  });
}

function faster() {
  const { speed } = time.clock();
  return PACES.find((pace) => factor(pace) > speed) ?? PACES.at(-1);
}

const factor = (pace) => (pace === 'real' ? 1 : Number(pace.slice(1)));
