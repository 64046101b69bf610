#!/usr/bin/env bash
# A client for `hes-sim conformance run --exec -- ./client.sh`: one operation a run, told by HES_* variables.
# Exit 0 done · 1 the operation failed · 89 unsupported · 90 something is wrong with this script's surroundings.
set -uo pipefail

for name in HES_BASE_URL HES_MQTT_HOST HES_MQTT_PORT HES_TENANT HES_USERNAME HES_PASSWORD HES_SECRET_KEY HES_OP HES_STATE_DIR; do
    if [[ -z ${!name:-} ]]; then echo "set $name" >&2; exit 90; fi
done
for tool in curl jq mosquitto_sub stdbuf; do
    if ! command -v "$tool" > /dev/null; then echo "$tool is not installed" >&2; exit 90; fi
done
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
umask 077
mkdir -p "$HES_STATE_DIR" && WORK=$(mktemp -d "$HES_STATE_DIR/work.XXXXXX") || exit 90
LISTENERS=()
# shellcheck disable=SC2154
trap 'for listener in "${LISTENERS[@]}"; do kill "$listener" 2> /dev/null; done; rm -rf "$WORK"' EXIT
trap 'exit 1' TERM INT
source "$HERE/hes.sh" || exit 90
touch "$WORK/rows"

PLAN_SECONDS=${HES_PLAN_SECONDS:-5}
ARGS=$(jq -c '.args // {}' <<< "$HES_OP") || exit 90
arg() { jq -r --arg name "$1" --arg default "${2:-}" '.[$name] // $default' <<< "$ARGS"; }
filter() { jq -L "$HERE" -c --argjson op "$ARGS" "include \"rows\"; $1" "${@:2}"; }

# finish RESULT: told to the suite; outcome ok and partial are "done".
finish() {
    if [[ -n ${HES_RESULT_FILE:-} ]]; then printf '%s\n' "$1" > "$HES_RESULT_FILE"; else printf '%s\n' "$1"; fi
    [[ $(jq -r .outcome <<< "$1") =~ ^(ok|partial)$ ]] && exit 0
    exit 1
}

# Calls are for composite items (1, 2, 3) or for single ones; the kind that is asked for must be right.
check_kind() {
    local kind=single
    if [[ $(arg cgcode) =~ ^[123]$ ]]; then kind=frozen; fi
    if [[ $(arg kind "$kind") != "$kind" ]] || ! jq -e '.meters | arrays | length > 0' <<< "$ARGS" > /dev/null; then
        finish '{"outcome":"refused","rows":[],"missing":[]}'
    fi
    [[ $kind == frozen ]] && ENDPOINT="$1Frozen" || ENDPOINT="$1Single"
}

history() {
    local page=1 size data count total received=0
    check_kind history
    size=$(arg pageSize 500)
    while ((page <= MOST_PAGES)); do
        data=$(call "meter/$ENDPOINT" "$(jq -c --argjson page "$page" --argjson size "$size" \
            '{devList: (.meters | join(",")), cgcode, start, end: .end, curPage: $page, pageSize: $size}' <<< "$ARGS")") \
            || finish '{"outcome":"failed","rows":[]}'
        filter '.list | rows($op)' <<< "$data" >> "$WORK/rows"
        count=$(jq '.list | arrays | length' <<< "$data") total=$(jq '(.total // 0) | tonumber' <<< "$data")
        received=$((received + ${count:-0}))
        if ((${count:-0} == 0 || received >= total)); then break; fi
        page=$((page + 1))
    done
    finish "$(filter '{outcome: "ok", rows: ([inputs] | once)}' -n "$WORK/rows")"
}

# Subscribed before the call, so that no result is too early; matched by planId; parts are put together.
read_meters() {
    local data plan result seen_at='' end
    check_kind read
    listen "/$HES_TENANT/#" || finish "$NOTHING"
    data=$(call "meter/$ENDPOINT" "$(jq -c '{devList: (.meters | join(",")), cgcode, start, end: .end} | with_entries(select(.value))' <<< "$ARGS")") \
        && plan=$(jq -re '.planId | strings' <<< "$data") || finish "$NOTHING"
    follow "$data"
    end=$(($(date +%s%N) + PLAN_SECONDS * 1000000000))
    while (($(date +%s%N) < end)); do
        result=$(pushes "$plan" | filter "$READ_RESULT")
        if [[ $(jq .parts <<< "$result") != 0 && -z $seen_at ]]; then
            # What is missing now may be in another part: half a second more.
            seen_at=1 end=$(($(date +%s%N) + 500000000))
        fi
        if jq -e '.outcome == "ok"' <<< "$result" > /dev/null; then break; fi
        sleep 0.05
    done
    finish "$(jq -c 'del(.parts)' <<< "$result")"
}

NOTHING=$(jq -c '{outcome: "failed", rows: [], missing: (.meters // [])}' <<< "$ARGS")
# shellcheck disable=SC2016
READ_RESULT='. as $parts | [$parts[].list | rows($op)] | once | . as $rows
    | ($op.meters - [$rows[].devAddr]) as $missing
    | {outcome: (if $missing == [] then "ok" elif $rows == [] then "failed" else "partial" end),
       rows: $rows, missing: $missing, parts: ($parts | length)}'

case $(jq -r .op <<< "$HES_OP") in
    login) if log_in; then finish '{"outcome":"ok"}'; else finish '{"outcome":"failed"}'; fi ;;
    read) read_meters ;;
    history) history ;;
    *) exit 89 ;;
esac
