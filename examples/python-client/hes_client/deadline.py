"""A bound on the time of one operation, handed down to everything that waits."""

import threading
import time


class Deadline:
    """`closing` ends every wait early: the client is being closed."""

    def __init__(self, seconds, closing=None):
        self._end = time.monotonic() + seconds
        self._closing = closing or threading.Event()

    @property
    def seconds(self):
        """What is left, never below zero."""
        return 0.0 if self._closing.is_set() else max(0.0, self._end - time.monotonic())

    @property
    def is_over(self):
        return self.seconds == 0.0

    def within(self, seconds):
        """A nearer deadline, never beyond this one."""
        return Deadline(min(seconds, self.seconds), self._closing)

    def pause(self, seconds):
        """Waits; false where the deadline comes first, and then at once."""
        if seconds >= self.seconds:
            return False
        return not self._closing.wait(seconds)
