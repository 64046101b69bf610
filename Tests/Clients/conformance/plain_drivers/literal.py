"""Takes the tables of the document at their word: no filter of its own, no field beside theirs, one form of each call."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4] / "examples/python-client"))

from driver import main  # noqa: E402
from hes_client.archives import Archives  # noqa: E402
from hes_client.calls import Calls  # noqa: E402
from hes_client.errors import NoAnswer  # noqa: E402
from hes_client.history import checked  # noqa: E402
from hes_client.plans import TOPIC_SECONDS, Plans  # noqa: E402


def start(self, endpoint, fields, take, deadline):
    """§4.1: the call first, then the subscription to what it answered."""
    data = self._calls.call(endpoint, fields, deadline)
    if not isinstance(data.get("planId"), str):
        raise NoAnswer("an answer without a planId")
    plan = self._inbox.open(data["planId"], take)
    for name in ("topicId", "topic"):
        if isinstance(data.get(name), str):
            self._subscriber.follow(data[name], deadline.within(TOPIC_SECONDS))
    return plan


def remove(self, dcu, meters, deadline):
    return self._change("removeArchive", dcu, [{"devAddr": meter} for meter in checked(meters)], deadline)


Plans.start = start
Archives.remove = remove
Calls.signed = lambda self, endpoint, fields, token: ({**fields, "token": token}, {})

if __name__ == "__main__":
    sys.exit(main())
