/** What can be done to a meter on site. Each action shows the call that it makes, to be copied. */

import * as api from './api.js';
import { button, copyButton, fill, h, notice } from './dom.js';

/** The actions of one meter; `done()` is called after each. `show(meter)` and `refresh()` keep them as things stand. */
export function actions(devAddr, done) {
  const element = h('div', { class: 'actions' });
  let found = null;
  let armed = [];

  const event = (type, more = {}) => ({ path: '/_sim/field', body: { type, devAddr, ...more }, send: api.happens });
  const rule = (effect) => ({ path: '/_sim/faults', body: { match: { meter: devAddr }, effect }, send: api.arm });

  /** A card: a button that makes the call of `make()`, and the call as text. */
  function action(title, make, controls = []) {
    const shown = h('code', {});
    const tell = () => {
      const { path, body } = make();
      shown.textContent = `POST ${path} ${JSON.stringify(body)}`;
    };
    for (const control of controls) control.addEventListener('input', tell);
    tell();
    const press = button(title, async () => {
      const { body, send } = make();
      await send(body);
      notice(`Done: ${title.toLowerCase()}`);
      await done();
    }, { class: 'act' });
    return h('div', { class: 'action' }, h('div', { class: 'row' }, press, controls, copyButton(() => shown.textContent)), shown);
  }

  /** A rule that is armed for this meter can be taken away in the same place. */
  function fault(title, effect, controls, isOn) {
    const on = armed.filter((each) => each.match?.meter === devAddr && isOn(each.effect));
    const card = action(title, () => rule(effect()), controls);
    if (on.length) {
      card.append(h('p', { class: 'badge bad' }, 'armed'), button('Take it away', async () => {
        await Promise.all(on.map((each) => api.disarm(each.id)));
        await done();
      }));
    }
    return card;
  }

  const choice = (label, values) => h('select', { 'aria-label': label }, values.map((value) => h('option', { value }, value)));
  const phase = choice('Phase', ['A', 'B', 'C']);
  const channel = choice('Item', ['5069', '5022', '5050', '5053', '5074', '5099']);
  const spoilt = h('input', { 'aria-label': 'Value', value: '-1', size: 6 });
  const by = h('input', { 'aria-label': 'Number of the new meter', placeholder: 'new number', size: 14, value: successor(devAddr) });

  function draw() {
    if (!found) return;
    const isOpen = found.breaker !== 'closed';
    fill(element,
      fault('Take it offline', () => ({ type: 'meterOffline' }), [], (effect) => effect.type === 'meterOffline'),
      action(isOpen ? 'Close the breaker' : 'Open the breaker', () => event('breakerMoved', { open: !isOpen })),
      found.breaker === 'armed' ? action('Press its button', () => event('breakerButton')) : null,
      action('Replace it', () => event('meterReplaced', by.value.trim() ? { by: by.value.trim() } : { registerRestartsAt: 0 }), [by]),
      fault('Pull a phase', () => ({ type: 'phaseLoss', phase: phase.value }), [phase], (effect) => effect.type === 'phaseLoss'),
      fault('Spoil a value', () => ({ type: 'badValue', cgcode: channel.value, value: parsed(spoilt.value) }), [channel, spoilt],
        (effect) => effect.type === 'badValue'));
  }

  return {
    element,
    show(meter) {
      const isSame = found && found.breaker === meter.breaker;
      found = meter;
      if (!isSame) draw();
    },
    async refresh() {
      const before = JSON.stringify(armed.map((each) => each.id));
      armed = (await api.faults().catch(() => ({ faults: [] }))).faults;
      if (before !== JSON.stringify(armed.map((each) => each.id))) draw();
    },
  };
}

/** JSON where it is JSON, else text. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A number that is probably free. */
function successor(devAddr) {
  return /^\d{8,15}$/.test(devAddr) ? (BigInt(devAddr) + 900_000n).toString().padStart(devAddr.length, '0') : `${devAddr}-2`;
}
