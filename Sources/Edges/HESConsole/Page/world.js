/** The world: who may log in, programs to copy, the dialect, the ledger, the document; and other worlds. */

import * as api from './api.js';
import { attempt, block, button, facts, failure, fill, h, notice, pretty, prose } from './dom.js';
import { snippets } from './snippets.js';

/** `#/world`. */
export function world(root) {
  const list = h('div', { id: 'world-list' });
  const make = makeForm(refresh);
  const login = h('div', { class: 'stack', id: 'credentials' });
  const code = h('div', { class: 'stack', id: 'snippets' });
  const dialect = h('div', { id: 'dialect' });
  const ledger = h('div', { id: 'ledger' });
  fill(root,
    h('div', { class: 'bar' }, h('h1', {}, 'World'), button('Download the scenario', download, { id: 'export' })),
    card('Worlds of this process', list, make),
    card('Who may log in', login), card('Programs to copy', code), card('Dialect', dialect), card('Fidelity ledger', ledger));

  async function refresh() {
    await Promise.all([
      part(list, 'Reading the worlds', async () => worldTable((await api.worlds()).worlds, refresh)),
      part(login, 'Reading the credentials', async () => {
        const tenant = api.tenant() ?? (await api.worlds()).worlds[0]?.tenantCode;
        const found = await api.credentials(tenant);
        await part(code, 'Writing the programs', () => programs(found));
        return users(found);
      }),
      part(dialect, 'Reading the dialect', async () => {
        const found = await api.dialect();
        fill(ledger, ledgerTable(found.ledger));
        return switches(found);
      }),
    ]);
  }

  refresh();
  return { leapt() {} };
}

async function part(place, doing, make) {
  try {
    fill(place, await make());
  } catch (error) {
    fill(place, failure(error, doing));
  }
}

const card = (title, ...content) => h('section', { class: 'card stack', 'aria-label': title }, h('h2', {}, title), content);

function tableOf(names, rows) {
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': names.join(', ') }, h('table', {},
    h('thead', {}, h('tr', {}, names.map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell) => h('td', {}, cell)))))));
}

function worldTable(worlds, refresh) {
  return tableOf(['Code', 'Time', 'Clock', ''], worlds.map((each) => [
    h('a', { href: `#/field?world=${encodeURIComponent(each.tenantCode)}`, class: 'number' }, each.tenantCode),
    h('span', { class: 'number' }, each.now), each.mode,
    h('span', { class: 'row end' }, each.tenantCode === api.tenant() ? h('span', { class: 'badge good' }, 'shown') : null,
      button('End it', () => end(each.tenantCode, refresh), { class: 'danger', 'aria-label': `End ${each.tenantCode}` })),
  ]));
}

/** Asks before it ends a world. */
async function end(code, refresh) {
  if (!(await confirmed(`End the world ${code}?`, 'Its meters, plans, journal and tokens are gone.'))) return;
  await api.endWorld(code);
  notice(`Ended ${code}`);
  if (api.tenant() === code) {
    api.chooseTenant(null);
    location.hash = '#/world';
    location.reload();
    return;
  }
  dispatchEvent(new Event('hes-worlds'));
  await refresh();
}

function confirmed(title, text) {
  const dialog = h('dialog', { 'aria-labelledby': 'confirm-title' }, h('form', { method: 'dialog' },
    h('h2', { id: 'confirm-title' }, title), h('p', {}, text),
    h('div', { class: 'row end' }, h('button', { value: 'no' }, 'Keep it'), h('button', { value: 'yes', class: 'main', id: 'confirm' }, 'End it'))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}

function makeForm(refresh) {
  const text = h('textarea', { id: 'new-world', rows: 4, spellcheck: 'false', 'aria-label': 'Scenario of the new world' }, '{}');
  const element = h('form', { class: 'fields', onsubmit: (event) => {
    event.preventDefault();
    attempt(element, async () => {
      const made = await api.makeWorld(JSON.parse(text.value));
      notice(`Made ${made.tenantCode}`);
      dispatchEvent(new Event('hes-worlds'));
      await refresh();
    });
  } },
  h('p', { class: 'quiet' }, 'A scenario document with one tenant; ', h('code', {}, '{}'), ' has the meters of the demo, in real time from now on.'), text,
  h('div', { class: 'row' }, h('button', { type: 'submit', id: 'make-world' }, 'Make a world')));
  return element;
}

function users(found) {
  return [
    tableOf(['User', 'Password', 'Secret key'], found.users.map((user) => [user.username, user.password, user.secretKey].map((text) => h('code', {}, text)))),
    facts([['tenantCode', found.tenantCode], ['HTTP', found.http], ['MQTT', found.mqtt], ['Topic', found.topic]]
      .map(([name, value]) => [name, h('code', {}, value)])),
  ];
}

async function programs(found) {
  const [user] = found.users;
  const { meters } = await api.field({ limit: 1 });
  if (!user) return h('p', { class: 'quiet' }, 'This world has no user.');
  const texts = snippets({ ...found, user, meter: meters[0]?.devAddr ?? '202407100001' });
  return Object.entries(texts).map(([name, text], index) =>
    h('details', { open: index === 0 }, h('summary', {}, h('h3', {}, name)), block(text, name)));
}

function switches({ pack, switches: list }) {
  const shown = (value) => h('code', {}, typeof value === 'string' ? value : JSON.stringify(value));
  const odd = list.filter((each) => JSON.stringify(each.value) !== JSON.stringify(each.default)).length;
  return [h('p', {}, `${list.length} switches, ${odd} of them not as by default`, pack ? `; pack ${pack}` : '', '.'),
    tableOf(['Switch', 'Value', 'Default', 'About'], list.map((each) => [
      h('code', {}, each.name),
      JSON.stringify(each.value) === JSON.stringify(each.default) ? shown(each.value) : h('span', { class: 'badge warn' }, '≠ ', shown(each.value)),
      shown(each.default), each.about]))];
}

function ledgerTable(list) {
  return h('details', {}, h('summary', {}, `${list.length} rules: stated in the document, read from its data, or chosen`),
    tableOf(['Subject', 'The document', 'Basis', 'Clause', 'Switches', 'Test'], list.map((each) =>
    [each.subject, prose(each.says), each.basis, each.clause, each.switches.map((name) => h('code', {}, `${name} `)), h('code', {}, each.test)])));
}

/** The world as it is now, as a file. */
async function download() {
  const document_ = await api.scenario();
  const url = URL.createObjectURL(new Blob([pretty(document_)], { type: 'application/json' }));
  h('a', { href: url, download: `${document_.name ?? 'world'}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
