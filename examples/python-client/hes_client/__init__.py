"""A client of the HES Open API: calls over HTTP, results over MQTT.

`client.HESClient` puts the parts together; each of them is a file of its own.
"""

from hes_client.client import HESClient
from hes_client.errors import Declined, HESError, NoAnswer, NotListening, Rejected, TokenRejected
from hes_client.settings import Settings

__all__ = ["Declined", "HESClient", "HESError", "NoAnswer", "NotListening", "Rejected", "Settings", "TokenRejected"]
