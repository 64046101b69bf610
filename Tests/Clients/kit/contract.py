"""The contract's documents: what a world says of itself, and whether something keeps it."""

import json
import re

from jsonschema import Draft7Validator, Draft202012Validator

from kit.simulator import run_to_end

PACKS = ["default", "tables", "literal", "http", "types", "race", "rough", "silent", "paging", "strict", "field"]


def printed(kind, pack):
    """What `hes-sim dialect openapi|asyncapi` prints."""
    ended = run_to_end("dialect", kind, "--pack", pack)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def references(node):
    """Every `$ref` of a document."""
    if isinstance(node, list):
        return [reference for item in node for reference in references(item)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
    return own + references(list(node.values()))


def resolved(document, node):
    """A node, or what it refers to."""
    while isinstance(node, dict) and "$ref" in node:
        path = node["$ref"]
        node = document
        for step in path.removeprefix("#/").split("/"):
            node = node[step.replace("~1", "/").replace("~0", "~")]
    return node


class Described:
    """The two documents of a world, asked whether what came in is as they say."""

    def __init__(self, openapi, asyncapi):
        self.openapi, self.asyncapi = openapi, asyncapi
        self.paths = {call["post"]["operationId"]: path for path, call in openapi["paths"].items()}

    def operation(self, endpoint):
        return self.openapi["paths"][self.paths[endpoint]]["post"]

    def response(self, endpoint, status):
        responses = self.operation(endpoint)["responses"]
        assert str(status) in responses, f"{endpoint} answered the undocumented status {status}"
        return resolved(self.openapi, responses[str(status)])

    def check_answer(self, endpoint, status, body):
        schema = self.response(endpoint, status)["content"]["application/json"]["schema"]
        self.check(self.openapi, schema, body, Draft202012Validator)

    def check_request(self, endpoint, body):
        schema = self.operation(endpoint)["requestBody"]["content"]["application/json"]["schema"]
        self.check(self.openapi, schema, body, Draft202012Validator)

    def check_push(self, endpoint, message):
        """The payload, and the channel on which it came."""
        payload = self.asyncapi["components"]["messages"][f"{endpoint}Result"]["payload"]
        self.check(self.asyncapi, payload, json.loads(message.payload), Draft7Validator)
        operation = self.channel_operation(endpoint, message.topic)
        assert operation["bindings"]["mqtt"]["qos"] == message.qos

    def channel_operation(self, endpoint, topic):
        """The operation that sends such a message there."""
        for operation in self.asyncapi["operations"].values():
            channel = resolved(self.asyncapi, operation["channel"])
            names = [resolved(self.asyncapi, resolved(self.asyncapi, m))["name"] for m in operation["messages"]]
            if names == [f"{endpoint}Result"] and re.fullmatch(self.topics(channel), topic):
                return operation
        raise AssertionError(f"no channel of {endpoint} has the topic {topic}")

    @staticmethod
    def topics(channel):
        def level(match):
            words = channel["parameters"][match[1]].get("enum")
            return "(" + "|".join(map(re.escape, words)) + ")" if words else "[^/]+"

        return re.sub(r"\{(\w+)\}", level, channel["address"])

    @staticmethod
    def check(document, schema, value, validator):
        validator({**schema, "components": document["components"]}).validate(value)
