"""Tokens, restarts and the broker."""

from kit.recipes import meter, recipe

INVALID = "token invalid or expired"


def refusal(head):
    """Why a call is refused; None where it is not."""
    return head.client.call("readSingle", devList=meter(1), cgcode="5069").get("msg", "").replace("success", "") or None


@recipe("F27-hes-restart", sick=(0, INVALID, "00"), well=(1, None, "00"))
def a_restart_in_the_middle_of_a_plan(head):
    head.until("2024-07-11 10:04:55")
    plan_id = head.accept("readSingle", devList=meter(1), cgcode="5069")
    head.wait("1m")
    pushes, msg = len(head.heard(plan_id)), refusal(head)
    head.client.log_in()
    return pushes, msg, head.read(meter(1), wait="1m")[0]


@recipe("F27b-token-dies-early", sick=(7200, None, INVALID, None, INVALID), well=(7200, None, None, None, None))
def sessions_that_the_head_end_forgets(head):
    promised = head.client.log_in()["expireIn"]
    in_time = refusal(head)
    head.wait("11m")
    after_eleven_minutes = refusal(head)
    head.wait("14m")
    head.client.log_in()
    renewed = refusal(head)
    head.wait("6m")
    return promised, in_time, after_eleven_minutes, renewed, refusal(head)


def acknowledged(head, plan_id):
    return any(entry["planId"] == plan_id for entry in head.journal("puback"))


def read_while(head, until, then):
    """Whether a push is out while the broker has its trouble, and afterwards."""
    plan_id = head.accept("readSingle", devList=meter(1), cgcode="5069")
    head.until(until)
    before = acknowledged(head, plan_id)
    head.until(then)
    return before, head.listener.wait_for(plan_id).push["data"]["status"]


def troubles(head):
    return sorted(entry["what"] for entry in head.journal("broker"))


ALL_TROUBLES = ["connections cut", "down begins", "down ends", "refusal begins", "refusal ends"]


@recipe(
    "F28-broker-down",
    sick=((False, "00"), ("00"), [*ALL_TROUBLES, "stall begins", "stall ends"]),
    well=((True, "00"), ("00"), []),
    is_alone=True,
)
def an_hour_of_the_broker(head):
    head.until("2024-07-11 10:11:00")
    across_the_gap = read_while(head, "2024-07-11 10:14:00", "2024-07-11 10:16:00")
    head.until("2024-07-11 10:53:00")
    return across_the_gap, head.read(meter(1))[0], troubles(head)


@recipe(
    "broker-maintenance",
    sick=((False, "00"), "00", ALL_TROUBLES),
    well=((True, "00"), "00", []),
    is_alone=True,
)
def a_night_of_maintenance(head):
    head.until("2024-07-12 02:05:00")
    across_the_gap = read_while(head, "2024-07-12 02:25:00", "2024-07-12 02:31:00")
    head.until("2024-07-12 02:45:00")
    return across_the_gap, head.read(meter(1))[0], troubles(head)
