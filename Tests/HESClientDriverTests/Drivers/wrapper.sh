#!/usr/bin/env bash
# A client in exec mode that does as its argument says.
set -u
op=$HES_OP
[[ $op == *'"op":"x-'* ]] && [[ $1 != over-claims ]] && exit 89
row='{"devAddr":"1","cgcode":"5069","timestamp":1720540800000,"value":"7340.740","unit":"kWh"}'
result="{\"outcome\":\"ok\",\"rows\":[$row],\"missing\":[]}"
case $1 in
    last-line) printf 'working\n%s\n\n' "$result" ;;
    file) echo "working"; echo "working on" >&2; printf '%s' "$result" > "$HES_RESULT_FILE" ;;
    state) echo x >> "$HES_STATE_DIR/count"; printf '{"outcome":"ok","rows":[],"missing":[],"count":%d}' "$(wc -l < "$HES_STATE_DIR/count")" ;;
    environment) printf '{"outcome":"failed","told":"%s"}' "$HES_BASE_URL $HES_MQTT_HOST $HES_MQTT_PORT $HES_TENANT $HES_USERNAME $HES_PASSWORD $HES_SECRET_KEY $HES_TIME_ZONE"; exit 1 ;;
    fails) exit 1 ;;
    fails-ok) echo "$result"; exit 1 ;;
    silent) exit 0 ;;
    no-json) echo "all done" ;;
    wrong-type) echo '{"outcome":"ok","rows":[{"devAddr":1}],"missing":[]}' ;;
    broken) echo "jq is missing" >&2; exit 90 ;;
    crash) exit 7 ;;
    abort) kill -9 $$ ;;
    hang) sleep 600 & wait ;;
    over-claims) echo "$result" ;;
esac
