"""How results come, and whose they are."""

import json

from kit.listener import listening
from kit.recipes import meter, recipe

FOUR = ",".join(meter(number) for number in range(1, 5))


def is_json(message):
    try:
        json.loads(message.payload)
    except ValueError:
        return False
    return True


@recipe("F26-plan-never-pushed", sick=(0, None, "00"), well=(1, "00", "00"))
def plans_that_are_lost(head):
    window = {"start": "2024-07-11 00:00:00", "end": "2024-07-11 00:00:00"}
    lost = head.accept("readSingle", devList=meter(1), cgcode="5069")
    frozen = head.push("readFrozen", devList=meter(1), cgcode="1", **window)
    again = head.push("readSingle", devList=meter(1), cgcode="5069")
    head.wait("1d")
    return len(head.heard(lost)), frozen and frozen["status"], again["status"]


@recipe("F29-push-before-answer", sick=(1, 1), well=(0, 1))
def a_result_before_the_answer(head):
    """The clock stands still: what is heard now came before the call returned."""
    plan_id = head.accept("readSingle", devList=meter(1), cgcode="5069")
    at_once = len(head.heard(plan_id))
    head.wait("1s")
    return at_once, len(head.heard(plan_id))


@recipe(
    "F30-push-mangled",
    sick=((1, 2), (0, 1), ([2, 2], ["", ""]), ([2, 2], ["/1", "/2"]), False, False),
    well=((1, 1), (1, 1), ([4], [""]), ([4], [""]), True, True),
)
def results_that_come_otherwise(head):
    def ask(cgcode):
        plan_id = head.accept("readSingle", devList=FOUR, cgcode=cgcode)
        head.wait("1s")
        return plan_id, head.heard(plan_id)

    overtaken, held = ask("5074")
    twice, first = ask("5069")
    after = head.heard(overtaken)
    head.wait("3s")

    def parts(cgcode):
        plan_id, messages = ask(cgcode)
        return [len(m.push["data"]["list"]) for m in messages], [m.topic.split(plan_id)[1] for m in messages]

    return (
        (len(first), len(head.heard(twice))),
        (len(held), len(after)),
        parts("5050"),
        parts("5051"),
        is_json(ask("5052")[1][0]),
        is_json(ask("5053")[1][0]),
    )


@recipe(
    "F30b-push-strangers",
    sick=(False, False, 4, True, "00", [0, 1]),
    well=(True, True, 0, False, "01", [1, 1]),
)
def results_of_others(head):
    def ask(cgcode, dev_list=meter(1)):
        before = {id(message) for message in head.listener.messages}
        plan_id = head.accept("readSingle", devList=dev_list, cgcode=cgcode)
        head.wait("1s")
        named = head.heard(plan_id)
        others = [m for m in head.listener.messages if id(m) not in before and "P003" in m.topic and m not in named]
        return plan_id, named, others

    wrong_plan, named, _ = ask("5069")
    is_of_plan = named[0].push["planId"] == wrong_plan
    wrong_topic, named, _ = ask("5074")
    is_on_topic = wrong_topic in named[0].topic
    strangers = len(ask("5050")[2])
    status = ask("5052", f"{meter(1)},999")[1][0].push["data"]["status"]
    late = ask("5053")[0]
    counts = [len(head.heard(late))]
    head.wait("10m")
    counts.append(len(head.heard(late)))
    return is_of_plan, is_on_topic, strangers, is_kept(head, ask("5051")[0]), status, counts


def is_kept(head, plan_id):
    """Whether somebody who comes later still gets it."""
    with listening(head.simulator.mqtt, topic=f"/{head.tenant}/#") as newcomer:
        newcomer.settle(f"/{head.tenant}/own")
        return bool(newcomer.of(plan_id))
