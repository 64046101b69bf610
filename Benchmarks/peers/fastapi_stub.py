"""A head-end stub as one writes it by hand: FastAPI, uvicorn and paho-mqtt; one call, one push, no rules."""

import argparse
import asyncio
import itertools
import json
import random
import time
from contextlib import asynccontextmanager
from datetime import datetime

import paho.mqtt.client as mqtt
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

TENANT = "1000000067"
PUSH_DELAY_SECONDS = 0.2

numbers = itertools.count()
waiting: set[asyncio.Task] = set()
broker = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)


class ReadSingle(BaseModel):
    devList: str
    cgcode: str
    token: str


@asynccontextmanager
async def connected(_: FastAPI):
    broker.loop_start()
    yield
    broker.loop_stop()


app = FastAPI(lifespan=connected)


@app.post("/apis/openapi/meter/readSingle")
async def read_single(call: ReadSingle):
    plan_id = f"P003_{datetime.now():%Y%m%d%H%M%S%f}{next(numbers) % 1000:03}"
    task = asyncio.create_task(push(plan_id, call))
    waiting.add(task)
    task.add_done_callback(waiting.discard)
    return {"code": 200, "msg": "success", "data": {"planId": plan_id, "topicId": f"/{TENANT}/{plan_id}"}}


async def push(plan_id: str, call: ReadSingle):
    await asyncio.sleep(PUSH_DELAY_SECONDS)
    rows = [reading(meter, call.cgcode) for meter in call.devList.split(",")]
    payload = {"planId": plan_id, "data": {"status": "00", "list": rows}}
    broker.publish(f"/{TENANT}/{plan_id}", json.dumps(payload), qos=1)


def reading(meter: str, cgcode: str) -> dict:
    value = f"{random.uniform(220, 240):.1f}"
    return {"devAddr": meter, "timestamp": int(time.time() * 1000), "cgcode": cgcode, "unit": "V", "value": value}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--mqtt-port", type=int, required=True)
    flags = parser.parse_args()
    broker.connect("127.0.0.1", flags.mqtt_port)
    uvicorn.run(app, port=flags.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
