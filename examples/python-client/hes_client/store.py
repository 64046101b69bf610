"""What has been received, once each: (devAddr, cgcode, timestamp) is the key, the latest value wins."""

import logging
import threading

log = logging.getLogger(__name__)


class Store:
    """In memory here. Keep yours in a database, so that a restart reads nothing twice."""

    def __init__(self):
        self._rows = {}
        self._lock = threading.Lock()

    def put(self, rows):
        """Keeps rows; the same one again changes nothing."""
        with self._lock:
            for row in rows:
                known = self._rows.get(row.key)
                if known and known.value != row.value:
                    log.warning("%s of %s at %d was corrected", row.cgcode, row.devAddr, row.timestamp)
                self._rows[row.key] = row

    def all(self):
        with self._lock:
            return list(self._rows.values())
