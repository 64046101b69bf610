/** The control API: the only module that fetches. docs/reference/control.md describes every call. */

import { h } from './dom.js';

const ROOT = '/_sim';
const TOKEN = 'hes-sim.token';
const TENANT = 'hes-sim.tenant';
let asked = null;

/** A refusal, or a server that cannot be reached (`status` 0). */
export class Refusal extends Error {
  constructor(status, message, hint, pointer) {
    super(message);
    Object.assign(this, { status, hint, pointer });
  }
}

/** The world that calls are about; `null` where the process has one world only. */
export const tenant = () => sessionStorage.getItem(TENANT);
export const chooseTenant = (code) => (code === null ? sessionStorage.removeItem(TENANT) : sessionStorage.setItem(TENANT, code));

function address(path, query = {}) {
  const all = new URLSearchParams();
  if (tenant() !== null) all.set('tenant', tenant());
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') all.set(name, value);
  }
  const text = all.toString();
  return ROOT + path + (text ? `?${text}` : '');
}

async function answered(method, path, { query, body, signal, headers } = {}) {
  for (;;) {
    const token = sessionStorage.getItem(TOKEN);
    const sent = { ...headers };
    if (token !== null) sent.Authorization = `Bearer ${token}`;
    if (body !== undefined) sent['Content-Type'] = 'application/json';
    const text = body === undefined ? undefined : JSON.stringify(body);
    let response;
    try {
      response = await fetch(address(path, query), { method, headers: sent, body: text, signal, cache: 'no-store' });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new Refusal(0, 'The simulator does not answer.', 'Is hes-sim running?');
    }
    if (response.status !== 401) return response;
    await newToken(token);
  }
}

/** Waits for another token than `old`; all calls that were refused wait for the same dialog. */
async function newToken(old) {
  if (sessionStorage.getItem(TOKEN) !== old) return;
  asked ??= ask().finally(() => {
    asked = null;
  });
  await asked;
}

function ask() {
  const input = h('input', { type: 'password', id: 'token', autocomplete: 'off', required: true });
  const said = h('p', { class: 'said', role: 'alert' });
  const form = h('form', {},
    h('h2', { id: 'token-title' }, 'Control token'),
    h('p', {}, 'This simulator was started with --control-token. The token is kept for this tab alone.'),
    h('label', { for: 'token' }, 'Token'), input, said,
    h('div', { class: 'row end' }, h('button', { type: 'submit', class: 'main' }, 'Use it')));
  const dialog = h('dialog', { id: 'token-dialog', 'aria-labelledby': 'token-title' }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      said.textContent = '';
      const isTaken = await tries(input.value).catch(() => null);
      if (!isTaken) {
        said.textContent = isTaken === null ? 'The simulator does not answer.' : 'The simulator refused this token.';
        input.select();
        return;
      }
      sessionStorage.setItem(TOKEN, input.value);
      dialog.remove();
      resolve();
    });
  });
}

async function tries(token) {
  if (!/^[\x21-\x7e]+$/.test(token)) return false;
  const response = await fetch(`${ROOT}/worlds`, { headers: { Authorization: `Bearer ${token}` }, cache: 'no-store' });
  return response.status !== 401;
}

async function refusal(response) {
  const error = await response.json().then((body) => body.error, () => null);
  return new Refusal(response.status, error?.message ?? `HTTP ${response.status}`, error?.hint, error?.pointer);
}

async function json(method, path, options) {
  const response = await answered(method, path, options);
  if (!response.ok) throw await refusal(response);
  return response.json();
}

async function text(path, query) {
  const response = await answered('GET', path, { query });
  if (!response.ok) throw await refusal(response);
  return response.text();
}

const name = encodeURIComponent;

// The process.
export const ready = () => answered('GET', '/health/ready').then((response) => response.json());
export const metrics = () => text('/metrics');
export const worlds = () => json('GET', '/worlds');
export const makeWorld = (document) => json('POST', '/worlds', { body: document });
export const endWorld = (code) => json('DELETE', `/worlds/${name(code)}`);
export const credentials = (code) => json('GET', `/worlds/${name(code)}`);
export const scenarioSchema = () => json('GET', '/scenario.schema.json');
export const recipes = () => json('GET', '/recipes');

// The clock: one command a call.
export const readClock = () => json('GET', '/clock');
export const advance = (by) => json('POST', '/clock', { body: { advance: by } });
export const setTime = (instant) => json('POST', '/clock', { body: { set: instant } });
export const setMode = (mode) => json('POST', '/clock', { body: { mode } });

// What happened.
export const journal = (filter) => json('GET', '/journal', { query: filter });
export const plan = (id) => json('GET', `/plans/${name(id)}`);
export const sequencePicture = (id) => text(`/plans/${name(id)}/sequence`);

/** The journal as server-sent events, from entry number `since` on. */
export async function events(since, signal) {
  const response = await answered('GET', '/events', { query: { since }, signal, headers: { Accept: 'text/event-stream' } });
  if (!response.ok) throw await refusal(response);
  return response.body;
}

/** The number that the next entry of the journal will have. */
export const journalEnd = async () => (await journal({ since: Number.MAX_SAFE_INTEGER, limit: 1 })).next;

// The field as it is.
export const dcus = () => json('GET', '/dcus');
export const field = (page) => json('GET', '/field', { query: page });
export const happens = (event) => json('POST', '/field', { body: event });
export const meter = (devAddr, at) => json('GET', `/meters/${name(devAddr)}`, { query: { at } });
export const meterPicture = (devAddr, span) => text(`/meters/${name(devAddr)}/plot`, span);

// Rules, and the world as a document.
export const faults = () => json('GET', '/faults');
export const arm = (rules) => json('POST', '/faults', { body: rules });
export const disarm = (id) => json('DELETE', `/faults/${name(id)}`);
export const scenario = () => json('GET', '/scenario');
export const dialect = () => json('GET', '/dialect');
export const reset = (scope) => json('POST', '/reset', { body: { scope } });
