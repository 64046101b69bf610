"""Plans a second while a subscriber receives every push, beside what one would use in the simulator's place."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

from harness.bench import Bench
from harness.broker import Broker, mosquitto
from harness.peers import Peer, bare_publisher, bare_publisher_file, fastapi_stub, wiremock, wiremock_jar
from harness.plan_load import plan_round
from harness.processes import executable
from harness.report import Row, at_most, plain, skipped, versus
from harness.scenarios import World, read_single
from harness.simulator import Simulator, simulator
from harness.subscriber import EVERYTHING, Subscriber, subscribed
from harness.wrk import wrk

WORLD = World(dcus=3, meters_per_dcu=200)
BODIES = 256
PATH = "/apis/openapi/meter/readSingle"
STATIC = "WireMock, a static answer and no push"
BARE = "a bare handler that answers and publishes fixed bytes"
# A JVM is measured when it has compiled what is hot; on a busy machine that may take longer than one wants to wait.
WARM_UP_ANSWERS, WARM_UP_ROUNDS = 200_000, 12

Rate = Callable[[], float]


def measure(bench: Bench) -> Iterator[Row]:
    missing = []
    with (
        mosquitto(bench) as broker,
        simulator(bench, WORLD.write(bench), broker.url) as ours,
        subscribed(bench, broker, EVERYTHING) as pushes,
    ):
        bodies = read_single(WORLD.some_meters(BODIES), ours.token())

        def plans() -> float:
            rate, lost = delivered(bench, ours, broker, pushes, bodies)
            missing.append(lost)
            return rate

        yield from beside_wiremock(bench, ours, plans, bodies)
        yield from beside_stub(bench, broker, pushes, plans, bodies)
        yield from beside_bare_handler(bench, broker, pushes, plans, bodies)
    yield at_most("answers without a push received", sum(missing), "", 0)


def delivered(
    bench: Bench, side: Simulator | Peer, broker: Broker, pushes: Subscriber, bodies: list[str]
) -> tuple[float, int]:  # fmt: skip
    """Plans a second, and answers whose push the subscriber has not received a minute later."""
    before = pushes.received()
    one = plan_round(bench, side.http, side.pid, broker, bodies)
    pushes.wait_for(before + one.load.answers)
    return one.plans_per_second, max(0, one.load.answers - (pushes.received() - before))


def beside_wiremock(bench: Bench, ours: Simulator, plans: Rate, bodies: list[str]) -> Iterator[Row]:
    jar = wiremock_jar()
    if not jar or not executable("java"):
        need = "java (apt-get install default-jre-headless)" if jar else "the package wiremock (requirements.txt)"
        yield skipped(STATIC, f"{need} is not installed")
        return
    answer = ours.answer_bytes("meter/readSingle", bodies[0])
    with wiremock(bench, jar, PATH, answer) as static:

        def answers() -> float:
            return wrk(bench, f"{static.http}{PATH}", bodies).answers_per_second

        warmed = warm_up(bench, answers)
        ratio, rate = compare(bench, plans, "WireMock", STATIC, answers, least=1.2)
        yield from (ratio, replace(rate, note=f"warmed up by {warmed:,.0f} answers"))


def warm_up(bench: Bench, answers: Rate) -> float:
    """Returns how many answers were given."""
    given = 0
    for _ in range(WARM_UP_ROUNDS):
        if given < WARM_UP_ANSWERS:
            given += answers() * bench.load_seconds
    return given


def beside_stub(
    bench: Bench, broker: Broker, pushes: Subscriber, plans: Rate, bodies: list[str]
) -> Iterator[Row]:  # fmt: skip
    with fastapi_stub(bench, broker) as stub:

        def stub_plans() -> float:
            return delivered(bench, stub, broker, pushes, bodies)[0]

        yield from compare(bench, plans, "stub", "FastAPI and paho-mqtt, plans with a subscriber", stub_plans, least=8)


def beside_bare_handler(
    bench: Bench, broker: Broker, pushes: Subscriber, plans: Rate, bodies: list[str]
) -> Iterator[Row]:  # fmt: skip
    """What the same HTTP server and MQTT client reach without a simulator between them."""
    if not bare_publisher_file(bench).exists():
        yield skipped(BARE, "bare-publisher is not built beside hes-sim (make bench)")
        return
    with bare_publisher(bench, broker) as bare:

        def bare_plans() -> float:
            return delivered(bench, bare, broker, pushes, bodies)[0]

        yield from compare(bench, plans, "bare", BARE, bare_plans)


def compare(
    bench: Bench, plans: Rate, peer: str, figure: str, others: Rate, *, least: float | None = None
) -> Iterator[Row]:  # fmt: skip
    mine, theirs = zip(*[(plans(), others()) for _ in range(bench.rounds)], strict=True)
    yield versus("plans with a subscriber", list(mine), "/s", peer, list(theirs), least=least)
    yield plain(figure, median(theirs), "/s")
