/** The field: a panel for each DCU, a cell for each meter. From ten meters to ten million: what does not fit is paged. */

import * as api from './api.js';
import { attempt, count, failure, fill, h, throttled } from './dom.js';
import { Grid, mark, STATES } from './grid.js';

/** Meters on one page, and in the panel of a DCU among others. */
const MOST = 10_000;
const PANEL = 1000;
const PANELS = 60;
const EVERY_MS = 5000;
const DCUS_MS = 30_000;

/** `#/field?dcu=NO&page=N`: one DCU alone; `#/field?page=N`: as many DCUs as fit. */
export function field(root, _, query) {
  const only = query.get('dcu');
  const page = Math.max(0, Number.parseInt(query.get('page') ?? '0', 10) || 0);
  const panels = new Map();
  let isClosed = false;
  let isList = false;
  let kept = [];
  let keptAt = 0;
  const search = h('input', { type: 'search', id: 'find', placeholder: '202407100001', size: 16 });
  const legend = h('ul', { class: 'legend', 'aria-label': 'States' });
  const area = h('div', { class: 'panels' }, h('p', { class: 'quiet' }, 'Reading the field …'));
  const pages = h('div', { class: 'row' });
  const tip = h('div', { class: 'tip', id: 'tip', role: 'status', 'aria-live': 'polite' });
  const list = h('button', { type: 'button', 'aria-pressed': 'false', id: 'as-list', onclick: () => {
    isList = !isList;
    list.setAttribute('aria-pressed', String(isList));
    for (const panel of panels.values()) panel.draw();
  } }, 'As a list');
  const find = async () => {
    const found = await api.meter(search.value.trim());
    location.hash = `#/meter/${encodeURIComponent(found.devAddr)}`;
  };
  fill(root,
    h('div', { class: 'bar' }, h('h1', {}, only ? `DCU ${only}` : 'Field'),
      only ? h('a', { href: '#/field' }, 'All DCUs') : null,
      h('form', { class: 'search', role: 'search', onsubmit: (event) => {
        event.preventDefault();
        attempt(search, find);
      } }, h('label', { for: 'find' }, 'Meter', search), h('button', { type: 'submit' }, 'Open')),
      list),
    legend, area, pages, tip);

  function panelOf(dcu) {
    let panel = panels.get(dcu.dcuNo);
    if (!panel) {
      panel = new Panel(dcu, { isAlone: Boolean(only), isList: () => isList, point });
      panels.set(dcu.dcuNo, panel);
    }
    return panel;
  }

  let pointing = 0;
  function point(meter, cell) {
    clearTimeout(pointing);
    tip.classList.toggle('shown', Boolean(meter));
    if (!meter) return;
    const [, word, why] = STATES[meter.state];
    fill(tip, h('strong', { class: 'number' }, meter.devAddr), h('span', {}, mark(meter.state), ' ', word), h('span', { class: 'quiet' }, why));
    const box = cell.element.getBoundingClientRect();
    const left = Math.min(box.left + cell.x, innerWidth - 260);
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${Math.min(box.top + cell.y + cell.size + 8, innerHeight - 110)}px`;
    pointing = setTimeout(async () => {
      const found = await api.meter(meter.devAddr).catch(() => null);
      if (found?.values?.['5069'] && tip.classList.contains('shown')) {
        tip.append(h('span', { class: 'number' }, `${found.values['5069']} kWh, breaker ${found.breaker}`));
      }
    }, 150);
  }

  async function load() {
    const dcus = await allDCUs();
    const all = dcus.reduce((sum, dcu) => sum + dcu.meters, 0);
    if (only) await loadOne(dcus.find((dcu) => dcu.dcuNo === only));
    else if (all <= MOST && dcus.length <= PANELS) await loadAll(dcus);
    else await loadSome(dcus);
    drawLegend();
  }

  /** Many DCUs are asked for anew every half minute only. */
  async function allDCUs() {
    const isKept = kept.length > PANELS && performance.now() - keptAt < DCUS_MS;
    if (!isKept) {
      kept = (await api.dcus()).dcus;
      keptAt = performance.now();
    }
    return kept;
  }

  async function loadOne(dcu) {
    if (!dcu) throw new Error(`There is no DCU '${only}'.`);
    const found = await metersOf({ dcu: only, offset: page * MOST }, Math.min(MOST, dcu.meters - page * MOST));
    put([[dcu, found]]);
    turn(Math.ceil(dcu.meters / MOST), `dcu=${encodeURIComponent(only)}&`);
  }

  /** A world that fits: its meters in the order of the scenario, sorted into the panels of their DCUs. */
  async function loadAll(dcus) {
    const byDCU = new Map(dcus.map((dcu) => [dcu.dcuNo, []]));
    const loose = [];
    for (const meter of await metersOf({}, MOST)) (byDCU.get(meter.dcuNo) ?? loose).push(meter);
    const found = dcus.map((dcu) => [dcu, byDCU.get(dcu.dcuNo)]);
    if (loose.length) found.push([{ dcuNo: 'in no archive', link: '', meters: loose.length, outages: [], faults: [], isLoose: true }, loose]);
    put(found);
  }

  async function loadSome(dcus) {
    const shown = dcus.slice(page * PANELS, (page + 1) * PANELS);
    const most = Math.min(PANEL, Math.floor(MOST / shown.length));
    const found = [];
    for (const dcu of shown) {
      found.push([dcu, await metersOf({ dcu: dcu.dcuNo }, Math.min(most, dcu.meters))]);
      if (isClosed) return;
      if (found.length > area.children.length || found.length === shown.length) put(found);
    }
    turn(Math.ceil(dcus.length / PANELS), '');
  }

  async function metersOf(filter, most) {
    const found = [];
    while (found.length < most && !isClosed) {
      const offset = (filter.offset ?? 0) + found.length;
      const reply = await api.field({ ...filter, offset, limit: Math.min(1000, most - found.length) });
      found.push(...reply.meters);
      if (!reply.meters.length || offset + reply.meters.length >= reply.total) break;
    }
    return found;
  }

  function put(found) {
    if (isClosed) return;
    const elements = found.map(([dcu, meters]) => {
      const panel = panelOf(dcu);
      panel.show(dcu, meters);
      return panel.element;
    });
    const isSame = elements.length === area.children.length && elements.every((element, index) => area.children[index] === element);
    if (!isSame) fill(area, elements);
  }

  function turn(number, more) {
    if (number <= 1) return;
    const to = (at, label) => h('a', { class: 'button', href: `#/field?${more}page=${at}` }, label);
    fill(pages, page > 0 ? to(page - 1, '← Previous') : null, h('span', { class: 'quiet' }, `page ${count(page + 1)} of ${count(number)}`),
      page + 1 < number ? to(page + 1, 'Next →') : null);
  }

  function drawLegend() {
    const sums = {};
    for (const panel of panels.values()) {
      for (const meter of panel.meters) sums[meter.state] = (sums[meter.state] ?? 0) + 1;
    }
    fill(legend, Object.entries(STATES).map(([state, [, word]]) =>
      h('li', { class: sums[state] ? '' : 'none' }, mark(state), h('span', {}, word), h('b', {}, count(sums[state] ?? 0)))));
  }

  let isLoading = false;
  async function refresh() {
    if (isLoading || isClosed || document.hidden) return;
    isLoading = true;
    try {
      await load();
    } catch (error) {
      if (!isClosed) fill(area, failure(error, 'Reading the field'));
    }
    isLoading = false;
  }

  const soon = throttled(refresh, 300);
  const later = throttled(refresh, 2000);
  refresh();
  const timer = setInterval(refresh, EVERY_MS);
  return {
    entries(batch) {
      if (!isLarge() && batch.some((entry) => ['push', 'field', 'fault'].includes(entry.kind))) later();
    },
    leapt: soon,
    close() {
      isClosed = true;
      clearInterval(timer);
      clearTimeout(pointing);
      for (const panel of panels.values()) panel.grid.close();
    },
  };

  /** A large field is asked for at its own pace alone. */
  function isLarge() {
    return [...panels.values()].reduce((sum, panel) => sum + panel.meters.length, 0) > PANEL;
  }
}

