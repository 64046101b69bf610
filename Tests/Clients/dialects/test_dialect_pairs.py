"""Every pair of switch values together: all nine calls and their pushes still look as the contract's table says."""

import pytest

from kit.control import Control
from kit.pairs import SWITCHES, all_pairs, combinations, pairs_of
from kit.rehearsal import Rehearsal

SEED = 7
COMBINATIONS = combinations(SEED)

# Switches that change no shape of this script's answers and pushes, and the file that holds what they do.
UNSEEN = {
    "pushTiming": "test_dialect.py", "pushRetain": "test_dialect.py", "tokenRenewal": "test_dialect_tokens.py",
    "tokenPlace": "test_dialect_tokens.py", "archiveForm": "test_dialect_form.py", "backfill": "test_dialect_backfill.py",
    "profileStamp": "test_dialect_stamps.py", "demandReset": "test_dialect_demand.py",
    "requireJSONContentType": "test_dialect_form.py", "instantStamp": "test_dialect_stamps.py", "pushOverflow": "test_push_units.py",
}  # fmt: skip
# Values under which what the default says is right too; the other way round it is not.
LENIENT = {("rowOrder", "shuffled"), ("channelOrder", "shuffled"), ("fieldOrder", "shuffled"), ("freezeStamp", "jitter"),
           ("historyLimit", "spanAndAge")}  # fmt: skip
# Values whose answers the default could give too.
NARROW = {("historyLimit", "spanAndAge"), ("energyStep", 0.01)}
SEEN = [(key, value) for key, values in SWITCHES.items() if key not in UNSEEN for value in values[1:]]


def test_every_pair_is_in_one_of_few_combinations():
    held = set().union(*map(pairs_of, COMBINATIONS))

    assert held == all_pairs()
    assert len(COMBINATIONS) <= 80


@pytest.mark.parametrize("number", range(len(COMBINATIONS)))
def test_a_combination_looks_as_the_table_says(speak, number):
    dialect = COMBINATIONS[number]
    assert not Rehearsal(speak(**dialect), dialect).problems(), dialect


@pytest.fixture(scope="module")
def plain_speech():
    """What the default says, for checks that must find fault with it; made once."""
    made = {}

    def rehearsal(speak):
        if not made:
            made["it"] = Rehearsal(speak(), {})
            assert not made["it"].problems()
        return made["it"]

    return rehearsal


@pytest.mark.parametrize("key, value", SEEN)
def test_the_check_tells_every_value_from_the_default(speak, plain_speech, key, value):
    """Both ways: the default's bytes are wrong for the value, and the value's for the default."""
    if (key, value) not in LENIENT:
        assert plain_speech(speak).problems({key: value}), "the default's answers pass for this value"
    if (key, value) not in NARROW:
        assert Rehearsal(speak(**{key: value}), {key: value}).problems({}), "this value's answers pass for the default"


@pytest.mark.parametrize(
    "name, spoil",
    [
        ("again", lambda body: body.replace(b'"expireIn":7200', b'"expireIn":7200.0')),
        ("again", lambda body: body.replace(b'"code":200,"msg":"success"', b'"msg":"success","code":200')),
        ("page", lambda body: body.replace(b'"unit":"kWh"', b'"unit":"Wh"', 1)),
        ("page", lambda body: body.replace(b'"total":4', b'"total":true')),
        ("page", lambda body: body.replace(b'"cgcode":"5069"', b'"cgcode":"5070"', 1)),
        ("page", lambda body: body.replace(b'"channelData"', b'"channels"', 1)),
        ("singlePage", lambda body: body.replace(b'"devAddr":"0000000042"', b'"devAddr":"42"')),
        ("singlePage", lambda body: body.replace(b"1720540800000", b"1720540800001", 1)),
        ("singlePage", lambda body: body.replace(b'"timestamp"', b'"time"')),
        ("frozen", lambda body: body.replace(b"P003_", b"P004_")),
        ("frozen", lambda body: body.replace(b'"topicId":"/', b'"topicId":"')),
        ("refused", lambda body: body.replace(b"}", b',"data":null}')),
        ("refused", lambda body: body.replace(b"controlMode", b"mode")),
        ("page", lambda body: body + b"]"),
    ],
)
def test_the_check_finds_small_faults(speak, plain_speech, name, spoil):
    rehearsal = plain_speech(speak)
    endpoint, answer = rehearsal.answers[name]
    right = answer._content
    try:
        answer._content = spoil(right)
        assert answer.content != right
        assert [problem for problem in rehearsal.problems() if problem.startswith(name)]
    finally:
        answer._content = right


def test_the_table_knows_every_switch_and_value_of_the_simulator(world_host):
    schema = Control(world_host).get("scenario.schema.json")
    found = {}

    def walk(node):
        if isinstance(node, dict):
            properties = node.get("properties", {})
            if "topicKey" in properties:
                found.update({key: one.get("enum") for key, one in properties.items() if key != "pack"})
                # A number with a point may be written as text too.
                found["energyStep"] = [value for value in found["energyStep"] if not isinstance(value, str)]
            for part in node.values():
                walk(part)
        elif isinstance(node, list):
            for part in node:
                walk(part)

    walk(schema)
    assert found == SWITCHES
