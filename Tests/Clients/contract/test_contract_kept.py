"""The simulator keeps its own documents: every answer and every push, in every pack, whatever is sent."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from kit.contract import PACKS, Described
from kit.control import Control
from kit.http import ENDPOINTS, Client
from kit.listener import listening
from kit.requests_of import GOOD, PAGE, WINDOW
from kit.simulator import running
from kit.waiting import eventually
from kit.worlds import DCU, DISABLED, METERS, TENANT, UNKNOWN, credentials, world, write

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
EXAMPLES = {GenerationMode.POSITIVE: 5, GenerationMode.NEGATIVE: 2}
BAD = {
    "getToken": [{"username": "nobody"}, {"secretKey": None}, {"tenantCode": 1}],
    "readFrozen": [{"cgcode": "5069"}, {"cgcode": "4"}, {"start": "yesterday"}, {"end": "2024-07-08 00:00:00"}],
    "readSingle": [{"cgcode": "1"}, {"devList": ""}, {"devList": ["1"]}],
    "historyFrozen": [{"curPage": 0}, {"pageSize": "many"}, {"start": "2020-07-08 00:00:00"}],
    "historySingle": [{"pageSize": -1}, {"curPage": 99}, {"cgcode": 5069}],
    "relay": [{"controlMode": 3}, {"devList": UNKNOWN}],
    "readArchive": [{"dcuNo": "nobody's"}, {"dcuNo": None}],
    "addArchive": [{"archives": []}, {"archives": [{"devAddr": "1"}]}, {"archives": [{"devAddr": "1", "status": "2"}]}],
    "removeArchive": [{"archives": []}, {"archives": [1]}, {"dcuNo": "nobody's"}],
}
MORE_PLANS = {
    "readFrozen": [{"cgcode": "2", "start": "2024-06-01 00:00:00"}, {"cgcode": "2"}, {"cgcode": "3"}, {"devList": f"{METERS[1]},{DISABLED}"}],
    "readSingle": [{"devList": ",".join(METERS)}, {"devList": f"{METERS[0]},{UNKNOWN}"}, {"devList": DISABLED}, {"cgcode": "5022"}, {"cgcode": "5051"}],
    "relay": [{"devList": f"{METERS[0]},{DISABLED}"}, {"devList": DISABLED}],
}  # fmt: skip
# Forms that no pack has.
OTHERS = {
    "others": {
        "topicKey": "both", "topicForm": "noLeadingSlash", "topicTenant": "foreign", "pushParts": "split",
        "pushRetain": True, "expireIn": "epochSeconds", "errorData": "null", "tokenError": "code401",
        "totalCount": "wrong", "historyCgcode": "number", "failedMeter": "nullValue", "emptyList": "null",
        "devAddrType": "number", "timestampUnit": "string", "channelOrder": "extra", "powerUnit": "base",
        "reasonHeader": False,
    },
    "more": {
        "topicKey": "topic", "topicForm": "hash", "pushQoS": 0, "expireIn": "milliseconds", "tokenForm": "long",
        "tokenPlace": "headerOnly", "errorStatus": "mapped", "errorData": "empty", "pastEnd": "error",
        "historyCgcode": "string", "statusRule": "withData02", "failedMeter": "emptyValue", "emptyList": "absent",
        "fieldOrder": "shuffled", "requireJSONContentType": True,
    },
    "rest": {"topicForm": "planOnly", "expireIn": "absent", "failedMeter": "emptyChannels", "unknownFields": "present",
             "emptyWindow": "emptyRow", "instantStamp": "start", "singleHistory": "taskReturn", "absentPhase": "fails",
             "historySpan": "180d", "freezeLabel": "opening", "energyStep": 0.01, "decimals": "stripped"},
}  # fmt: skip


class Stage:
    """A simulator whose only world speaks a pack: so every call, even without a token, is told in its dialect."""

    def __init__(self, simulator, listener):
        self.simulator, self.listener = simulator, listener
        self.control = Control(simulator, TENANT)
        self.described = Described(self.control.get("openapi.json"), self.control.get("asyncapi.json"))
        self.schema = schemathesis.openapi.from_dict(self.described.openapi)
        self.schema.config.update(base_url=simulator.http)
        self.client = Client(simulator, credentials())
        self.client.log_in()

    def wants_header(self, endpoint):
        return not any(r == {} for r in self.described.operation(endpoint)["security"]) and bool(
            self.described.operation(endpoint)["security"]
        )

    def send(self, endpoint, body, token=None):
        """The answer of a call, which the document must know; with a token, where the dialect wants it."""
        in_header = self.wants_header(endpoint)
        headers = {"HES_Access_Token": token} if token and in_header else {}
        body = {**body, "token": token} if token and not in_header else body
        answer = self.client.post("/apis/openapi/" + ENDPOINTS[endpoint], body, headers)
        told = json.loads(answer.content.decode("utf-8-sig"))
        self.described.check_answer(endpoint, answer.status_code, told)
        return told

    def fields(self, endpoint, changes=()):
        body = {name: value for name, value in {**GOOD[endpoint], **dict(changes)}.items() if value is not None}
        if endpoint == "removeArchive" and "archives" not in dict(changes):
            schema = self.described.openapi["components"]["schemas"]["RemoveArchiveRequest"]
            if schema["properties"]["archives"]["items"].get("type") == "string":
                body["archives"] = [entry["devAddr"] for entry in body["archives"]]
        return body

    def pushes(self, endpoint, changes=()):
        """The messages that carry a plan's result."""
        plan = self.send(endpoint, self.fields(endpoint, changes), self.client.token)["data"]["planId"]
        self.control.advance("untilIdle")
        eventually(lambda: self.messages(plan), f"the push of {plan}")
        self.listener.fence()
        return self.messages(plan)

    def messages(self, plan):
        return [m for m in list(self.listener.messages) if f"/{plan}" in m.topic]


