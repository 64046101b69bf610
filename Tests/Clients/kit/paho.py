"""What paho-mqtt leaves to its users."""

from contextlib import suppress


def stop(client):
    """Ends the client's thread.

    A thread that ends by itself, as after disconnect(), sets the attribute that loop_stop() is about to join to None.
    """
    with suppress(AttributeError):
        client.loop_stop()
