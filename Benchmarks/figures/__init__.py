"""The catalogue: each figure is a module with `measure(bench)`, which yields rows."""

from figures import answers, cores, dialects, handovers, history, latency, peers, plans, record, scale, soak, start

ALL = {
    "start": start.measure,
    "plans": plans.measure,
    "peers": peers.measure,
    "handovers": handovers.measure,
    "answers": answers.measure,
    "history": history.measure,
    "dialects": dialects.measure,
    "latency": latency.measure,
    "record": record.measure,
    "cores": cores.measure,
    "scale": scale.measure,
    "soak": soak.measure,
}

# What runs where no name is given: all that ends within minutes.
DEFAULT = [name for name in ALL if name != "soak"]
