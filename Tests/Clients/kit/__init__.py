"""What the client tests share: processes, clients and worlds with a lifetime."""

import sys
from pathlib import Path

# hes_sim as a user of the package has it.
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "python"))
