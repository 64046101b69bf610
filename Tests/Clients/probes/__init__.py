"""What every shipped recipe looks like to a client: importing these fills the table of `kit.recipes`."""

from probes import breakers, compositions, evenings, http, pushes, reach, registers, rows, sessions  # noqa: F401
