"""Takes an archive for changed when the call is accepted, without waiting for the push."""

from example import drive
from hes_client.archives import Archives
from hes_client.relay import DONE

MUST_FAIL = ("ARCH-01", "PUSH-17")


def change(self, endpoint, dcu, archives, deadline):
    self._plans.start(endpoint, {"dcuNo": dcu, "archives": archives}, lambda data: None, deadline)
    return DONE


Archives._change = change

if __name__ == "__main__":
    drive()
