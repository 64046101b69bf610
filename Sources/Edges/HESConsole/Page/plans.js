/** Traffic: calls and their plans as they come, one lane each; the newest at the top. */

import * as api from './api.js';
import { button, count, fill, h, throttled } from './dom.js';
import { entries, onState, state } from './events.js';
import { Lanes, meters, STATUS } from './lanes.js';
import { preciseTime, span } from './time.js';

const SHOWN = 60;
const PAGE = 1000;
/** Entries older than the live ones that the view keeps. */
const MOST_OLD = 10_000;
const ENDPOINTS = ['getToken', 'readSingle', 'readFrozen', 'historySingle', 'historyFrozen', 'relay', 'readArchive', 'addArchive', 'removeArchive'];
const STEPS = 8;

/** `#/plans?endpoint=…&devAddr=…&code=…`: the filter is in the address, so that it can be shared. */
export function plans(root, _, query) {
  let lanes = new Lanes();
  let missed = 0;
  let old = [];
  let isPaused = false;
  let shownAtMost = SHOWN;
  const rows = new Map();
  lanes.add(entries);

  const endpoint = h('select', { id: 'f-endpoint', onchange: refilter },
    ['', ...ENDPOINTS].map((name) => h('option', { value: name }, name || 'every endpoint')));
  const meter = h('input', { id: 'f-meter', type: 'search', placeholder: 'devAddr', onchange: refilter, size: 14 });
  const code = h('select', { id: 'f-code', onchange: refilter },
    [['', 'every result'], ['200', '200 accepted'], ['!200', 'refused'], ['00', 'push 00 complete'], ['01', 'push 01 partial'],
      ['02', 'push 02 nothing'], ['fault', 'hit by a rule']].map(([value, label]) => h('option', { value }, label)));
  endpoint.value = query.get('endpoint') ?? '';
  meter.value = query.get('devAddr') ?? '';
  code.value = query.get('code') ?? '';
  const pause = h('button', { type: 'button', id: 'pause', 'aria-pressed': 'false', onclick: toggle }, 'Pause');
  const said = h('span', { class: 'quiet', role: 'status', id: 'traffic-said' });
  const body = h('tbody', {});
  const older = button('Older entries', fetchOlder, { id: 'older' });
  fill(root,
    h('div', { class: 'bar' }, h('h1', {}, 'Traffic'),
      h('label', { for: 'f-endpoint' }, 'Endpoint', endpoint), h('label', { for: 'f-meter' }, 'Meter', meter),
      h('label', { for: 'f-code' }, 'Result', code), pause, said),
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Calls and plans' },
      h('table', { class: 'traffic' },
        h('thead', {}, h('tr', {}, ['Time', 'User', 'Call', 'Meters', 'Result', 'Took', 'Lane'].map((name) => h('th', { scope: 'col' }, name)))),
        body)),
    h('div', { class: 'row' }, older));

  function refilter() {
    const asked = new URLSearchParams(query);
    for (const [name, control] of [['endpoint', endpoint], ['devAddr', meter], ['code', code]]) {
      if (control.value) asked.set(name, control.value.trim());
      else asked.delete(name);
    }
    history.replaceState(null, '', `#/plans${asked.size ? `?${asked}` : ''}`);
    rows.clear();
    body.replaceChildren();
    draw();
  }

  function matches(lane) {
    if (lane.leap !== null) return !endpoint.value && !meter.value && !code.value;
    if (endpoint.value && lane.endpoint !== endpoint.value) return false;
    const wanted = meter.value.trim();
    if (wanted && !(lane.call && meters(lane.call).includes(wanted))) return false;
    switch (code.value) {
      case '': return true;
      case '200': return lane.call?.code === 200;
      case '!200': return lane.call !== null && lane.call.code !== 200;
      case 'fault': return lane.steps.some((each) => each.mark === '◆');
      default: return lane.status === code.value;
    }
  }

  function draw() {
    const shown = [];
    for (let i = lanes.all.length - 1; i >= 0 && shown.length < shownAtMost; i -= 1) {
      if (matches(lanes.all[i])) shown.push(lanes.all[i]);
    }
    const keys = new Set(shown.map((lane) => lane.key));
    for (const [key, row] of rows) {
      if (keys.has(key)) continue;
      row.element.remove();
      rows.delete(key);
    }
    let before = null;
    for (const lane of shown) {
      let row = rows.get(lane.key);
      if (!row || row.steps !== lane.steps.length || row.call !== lane.call) {
        const element = laneRow(lane);
        row?.element.replaceWith(element);
        row = { element, steps: lane.steps.length, call: lane.call };
        rows.set(lane.key, row);
      }
      const isInPlace = row.element.parentNode && row.element.previousSibling === before;
      if (!isInPlace) (before ? before.after(row.element) : body.prepend(row.element));
      before = row.element;
    }
    tell(shown.length);
  }

  function tell(number) {
    const word = { live: 'live', waiting: 'waiting for the simulator', paused: 'paused' }[state];
    said.textContent = isPaused ? `paused · ${count(missed)} new entries` : `${word} · ${number} of the last ${count(lanes.all.length)} calls`;
  }

  /** What comes during a pause is among the live entries afterwards; beyond their number it is read from the journal. */
  function toggle() {
    isPaused = !isPaused;
    pause.setAttribute('aria-pressed', String(isPaused));
    pause.textContent = isPaused ? 'Go on' : 'Pause';
    if (!isPaused) {
      lanes = new Lanes();
      lanes.add(entries);
      missed = 0;
      old = [];
      rows.clear();
      body.replaceChildren();
    }
    draw();
  }

  async function fetchOlder() {
    const until = old[0]?.seq ?? entries[0]?.seq ?? 1;
    const page = until > 1 ? await api.journal({ since: Math.max(0, until - PAGE), limit: PAGE }) : { entries: [] };
    const found = page.entries.filter((entry) => entry.seq < until);
    old = [...found, ...old].slice(0, MOST_OLD);
    lanes = new Lanes(MOST_OLD);
    lanes.add([...old, ...entries]);
    shownAtMost += SHOWN;
    rows.clear();
    body.replaceChildren();
    draw();
    said.textContent = found.length ? `${count(found.length)} older entries` : 'The journal keeps nothing older.';
  }

  const redraw = throttled(draw, 400);
  onState.add(redraw);
  draw();
  return {
    entries(batch) {
      if (isPaused) {
        missed += batch.length;
        tell(rows.size);
        return;
      }
      lanes.add(batch);
      redraw();
    },
    close: () => onState.delete(redraw),
  };
}

