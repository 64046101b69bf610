/** Programs to copy: log in, listen, read one meter. Each is whole and fits the chosen world. */

/** `{ name: text }` for a world, one of its users, and a meter to read. */
export function snippets({ http, mqtt, tenantCode, topic, user, meter }) {
  const root = `${http}/apis/openapi`;
  const login = JSON.stringify({ tenantCode, username: user.username, password: user.password, secretKey: user.secretKey });
  const broker = new URL(mqtt.replace(/^mqtts?/, 'http'));
  const [host, port] = [broker.hostname, broker.port || '1883'];
  return {
    curl: `HES=${shell(root)}
TOKEN=$(curl -s $HES/getToken -d ${shell(login)} | jq -r .data.token)
curl -s $HES/meter/readSingle -d '{"devList":"${meter}","cgcode":"5069","token":"'$TOKEN'"}'
`,
    mosquitto_sub: `mosquitto_sub -h ${host} -p ${port} -v -t ${shell(topic)}
`,
    Python: `# pip install requests paho-mqtt
import json, threading
import paho.mqtt.client as mqtt
import requests

ROOT = ${JSON.stringify(root)}
listening = threading.Event()
client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
client.on_connect = lambda client, *_: client.subscribe(${JSON.stringify(topic)}, qos=1)
client.on_subscribe = lambda *_: listening.set()
client.on_message = lambda _, __, message: print(message.topic, message.payload.decode())
client.connect(${JSON.stringify(host)}, ${port})
client.loop_start()
listening.wait(10)

login = json.loads(${JSON.stringify(login)})
token = requests.post(ROOT + "/getToken", json=login).json()["data"]["token"]
call = {"devList": ${JSON.stringify(meter)}, "cgcode": "5069", "token": token}
print(requests.post(ROOT + "/meter/readSingle", json=call).json())
input("Enter ends\\n")
`,
    Node: `// npm install mqtt
import mqtt from 'mqtt';

const root = ${JSON.stringify(root)};
const post = async (path, body) => (await fetch(root + path, { method: 'POST', body: JSON.stringify(body) })).json();

const client = mqtt.connect(${JSON.stringify(`mqtt://${host}:${port}`)});
client.on('message', (topic, payload) => console.log(topic, payload.toString()));
client.on('connect', async () => {
  await client.subscribeAsync(${JSON.stringify(topic)}, { qos: 1 });
  const { data } = await post('/getToken', ${login});
  console.log(await post('/meter/readSingle', { devList: ${JSON.stringify(meter)}, cgcode: '5069', token: data.token }));
});
`,
  };
}

/** A word of the shell in single quotes. */
const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;
