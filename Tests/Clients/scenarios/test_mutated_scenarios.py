"""Two thousand spoilt scenario files, on which the decoder and a third party's validator of the schema agree."""

import json
import re
from random import Random

import pytest

from kit.places import SCENARIOS
from kit.scenario_mutations import mutated
from kit.schema import VALIDATOR
from kit.simulator import run_to_end

FILES = 2_000
SEED = 20240711
GOOD = [json.loads(path.read_text()) for path in sorted(SCENARIOS.glob("*.json")) if path.name != "scenario.schema.json"]

# What a schema cannot say, by what the decoder answers: it looks at other places, counts, or knows a calendar.
BEYOND_A_SCHEMA = {
    "a name occurs twice": r"expected every (id|tenantCode|dcuNo|username) once",
    "a profile is named that is nowhere": r"/profile: expected one of",
    "a whole number is written with a fraction": r"expected an integer .*, found -?\d+\.0$",
    "a zone is none of the system's": r"/clock/timeZone: expected a fixed offset .* or an IANA name",
    "a day is in no calendar": r"expected an instant like",
    "a width holds a range's last number": r"/width: expected a width that holds",
    "durations stand in their order": r"expected (0 < median <= p95 <= max|two durations, the smaller first)",
    "a range ends within eighteen digits": r"expected (1 to 18 digits|a range whose last number has at most 18 digits)",
    "an event has one of two members": r"expected either",
    "a part has what it is named for": r"expected (a scenario with rules|the name of a shipped scenario|a readable file)",
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """The documents with what the validator says and the errors of `scenario check`, told by one process."""
    folder, random = tmp_path_factory.mktemp("mutated"), Random(SEED)
    documents = [mutated(random.choice(GOOD), random) for _ in range(FILES)]
    paths = [folder / f"{number}.json" for number in range(FILES)]
    for path, document in zip(paths, documents):
        path.write_text(json.dumps(document))
    told = run_to_end("scenario", "check", *paths)
    assert told.stderr == "", told.stderr
    errors = {path: [] for path in map(str, paths)}
    for line in told.stdout.splitlines():
        path, rest = re.match(r"(.*?\.json):\d+:\d+: (.*)", line).groups()
        if rest.startswith("error: "):
            errors[path].append(rest.removeprefix("error: "))
    return [(document, VALIDATOR.is_valid(document), errors[str(path)]) for path, document in zip(paths, documents)]


def is_beyond_a_schema(error):
    return any(re.search(pattern, error) for pattern in BEYOND_A_SCHEMA.values())


def test_what_the_schema_refuses_the_decoder_refuses(judged):
    taken = [document for document, is_valid, errors in judged if not is_valid and not errors]

    assert taken == []


def test_what_the_decoder_refuses_the_schema_refuses_but_for_a_list_of_rules(judged):
    missed = [errors for _, is_valid, errors in judged if is_valid and not all(map(is_beyond_a_schema, errors))]

    assert missed == []


def test_the_files_are_neither_all_good_nor_all_bad_and_meet_most_rules_of_the_list(judged):
    valid = sum(is_valid for _, is_valid, _ in judged)
    met = {name for name, pattern in BEYOND_A_SCHEMA.items() for _, _, errors in judged if any(re.search(pattern, e) for e in errors)}

    assert 300 < valid < 1_700
    assert len(met) >= len(BEYOND_A_SCHEMA) - 4, met
