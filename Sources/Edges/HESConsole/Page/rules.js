/** Faults: what is armed, with its hits; a form for each kind, made from the schema; the shipped recipes. */

import * as api from './api.js';
import { attempt, button, copyButton, count, failure, fill, h, notice, pretty, prose, s, throttled } from './dom.js';
import { entries } from './events.js';
import { objectForm } from './form.js';
import { simulatedNow } from './time.js';

const LAYERS = { field: 'Field', reply: 'Answers', push: 'Pushes', session: 'Sessions', broker: 'Broker' };
const EVERY_MS = 3000;
/** Bars of the hits of the last hour. */
const BARS = 30;
const HOUR = 3_600_000;

/** `#/rules`. */
export function rules(root) {
  let isClosed = false;
  const armed = h('div', { class: 'rule-list', id: 'armed' });
  const form = h('section', { class: 'card stack', id: 'arm', 'aria-label': 'Arm a rule' }, h('h2', {}, 'Arm a rule'));
  const cards = h('div', { class: 'cards', id: 'recipes' }, h('p', { class: 'quiet' }, 'Reading the recipes …'));
  fill(root,
    h('div', { class: 'bar' }, h('h1', {}, 'Rules'), button('Take all away', async () => {
      const list = (await api.faults()).faults;
      await Promise.all(list.map((rule) => api.disarm(rule.id)));
      notice(`${list.length} taken away`);
      await refresh();
    }, { id: 'take-all' }), button('Restore the scenario’s', async () => {
      await api.reset(['faults']);
      await refresh();
    })),
    armed, form, h('h2', {}, 'Recipes'), cards);

  async function refresh() {
    try {
      const list = (await api.faults()).faults;
      if (isClosed) return;
      fill(armed, list.length ? list.map((rule) => ruleLine(rule, refresh)) : h('p', { class: 'quiet' }, 'No rule is armed: the field behaves.'));
    } catch (error) {
      fill(armed, failure(error, 'Reading the rules'));
    }
  }

  async function prepare() {
    try {
      fill(form, h('h2', {}, 'Arm a rule'), armForm(await api.scenarioSchema(), refresh));
    } catch (error) {
      fill(form, h('h2', {}, 'Arm a rule'), failure(error, 'Reading the schema'));
    }
    try {
      fill(cards, (await api.recipes()).recipes.map((recipe) => recipeCard(recipe, refresh)));
    } catch (error) {
      fill(cards, failure(error, 'Reading the recipes'));
    }
  }

  const soon = throttled(refresh, 600);
  refresh();
  prepare();
  const timer = setInterval(() => {
    if (!document.hidden) refresh();
  }, EVERY_MS);
  return {
    entries(batch) {
      if (batch.some((entry) => entry.kind === 'fault')) soon();
    },
    leapt: soon,
    close() {
      isClosed = true;
      clearInterval(timer);
    },
  };
}

function ruleLine(rule, refresh) {
  const { id, match, when, effect, matches, hits, alive } = rule;
  const whom = match ? Object.entries(match).map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ') : 'everything';
  return h('article', { class: 'card rule', 'data-rule': id },
    h('div', {}, h('h2', {}, effect.type, ' ', h('span', { class: 'quiet number' }, id), ' ', alive ? null : h('span', { class: 'badge quiet' }, 'over')),
      h('p', { class: 'quiet' }, whom), h('code', {}, JSON.stringify({ ...(when && { when }), effect }))),
    bars(id),
    h('div', { class: 'row' }, h('span', { class: `badge ${hits ? 'bad' : 'quiet'}`, title: `${matches} matches` }, `${count(hits)} ${hits === 1 ? 'hit' : 'hits'}`),
      copyButton(() => pretty({ id, match, when, effect })),
      button('Take away', async () => {
        await api.disarm(id);
        await refresh();
      }, { 'aria-label': `Take ${id} away` })));
}

/** Hits of the last hour of the world's time that the page knows of. */
function bars(id) {
  const now = simulatedNow();
  const heights = new Array(BARS).fill(0);
  for (const entry of entries) {
    if (entry.kind !== 'fault' || entry.rule !== id || entry.t <= now - HOUR || entry.t > now) continue;
    heights[Math.min(BARS - 1, Math.floor(((entry.t - now + HOUR) / HOUR) * BARS))] += 1;
  }
  const most = Math.max(1, ...heights);
  const sum = heights.reduce((all, each) => all + each, 0);
  return s('svg', { class: 'hits', viewBox: '0 0 120 22', role: 'img', 'aria-label': `${sum} hits in the last hour` },
    s('line', { x1: 0, x2: 120, y1: 21.5, y2: 21.5 }),
    heights.map((each, index) => (each ? s('rect', { x: index * 4, width: 3, y: 21 - (20 * each) / most, height: (20 * each) / most }) : null)));
}

