"""The nine calls and their pushes in one dialect, held against ``Structure``; the same few calls in every dialect."""

from kit.http import decoded
from kit.speaker import DAY_MS, MIDNIGHT_MS, MINUTE_MS, NIGHT, START_MS, foreign
from kit.structure import BILLING, PROFILE, Structure
from kit.waiting import eventually
from kit.worlds import DCU, LOOSE, METERS, NEIGHBOURS, UNKNOWN

GOOD, ZERO = METERS[0], METERS[3]
MORNING = {"start": "2024-07-10 06:00:00", "end": "2024-07-10 06:30:00"}
SIX_MS = MIDNIGHT_MS + 6 * 60 * MINUTE_MS
# No month ends in it.
MIDDLE = {"start": "2024-07-02 00:00:00", "end": "2024-07-05 00:00:00"}
MIDDLE_MS = MIDNIGHT_MS - 8 * DAY_MS
# 184 days.
HALF = {"start": "2024-01-09 00:00:00", "end": "2024-07-11 00:00:00"}
HALF_MS = MIDNIGHT_MS - 183 * DAY_MS
YEAR = {"start": "2023-12-01 00:00:00", "end": "2024-07-10 00:00:00"}
DECEMBER_MS = MIDNIGHT_MS - 222 * DAY_MS
PAGED = {"devList": f"{GOOD},{ZERO}", "pageSize": 3, **NIGHT}
ARCHIVES = {"either": [{"devAddr": "7"}], "objects": [{"devAddr": "7"}], "strings": ["7"]}