function laneRow(lane) {
  if (lane.leap !== null) {
    return h('tr', { class: 'leap' }, h('td', { class: 'time' }, preciseTime(lane.t).slice(0, 10)), h('td', { colspan: 6 }, lane.leap));
  }
  const call = lane.call;
  const named = call ? meters(call) : [];
  const refused = call && call.code !== 200;
  const to = lane.planId ? `#/plan/${encodeURIComponent(lane.planId)}` : call ? `#/plan/entry-${lane.key}` : '#/rules';
  const result = refused ? [String(call.code ?? call.status ?? '–'), call.rejection?.msg ?? 'refused', 'bad']
    : lane.status ? [lane.status, STATUS[lane.status] ?? '', { '00': 'good', '01': 'warn' }[lane.status] ?? 'bad']
      : [call ? '200' : '', lane.planId ? 'waiting' : '', 'quiet'];
  return h('tr', { class: refused ? 'refused' : '' },
    h('td', { class: 'time' }, h('a', { href: to }, preciseTime(lane.t).slice(0, 10))),
    h('td', {}, call?.user ?? ''),
    h('td', {}, lane.endpoint ?? call?.path ?? ''),
    h('td', { class: 'names' }, meterLinks(named)),
    h('td', {}, h('span', { class: `badge ${result[2]}` }, result[0]), ' ', result[1]),
    h('td', { class: 'number' }, lane.planId && lane.last > lane.t ? span(lane.last - lane.t) : ''),
    h('td', { class: 'lane' }, lane.steps.slice(0, STEPS).map((each) =>
      h('span', { class: `step ${each.kind}`, title: `+${span(each.t - lane.t)}` }, h('i', { 'aria-hidden': 'true' }, each.mark), each.word)),
    lane.steps.length > STEPS ? h('span', { class: 'quiet' }, `+${lane.steps.length - STEPS}`) : null));
}

function meterLinks(named) {
  const shown = named.slice(0, 2).map((number, index) => [index ? ', ' : '', h('a', { href: `#/meter/${encodeURIComponent(number)}` }, number)]);
  return named.length > 2 ? [shown, h('span', { class: 'quiet' }, ` +${count(named.length - 2)}`)] : shown;
}
