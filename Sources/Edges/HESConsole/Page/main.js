/** Begins the console: the frame, and the view that the address names. Addresses: `#/field`, `#/meter/NUMBER?at=…`. */

import * as api from './api.js';
import { showClock } from './clock.js';
import { failure, fill, h } from './dom.js';
import { follow, onEntries } from './events.js';
import { field } from './field.js';
import { showHealth } from './health.js';
import { meter } from './meter.js';
import { plan } from './plan.js';
import { plans } from './plans.js';
import { rules } from './rules.js';
import { showTimeline } from './timeline.js';
import { world } from './world.js';

/** Each opens in an element and returns what it can be told: `entries(batch)`, `leapt()`, `close()`. */
const VIEWS = { field, meter, plans, plan, rules, world };
/** The entry of the navigation that a view belongs to. */
const HOME = { meter: 'field', plan: 'plans' };
const TITLES = { field: 'Field', meter: 'Meter', plans: 'Plans', plan: 'Plan', rules: 'Rules', world: 'World' };

const place = document.getElementById('view');
let open = null;
let isFirst = true;

/** `#/meter/2024…?at=…` as `{ name, argument, query }`. */
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, ...rest] = path.split('/');
  return { name: decoded(name) || 'field', argument: decoded(rest.join('/')), query: new URLSearchParams(query) };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function show() {
  const { name, argument, query } = route();
  if (query.has('world') && query.get('world') !== api.tenant()) {
    api.chooseTenant(query.get('world'));
    follow();
  }
  open?.close?.();
  open = null;
  const view = VIEWS[name];
  document.title = `${TITLES[name] ?? 'Unknown'}${argument ? ` ${argument}` : ''} · hes-sim`;
  for (const link of document.querySelectorAll('#nav a')) {
    if (link.getAttribute('href') === `#/${HOME[name] ?? name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const root = h('div', { class: `page ${view ? name : ''}` });
  fill(place, root);
  if (!isFirst) place.focus({ preventScroll: true });
  isFirst = false;
  place.scrollTop = 0;
  if (!view) {
    fill(root, failure(new Error(`There is no view '${name}'.`), 'Opening it'));
    return;
  }
  try {
    open = view(root, argument, query);
  } catch (error) {
    fill(root, failure(error, `Opening ${name}`));
  }
}

/** Every view hears of entries; a leap of the clock is said apart, as it changes what a view shows. */
onEntries((batch) => {
  open?.entries?.(batch);
  if (batch.some((entry) => entry.kind === 'clock')) open?.leapt?.();
});

/** Makes another world the one that is looked at. */
async function choose(code) {
  api.chooseTenant(code);
  history.replaceState(null, '', location.hash.replace(/[?&]world=[^&]*/, ''));
  follow();
  await show();
}

async function begin() {
  showTimeline(document.getElementById('timeline'));
  showHealth(document.getElementById('health'));
  const linked = route().query.get('world');
  if (linked) api.chooseTenant(linked);
  try {
    const { worlds } = await api.worlds();
    const isThere = worlds.some((each) => each.tenantCode === api.tenant());
    if (worlds.length && !isThere) api.chooseTenant(worlds[0].tenantCode);
  } catch (error) {
    fill(place, failure(error, 'Reading the worlds'));
  }
  showClock(document.getElementById('clock'), choose);
  addEventListener('hashchange', show);
  follow();
  await show();
}

begin();
