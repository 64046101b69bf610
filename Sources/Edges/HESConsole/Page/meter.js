/** One meter: what it really shows against what the HES has collected, its values, what can be done to it, its plans. */

import { actions } from './actions.js';
import * as api from './api.js';
import { failure, fill, h, throttled } from './dom.js';
import { meters, step } from './lanes.js';
import { picture } from './picture.js';
import { civil, clock, DAY, instantOf, midnightBefore, simulatedNow } from './time.js';

/** Reading items of a meter: [cgcode, name, unit]; docs/reference/contract.md has the whole table. */
const ITEMS = [
  ['5022', 'active power', 'kW'], ['5069', 'import energy', 'kWh'], ['5074', 'export energy', 'kWh'], ['5099', 'maximum demand', 'kW'],
  ['5050', 'voltage A', 'V'], ['5051', 'voltage B', 'V'], ['5052', 'voltage C', 'V'], ['5053', 'current A', 'A'], ['5054', 'current B', 'A'],
  ['5055', 'current C', 'A'], ['5023', 'active power A', 'kW'], ['5024', 'active power B', 'kW'], ['5025', 'active power C', 'kW'],
  ['5030', 'reactive power', 'kvar'], ['5031', 'reactive power A', 'kvar'], ['5032', 'reactive power B', 'kvar'], ['5033', 'reactive power C', 'kvar'],
  ['5038', 'apparent power', 'kVA'], ['5039', 'apparent power A', 'kVA'], ['5040', 'apparent power B', 'kVA'], ['5041', 'apparent power C', 'kVA'],
  ['5046', 'power factor', ''], ['5047', 'power factor A', ''], ['5048', 'power factor B', ''], ['5049', 'power factor C', ''],
  ['5084', 'import reactive energy', 'kvarh'], ['5089', 'export reactive energy', 'kvarh'], ['5100', 'demand, tariff 1', 'kW'],
  ['5101', 'demand, tariff 2', 'kW'], ['5102', 'demand, tariff 3', 'kW'], ['5103', 'demand, tariff 4', 'kW'], ['5104', 'reactive demand', 'kvar'],
];
/** Those that a click chooses; the others are in the list. */
const COMMON = [['5022', 'Load'], ['5069', 'Import'], ['5074', 'Export'], ['5099', 'Demand'], ['5050', 'Voltage']];
const SPANS = { day: ['Day', 1], week: ['Week', 7], month: ['Month', 31] };
const HAPPENED = 12;
const EVERY_MS = 10_000;

