"""What answers and pushes must look like in a dialect: every member's presence, order, type and form.

Written from the table of contract.md §4 and the document's own; it knows nothing of the simulator.
"""

import json
import re
from decimal import Decimal

from kit.pairs import DEFAULTS
from kit.worlds import METERS

KILO = {"kW": "W", "kvar": "var", "kVA": "VA"}
BILLING = ["5069", "5074", "5084", "5089", "5099", "5100", "5101", "5102"]
PROFILE = ["5069", "5074", "5084", "5089", "5022", "5030"]
UNITS = {"5069": "kWh", "5074": "kWh", "5084": "kvarh", "5089": "kvarh", "5022": "kW", "5030": "kvar", "5050": "V", "5051": "V",
         **dict.fromkeys(["5099", "5100", "5101", "5102"], "kW")}  # fmt: skip
TOKENS = {"sample": "[A-Za-z0-9+/]{40,400}=*", "uuid": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
          "long": "[A-Za-z0-9+/]{2047}="}  # fmt: skip
# The meters of the rehearsal that can be read.
IN_DCU = {METERS[0], METERS[3]}
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
PLAN_CALLS = {"readFrozen": 1, "readSingle": 2, "relay": 4, "readArchive": 5, "addArchive": 6, "removeArchive": 7}
HASH_IN_TABLE = ["readFrozen", "readSingle", "addArchive"]
AS_EXAMPLE = {"readFrozen": "topicId", "readSingle": "topicId"}
FILLERS = {"emptyValue": "", "nullValue": None, "dashes": "--"}
BOM = b"\xef\xbb\xbf"


