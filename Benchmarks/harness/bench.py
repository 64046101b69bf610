"""What every figure is given: which binary, where to put files, how long and how often."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Bench:
    hes_sim: Path
    directory: Path
    load_seconds: int
    rounds: int
    starts: int
    soak_calls: int

    def file(self, name: str, text: str) -> Path:
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return path
