/** What happened in the last minutes, on one axis of simulated time. A click leads to the plan. */

import { fill, h, throttled } from './dom.js';
import { entries, onEntries } from './events.js';
import { step } from './lanes.js';
import * as time from './time.js';

const LANES = ['calls', 'plans', 'pushes', 'acks', 'faults'];
const LANE_OF = { http: 0, token: 0, plan: 1, push: 2, puback: 3, fault: 4, field: 4, broker: 4, client: 4 };
const SPANS = [60_000, 300_000, 900_000, 3_600_000, 6 * 3_600_000, time.DAY, 7 * time.DAY];
const ROW = 17;
const AXIS = 18;
const LEFT = 62;

/** Fills the section. */
export function showTimeline(section) {
  let zoom = 2;
  let at = -1;
  let marks = [];
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const said = h('output', { class: 'said number', id: 'timeline-said', 'aria-live': 'polite' });
  const width = h('output', { class: 'number', 'aria-label': 'Span' });
  const picture = h('div', { class: 'axis', tabindex: 0, role: 'application',
    'aria-label': 'What happened lately; left and right go from entry to entry, Enter opens the plan', onkeydown: key, onclick: click,
    onpointermove: (event) => select(nearest(event)), onwheel: wheel }, canvas);
  const sheet = h('button', { type: 'button', id: 'sheet', 'aria-expanded': 'false', 'aria-controls': 'timeline', onclick: pull }, 'Timeline');
  fill(section, h('div', { class: 'timeline-head' }, sheet, h('h2', {}, 'Timeline'), said,
    h('span', { class: 'zoom' }, button('−', 'A longer span', () => scale(1)), width, button('+', 'A shorter span', () => scale(-1)))), picture);

  function button(label, title, press) {
    return h('button', { type: 'button', title, 'aria-label': title, onclick: press }, label);
  }

  function pull() {
    const isOpen = section.classList.toggle('pulled');
    sheet.setAttribute('aria-expanded', String(isOpen));
    draw();
  }

  function scale(by) {
    zoom = Math.min(SPANS.length - 1, Math.max(0, zoom + by));
    draw();
  }

  function wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    scale(Math.sign(event.deltaY));
  }

  function draw() {
    const size = picture.clientWidth;
    if (!size || document.hidden) return;
    const height = LANES.length * ROW + AXIS;
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(size * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${size}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = getComputedStyle(section);
    const colour = (name) => style.getPropertyValue(`--${name}`);
    const newest = entries.at(-1)?.t ?? 0;
    const until = Math.max(time.simulatedNow(), newest);
    const span = SPANS[zoom];
    const x = (t) => LEFT + ((t - until + span) / span) * (size - LEFT - 10);
    width.textContent = time.span(span);
    frame(context, { size, height, until, span, x, colour, font: style.fontFamily });
    marks = points(x);
    const isSparse = marks.filter((each) => each.lane < 0).length < 10;
    for (const each of marks) paint(context, each, colour, isSparse);
  }

  function frame(context, { size, height, until, span, x, colour, font }) {
    context.font = `11px ${font}`;
    context.textBaseline = 'middle';
    LANES.forEach((name, lane) => {
      context.fillStyle = colour('quiet');
      context.fillText(name, 10, lane * ROW + ROW / 2);
      context.fillStyle = colour('line');
      context.fillRect(LEFT, (lane + 1) * ROW - 1, size - LEFT, 1);
    });
    const ticks = Math.max(2, Math.floor((size - LEFT) / 150));
    context.fillStyle = colour('quiet');
    context.textAlign = 'center';
    for (let tick = 0; tick < ticks; tick += 1) {
      const t = until - span + ((tick + 0.5) / ticks) * span;
      if (time.clock().nowMs) context.fillText(span >= time.DAY ? time.civil(t).slice(5, 16) : time.timeOfDay(t), x(t), height - AXIS / 2);
    }
    context.textAlign = 'left';
  }

  /** Entries in sight with where they are; of several on one spot of a lane, the worst and their number. */
  function points(x) {
    const spots = new Map();
    for (let i = entries.length - 1; i >= 0; i -= 1) {
      const entry = entries[i];
      const left = Math.round(x(entry.t));
      if (left < LEFT || entry.kind === 'gap') continue;
      if (entry.kind === 'clock') {
        spots.set(`clock ${left}`, { left, lane: -1, entry, kind: 'accent', count: 1 });
        continue;
      }
      const lane = LANE_OF[entry.kind];
      const key = lane * 100_000 + (left >> 1);
      const kind = entry.kind === 'field' ? 'info' : (step(entry)?.kind ?? (['broker'].includes(entry.kind) ? 'bad' : 'quiet'));
      const spot = spots.get(key);
      if (!spot) spots.set(key, { left, lane, entry, kind, count: 1 });
      else {
        spot.count += 1;
        if (rank(kind) > rank(spot.kind)) Object.assign(spot, { kind, entry });
      }
    }
    return [...spots.values()].sort((a, b) => a.left - b.left || a.lane - b.lane);
  }

  function paint(context, { left, lane, kind, count }, colour, isSparse) {
    context.fillStyle = colour(kind);
    if (lane < 0) {
      for (let y = isSparse ? 0 : LANES.length * ROW - 7; y < LANES.length * ROW; y += 6) context.fillRect(left, y, 1, 3);
      if (isSparse) context.fillText('⇥', left + 2, 6);
      return;
    }
    const tall = Math.min(ROW - 5, 6 + 2 * Math.log2(count));
    const y = lane * ROW + (ROW - 1 - tall) / 2;
    if (lane === 4) {
      context.beginPath();
      context.moveTo(left, y - 1);
      context.lineTo(left + tall / 2 + 1, y + tall / 2);
      context.lineTo(left, y + tall + 1);
      context.lineTo(left - tall / 2 - 1, y + tall / 2);
      context.fill();
    } else if (kind === 'bad') context.fillRect(left - 2, lane * ROW + 1, 4, ROW - 4);
    else context.fillRect(left - 1, y, 2.5, tall);
  }

  function select(index) {
    at = index;
    const found = marks[index];
    said.textContent = found ? sentence(found) : '';
  }

  function sentence({ entry, count }) {
    const what = { clock: entry.what, field: `${entry.event} ${entry.devAddr ?? ''}`, broker: entry.what, token: entry.username,
      client: `${entry.event} ${entry.clientId ?? ''}`, fault: `${entry.rule}: ${entry.type}` }[entry.kind];
    const more = what ?? [entry.endpoint ?? entry.path, step(entry)?.word ?? entry.phase].filter(Boolean).join(' ');
    return `${time.civil(entry.t)} ${entry.kind} ${more}${count > 1 ? ` and ${count - 1} more` : ''}`;
  }

  function nearest(event) {
    const box = canvas.getBoundingClientRect();
    const [left, lane] = [event.clientX - box.left, Math.floor((event.clientY - box.top) / ROW)];
    let best = -1;
    let least = 12;
    marks.forEach((each, index) => {
      const away = Math.abs(each.left - left) + (each.lane === lane ? 0 : 6);
      if (away < least) [best, least] = [index, away];
    });
    return best;
  }

  function open() {
    const entry = marks[at]?.entry;
    if (!entry) return;
    if (entry.planId) location.hash = `#/plan/${encodeURIComponent(entry.planId)}`;
    else if (entry.kind === 'http') location.hash = `#/plan/entry-${entry.seq}`;
    else if (entry.kind === 'fault') location.hash = '#/rules';
    else if (entry.kind === 'field' && entry.devAddr) location.hash = `#/meter/${encodeURIComponent(entry.devAddr)}`;
  }

  function click(event) {
    select(nearest(event));
    open();
  }

  function key(event) {
    if (event.key === 'Enter') open();
    else if (event.key === '+' || event.key === '-') scale(event.key === '+' ? -1 : 1);
    const to = { ArrowLeft: at < 0 ? marks.length - 1 : at - 1, ArrowRight: at + 1, Home: 0, End: marks.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    select(Math.min(marks.length - 1, Math.max(0, to)));
  }

  const soon = throttled(draw, 400);
  onEntries(soon);
  new ResizeObserver(draw).observe(picture);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  setInterval(() => {
    if (time.isRunning()) draw();
  }, 1000);
}

const rank = (kind) => ['quiet', 'accent', 'info', 'good', 'warn', 'bad'].indexOf(kind);