class Rehearsal:
    """`said` is what was heard: (what, bytes or messages, how to check it); it can be checked in another dialect too."""

    def __init__(self, speaker, dialect):
        self.speaker, self.dialect = speaker, dialect
        self.answers, self.plans = {}, {}
        self.hear()

    # Hearing.

    def hear(self):
        dialect = Structure(self.dialect, "", "")
        self.ask("again", "getToken", **self.speaker.client.credentials)
        self.speaker.client.token = self.token()
        self.ask("frozen", "readFrozen", devList=f"{GOOD},{ZERO},{LOOSE}", cgcode="1", **NIGHT)
        self.ask("profile", "readFrozen", devList=GOOD, cgcode="3", **MORNING)
        self.ask("single", "readSingle", devList=f"{GOOD},{ZERO},{LOOSE}", cgcode="5022")
        self.ask("failed", "readSingle", devList=LOOSE, cgcode="5050")
        self.ask("volts", "readSingle", devList=GOOD, cgcode="5050")
        self.ask("phaseB", "readSingle", devList=GOOD, cgcode="5051")
        self.ask("empty", "readFrozen", devList=f"{GOOD},{LOOSE}", cgcode="2", **MIDDLE)
        self.ask("unknown", "readSingle", devList=f"{GOOD},{UNKNOWN}", cgcode="5069")
        self.ask("relay", "relay", devList=f"{GOOD},{LOOSE}", controlMode=2)
        self.ask("blanks", "readSingle", devList=f"{GOOD}, {ZERO}", cgcode="5069")
        self.ask("quoted", "relay", devList=GOOD, controlMode="2")
        self.ask("archive", "readArchive", dcuNo=DCU)
        self.ask("noDcu", "readArchive", dcuNo="none")
        self.ask("add", "addArchive", dcuNo=DCU, archives=[{"devAddr": "7", "status": "1"}])
        self.ask("elsewhere", "addArchive", dcuNo=DCU, archives=[{"devAddr": NEIGHBOURS[0], "status": "1"}])
        self.ask("remove", "removeArchive", dcuNo=DCU, archives=ARCHIVES[dialect.archiveForm])
        self.ask("page", "historyFrozen", cgcode="1", curPage=1, **PAGED)
        self.ask("singlePage", "historySingle", cgcode="5069", curPage=1, **{**PAGED, "pageSize": 5000})
        self.ask("pastEnd", "historySingle", cgcode="5069", curPage=9, **PAGED)
        self.ask("long", "historySingle", devList=GOOD, cgcode="5069", curPage=1, pageSize=1000, **YEAR)
        self.ask("half", "historySingle", devList=GOOD, cgcode="5069", curPage=1, pageSize=1, **HALF)
        self.ask("grid", "historySingle", devList=GOOD, cgcode="5050", curPage=1, pageSize=9, **MORNING)
        self.ask("refused", "relay", devList=GOOD, controlMode=3)
        self.speaker.control.post("tokens/revoke")
        self.ask("revoked", "readArchive", dcuNo=DCU)
        self.speaker.control.advance("1s")
        self.pushes = {}

    def ask(self, name, endpoint, **fields):
        """With the token in both places, which every dialect accepts."""
        token = self.speaker.client.token
        body = fields if endpoint == "getToken" else {**fields, "token": token}
        self.answers[name] = endpoint, self.speaker.send(endpoint, body, HES_Access_Token=token)

    def token(self):
        return decoded(self.answers["again"][1].content)["data"]["token"]

    # Checking.

    def problems(self, dialect=None):
        """What is wrong with what was heard, in a dialect; its own by default."""
        code = self.speaker.control.tenant
        self.shape = Structure(self.dialect if dialect is None else dialect, code, foreign(code))
        self.shape.token(self.content("again"), "again", 7200, START_MS // 1000)
        for name, (endpoint, answer) in self.answers.items():
            length = int(answer.headers["Content-Length"])
            self.shape.expect(length == len(answer.content), name, "Content-Length is wrong")
        self.check_reads()
        self.check_unknown()
        self.check_archives()
        self.check_pages()
        self.failed("refused", "controlMode must be 1 or 2")
        self.failed("revoked", "token invalid or expired", is_about_token=True)
        return self.shape.problems

    def content(self, name):
        return self.answers[name][1].content

    def failed(self, name, msg, **options):
        answer = self.answers[name][1]
        self.shape.failure(answer.status_code, answer.headers, answer.content, name, msg, **options)

    def plan(self, name, meters, rows_of=None, whole_list=None):
        endpoint, answer = self.answers[name]
        plan = self.shape.accepted(answer.content, name, endpoint)
        messages = self.heard(name, plan)
        self.shape.push(messages, f"{name}.push", plan, endpoint, meters, rows_of, whole_list)

    def heard(self, name, plan):
        """The plan's pushes, in their order, once and for all."""
        if name not in self.pushes:
            eventually(lambda: len(self.speaker.heard(plan)) >= self.expected_parts(name), f"the push of {name}")
            self.pushes[name] = self.speaker.heard(plan)
        return self.pushes[name]

    def expected_parts(self, name):
        """As many messages as come of the plan in its own dialect."""
        own = Structure(self.dialect, "", "")
        dropped, literal = own.unknownMeter == "dropped", own.devListForm == "literal"
        three = [(GOOD, True), (ZERO, True), (LOOSE, False)]
        unknown = [(GOOD, True)] + [(UNKNOWN, False)] * (not dropped)
        blanks = unknown if literal else [(GOOD, True), (ZERO, True)]
        meters = {"frozen": three, "single": three, "unknown": unknown, "blanks": blanks, "relay": [(GOOD, True), (LOOSE, False)], "empty": [(GOOD, own.emptyWindow != "failure"), (LOOSE, False)]}
        return len(own.divided(meters.get(name, [])))

    # What each call must say.

    def nights(self):
        """The midnights of the window, and how far a stamp may be from one; the day that the last one opens is not over."""
        has_one = self.shape.windowEnd == "exclusive" or self.shape.freezeLabel == "opening"
        nights = [MIDNIGHT_MS] if has_one else [MIDNIGHT_MS, MIDNIGHT_MS + DAY_MS]
        return nights, 60_000 if self.shape.freezeStamp == "jitter" else 0

    def check_reads(self):
        shape = self.shape
        nights, slack = self.nights()

        def frozen(meter, is_there):
            if not is_there and not shape.shows_failed(is_single=False):
                return []
            return [shape.composite(meter, shape.stamp(at, slack if is_there else 0), BILLING, is_there) for at in nights]

        def profile(meter, is_there):
            count = 2 if shape.windowEnd == "exclusive" else 3
            stamps = [SIX_MS + index * 15 * MINUTE_MS for index in range(count)]
            return [shape.composite(meter, shape.stamp(at), PROFILE) for at in stamps]

        def single(code):
            def rows(meter, is_there):
                if not is_there and not shape.shows_failed(is_single=True):
                    return []
                return [shape.single(meter, shape.stamp(START_MS, 2000), code, is_there)]

            return rows

        def empty(meter, is_there):
            if not is_there or shape.emptyWindow != "emptyRow":
                return []
            return [lambda node, place: shape.members(
                node, place, devAddr=shape.dev_addr(meter), timestamp=shape.stamp(MIDDLE_MS), channelData=shape.is_([])
            )]  # fmt: skip

        def relay(meter, is_there):
            return [lambda node, place: shape.members(
                node, place, devAddr=shape.dev_addr(meter), successful=shape.is_(is_there)
            )]  # fmt: skip

        three = [(GOOD, True), (ZERO, True), (LOOSE, False)]
        self.plan("frozen", three, frozen)
        self.plan("profile", [(GOOD, True)], profile)
        self.plan("single", three, single("5022"))
        self.plan("failed", [(LOOSE, False)], single("5050"))
        self.plan("volts", [(GOOD, True)], single("5050"))
        self.plan("phaseB", [(GOOD, shape.absentPhase == "zero")], single("5051"))
        self.plan("empty", [(GOOD, shape.emptyWindow != "failure"), (LOOSE, False)], empty)
        self.plan("relay", [(GOOD, True), (LOOSE, False)], relay)
        self.register = single("5069")
        self.check_strictness(relay)

    def check_strictness(self, relay):
        shape = self.shape
        unknown = [(f" {ZERO}", False)]
        if shape.devListForm == "trimmed":
            self.plan("blanks", [(GOOD, True), (ZERO, True)], self.register)
        elif shape.unknownMeter == "rejectsCall":
            self.failed("blanks", f"unknown meter ' {ZERO}'")
        else:
            self.plan("blanks", [(GOOD, True)] + unknown * (shape.unknownMeter == "failsInPlan"), self.register)
        if shape.integerStrings == "accepted":
            self.plan("quoted", [(GOOD, True)], relay)
        else:
            self.failed("quoted", "field 'controlMode' must be integer")

    def check_unknown(self):
        if self.shape.unknownMeter == "rejectsCall":
            return self.failed("unknown", f"unknown meter '{UNKNOWN}'")
        meters = [(GOOD, True)] + [(UNKNOWN, False)] * (self.shape.unknownMeter == "failsInPlan")
        self.plan("unknown", meters, self.register)

    def check_archives(self):
        shape = self.shape

        def entry(meter):
            return lambda node, place: shape.members(
                node, place, devAddr=shape.dev_addr(meter), status=shape.is_("1"), commType=shape.matches("[1-4]"),
                moduleNext=shape.is_(meter),
            )  # fmt: skip

        self.plan("archive", [], whole_list=[entry(meter) for meter in METERS])
        self.changed("remove", "00")
        if shape.addUnknown == "rejectsCall":
            self.failed("add", "unknown meter '7'")
        else:
            self.changed("add", "02" if shape.addUnknown == "fails" else "00")
        if shape.addElsewhere == "rejectsCall":
            self.failed("elsewhere", f"meter '{NEIGHBOURS[0]}' is in another dcu")
        else:
            self.changed("elsewhere", "02" if shape.addElsewhere == "fails" else "00")
        if shape.unknownDcu == "rejectsCall":
            self.failed("noDcu", "unknown dcu 'none'")
        else:
            endpoint, answer = self.answers["noDcu"]
            plan = shape.accepted(answer.content, "noDcu", endpoint)
            for message in self.heard("noDcu", plan):
                shape.result(message.payload, "noDcu.push", plan, "02", [])

    def changed(self, name, status):
        """The push of a call that changes an archive."""
        shape = self.shape
        endpoint, answer = self.answers[name]
        plan = shape.accepted(answer.content, name, endpoint)
        for message in self.heard(name, plan):
            shape.expect(message.topic == shape.topic(plan, endpoint), name, f"on {message.topic}")
            shape.result(message.payload, f"{name}.push", plan, status, None)

    def check_pages(self):
        shape = self.shape
        nights, slack = self.nights()
        both = [(meter, at) for meter in (GOOD, ZERO) for at in nights]
        billing = [shape.composite(meter, shape.stamp(at, slack), BILLING) for meter, at in both]
        singles = [shape.single(meter, shape.stamp(at, slack), "5069", is_history=True) for meter, at in both]
        shape.page(self.content("page"), "page", billing[:3], billing, len(both), 1, 3)
        shape.page(self.content("singlePage"), "singlePage", singles, singles, len(both), 1, 5000)
        if shape.pastEnd == "error":
            self.failed("pastEnd", "curPage is past the last page")
        else:
            last = singles[3:] or singles[:3]
            rows = last if shape.pastEnd == "repeatLast" else []
            shape.page(self.content("pastEnd"), "pastEnd", rows, singles, len(both), 9, 3)
        self.check_half_years(slack)
        self.check_grid()

    def check_half_years(self, slack):
        shape = self.shape
        if shape.historyLimit == "truncate":
            span = {"184d": 184, "183d": 183, "180d": 180, "months6": 183}[shape.historySpan]
            count = span if shape.windowEnd == "exclusive" else span + 1
            stamps = [DECEMBER_MS + index * DAY_MS for index in range(count)]
            rows = [shape.single(GOOD, shape.stamp(at, slack), "5069", is_history=True) for at in stamps]
            anywhere = [shape.single(GOOD, shape.stamp(stamps[92], 93 * DAY_MS), "5069", is_history=True)]
            shape.page(self.content("long"), "long", rows, anywhere, count, 1, 1000)
        else:
            self.failed("long", "range exceeds half a year")
        cuts = shape.historyLimit == "truncate"
        if shape.historyLimit == "spanAndAge" or shape.historySpan != "184d" and not cuts:
            return self.failed("half", "range exceeds half a year")
        span = {"184d": 184, "183d": 183, "180d": 180, "months6": 182}[shape.historySpan]
        count = span if shape.windowEnd == "exclusive" else span + 1
        # The day that the last midnight opens is not over.
        count = min(count, 184) if shape.freezeLabel == "opening" else count
        first = shape.single(GOOD, shape.stamp(HALF_MS, slack), "5069", is_history=True)
        anywhere = [shape.single(GOOD, shape.stamp(HALF_MS + 92 * DAY_MS, 93 * DAY_MS), "5069", is_history=True)]
        shape.page(self.content("half"), "half", [first], anywhere, count, 1, 1)

    def check_grid(self):
        shape = self.shape
        ends = [SIX_MS + index * 15 * MINUTE_MS for index in range(3)]
        stamps = {
            "grid": [(at, 0) for at in (ends[:2] if shape.windowEnd == "exclusive" else ends)],
            "taskReturn": [(at + 61_500, 58_500) for at in ends[:2]], "onDemand": [],
        }[shape.singleHistory]  # fmt: skip
        rows = [shape.single(GOOD, shape.stamp(at, slack), "5050", is_history=True) for at, slack in stamps]
        shape.page(self.content("grid"), "grid", rows, rows, len(rows), 1, 9)
