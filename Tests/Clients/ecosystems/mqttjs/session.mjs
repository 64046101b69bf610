// A login, a reading and its result over TLS, with fetch and MQTT.js. NODE_PATH leads to the package `mqtt`,
// NODE_EXTRA_CA_CERTS to the authority. Its argument is JSON: http, mqtt, login, call. Prints the result as it came.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const mqtt = createRequire(import.meta.url)('mqtt');
const given = JSON.parse(process.argv[2]);

async function call(path, body) {
  const response = await fetch(`${given.http}/apis/openapi/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (answer.code !== 200) throw new Error(`${path}: ${answer.msg}`);
  return answer.data;
}

const place = new URL(given.mqtt.replace('mqtts:', 'https:'));
const client = mqtt.connect({
  host: place.hostname,
  port: Number(place.port),
  protocol: 'mqtts',
  ca: readFileSync(process.env.NODE_EXTRA_CA_CERTS),
});
const payloads = [];
let heard = () => {};
client.on('message', (topic, payload) => heard(payloads.push(payload)));
client.on('error', (error) => {
  console.error(`mqtt: ${error.message}`);
  process.exit(1);
});
await new Promise((resolve, reject) => {
  client.subscribe('#', { qos: 1 }, (error) => (error ? reject(error) : resolve()));
});

const { token } = await call('getToken', given.login);
await call('meter/readSingle', { ...given.call, token });
while (payloads.length === 0) await new Promise((resolve) => (heard = resolve));
process.stdout.write(payloads[0], () => client.end(true, () => process.exit(0)));
