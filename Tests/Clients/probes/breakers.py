"""Breakers: what the answer says, and whether current flows."""

from kit.recipes import meter, recipe

OPEN, CLOSE = 1, 2


def flows(head, number):
    return head.value(meter(number), "5053") > 0


@recipe("F05-relay-refused", sick=("01", False, True, True), well=("00", True, True, False))
def a_protected_customer(head):
    status, moved = head.relay(OPEN, meter(1), meter(3))
    return status, moved[meter(3)], moved[meter(1)], flows(head, 3)


@recipe("F06-close-arms-only", sick=(True, False, True, False, True), well=(True, False, True, True, True))
def a_breaker_that_waits_for_its_button(head):
    opened = head.relay(OPEN, meter(3))[1][meter(3)]
    dark = flows(head, 3)
    closed = head.relay(CLOSE, meter(3))[1][meter(3)]
    at_once = flows(head, 3)
    head.wait("31m")
    return opened, dark, closed, at_once, flows(head, 3)


@recipe("F07-relay-answer-lost", sick=(True, "02", False, False, True), well=(True, "00", True, False, True))
def a_breaker_that_moves_in_silence(head):
    before = flows(head, 3)
    status, moved = head.relay(OPEN, meter(3))
    after = flows(head, 3)
    return before, status, moved[meter(3)], after, head.relay(OPEN, meter(3))[1][meter(3)]


@recipe(
    "prepayment-cut-off",
    sick=("01", [2, 3, 4], (True, False), True, (True, False, True)),
    well=("00", [], (False, False), True, (True, True, True)),
)
def a_morning_of_disconnections(head):
    status, moved = head.relay(OPEN, *[meter(n) for n in range(1, 11)])
    failed = [n for n in range(1, 11) if not moved[meter(n)]]
    protected_and_unheard = flows(head, 2), flows(head, 3)
    head.wait("1h")
    second_try = head.relay(OPEN, meter(4))[1][meter(4)]
    closed = head.relay(CLOSE, meter(1))[1][meter(1)]
    at_once = flows(head, 1)
    head.wait("31m")
    return status, failed, protected_and_unheard, second_try, (closed, at_once, flows(head, 1))
