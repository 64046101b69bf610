// Results over MQTT with MQTT.js, in the place of listener.mjs of the Node skeleton. NODE_PATH leads to the package `mqtt`.
import { createRequire } from 'node:module';

const mqtt = createRequire(import.meta.url)('mqtt');

export class Listener {
  constructor({ host, port }, filter) {
    this.pushes = new Map();
    this.waiting = new Map();
    this.client = mqtt.connect({ host, port, protocol: 'mqtt' });
    this.client.on('error', (error) => console.error(`mqtt: ${error.message}`));
    this.client.on('message', (topic, payload) => this.hear(payload.toString()));
    this.subscribed = new Promise((resolve, reject) => {
      this.client.subscribe(filter, { qos: 1 }, (error) => (error ? reject(error) : resolve()));
    });
  }

  async confirmed() {
    await Promise.race([
      this.subscribed,
      new Promise((_, reject) => setTimeout(() => reject(new Error('no SUBACK')), 5000).unref()),
    ]);
  }

  result(planId, milliseconds) {
    if (this.pushes.has(planId)) return this.pushes.get(planId);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), milliseconds);
      this.waiting.set(planId, (data) => {
        clearTimeout(timer);
        resolve(data);
      });
    });
  }

  hear(text) {
    let push;
    try {
      push = JSON.parse(text);
    } catch {
      return; // a push that is no JSON
    }
    this.pushes.set(push.planId, push.data);
    this.waiting.get(push.planId)?.(push.data);
  }

  close() {
    this.client.end(true);
  }
}
