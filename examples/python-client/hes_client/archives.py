"""The archive of a DCU (§3.7–3.9). HTTP 200 means "accepted"; done is what the push calls 00, and nothing else."""

import logging

from hes_client.errors import Declined, HESError, Rejected, TokenRejected
from hes_client.history import checked
from hes_client.relay import DONE, FAILED, UNKNOWN

# §3.7. A meter that names itself as `moduleNext` has no route: the DCU reaches it directly.
ENTRY = ("devAddr", "status", "commType", "moduleNext")

log = logging.getLogger(__name__)


class Archives:
    def __init__(self, plans):
        self._plans = plans

    def read(self, dcu, deadline):
        """The state, and the meters where it is done. A failed read says nothing about the archive: None, not empty."""
        entries, statuses = {}, []

        def take(data):
            statuses.append(data.get("status"))
            for item in data.get("list") if isinstance(data.get("list"), list) else []:
                if isinstance(item, dict) and isinstance(item.get("devAddr"), str):
                    entries[item["devAddr"]] = {key: str(item.get(key) or "") for key in ENTRY}

        plan = self._plans.start("readArchive", {"dcuNo": _dcu(dcu)}, take, deadline)
        self._plans.wait(plan, lambda: False, deadline, is_counted=False)
        state = _state(statuses)
        return state, list(entries.values()) if state == DONE else None

    def add(self, dcu, archives, deadline):
        """`archives` are {devAddr, status} with status "0" or "1"."""
        meters = checked([entry.get("devAddr") if isinstance(entry, dict) else None for entry in _list(archives)])
        status = {entry["devAddr"]: str(entry.get("status", "1")) for entry in archives}
        if set(status.values()) - {"0", "1"}:
            raise Declined("the status of an archive is 0 or 1")
        entries = [{"devAddr": meter, "status": status[meter]} for meter in meters]
        return self._shown(self._change("addArchive", dcu, entries, deadline), dcu, meters, deadline, is_there=True)

    def remove(self, dcu, meters, deadline):
        """§3.9 has objects in its table and strings in its example: objects first, strings where they are refused.

        A refused call was not carried out, so a second one is safe.
        """
        meters = checked(meters)
        try:
            state = self._change("removeArchive", dcu, [{"devAddr": meter} for meter in meters], deadline)
        except TokenRejected:
            raise
        except Rejected as error:
            log.info("removeArchive with objects was refused (%s), once more with strings", error)
            state = self._change("removeArchive", dcu, meters, deadline)
        return self._shown(state, dcu, meters, deadline, is_there=False)

    def _change(self, endpoint, dcu, archives, deadline):
        statuses = []
        fields = {"dcuNo": _dcu(dcu), "archives": archives}
        plan = self._plans.start(endpoint, fields, lambda data: statuses.append(data.get("status")), deadline)
        self._plans.wait(plan, lambda: bool(statuses), deadline)
        return _state(statuses)


    def _shown(self, state, dcu, meters, deadline, is_there):
        """Failed if the archive does not show a change that was called done: a DCU may have no room."""
        if state != DONE:
            return state
        try:
            _, entries = self.read(dcu, deadline)
        except HESError as error:
            log.warning("the archive could not be read after its change: %s", error)
            return state
        present = None if entries is None else {entry["devAddr"] for entry in entries}
        return state if present is None or all((meter in present) == is_there for meter in meters) else FAILED


def _state(statuses):
    if not statuses:
        return UNKNOWN
    return DONE if all(status == "00" for status in statuses) else FAILED


def _dcu(number):
    if not isinstance(number, str) or not number:
        raise Declined("dcuNo must be a text")
    return number


def _list(archives):
    if not isinstance(archives, list):
        raise Declined("archives must be a list")
    return archives
