"""Every value of the contract's switches (contract.md §4), and few combinations that hold every pair of them."""

import itertools
import random

# The default first; written from the contract's table, not from the simulator.
SWITCHES = {
    "topicKey": ["asExample", "topicId", "topic", "both", "asTable"],
    "topicForm": ["bare", "hash", "slash", "planOnly", "noLeadingSlash", "asTable"],
    "topicTenant": ["own", "foreign"],
    "pushTiming": ["afterReply", "immediate", "beforeReply"],
    "pushParts": ["single", "split", "subtopics", "perMeter", "perDcu", "child"],
    "pushOverflow": ["parts", "drop", "failure"],
    "pushQoS": [1, 0, 2],
    "pushRetain": [False, True],
    "tokenRenewal": ["sliding", "remaining", "replace", "revoke", "onUse"],
    "expireIn": ["seconds", "string", "milliseconds", "epochSeconds", "absent"],
    "tokenForm": ["sample", "uuid", "long"],
    "tokenPlace": ["either", "bodyOnly", "headerOnly", "asExample"],
    "archiveForm": ["either", "objects", "strings"],
    "devListForm": ["trimmed", "literal"],
    "integerStrings": ["accepted", "refused"],
    "errorStatus": ["http200", "mapped"],
    "errorData": ["absent", "null", "empty"],
    "codeType": ["number", "string"],
    "tokenError": ["code500", "code401", "http401"],
    "totalCount": ["all", "page", "string", "wrong"],
    "pageBase": [1, 0],
    "pageClamp": ["echo", "silent"],
    "pastEnd": ["empty", "repeatLast", "error"],
    "rowOrder": ["stable", "shuffled"],
    "windowEnd": ["inclusive", "exclusive"],
    "historyLimit": ["span", "spanAndAge", "truncate"],
    "historyCgcode": ["absent", "string", "number"],
    "statusRule": ["strict", "silentGaps", "withData02"],
    "failedMeter": ["absent", "emptyChannels", "emptyValue", "nullValue", "dashes"],
    "emptyList": ["array", "absent", "null"],
    "valueType": ["string", "number"],
    "devAddrType": ["string", "number"],
    "timestampUnit": ["milliseconds", "seconds", "string"],
    "channelOrder": ["fixed", "shuffled", "extra"],
    "powerUnit": ["kilo", "base"],
    "unknownMeter": ["failsInPlan", "rejectsCall", "dropped"],
    "unknownDcu": ["rejectsCall", "failsInPlan"],
    "addUnknown": ["installs", "fails", "rejectsCall"],
    "addElsewhere": ["moves", "fails", "rejectsCall"],
    "planIdForm": ["sample", "perCall", "uuid", "numeric19"],
    "backfill": ["immediate", "delayed", "never"],
    "freezeStamp": ["exact", "jitter"],
    "profileStamp": ["end", "start"],
    "demandReset": ["month", "day"],
    "emptyWindow": ["failure", "success", "emptyRow"],
    "instantStamp": ["meter", "task", "start"],
    "singleHistory": ["grid", "taskReturn", "onDemand"],
    "absentPhase": ["zero", "fails"],
    "historySpan": ["184d", "183d", "180d", "months6"],
    "freezeLabel": ["closing", "opening"],
    "energyStep": [0.001, 0.01],
    "decimals": ["perItem", "three", "stripped"],
    "fieldOrder": ["fixed", "shuffled"],
    "unknownFields": ["none", "present"],
    "bom": [False, True],
    "requireJSONContentType": [False, True],
    "reasonHeader": [True, False],
}
DEFAULTS = {key: values[0] for key, values in SWITCHES.items()}


def pairs_of(combination):
    """Every pair of (key, value)s in it."""
    return set(itertools.combinations([(key, str(combination[key])) for key in SWITCHES], 2))


def all_pairs():
    """Every pair that some combination must hold."""
    pairs = set()
    for one, other in itertools.combinations(SWITCHES, 2):
        pairs |= {((one, str(a)), (other, str(b))) for a in SWITCHES[one] for b in SWITCHES[other]}
    return pairs


def combinations(seed, candidates=3):
    """Greedy: of some candidates, each begun with a pair that is missing, the one that brings most of what is missing."""
    chance = random.Random(seed)
    missing = all_pairs()
    made = []
    while missing:
        waiting = sorted(missing)
        best = max((candidate(chance, chance.choice(waiting), missing) for _ in range(candidates)), key=lambda found: found[0])
        made.append(best[1])
        missing -= pairs_of(best[1])
    return made


def candidate(chance, pair, missing):
    """A combination with this pair, filled up key by key with the value that brings most; and how much it brings."""
    chosen = {key: next(value for value in SWITCHES[key] if str(value) == text) for key, text in pair}
    rest = [key for key in SWITCHES if key not in chosen]
    chance.shuffle(rest)
    for key in rest:
        values = list(SWITCHES[key])
        chance.shuffle(values)
        chosen[key] = max(values, key=lambda value: sum(ordered(key, value, *other) in missing for other in chosen.items()))
    return len(pairs_of(chosen) & missing), chosen


PLACES = {key: place for place, key in enumerate(SWITCHES)}


def ordered(key, value, other_key, other_value):
    pair = (key, str(value)), (other_key, str(other_value))
    return pair if PLACES[key] < PLACES[other_key] else (pair[1], pair[0])
