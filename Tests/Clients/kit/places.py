"""Where the files of the repository are that tests read or run."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
EXAMPLES = REPOSITORY / "examples"
FIXTURES = REPOSITORY / "fixtures"
SCENARIOS = REPOSITORY / "scenarios"
SKELETONS = EXAMPLES / "skeletons"


def page(name):
    """The page of this name, in whichever folder of docs/ it is."""
    (found,) = (REPOSITORY / "docs").rglob(name)
    return found
