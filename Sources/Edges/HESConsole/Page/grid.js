/** A grid of meters on a canvas: a cell each, its state by colour and by mark; arrows move, Enter opens. */

import { h, s } from './dom.js';

/** The states, in the order of the legend, each with its colour and in words. */
export const STATES = {
  read: ['--good', 'read', 'The HES has what it should have by now.'],
  late: ['--warn', 'late', 'Rows that the HES should have by now are missing.'],
  unreachable: ['--bad', 'unreachable', 'It would not answer now.'],
  breakerOpen: ['--info', 'breaker open', 'Its breaker is open: no current flows.'],
  notInArchive: ['--quiet', 'not in the archive', 'No DCU reads it.'],
};

const GAP = 3;
const FADE_MS = 200;
/** Of a frame that grids are painted in. */
const PAINT_MS = 8;
const isStill = matchMedia('(prefers-reduced-motion: reduce)');
const isDark = matchMedia('(prefers-color-scheme: dark)');

/** Traces the mark of a state in a cell of `size` at (x, y). */
function trace(path, state, x, y, size) {
  const half = size / 2;
  if (state === 'read') path.rect(x, y, size, size);
  else if (state === 'late') path.rect(x, y + half, size, half);
  else if (state === 'unreachable') {
    path.moveTo(x + 1.5, y + 1.5);
    path.lineTo(x + size - 1.5, y + size - 1.5);
    path.moveTo(x + size - 1.5, y + 1.5);
    path.lineTo(x + 1.5, y + size - 1.5);
  } else if (state === 'breakerOpen') {
    path.moveTo(x + size - 1.5, y + half);
    path.arc(x + half, y + half, half - 1.5, 0, 2 * Math.PI);
  } else {
    path.moveTo(x + half + 2, y + half);
    path.arc(x + half, y + half, 2, 0, 2 * Math.PI);
  }
}

const isStroked = (state) => state === 'unreachable' || state === 'breakerOpen';
/** Whether the cell's outline is drawn beside the mark. */
const isFramed = (state) => state === 'late' || state === 'notInArchive';

/** The mark of a state as a small picture, for legends. */
export function mark(state) {
  const shape = {
    read: () => s('rect', { width: 12, height: 12, class: 'solid' }),
    late: () => [s('rect', { x: 0.5, y: 0.5, width: 11, height: 11, class: 'frame' }), s('rect', { y: 6, width: 12, height: 6, class: 'solid' })],
    unreachable: () => s('path', { d: 'M1.5 1.5l9 9M10.5 1.5l-9 9', class: 'stroke' }),
    breakerOpen: () => s('circle', { cx: 6, cy: 6, r: 4.5, class: 'stroke' }),
    notInArchive: () => [s('rect', { x: 0.5, y: 0.5, width: 11, height: 11, class: 'frame' }), s('circle', { cx: 6, cy: 6, r: 2, class: 'solid' })],
  }[state]();
  return s('svg', { class: `mark ${state}`, width: 12, height: 12, viewBox: '0 0 12 12', 'aria-hidden': 'true' }, shape);
}

const waiting = new Set();
let frame = 0;

/** Paints grids as the frame has time; the others come in the next one. */
function paintSoon(grid) {
  waiting.add(grid);
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    const began = performance.now();
    for (const each of waiting) {
      if (performance.now() - began > PAINT_MS) break;
      waiting.delete(each);
      each.paint();
    }
    const [rest] = waiting;
    if (rest) paintSoon(rest);
  });
}

/** One grid. `open(meter)` is called for a click or Enter, `point(meter, cell)` where the pointer or the focus is. */
export class Grid {
  #meters = [];
  #columns = 1;
  #at = -1;
  #changed = new Map();
  #size;

