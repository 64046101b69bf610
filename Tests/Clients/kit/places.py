"""Where the files of the repository are that tests read or run."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
EXAMPLES = REPOSITORY / "examples"
FIXTURES = REPOSITORY / "fixtures"
SCENARIOS = REPOSITORY / "scenarios"
SKELETONS = EXAMPLES / "skeletons"


def page(path):
    """A page of the documentation, such as `guides/scenarios.md`."""
    found = REPOSITORY / "docs" / path
    assert found.is_file(), found
    return found
