/** One plan: what was asked, what became of each meter, the sequence picture, and every body as it was sent. */

import * as api from './api.js';
import { count, facts, failure, fill, h, pretty, throttled } from './dom.js';
import { picture } from './picture.js';
import { civil, preciseTime, span } from './time.js';

const METERS = 200;

/** `#/plan/ID`; `#/plan/entry-SEQ` for a call that made no plan. */
export function plan(root, id) {
  const head = h('div', {});
  const drawing = h('div', { class: 'picture', role: 'region', tabindex: 0, 'aria-label': 'Sequence picture' });
  const bodies = h('div', { class: 'bodies' });
  const meters = h('div', {});
  const single = /^entry-(\d+)$/.exec(id);
  fill(root,
    h('p', { class: 'back' }, h('a', { href: '#/plans' }, '← Traffic')),
    h('h1', { class: 'number' }, single ? 'A call' : id), head, single ? null : drawing, h('h2', {}, 'As it was sent'), bodies, meters);

  async function load() {
    if (single) {
      await part(bodies, 'Reading the journal', async () => {
        const page = await api.journal({ since: single[1], limit: 1, bodies: true });
        return page.entries.length ? page.entries.map(bodyOf) : h('p', { class: 'quiet' }, 'The journal no longer has this call.');
      });
      return;
    }
    await Promise.all([
      part(head, 'Reading the plan', async () => {
        const found = await api.plan(id);
        fill(meters, table(found));
        return summary(found);
      }),
      part(drawing, 'Drawing the sequence', async () => picture(await api.sequencePicture(id))),
      part(bodies, 'Reading the journal', async () => {
        const { entries } = await api.journal({ planId: id, bodies: true, limit: 200 });
        const shown = entries.filter((entry) => ['http', 'push', 'fault'].includes(entry.kind));
        return shown.length ? shown.map(bodyOf) : h('p', { class: 'quiet' }, 'The journal no longer has this plan.');
      }),
    ]);
  }

  const reload = throttled(load, 400);
  load();
  return {
    entries(batch) {
      if (batch.some((entry) => entry.planId === id)) reload();
    },
    leapt: reload,
  };
}

async function part(place, doing, make) {
  try {
    fill(place, await make());
  } catch (error) {
    fill(place, failure(error, doing));
  }
}

function summary(found) {
  const { accepted, answered, read, published, failed } = found.instants;
  const kind = { published: 'good', failed: 'bad' }[found.phase] ?? 'warn';
  const after = (instant) => (instant === undefined ? '–' : `+${span(instant - accepted)}`);
  const items = [
    ['Call', found.endpoint], ['Phase', h('span', { class: `badge ${kind}` }, found.phase)], ['User', found.user ?? '–'],
    ['Accepted', civil(accepted)], ['Answered', after(answered)], ['Last meter', after(read)],
    [failed === undefined ? 'Published' : 'Failed', after(published ?? failed)], ['Topic', found.topic],
  ];
  return [
    facts(items),
    found.reason ? h('p', { class: 'failure' }, found.reason) : null,
  ];
}

function table(found) {
  if (!found.meters?.length) return null;
  const rows = found.meters.slice(0, METERS).map((meter) => h('tr', {},
    h('td', { class: 'number' }, h('a', { href: `#/meter/${encodeURIComponent(meter.devAddr)}` }, meter.devAddr)),
    h('td', {}, h('span', { class: `badge ${{ answered: 'good', failed: 'bad' }[meter.outcome] ?? 'quiet'}` }, meter.outcome)),
    h('td', {}, meter.reason ?? '')));
  return [
    h('h2', {}, `Meters (${count(found.meters.length)})`),
    h('table', {}, h('thead', {}, h('tr', {}, ['Meter', 'Outcome', 'Why'].map((name) => h('th', { scope: 'col' }, name)))), h('tbody', {}, rows)),
    found.meters.length > METERS ? h('p', { class: 'quiet' }, `and ${count(found.meters.length - METERS)} more`) : null,
  ];
}

/** An entry with its bodies behind a click. */
function bodyOf(entry) {
  const title = {
    http: `${entry.method} ${entry.path} → ${entry.status ?? 'no answer'}`,
    push: `push ${entry.status ?? ''} to ${entry.topic}`,
    fault: `rule ${entry.rule}: ${entry.type}`,
  }[entry.kind];
  const texts = { http: [['request', entry.body], ['answer', entry.reply]], push: [['payload', entry.payload]], fault: [] }[entry.kind];
  const parts = texts.filter(([, text]) => text !== undefined).map(([name, text]) =>
    h('figure', {}, h('figcaption', {}, name), h('pre', { tabindex: 0, 'aria-label': name }, indented(text))));
  const gone = entry.bodyGone ? h('p', { class: 'quiet' }, 'The body is no longer kept.') : null;
  return h('details', { open: entry.kind !== 'fault' && parts.length > 0 },
    h('summary', {}, h('span', { class: 'number quiet' }, `#${entry.seq} ${preciseTime(entry.t)} `), title),
    h('div', { class: 'pair' }, parts, gone, parts.length || gone ? null : h('pre', { tabindex: 0 }, pretty(entry))));
}

/** JSON with line breaks; any other text as it is. */
function indented(text) {
  if (text.length > 200_000) return text;
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text;
  }
}