/** `#/meter/NUMBER?at=2024-07-11 18:00:00&cgcode=5022&span=week`; without `at`, now. */
export function meter(root, devAddr, query) {
  const at = query.get('at');
  let cgcode = ITEMS.some(([code]) => code === query.get('cgcode')) ? query.get('cgcode') : '5022';
  let span = SPANS[query.get('span')] ? query.get('span') : 'day';
  let isClosed = false;
  let known = [];
  let hasRegister = false;
  const facts = h('div', { class: 'row', id: 'facts' });
  const values = h('div', { class: 'card', id: 'values' });
  const drawing = h('div', { class: 'picture', id: 'plot', role: 'region', tabindex: 0, 'aria-label': 'Truth and what the HES has collected' });
  const happened = h('ol', { class: 'happened' });
  const tools = actions(devAddr, () => refresh());
  const items = h('select', { 'aria-label': 'Reading item', onchange: () => choose({ cgcode: items.value }) },
    ITEMS.map(([code, name]) => h('option', { value: code }, `${code} ${name}`)));
  const buttons = h('span', { class: 'segments', role: 'group', 'aria-label': 'Item' },
    COMMON.map(([code, name]) => h('button', { type: 'button', 'data-code': code, onclick: () => choose({ cgcode: code }) }, name)));
  const spans = h('span', { class: 'segments', role: 'group', 'aria-label': 'Span' },
    Object.entries(SPANS).map(([key, [name]]) => h('button', { type: 'button', 'data-span': key, onclick: () => choose({ span: key }) }, name)));
  const register = h('button', { type: 'button', 'aria-pressed': 'false', title: 'The import register as a thin line, on the right axis', onclick: () => {
    hasRegister = !hasRegister;
    register.setAttribute('aria-pressed', String(hasRegister));
    draw();
  } }, '+ register');
  const shift = (days, label, title) => h('button', { type: 'button', title, 'aria-label': title, onclick: () => go(days) }, label);
  fill(root,
    h('p', { class: 'back' }, h('a', { href: '#/field' }, '← Field')),
    h('div', { class: 'bar' }, h('h1', { class: 'number' }, devAddr), facts),
    h('div', { class: 'bar' }, buttons, items, spans, register, shift(-1, '‹', 'Earlier'), shift(1, '›', 'Later'),
      at ? h('a', { href: address({ at: null }) }, 'Now') : null),
    h('div', { class: 'two' },
      h('div', { class: 'stack' }, drawing, h('section', { class: 'card stack' }, h('h2', {}, 'On site'), tools.element),
        h('section', { class: 'card stack' }, h('h2', {}, 'What happened'), happened)),
      values));

  function address(change) {
    const now = { at, cgcode, span, ...change };
    const asked = new URLSearchParams(Object.entries(now).filter(([, value]) => value));
    return `#/meter/${encodeURIComponent(devAddr)}?${asked}`;
  }

  function choose(change) {
    ({ cgcode, span } = { cgcode, span, ...change });
    history.replaceState(null, '', address({}));
    draw();
  }

  function go(direction) {
    const to = (at ? instantOf(at) : simulatedNow()) + direction * SPANS[span][1] * DAY;
    location.hash = address({ at: to >= simulatedNow() ? null : civil(to) });
  }

  /** The days that are drawn: up to the end of the day of `at`, never beyond now. */
  function window() {
    const until = midnightBefore(at ? instantOf(at) : simulatedNow()) + DAY;
    const start = until - SPANS[span][1] * DAY;
    return { start: civil(start), end: until > simulatedNow() ? undefined : civil(until) };
  }

  /** Pixels that the picture has, within what the server draws. */
  const room = () => Math.min(2560, Math.max(320, Math.round(drawing.clientWidth) - 26));

  async function draw() {
    items.value = cgcode;
    for (const each of buttons.children) each.setAttribute('aria-pressed', String(each.dataset.code === cgcode));
    for (const each of spans.children) each.setAttribute('aria-pressed', String(each.dataset.span === span));
    if (!clock().nowMs) return;
    const asked = cgcode + span;
    try {
      const shown = picture(await api.meterPicture(devAddr, { cgcode, ...window(), register: hasRegister ? '5069' : undefined, width: room() }));
      if (!isClosed && asked === cgcode + span) fill(drawing, shown);
    } catch (error) {
      fill(drawing, failure(error, 'Drawing the meter'));
    }
  }

  async function read() {
    try {
      const found = await api.meter(devAddr, at ?? undefined);
      if (isClosed) return;
      fill(facts, describe(found));
      fill(values, h('h2', {}, 'Values ', h('span', { class: 'quiet number' }, found.at)), table(found.values));
      tools.show(found);
    } catch (error) {
      fill(values, failure(error, 'Reading the meter'));
    }
  }

  async function list() {
    try {
      const end = await api.journalEnd();
      known = (await api.journal({ devAddr, since: Math.max(0, end - 20_000), limit: 50_000 })).entries;
      if (!isClosed) listKnown();
    } catch (error) {
      fill(happened, failure(error, 'Reading the journal'));
    }
  }

  function listKnown() {
    known = known.slice(-HAPPENED);
    fill(happened, known.toReversed().map((entry) => line(entry, address)), known.length ? null : h('li', {}, h('span'), h('span'), 'Nothing yet.'));
  }

  /** An entry that names the meter, or is of a plan that an entry before has named with it. */
  function isMine(entry) {
    const isNamed = entry.devAddr === devAddr || meters(entry).includes(devAddr) || entry.devAddrs?.includes(devAddr);
    if (isNamed && entry.planId) mine.add(entry.planId);
    return isNamed || mine.has(entry.planId);
  }

  const mine = new Set();
  const refresh = () => Promise.all([read(), draw(), tools.refresh()]);
  const soon = throttled(refresh, 300);
  const later = throttled(refresh, 1500);
  list();
  // The picture needs the clock, which is asked for when the page opens.
  if (clock().nowMs) refresh();
  else api.readClock().then(refresh, refresh);
  const timer = setInterval(() => {
    if (!document.hidden && !at) soon();
  }, EVERY_MS);
  return {
    entries(batch) {
      const found = batch.filter(isMine);
      if (!found.length) return;
      known.push(...found);
      listKnown();
      later();
    },
    leapt: soon,
    close() {
      isClosed = true;
      clearInterval(timer);
    },
  };
}

function describe(found) {
  const badge = (text, kind) => h('span', { class: `badge ${kind}` }, text);
  return [
    found.dcuNo ? h('a', { href: `#/field?dcu=${encodeURIComponent(found.dcuNo)}` }, `DCU ${found.dcuNo}`) : badge('in no archive', 'warn'),
    badge(`breaker ${found.breaker}`, found.breaker === 'closed' ? 'good' : 'info'),
    badge(found.supplied ? 'supplied' : 'no supply', found.supplied ? 'good' : 'bad'),
    found.installed ? null : badge('not installed', 'bad'), found.enabled ? null : badge('disabled', 'warn'),
  ];
}

function table(shown) {
  const rows = ITEMS.filter(([code]) => shown[code] !== undefined).map(([code, name, unit]) => h('tr', {},
    h('td', {}, name, ' ', h('span', { class: 'quiet number' }, code)),
    h('td', { class: 'number' }, typeof shown[code] === 'string' ? shown[code] : JSON.stringify(shown[code])), h('td', { class: 'quiet' }, unit)));
  if (!rows.length) return h('p', { class: 'quiet' }, 'It shows nothing.');
  return h('table', { class: 'values' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Item'), h('th', { scope: 'col', class: 'number' }, 'Value'),
    h('th', { scope: 'col' }, 'Unit'))), h('tbody', {}, rows));
}

function line(entry, address) {
  const shown = step(entry) ?? { mark: '·', word: entry.phase ?? entry.event ?? '', kind: 'quiet' };
  const text = [entry.endpoint, shown.word, entry.rule ? `by rule ${entry.rule}` : '', entry.rejection?.msg].filter(Boolean).join(' · ');
  const to = entry.planId ? `#/plan/${encodeURIComponent(entry.planId)}` : null;
  return h('li', {}, h('a', { class: 'number', href: address({ at: civil(entry.t) }) }, civil(entry.t)), h('span', { class: `step ${shown.kind}` }, h('i', { 'aria-hidden': 'true' }, shown.mark)),
    to ? h('a', { href: to }, text) : h('span', {}, text));
}