/** The form and, beside it, the rule as JSON: each follows the other. */
function armForm(schema, refresh) {
  const definitions = schema.$defs;
  const elements = schema.properties.tenants.items.properties.faults.items.anyOf;
  const ruleSchema = elements.find((each) => each.properties.effect).properties;
  const kinds = definitions.effect.oneOf.map((each) => {
    const [layer, about] = each.description.split(/: (.*)/s);
    return { type: each.properties.type.const, layer, about, schema: each };
  });
  const kind = h('select', { id: 'kind', oninput: () => changeKind() },
    Object.entries(LAYERS).map(([layer, name]) => h('optgroup', { label: name },
      kinds.filter((each) => each.layer === layer).map((each) => h('option', { value: each.type }, each.type)))));
  const about = h('p', { id: 'kind-about' });
  const text = h('textarea', { id: 'rule-json', rows: 14, spellcheck: 'false', 'aria-label': 'The rule as JSON', oninput: readText });
  const said = h('p', { class: 'hint', role: 'status', id: 'rule-said' });
  const id = h('input', { id: 'rule-id', autocomplete: 'off', oninput: writeText });
  const match = objectForm(resolvedProperties(ruleSchema.match), definitions, writeText, 'match-', ['tenant']);
  const when = objectForm(resolvedProperties(ruleSchema.when), definitions, writeText, 'when-');
  const effects = h('fieldset', {});
  let effect = null;

  function changeKind(values) {
    const chosen = kinds.find((each) => each.type === kind.value) ?? kinds[0];
    about.textContent = chosen.about;
    effect = objectForm(chosen.schema, definitions, writeText, 'effect-', ['type']);
    effect.fillIn(values);
    fill(effects, h('legend', {}, 'What goes wrong'), effect.elements.length ? effect.elements : h('p', { class: 'quiet' }, 'It needs no parameters.'));
    if (!values) writeText();
  }

  function value() {
    const rule = {};
    if (id.value.trim()) rule.id = id.value.trim();
    const [about, instants] = [match.value(), when.value()];
    if (Object.keys(about).length) rule.match = about;
    if (Object.keys(instants).length) rule.when = instants;
    return { ...rule, effect: { type: kind.value, ...effect.value() } };
  }

  function writeText() {
    text.value = pretty(value());
    said.textContent = '';
  }

  /** The form shows what it can of a rule that was typed; the text is what is armed. */
  function readText() {
    try {
      const rule = JSON.parse(text.value);
      said.textContent = '';
      if (Array.isArray(rule) || !kinds.some((each) => each.type === rule?.effect?.type)) return;
      id.value = rule.id ?? '';
      kind.value = rule.effect.type;
      match.fillIn(rule.match);
      when.fillIn(rule.when);
      changeKind(rule.effect);
    } catch (error) {
      said.textContent = `Not JSON yet: ${error.message}`;
    }
  }

  const element = h('form', { class: 'arm', onsubmit: (event) => {
    event.preventDefault();
    attempt(element, async () => {
      const { ids, warnings } = await api.arm(JSON.parse(text.value));
      notice(`Armed: ${ids.join(', ')}`, 'good', warnings?.map((each) => each.message ?? JSON.stringify(each)).join(' '));
      await refresh();
    });
  } },
  h('div', { class: 'fields' }, h('label', { for: 'kind' }, h('span', {}, 'kind'), kind), about, effects,
    h('fieldset', {}, h('legend', {}, 'Whom it is about'), match.elements),
    h('fieldset', {}, h('legend', {}, 'When'), when.elements),
    h('fieldset', {}, h('label', { for: 'rule-id' }, h('span', {}, 'id'), id, h('small', {}, 'The journal names it.')))),
  h('div', { class: 'fields' }, h('p', { class: 'quiet' }, 'The rule as it stands in a scenario, under ', h('code', {}, 'faults'), ':'), text, said,
    h('div', { class: 'row' }, h('button', { type: 'submit', class: 'main', id: 'arm-it' }, 'Arm it'), copyButton(() => text.value, 'Copy the JSON'))));
  changeKind();
  return element;
}

/** The schema of an object that may be written in several ways. */
const resolvedProperties = (schema) => schema.anyOf?.find((each) => each.properties) ?? schema;

function recipeCard(recipe, refresh) {
  const { id, what, looks, goodClient, faults = [], events = [] } = recipe;
  // In a scenario events have an instant; here they happen at once.
  const now = events.map(({ at, ...event }) => event);
  return h('article', { class: 'card recipe', 'data-recipe': id },
    h('h3', {}, prose(what)), h('p', { class: 'quiet number' }, id),
    h('dl', {}, h('dt', {}, 'How it looks'), h('dd', {}, prose(looks)), h('dt', {}, 'A good client'), h('dd', {}, prose(goodClient))),
    h('div', { class: 'row' },
      faults.length ? button('Arm it', async () => {
        const { ids } = await api.arm(faults);
        notice(`Armed: ${ids.join(', ')}`);
        await refresh();
      }, { 'aria-label': `Arm ${id}` }) : null,
      now.length ? button('Let it happen now', async () => {
        for (const event of now) await api.happens(event);
        notice(`${now.length === 1 ? 'It has' : `${now.length} events have`} happened`);
      }, { 'aria-label': `Let ${id} happen now` }) : null,
      copyButton(() => pretty({ faults, events })),
      faults.length || now.length ? null : h('span', { class: 'quiet' }, 'It is in the world of its scenario.')));
}