/** A DCU: its number, link and state, and its meters. */
class Panel {
  meters = [];

  constructor(dcu, { isAlone, isList, point }) {
    Object.assign(this, { isAlone, isList });
    this.grid = new Grid({
      label: `Meters of ${dcu.dcuNo}; arrows move, Enter opens`,
      open: (meter) => {
        location.hash = `#/meter/${encodeURIComponent(meter.devAddr)}`;
      },
      point,
    });
    this.head = h('div', { class: 'panel-head' });
    this.body = h('div', {});
    this.element = h('section', { class: 'panel', 'aria-label': `DCU ${dcu.dcuNo}` }, this.head, this.body);
  }

  show(dcu, meters) {
    Object.assign(this, { dcu, meters });
    this.grid.meters = meters;
    this.draw();
  }

  draw() {
    const { dcu, meters } = this;
    const read = meters.filter((meter) => meter.state === 'read').length;
    const troubles = [dcu.outages.length ? 'no supply' : null, ...dcu.faults.map((rule) => rule.type)].filter(Boolean);
    const title = dcu.isLoose ? h('h2', {}, 'In no archive')
      : h('h2', {}, h('a', { class: 'number', href: `#/field?dcu=${encodeURIComponent(dcu.dcuNo)}` }, dcu.dcuNo));
    fill(this.head, title, dcu.link ? h('span', { class: 'badge quiet' }, dcu.link) : null,
      troubles.length ? h('span', { class: 'badge bad' }, `! ${troubles.slice(0, 2).join(', ')}`) : null,
      h('span', { class: 'number quiet' }, `${count(read)} of ${count(meters.length)} read`));
    const more = dcu.meters > meters.length && !this.isAlone
      ? h('p', { class: 'quiet' }, `${count(meters.length)} of ${count(dcu.meters)} meters; `,
        h('a', { href: `#/field?dcu=${encodeURIComponent(dcu.dcuNo)}` }, 'all')) : null;
    if (this.isList()) fill(this.body, this.#list(), more);
    else if (this.grid.element.parentNode !== this.body) fill(this.body, this.grid.element, more);
  }

  #list() {
    return h('ul', { class: 'names-list' }, this.meters.slice(0, 1000).map((meter) =>
      h('li', {}, mark(meter.state), h('a', { class: 'number', href: `#/meter/${encodeURIComponent(meter.devAddr)}` }, meter.devAddr),
        ' ', STATES[meter.state][1])));
  }
}