  constructor({ label, size = 13, open, point }) {
    this.#size = size;
    this.open = open;
    this.point = point;
    this.canvas = h('canvas', { 'aria-hidden': 'true' });
    this.element = h('div', { class: 'grid', tabindex: 0, role: 'application', 'aria-label': label,
      onkeydown: (event) => this.#key(event), onpointermove: (event) => this.#hover(event), onpointerleave: () => this.#go(-1),
      onclick: (event) => this.#click(event), onfocus: () => this.#go(Math.max(0, this.#at)), onblur: () => this.#go(-1) }, this.canvas);
    this.#sizes = new ResizeObserver(() => this.draw());
    this.#sizes.observe(this.element);
    this.#colours = () => this.draw();
    isDark.addEventListener('change', this.#colours);
  }

  #sizes;
  #colours;

  /** Meters in order; those whose state differs from before are marked for a moment. */
  set meters(list) {
    const before = this.#meters;
    const isSame = before.length === list.length && list.every((meter, index) =>
      meter.state === before[index].state && meter.devAddr === before[index].devAddr);
    if (isSame) return;
    if (!isStill.matches && before.length === list.length) {
      const now = performance.now();
      list.forEach((meter, index) => {
        if (meter.state !== before[index].state) this.#changed.set(index, now);
      });
    }
    this.#meters = list;
    this.draw();
  }

  close() {
    this.#sizes.disconnect();
    isDark.removeEventListener('change', this.#colours);
    waiting.delete(this);
  }

  draw() {
    paintSoon(this);
  }

  paint() {
    const width = this.element.clientWidth;
    if (!width) return;
    const step = this.#size + GAP;
    this.#columns = Math.max(1, Math.floor((width + GAP) / step));
    const height = Math.max(1, Math.ceil(this.#meters.length / this.#columns)) * step;
    const scale = devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    const context = this.canvas.getContext('2d');
    const style = getComputedStyle(this.element);
    const colour = (name) => style.getPropertyValue(name);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#paintStates(context, step, colour);
    this.#paintChanges(context, step, colour('--accent'));
    if (this.#at >= 0 && this.#at < this.#meters.length) this.#outline(context, this.#at, step, colour('--text'), 1);
  }

  #paintStates(context, step, colour) {
    const paths = Object.fromEntries(Object.keys(STATES).map((state) => [state, new Path2D()]));
    const frames = new Path2D();
    this.#meters.forEach(({ state }, index) => {
      const [x, y] = this.#corner(index, step);
      trace(paths[state] ?? paths.notInArchive, state, x, y, this.#size);
      if (isFramed(state)) frames.rect(x + 0.5, y + 0.5, this.#size - 1, this.#size - 1);
    });
    context.lineWidth = 1;
    context.strokeStyle = colour('--strong-line');
    context.stroke(frames);
    context.lineWidth = 2;
    for (const [state, path] of Object.entries(paths)) {
      context.fillStyle = context.strokeStyle = colour(STATES[state][0]);
      if (isStroked(state)) context.stroke(path);
      else context.fill(path);
    }
  }

  #paintChanges(context, step, colour) {
    const now = performance.now();
    for (const [index, since] of this.#changed) {
      const rest = 1 - (now - since) / FADE_MS;
      if (rest <= 0) this.#changed.delete(index);
      else this.#outline(context, index, step, colour, rest);
    }
    if (this.#changed.size) this.draw();
  }

  #outline(context, index, step, colour, alpha) {
    const [x, y] = this.#corner(index, step);
    context.globalAlpha = alpha;
    context.lineWidth = 2;
    context.strokeStyle = colour;
    context.strokeRect(x - 1, y - 1, this.#size + 2, this.#size + 2);
    context.globalAlpha = 1;
  }

  #corner(index, step) {
    return [(index % this.#columns) * step + 1, Math.floor(index / this.#columns) * step + 1];
  }

  #go(index) {
    if (index === this.#at) return;
    this.#at = index < this.#meters.length ? index : -1;
    this.draw();
    const [x, y] = this.#corner(Math.max(0, this.#at), this.#size + GAP);
    this.point(this.#meters[this.#at] ?? null, { element: this.element, x, y, size: this.#size });
  }

  #key(event) {
    const to = { ArrowLeft: this.#at - 1, ArrowRight: this.#at + 1, ArrowUp: this.#at - this.#columns, ArrowDown: this.#at + this.#columns,
      Home: 0, End: this.#meters.length - 1 }[event.key];
    if (event.key === 'Enter' && this.#meters[this.#at]) this.open(this.#meters[this.#at]);
    if (to === undefined) return;
    event.preventDefault();
    this.#go(Math.min(this.#meters.length - 1, Math.max(0, to)));
  }

  #index(event) {
    const box = this.canvas.getBoundingClientRect();
    const step = this.#size + GAP;
    const column = Math.floor((event.clientX - box.left) / step);
    const index = Math.floor((event.clientY - box.top) / step) * this.#columns + column;
    return column >= 0 && column < this.#columns && index >= 0 && index < this.#meters.length ? index : -1;
  }

  #hover(event) {
    this.#go(this.#index(event));
  }

  #click(event) {
    const meter = this.#meters[this.#index(event)];
    if (meter) this.open(meter);
  }
}
