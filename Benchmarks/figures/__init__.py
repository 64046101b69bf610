"""The catalogue: each figure is a module with `measure(bench)`, which yields rows."""

from figures import answers, history, plans, scale, start

ALL = {
    "start": start.measure,
    "plans": plans.measure,
    "answers": answers.measure,
    "history": history.measure,
    "scale": scale.measure,
}
