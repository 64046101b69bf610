#!/usr/bin/env node
// A driver skeleton for `hes-sim conformance run -- node driver.mjs`. Passes the canary; go on where it says GO ON.
import { createInterface } from 'node:readline';
import { Listener } from './listener.mjs';

const capabilities = { read: true, history: true }; // GO ON: collect, relay, archive, as soon as you have them

/** GO ON: put your own client in the place of this one, and keep the driver below. */
class Client {
  constructor(place) {
    this.place = place;
    this.token = null;
    this.listener = null;
  }

  async post(path, body) {
    const response = await fetch(`${this.place.baseUrl}/apis/openapi/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json;charset=UTF-8' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(8000),
    });
    const answer = await response.json();
    if (answer.code !== 200) throw new Error(answer.msg); // GO ON: on a refused token log in once, and send it once more
    return answer.data;
  }

  async logIn() {
    const { tenantCode, username, password, secretKey } = this.place;
    this.token = (await this.post('getToken', { tenantCode, username, password, secretKey })).token;
  }

  async call(path, fields) {
    if (this.token === null) await this.logIn();
    return this.post(path, { ...fields, token: this.token });
  }

  async read({ kind, cgcode, meters, start, end }) {
    this.listener ??= new Listener(this.place.mqtt, `/${this.place.tenantCode}/#`);
    await this.listener.confirmed(); // before the call, so that no result can come too early
    const { planId } = await this.call('meter/read' + capitalized(kind), { devList: meters.join(), cgcode, start, end });
    // GO ON: subscribe to the answer's topicId or topic as well; unite results that come in parts.
    const result = await this.listener.result(planId, this.place.deadlines.plan * 1000);
    return rows(result?.list, cgcode);
  }

  async history({ kind, cgcode, meters, start, end, pageSize = 200 }) {
    const found = []; // GO ON: windows of at most half a year
    for (let curPage = 1; ; curPage += 1) {
      const fields = { devList: meters.join(), cgcode, start, end, curPage, pageSize };
      const page = await this.call('meter/history' + capitalized(kind), fields);
      found.push(...page.list);
      if (page.list.length === 0 || found.length >= page.total) return rows(found, cgcode);
    }
  }

  close() {
    this.listener?.close();
  }
}

const capitalized = (word) => word[0].toUpperCase() + word.slice(1);

/** One row a channel. Rows of historySingle have no cgcode: they are of the one that was asked for. */
function rows(items, cgcode) {
  const found = [];
  for (const item of items ?? []) {
    for (const channel of item.channelData ?? [item]) {
      if (!/^-?\d+(\.\d+)?$/.test(channel.value)) continue; // missing is missing, never zero
      const { value, unit } = channel;
      found.push({ devAddr: item.devAddr, cgcode: channel.cgcode ?? cgcode, timestamp: item.timestamp, value, unit });
    }
  }
  return found;
}

/** The fields of `op.done`; nothing for what is not there yet. */
async function perform(client, op, args) {
  switch (op) {
    case 'login':
      await client.logIn();
      return { outcome: 'ok' };
    case 'read': {
      const found = await client.read(args);
      const missing = args.meters.filter((meter) => !found.some((row) => row.devAddr === meter));
      return { outcome: missing.length === 0 ? 'ok' : found.length ? 'partial' : 'failed', rows: found, missing };
    }
    case 'history':
      return { outcome: 'ok', rows: await client.history(args) };
  } // GO ON: collect, relay, archive.read, archive.add, archive.remove
}

let client = null;

async function answer(request) {
  switch (request.type) {
    case 'hello':
      return { type: 'hello.ok', protocol: 1, client: { name: 'my-client', version: '0.1', language: 'JavaScript' }, capabilities };
    case 'case.begin':
      client = new Client(request);
      return { type: 'case.ready' };
    case 'case.end':
      client?.close();
      return { type: 'case.ended' };
    case 'op':
      try {
        const fields = await perform(client, request.op, request.args);
        return fields ? { type: 'op.done', ...fields } : { type: 'unsupported' };
      } catch (error) {
        console.error(`${request.op}: ${error}`); // a failed operation, not a failed driver
        return { type: 'op.done', outcome: 'failed', rows: [], missing: request.args.meters ?? [] };
      }
  }
  return { type: 'unsupported' };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (request.type === 'bye') break;
  process.stdout.write(JSON.stringify({ re: request.id, ...(await answer(request)) }) + '\n');
}
client?.close();
process.exit(0); // stdin may still be open
