"""Where the HES is, who we are, and every bound of this client."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    """Secrets are left out of `repr`, so that a settings object in a log tells none."""

    base_url: str
    mqtt_host: str
    mqtt_port: int
    tenant_code: str
    username: str
    password: str = field(repr=False)
    secret_key: str = field(repr=False)
    time_zone: str = "+08:00"
    mqtt_username: str | None = None
    mqtt_password: str | None = field(default=None, repr=False)
    # Given, the broker keeps pushes for this client while it is away (a persistent session). One process per id.
    mqtt_client_id: str | None = None

    # Bounds.
    operation_seconds: float = 60.0  # one operation with all its calls
    plan_seconds: float = 30.0  # from a plan's acceptance to its push
    meters_per_call: int = 200
    plans_in_flight: int = 8
    rows_per_page: int = 500
    collecting_rounds: int = 3
