/// `examples/skeletons/shell/client.sh`; `UPDATE_GOLDEN=1 swift test --filter Skeleton` writes it anew.
extension Skeleton {
    static let shellClientSh = #"""
        #!/usr/bin/env bash
        # A skeleton for `hes-sim conformance run --exec -- ./client.sh`: one process an operation. Passes the canary; go on where
        # it says GO ON. Exit 0 done · 1 the operation failed · 89 unsupported · 90 something is wrong with the surroundings.
        set -euo pipefail
        : "${HES_BASE_URL:?}" "${HES_MQTT_HOST:?}" "${HES_MQTT_PORT:?}" "${HES_TENANT:?}" "${HES_OP:?}" "${HES_STATE_DIR:?}" || exit 90
        mkdir -p "$HES_STATE_DIR"
        umask 077
        WORK=$(mktemp -d)
        # Without its broker mosquitto_sub does not heed SIGTERM.
        trap 'kill -KILL "${LISTENER:-}" 2> /dev/null || true; rm -rf "$WORK"' EXIT

        arg() { jq -r --arg name "$1" --arg default "${2:-}" '.args[$name] // $default' <<< "$HES_OP"; }
        METERS=$(jq -r '.args.meters // [] | join(",")' <<< "$HES_OP")

        # finish RESULT: to the file that the suite names, or as the last line.
        finish() {
            printf '%s\n' "$1" > "${HES_RESULT_FILE:-/dev/stdout}"
            [[ $(jq -r .outcome <<< "$1") == failed ]] && exit 1
            exit 0
        }

        # post PATH < BODY: the data of a call whose code is 200. GO ON: on a refused token log in once, and send it once more.
        post() {
            curl -sS --max-time 8 -H 'Content-Type: application/json;charset=UTF-8' --data-binary @- "$HES_BASE_URL/apis/openapi/$1" \
                | jq -ce 'select(.code == 200) | .data // {}'
        }

        log_in() {
            jq -n '{tenantCode: env.HES_TENANT, username: env.HES_USERNAME, password: env.HES_PASSWORD, secretKey: env.HES_SECRET_KEY}' \
                | post getToken | jq -je .token > "$HES_STATE_DIR/token"
        }

        # call PATH FIELDS: with the token that is kept between operations.
        call() {
            [[ -s $HES_STATE_DIR/token ]] || log_in
            jq -c --rawfile token "$HES_STATE_DIR/token" '. + {token: $token}' <<< "$2" | post "$1"
        }

        # rows: one a channel; rows of historySingle have no cgcode, they are of the one that was asked for.
        rows() {
            jq -c --arg cgcode "$(arg cgcode)" '[.list[]? | . as $item | (.channelData // [.])[]
                | {devAddr: $item.devAddr, cgcode: (.cgcode // $cgcode), timestamp: $item.timestamp, value, unit}]'
        }

        # Before the call, so that no result can come too early.
        listen() {
            stdbuf -oL mosquitto_sub -h "$HES_MQTT_HOST" -p "$HES_MQTT_PORT" -q 1 -W 120 -t "/$HES_TENANT/#" -F '%j' -d > "$WORK/heard" 2>&1 &
            LISTENER=$!
            until grep -q 'received SUBACK' "$WORK/heard"; do kill -0 "$LISTENER" && sleep 0.02; done
        }

        # result PLAN: the data of its push. GO ON: unite results in parts; subscribe to the answer's topicId or topic as well.
        result() {
            local end=$((SECONDS + 5)) push
            while ((SECONDS < end)); do
                push=$(jq -Rc --arg plan "$1" 'fromjson? | objects | .payload | if type == "string" then fromjson? else . end
                    | select(.planId == $plan) | .data' "$WORK/heard" | head -n 1)
                if [[ -n $push ]]; then break; fi
                sleep 0.05
            done
            printf '%s\n' "${push:-"{}"}"
        }

        read_meters() {
            local fields plan found
            fields=$(jq -c --arg meters "$METERS" '.args | {devList: $meters, cgcode, start: .start, end: .end} | with_entries(select(.value))' <<< "$HES_OP")
            listen
            plan=$(call "meter/read$KIND" "$fields" | jq -re .planId)
            found=$(result "$plan" | rows)
            finish "$(jq -c --argjson rows "$found" '(.args.meters - [$rows[].devAddr]) as $missing
                | {outcome: (if $missing == [] then "ok" elif $rows == [] then "failed" else "partial" end), rows: $rows, missing: $missing}' <<< "$HES_OP")"
        }

        # GO ON: windows of at most half a year.
        history() {
            local page=1 received=0 data
            while true; do
                data=$(call "meter/history$KIND" "$(jq -c --arg meters "$METERS" --argjson page "$page" '.args
                    | {devList: $meters, cgcode, start: .start, end: .end, curPage: $page, pageSize: (.pageSize // 200)}' <<< "$HES_OP")")
                rows <<< "$data" >> "$WORK/rows"
                received=$((received + $(jq '.list | length' <<< "$data"))) page=$((page + 1))
                if jq -e --argjson received "$received" '.list == [] or $received >= .total' <<< "$data" > /dev/null; then break; fi
            done
            finish "$(jq -sc '{outcome: "ok", rows: add}' "$WORK/rows")"
        }

        KIND=Single
        if [[ $(arg cgcode) =~ ^[123]$ ]]; then KIND=Frozen; fi
        case $(jq -r .op <<< "$HES_OP") in
            login) log_in && finish '{"outcome":"ok"}' ;;
            read) read_meters ;;
            history) history ;;
            *) exit 89 ;; # GO ON: collect, relay, archive.read, archive.add, archive.remove
        esac

        """#
}
