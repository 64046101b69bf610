#!/usr/bin/env python3
"""A driver skeleton for `hes-sim conformance run -- python3 driver.py`. Passes the canary; go on where it says GO ON."""

import json
import re
import sys
import threading
from contextlib import suppress

import paho.mqtt.client as mqtt
import requests

CAPABILITIES = {"read": True, "history": True}  # GO ON: collect, relay, archive, as soon as you have them


class Client:
    """GO ON: put your own client in the place of this one, and keep the driver below."""

    def __init__(self, case):
        self.case, self.token = case, None
        self.plan_seconds = case["deadlines"]["plan"]
        self.pushes, self.arrived, self.confirmed = [], threading.Condition(), threading.Event()
        self.mqtt = None

    def post(self, path, body):
        answer = requests.post(f"{self.case['baseUrl']}/apis/openapi/{path}", json=body, timeout=8).json()
        if answer.get("code") != 200:
            raise RuntimeError(answer.get("msg"))  # GO ON: on a refused token log in once, and send the call once more
        return answer["data"]

    def log_in(self):
        names = ("tenantCode", "username", "password", "secretKey")
        self.token = self.post("getToken", {name: self.case[name] for name in names})["token"]

    def call(self, path, **fields):
        if self.token is None:
            self.log_in()
        return self.post(path, {**fields, "token": self.token})

    def listen(self):
        """Before the call, so that no result can come too early. GO ON: connect and subscribe again when the broker goes."""
        if self.mqtt is None:
            self.mqtt = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
            self.mqtt.on_subscribe = lambda *_: self.confirmed.set()
            self.mqtt.on_connect = lambda *_: self.mqtt.subscribe(f"/{self.case['tenantCode']}/#", qos=1)
            self.mqtt.on_message = lambda client, userdata, message: self.hear(message.payload)
            self.mqtt.connect(self.case["mqtt"]["host"], self.case["mqtt"]["port"])
            self.mqtt.loop_start()
        if not self.confirmed.wait(5):
            raise RuntimeError("the broker does not confirm the subscription")

    def hear(self, payload):
        try:
            push = json.loads(payload)
        except ValueError:
            return
        with self.arrived:
            self.pushes.append(push)  # GO ON: a bound on what is kept
            self.arrived.notify_all()

    def result(self, plan_id):
        """GO ON: subscribe to the answer's topicId or topic as well; unite results that come in parts."""

        def found():
            return next((push["data"] for push in self.pushes if push.get("planId") == plan_id), None)

        with self.arrived:
            self.arrived.wait_for(found, self.plan_seconds)
            return found() or {"list": []}

    def read(self, kind, cgcode, meters, **window):
        self.listen()
        plan = self.call("meter/read" + kind.capitalize(), devList=",".join(meters), cgcode=cgcode, **window)
        return rows(self.result(plan["planId"]).get("list"), cgcode)

    def history(self, kind, cgcode, meters, start, end, pageSize=200):
        """GO ON: windows of at most half a year."""
        found, page, path = [], 1, "meter/history" + kind.capitalize()
        fields = {"devList": ",".join(meters), "cgcode": cgcode, "start": start, "end": end, "pageSize": pageSize}
        while True:
            data = self.call(path, **fields, curPage=page)
            found += data["list"]
            if not data["list"] or len(found) >= data["total"]:
                return rows(found, cgcode)
            page += 1

    def close(self):
        if self.mqtt:
            self.mqtt.disconnect()
            with suppress(AttributeError):  # A thread that ends meanwhile is None when loop_stop() joins it.
                self.mqtt.loop_stop()


def rows(items, cgcode):
    """One row a channel. Rows of historySingle have no cgcode: they are of the one that was asked for."""
    for item in items or []:
        for channel in item.get("channelData") or [item]:
            if re.fullmatch(r"-?\d+(\.\d+)?", str(channel.get("value"))):
                yield {
                    "devAddr": item["devAddr"], "cgcode": channel.get("cgcode", cgcode), "timestamp": item["timestamp"],
                    "value": channel["value"], "unit": channel["unit"],
                }  # fmt: skip


def perform(client, op, args):
    """The fields of `op.done`; None for what is not there yet."""
    match op:
        case "login":
            client.log_in()
            return {"outcome": "ok"}
        case "read":
            found = list(client.read(**args))
            missing = [meter for meter in args["meters"] if meter not in {row["devAddr"] for row in found}]
            return {"outcome": "ok" if not missing else "partial" if found else "failed", "rows": found, "missing": missing}
        case "history":
            return {"outcome": "ok", "rows": list(client.history(**args))}
    return None  # GO ON: collect, relay, archive.read, archive.add, archive.remove


def answer(client, request):
    match request["type"]:
        case "hello":
            you = {"name": "my-client", "version": "0.1", "language": "Python"}
            return {"type": "hello.ok", "protocol": 1, "client": you, "capabilities": CAPABILITIES}
        case "op":
            try:
                fields = perform(client, request["op"], request.get("args", {}))
            except Exception as error:  # a failed operation, not a failed driver
                print(f"{request['op']}: {error!r}", file=sys.stderr)
                fields = {"outcome": "failed", "rows": [], "missing": request["args"].get("meters", [])}
            return {"type": "op.done", **fields} if fields else {"type": "unsupported"}
        case "case.begin" | "case.end" as kind:
            return {"type": "case.ready" if kind == "case.begin" else "case.ended"}
    return {"type": "unsupported"}


def main():
    client = None
    for line in sys.stdin:
        request = json.loads(line)
        if request["type"] in ("case.begin", "case.end", "bye") and client:
            client.close()
        if request["type"] == "bye":
            break
        if request["type"] == "case.begin":
            client = Client(request)
        print(json.dumps({"re": request["id"], **answer(client, request)}), flush=True)


if __name__ == "__main__":
    main()
