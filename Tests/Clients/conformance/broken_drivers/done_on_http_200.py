"""Takes an archive for changed when the call is accepted, and listens to no push."""

from example import drive
from hes_client.archives import Archives
from hes_client.relay import DONE

MUST_FAIL = ("ARCH-01", "PUSH-17")


def change(self, endpoint, dcu, archives, deadline):
    self._plans._calls.call(endpoint, {"dcuNo": dcu, "archives": archives}, deadline)
    return DONE


def believed(self, state, *_, **__):
    return state


Archives._change = change
Archives._shown = believed

if __name__ == "__main__":
    drive()
