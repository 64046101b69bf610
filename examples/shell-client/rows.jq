# Rows of the four calls as (devAddr, cgcode, timestamp) → value, unit: each once, strangers and what is no number left out.
def number: tostring | select(test("^[+-]?[0-9]+([.][0-9]+)?$"));
def row($cgcode; $item):
    (.value | values | number) as $value
    | {devAddr: $item.devAddr, cgcode: ($cgcode | tostring), timestamp: $item.timestamp, value: $value, unit: (.unit // "")};
def rows($op):
    arrays | .[] | objects | . as $item
    | select($op.meters | index($item.devAddr))
    | if .channelData then .channelData[]? | objects | row(.cgcode; $item) else row($op.cgcode; $item) end;
def once: reduce .[] as $row ([{}, []];
    ($row | "\(.devAddr) \(.cgcode) \(.timestamp)") as $key
    | if .[0][$key] then . else [.[0] + {($key): true}, .[1] + [$row]] end) | .[1];
