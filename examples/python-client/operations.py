"""The operations of the driver protocol, each in terms of the client library."""

from hes_client import Declined, HESError, NotListening
from hes_client.periods import COMPOSITES
from hes_client.relay import DONE, FAILED, UNKNOWN


def login(client, args):
    client.session.log_in(client.deadline())
    return {"outcome": "ok"}


def read(client, args):
    meters, cgcode = args.get("meters"), item(args)
    rows, missing = client.reading.read(meters, cgcode, window(client, args), client.deadline())
    return {**told(rows), "missing": missing, "outcome": how_much(rows, missing)}


def history(client, args):
    span = window(client, args) or decline("history needs a start and an end")
    size = args.get("pageSize")
    rows = client.history.rows(args.get("meters"), item(args), *span, client.deadline(), page_size=size)
    client.store.put(rows)
    return {**told(rows), "outcome": "ok"}


def collect(client, args):
    span = window(client, args) or decline("collect needs a start and an end")
    rows, missing = client.collecting.collect(args.get("meters"), item(args), *span, client.deadline())
    named = [{"devAddr": meter, "timestamp": freeze} for meter, freeze in missing]
    return {**told(rows), "missing": named, "outcome": how_much(rows, missing)}


def relay(client, args):
    try:
        states = client.relay.operate(args.get("meters"), args.get("mode"), client.deadline())
    except NotListening as error:
        raise Declined(str(error)) from error  # a breaker is not moved where its answer cannot be heard
    results = [{"devAddr": meter, "state": state} for meter, state in states.items()]
    return {"results": results, "outcome": overall(states.values())}


def archive_read(client, args):
    state, entries = client.archives.read(args.get("dcuNo"), client.deadline())
    return {"outcome": overall([state])} | ({} if entries is None else {"archive": entries})


def archive_add(client, args):
    return {"outcome": overall([client.archives.add(args.get("dcuNo"), args.get("archives"), client.deadline())])}


def archive_remove(client, args):
    return {"outcome": overall([client.archives.remove(args.get("dcuNo"), args.get("meters"), client.deadline())])}


def stored(client, args):
    return {**told(client.store.all()), "outcome": "ok"}


OPERATIONS = {
    "login": login,
    "read": read,
    "history": history,
    "collect": collect,
    "relay": relay,
    "archive.read": archive_read,
    "archive.add": archive_add,
    "archive.remove": archive_remove,
    "rows": stored,
}


def perform(client, op, args):
    """The fields of `op.done`."""
    try:
        return OPERATIONS[op](client, args)
    except Declined as error:
        return {"outcome": "refused", "error": str(error)}
    except HESError as error:
        return {"outcome": "failed", "error": str(error)} | nothing(op, args)


def nothing(op, args):
    """A failed operation has no rows, and everything is missing."""
    if op in ("read", "collect"):
        meters = args.get("meters") or []
        return {"rows": [], "missing": meters if op == "read" else [{"devAddr": meter} for meter in meters]}
    return {"rows": []} if op == "history" else {}


def item(args):
    """The cgcode, which must be of the kind that is asked for."""
    cgcode, kind = args.get("cgcode"), args.get("kind")
    if not isinstance(cgcode, str):
        raise Declined("cgcode must be a text")
    if kind is not None and kind != ("frozen" if cgcode in COMPOSITES else "single"):
        raise Declined(f"cgcode {cgcode} is not {kind}")
    return cgcode


def window(client, args):
    if args.get("start") is None or args.get("end") is None:
        return None
    return client.calendar.instant(args["start"]), client.calendar.instant(args["end"])


def decline(reason):
    raise Declined(reason)


def told(rows):
    return {"rows": [row.as_dict() for row in rows]}


def how_much(rows, missing):
    return "ok" if not missing else "partial" if rows else "failed"


def overall(states):
    """`pending` where nothing is known about any of it."""
    states = set(states)
    return {(DONE,): "ok", (FAILED,): "failed", (UNKNOWN,): "pending"}.get(tuple(states), "partial")