class Structure:
    """Collects what is wrong, each with its place; `foreign` is whether the pack's exception for §3.6–3.9 holds."""

    def __init__(self, dialect, tenant, other_tenant):
        self.switches = {**DEFAULTS, **dialect}
        self.tenant, self.other_tenant = tenant, other_tenant
        self.problems = []

    def __getattr__(self, key):
        try:
            return self.switches[key]
        except KeyError:
            raise AttributeError(key) from None

    def expect(self, is_right, place, what):
        if not is_right:
            self.problems.append(f"{place}: {what}")
        return is_right

    # JSON.

    def parse(self, content, place):
        """The root; numbers with a point stay exact."""
        self.expect(content.startswith(BOM) == self.bom, place, f"a byte order mark is there: {not self.bom}")
        try:
            return json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
        except ValueError as error:
            self.expect(False, place, f"no JSON: {error}")
            return None

    def members(self, node, place, **checks):
        """An object with exactly these members, in this order."""
        if not self.expect(isinstance(node, dict), place, f"no object but {node!r}"):
            return
        names = [*checks, *self.strangers(place, checks)]
        if self.fieldOrder == "fixed":
            self.expect(list(node) == names, place, f"has {list(node)}, not {names}")
        else:
            self.expect(sorted(node) == sorted(names), place, f"has {sorted(node)}, not {sorted(names)}")
        for name, check in checks.items():
            if name in node:
                check(node[name], f"{place}/{name}")

    def strangers(self, place, checks):
        if self.unknownFields == "none":
            return []
        if "/" not in place:
            return ["version", "extra"]
        return ["quality", "remark"] if "devAddr" in checks else ["remark"]

    def is_(self, *values):
        def check(node, place):
            same = [value for value in values if type(value) is type(node) and value == node]
            self.expect(same, place, f"{node!r} is none of {values!r}")

        return check

    def matches(self, pattern):
        def check(node, place):
            self.expect(isinstance(node, str) and re.fullmatch(pattern, node), place, f"{node!r} is not like {pattern}")

        return check

    def several(self, checks, is_ordered=True):
        """A list of one element for each check; where order does not matter each must suit one."""

        def check(node, place):
            if not self.expect(isinstance(node, list) and len(node) == len(checks), place, f"not {len(checks)} of {node!r}"):
                return
            if is_ordered:
                for index, (part, suits) in enumerate(zip(node, checks, strict=True)):
                    suits(part, f"{place}/{index}")
                return
            rest = list(checks)
            for index, part in enumerate(node):
                found = next((one for one in rest if not self.tried(one, part, f"{place}/{index}")), None)
                if self.expect(found, f"{place}/{index}", f"{part!r} is nothing that was expected"):
                    rest.remove(found)

        return check

    def tried(self, check, node, place):
        """The problems that a check would have."""
        before, self.problems = self.problems, []
        check(node, place)
        found, self.problems = self.problems, before
        return found

    # Answers.

    def envelope(self, content, place, code, msg, data):
        root = self.parse(content, place)
        told = str(code) if self.codeType == "string" else code
        checks = {"code": self.is_(told), "msg": msg}
        if data:
            checks["data"] = data
        if root is not None:
            self.members(root, place, **checks)

    def success(self, content, place, **data):
        self.envelope(content, place, 200, self.is_("success"), lambda node, place: self.members(node, place, **data))

    def failure(self, status, headers, content, place, msg, is_about_token=False):
        code = 401 if is_about_token and self.tokenError != "code500" else 500
        http = 200
        if self.errorStatus == "mapped":
            http = 401 if is_about_token else 400
        if is_about_token and self.tokenError == "http401":
            http = 401
        self.expect(status == http, place, f"HTTP {status}, not {http}")
        there = "X-HES-Sim-Reason" in headers
        self.expect(there == self.reasonHeader, place, f"the reason is there: {there}")
        data = {"absent": None, "null": self.is_(None), "empty": self.members}[self.errorData]
        self.envelope(content, place, code, self.matches(msg), data)

    def token(self, content, place, expire_in_s, now_s):
        forms = {
            "seconds": expire_in_s, "string": str(expire_in_s), "milliseconds": expire_in_s * 1000,
            "epochSeconds": now_s + expire_in_s,
        }  # fmt: skip
        data = {"token": self.matches(TOKENS[self.tokenForm])}
        if self.expireIn != "absent":
            data["expireIn"] = self.is_(forms[self.expireIn])
        self.success(content, place, **data)

    def topic(self, plan, endpoint, number=None):
        """On which a plan's push comes, or its part of this number."""
        topic = self.answered(plan, endpoint)
        if self.pushParts == "child":
            number = 1
        if number is not None:
            return f"{topic}/{number}"
        return f"{topic}/" if self.topicForm == "slash" or self.topicForm == "asTable" and endpoint not in HASH_IN_TABLE else topic

    def topic_keys(self, endpoint):
        example = AS_EXAMPLE.get(endpoint, "topic")
        table = "topicId" if endpoint == "addArchive" else example
        return {"asExample": [example], "asTable": [table], "both": ["topicId", "topic"]}.get(self.topicKey, [self.topicKey])

    def accepted(self, content, place, endpoint):
        """The answer of a plan; its id."""
        pattern = self.plan_pattern(endpoint)
        found = re.search(f'"({pattern})"', content.decode("utf-8", "replace"))
        # A name of another form is a problem of its own, not a reason to wait for its push.
        named = found or re.search(r'"planId":"([^"]*)"', content.decode("utf-8", "replace"))
        plan = named.group(1) if named else "P003"
        topic = self.answered(plan, endpoint)
        in_table = topic + ("/#" if endpoint in HASH_IN_TABLE else "/")
        named = {"hash": topic + "/#", "slash": topic + "/", "asTable": in_table, "planOnly": plan}.get(self.topicForm, topic)
        topics = {key: self.is_(named) for key in self.topic_keys(endpoint)}
        self.success(content, place, planId=self.matches(pattern), **topics)
        return plan

    def plan_pattern(self, endpoint):
        number = PLAN_CALLS[endpoint] if self.planIdForm == "perCall" else 3
        return {"uuid": UUID, "numeric19": r"\d{19}"}.get(self.planIdForm, rf"P00{number}_\d{{20}}")

    def answered(self, plan, endpoint):
        """The answer's topic before the form's ending."""
        code = self.other_tenant if self.topicTenant == "foreign" else self.tenant
        return f"{'' if self.topicForm == 'noLeadingSlash' else '/'}{code}/{plan}"

    def page(self, content, place, rows, candidates, total, number, asked_size, most=1000):
        """`rows` of the candidates are on the page; shuffled, any of them may be."""
        size = asked_size if self.pageClamp == "silent" else min(asked_size, most)
        totals = {"all": total, "page": len(rows), "string": str(total), "wrong": total // 2}

        def listed(node, place):
            if self.rowOrder == "stable":
                return self.several(rows)(node, place)
            if self.expect(isinstance(node, list) and len(node) == len(rows), place, f"not {len(rows)} of {node!r}"):
                for index, part in enumerate(node):
                    suits = any(not self.tried(one, part, f"{place}/{index}") for one in candidates)
                    self.expect(suits, f"{place}/{index}", f"{part!r} is no row that matches")

        self.success(
            content, place,
            total=self.is_(totals[self.totalCount]), curPage=self.is_(number if self.pageBase == 1 else number - 1),
            pageSize=self.is_(size), list=listed,
        )  # fmt: skip

    # Pushes.

    def push(self, messages, place, plan, endpoint, meters, rows_of, whole_list=None):
        """`meters` are (number, whether it answers), empty for archive calls, whose list is `whole_list`."""
        parts = self.divided(meters)
        count = len(parts)
        if not self.expect(len(messages) == count, place, f"{len(messages)} messages, not {count}"):
            return
        for index, (message, part) in enumerate(zip(messages, parts, strict=True)):
            where = f"{place}#{index + 1}"
            topic = self.topic(plan, endpoint, index + 1 if self.pushParts == "subtopics" and count > 1 else None)
            self.expect(message.topic == topic, where, f"on {message.topic}, not {topic}")
            self.expect(message.qos == self.pushQoS, where, f"QoS {message.qos}")
            rows = [row for meter, is_there in part for row in rows_of(meter, is_there)] if whole_list is None else whole_list
            good = sum(is_there for _, is_there in part)
            if self.statusRule == "silentGaps" and not good and (any(is_there for _, is_there in meters) or self.follows(parts[:index])):
                good = len(part)
            self.result(message.payload, where, plan, self.status(good, len(part)), rows)

    def follows(self, earlier):
        """Whether a meter of an earlier unit has answered, if only that it has nothing to tell."""
        return self.pushParts in ("perMeter", "perDcu") and any(meter in IN_DCU for part in earlier for meter, _ in part)

    def divided(self, meters):
        """The meters of each message; `IN_DCU` are of one DCU, the others of none."""
        if self.pushParts in ("split", "subtopics"):
            count = min(3, len(meters)) or 1
            return [meters[len(meters) * index // count : len(meters) * (index + 1) // count] for index in range(count)]
        if self.pushParts == "perMeter" and meters:
            return [[meter] for meter in meters]
        if self.pushParts == "perDcu" and meters:
            groups = [[meter for meter in meters if (meter[0] in IN_DCU) is there] for there in (True, False)]
            return sorted(filter(None, groups), key=lambda group: meters.index(group[-1]))
        return [meters]

    def status(self, good, asked):
        if good == asked:
            return "00"
        return "02" if good == 0 else {"strict": "01", "silentGaps": "00", "withData02": "02"}[self.statusRule]

    def result(self, payload, place, plan, status, rows):
        """`rows`: None for a call whose push carries only a status."""
        data = {"status": self.is_(status)}
        if rows is not None and (rows or status != "02" or self.emptyList == "array"):
            data["list"] = self.several(rows, is_ordered=self.rowOrder == "stable")
        elif rows is not None and self.emptyList == "null":
            data["list"] = self.is_(None)
        root = self.parse(payload, place)
        if root is not None:
            inner = lambda node, place: self.members(node, place, **data)  # noqa: E731
            self.members(root, place, planId=self.is_(plan), data=inner)

    # Rows.

    def dev_addr(self, meter):
        return self.is_(int(meter) if self.devAddrType == "number" and meter.isdigit() else meter)

    def stamp(self, milliseconds, slack_ms=0):
        """At this instant, or so much beside it."""

        def check(node, place):
            kind = str if self.timestampUnit == "string" else int
            if self.expect(type(node) is kind, place, f"{node!r} is no {kind.__name__}"):
                told = int(node) * 1000 if self.timestampUnit == "seconds" else int(node)
                self.expect(abs(told - milliseconds) <= slack_ms, place, f"{node!r}, {told - milliseconds} ms off")

        return check

    def value(self, code, is_there):
        if not is_there:
            return self.is_(FILLERS[self.failedMeter])
        pattern = self.digits(UNITS[code])
        if self.valueType == "string":
            return self.matches(pattern)

        def check(node, place):
            is_number = isinstance(node, (int, Decimal)) and not isinstance(node, bool)
            if self.expect(is_number, place, f"{node!r} is no number"):
                digits = str(node) if isinstance(node, int) else f"{node:f}"
                self.expect(re.fullmatch(pattern, digits), place, f"{node} is not like {pattern}")

        return check

    def digits(self, unit):
        """How a value is written: digits that count, then zeros."""
        places = 0 if self.powerUnit == "base" and unit in KILO else 1 if unit == "V" else 3
        counting = places - 1 if unit in ("kWh", "kvarh") and self.energyStep == 0.01 else places
        if self.decimals == "stripped":
            return r"-?\d+" + (rf"(\.\d{{0,{counting - 1}}}[1-9])?" if counting else "")
        zeros = (3 if self.decimals == "three" else places) - counting
        return r"-?\d+" + (r"\." if counting + zeros else "") + rf"\d{{{counting}}}" + "0" * zeros

    def unit(self, code):
        unit = UNITS[code]
        return self.is_(KILO.get(unit, unit) if self.powerUnit == "base" else unit)

    def composite(self, meter, stamp, codes, is_there=True):
        def channel(code):
            return lambda node, place: self.members(
                node, place, unit=self.unit(code), value=self.value(code, is_there), cgcode=self.is_(code)
            )

        def channel_data(node, place):
            has_none = not is_there and self.failedMeter == "emptyChannels"
            wanted = [] if has_none else [channel(code) for code in codes]
            if wanted and self.channelOrder == "extra":
                text = "0" if self.decimals == "stripped" else "0.000"
                nothing = text if self.valueType == "string" else 0 if text == "0" else Decimal(text)
                wanted.append(lambda node, place: self.members(
                    node, place, unit=self.is_(""), value=self.is_(nothing), cgcode=self.is_("5999")
                ))  # fmt: skip
            self.several(wanted, is_ordered=self.channelOrder != "shuffled")(node, place)

        return lambda node, place: self.members(
            node, place, devAddr=self.dev_addr(meter), timestamp=stamp, channelData=channel_data
        )

    def single(self, meter, stamp, code, is_there=True, is_history=False):
        named = {"cgcode": self.is_(code)}
        if is_history:
            named = {"absent": {}, "string": named, "number": {"cgcode": self.is_(int(code))}}[self.historyCgcode]
        return lambda node, place: self.members(
            node, place, devAddr=self.dev_addr(meter), timestamp=stamp, **named, unit=self.unit(code),
            value=self.value(code, is_there),
        )  # fmt: skip

    def shows_failed(self, is_single):
        """Whether a meter that failed has rows."""
        return self.failedMeter in FILLERS or self.failedMeter == "emptyChannels" and not is_single
