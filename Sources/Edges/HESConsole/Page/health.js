/** The line under the clock: what answers, and how much there is of everything. */

import * as api from './api.js';
import { count, fill, h } from './dom.js';
import { onState, state } from './events.js';

const EVERY_MS = 4000;

/** Fills the line and keeps it so while the tab can be seen. */
export function showHealth(line) {
  let parts = [];
  const draw = () => fill(line, light('stream', state, { live: 'good', waiting: 'warn', paused: 'quiet' }[state]), parts);
  onState.add(draw);

  async function ask() {
    try {
      const [{ ready, reasons }, text] = await Promise.all([api.ready(), api.metrics()]);
      const value = reader(text);
      const isConnected = value('hes_sim_broker_connected', false) === 1;
      const plans = value('hes_sim_plans_total') + value('hes_sim_plans_in_flight');
      const waiting = value('hes_sim_pushes_waiting');
      parts = [
        light('HTTP', ready ? 'ready' : reasons.join(', '), ready ? 'good' : 'bad'),
        light('broker', isConnected ? 'connected' : 'not connected', isConnected ? 'good' : 'bad'),
        figure(plans, 'plan', '#/plans'), figure(value('hes_sim_faults_armed'), 'fault armed', '#/rules', 'faults armed'),
        waiting ? h('span', {}, `${count(waiting)} pushes waiting`) : null,
      ];
    } catch (error) {
      parts = [light('HTTP', error.message, 'bad')];
    }
    draw();
  }

  draw();
  ask();
  setInterval(() => {
    if (!document.hidden) ask();
  }, EVERY_MS);
}

/** A dot with a word: colour is never alone. */
function light(name, said, kind) {
  return h('span', { class: `light ${kind}` }, h('i', { 'aria-hidden': 'true' }), `${name} `, h('b', {}, said));
}

function figure(value, one, to, many = `${one}s`) {
  return h('a', { href: to }, h('b', {}, count(value)), ` ${value === 1 ? one : many}`);
}

/** Sums of a metric over its labels, of the chosen world where it has a label `tenant`. */
function reader(text) {
  const mine = api.tenant() === null ? '' : `tenant="${api.tenant()}"`;
  return (name, isOfWorld = true) => {
    let sum = 0;
    for (const line of text.split('\n')) {
      const isNamed = line.startsWith(`${name}{`) || line.startsWith(`${name} `);
      if (isNamed && (!isOfWorld || line.includes(mine))) sum += Number(line.slice(line.lastIndexOf(' ') + 1));
    }
    return sum;
  };
}