@pytest.fixture(params=[*PACKS, *OTHERS], scope="module")
def stage(request, tmp_path_factory):
    path = write(world("manual", dialect=OTHERS.get(request.param, request.param)), tmp_path_factory.mktemp("kept"))
    with running("--scenario", path) as simulator, listening(simulator.mqtt, qos=2) as listener:
        yield Stage(simulator, listener)


@pytest.mark.parametrize("endpoint", GOOD)
@pytest.mark.parametrize("mode", EXAMPLES, ids=lambda mode: mode.value)
def test_generated_calls_are_answered_as_described(stage, endpoint, mode):
    operation = stage.schema[stage.described.paths[endpoint]]["POST"]
    has_own_500 = "500" in stage.described.operation(endpoint)["responses"]
    checks = CHECKS + ([] if has_own_500 else [not_a_server_error])
    in_header = endpoint != "getToken" and stage.wants_header(endpoint)
    statuses = []

    @given(case=operation.as_strategy(generation_mode=mode), is_known=st.booleans(), meter=st.sampled_from(METERS))
    @settings(
        max_examples=EXAMPLES[mode],
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case, is_known, meter):
        headers = {}
        if is_known and endpoint != "getToken" and isinstance(case.body, dict):
            if in_header:
                headers["HES_Access_Token"] = stage.client.token
            else:
                case.body["token"] = stage.client.token
            if mode is GenerationMode.POSITIVE and "devList" in case.body:
                case.body["devList"] = meter
            if mode is GenerationMode.POSITIVE and "dcuNo" in case.body:
                case.body["dcuNo"] = DCU
        answer = case.call_and_validate(headers=headers, checks=checks, session=stage.client.session, timeout=30)
        statuses.append(answer.status_code)

    run()
    assert len(statuses) >= EXAMPLES[mode]


def test_every_call_succeeds_as_described(stage):
    for endpoint in GOOD:
        token = None if endpoint == "getToken" else stage.client.token
        body = stage.fields(endpoint)
        stage.described.check_request(endpoint, {**body, **({"token": token} if token else {})})
        assert stage.send(endpoint, body, token)["msg"] == "success"


def test_every_refusal_is_described(stage):
    for endpoint, changes in BAD.items():
        token = None if endpoint == "getToken" else stage.client.token
        for change in changes:
            stage.send(endpoint, stage.fields(endpoint, change), token)
        if endpoint != "getToken":
            assert stage.send(endpoint, stage.fields(endpoint))["msg"] == "token missing"
            assert stage.send(endpoint, stage.fields(endpoint), "a token of nobody")["msg"] == "token invalid or expired"
    for data in (b"", b"[]", b"{" * 100, b"\xff", b" " * (2 << 20)):
        answer = stage.client.post("/apis/openapi/meter/relay", data=data)
        stage.described.check_answer("relay", answer.status_code, answer.json())


@pytest.mark.parametrize("cgcode", ["5050", "5053", "5022", "5030", "5038", "5046", "5069", "5084", "5099", "5100", "5103", "5104"])
def test_history_of_every_unit_is_described(stage, cgcode):
    page = {"devList": ",".join(METERS), "cgcode": cgcode, **WINDOW, **PAGE}
    assert stage.send("historySingle", page, stage.client.token)["data"]["list"]


def test_every_push_is_described(stage):
    for endpoint in ("readFrozen", "readSingle", "readArchive", "addArchive", "removeArchive", "relay"):
        for changes in [{}, *MORE_PLANS.get(endpoint, [])]:
            for message in stage.pushes(endpoint, changes):
                stage.described.check_push(endpoint, message)


def test_other_methods_and_paths_are_answered_as_described(stage):
    schema = stage.described.openapi["components"]["schemas"]["Plain"]
    for method, path, status in [("GET", "meter/relay", 405), ("PUT", "getToken", 405), ("POST", "nothing", 404)]:
        answer = stage.client.session.request(method, f"{stage.simulator.http}/apis/openapi/{path}", timeout=30)
        assert answer.status_code == status
        stage.described.check(stage.described.openapi, schema, answer.json(), Draft202012Validator)
