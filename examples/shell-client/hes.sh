# shellcheck shell=bash
# The HES Open API for bash: curl for calls, mosquitto_sub for results, jq for JSON. Secrets travel on stdin and in files
# of HES_STATE_DIR, never on a command line, where every user of the machine could read them.

readonly CALL_SECONDS=8 LOGIN_ATTEMPTS=3 MOST_PAGES=1000

# post PATH < body: the answer, with the HTTP status as member `status`. Fails where there is no JSON object.
post() {
    local body status
    body=$(mktemp "$WORK/answer.XXXXXX")
    status=$(curl -sS --max-time "$CALL_SECONDS" -o "$body" -w '%{http_code}' -H 'Content-Type: application/json;charset=UTF-8' \
        --data-binary @- "$HES_BASE_URL/apis/openapi/$1") || return 1
    jq -ce --argjson status "$status" 'select(type == "object") + {status: $status}' "$body"
}

# Success is a matter of the code, a number or the same as text; HTTP 200 alone says nothing.
succeeded() { jq -e '.status == 200 and (.code | tostring) == "200"' <<< "$1" > /dev/null; }
is_token_refused() { jq -e '.status == 401 or (.code | tostring) == "401" or ((.msg? // "") | test("token"; "i"))' <<< "$1" > /dev/null; }

log_in() {
    local attempt answer
    for ((attempt = 1; attempt <= LOGIN_ATTEMPTS; attempt++)); do
        answer=$(jq -n '{tenantCode: env.HES_TENANT, username: env.HES_USERNAME, password: env.HES_PASSWORD, secretKey: env.HES_SECRET_KEY}' \
            | post getToken) || answer='{}'
        if succeeded "$answer" && jq -je '.data.token | strings' <<< "$answer" > "$HES_STATE_DIR/token"; then return; fi
        rm -f "$HES_STATE_DIR/token"
        if ((attempt < LOGIN_ATTEMPTS)); then sleep $((1 << (attempt - 1))); fi
    done
    echo "login failed: $(jq -r '.msg // "no answer"' <<< "$answer")" >&2
    return 1
}

# signed FIELDS: the fields with the token. The token is used until the HES refuses it.
signed() { jq -c --rawfile token "$HES_STATE_DIR/token" '. + {token: $token}' <<< "$1"; }

# call PATH FIELDS: the `data` of a call that succeeded. A refused token: one login, and the call once more.
call() {
    local answer
    [[ -s $HES_STATE_DIR/token ]] || log_in || return 1
    answer=$(signed "$2" | post "$1") || { echo "$1: no answer" >&2; return 1; }
    if ! succeeded "$answer" && is_token_refused "$answer"; then
        log_in || return 1
        answer=$(signed "$2" | post "$1") || { echo "$1: no answer" >&2; return 1; }
    fi
    if ! succeeded "$answer"; then
        echo "$1: $(jq -r '"code \(.code): \(.msg)"' <<< "$answer")" >&2
        return 1
    fi
    jq -c '.data // {}' <<< "$answer"
}

# listen FILTER: messages are kept as lines of JSON, from the moment at which this returns.
listen() {
    local heard end=$((SECONDS + CALL_SECONDS))
    heard=$(mktemp "$WORK/heard.XXXXXX")
    # Its debug lines tell when the broker has confirmed; `pushes` passes over them, as they are no JSON.
    stdbuf -oL mosquitto_sub -h "$HES_MQTT_HOST" -p "$HES_MQTT_PORT" -q 1 -t "$1" -F '%j' -d > "$heard" 2>&1 &
    LISTENERS+=($!)
    until grep -q 'received SUBACK' "$heard"; do
        if ! kill -0 "${LISTENERS[-1]}" 2> /dev/null || ((SECONDS > end)); then
            echo "the broker does not confirm the subscription to $1" >&2
            return 1
        fi
        sleep 0.02
    done
}

# follow DATA: subscribes to the topic that an answer names, unless it is below the tenant's. Bare, with / or /#: all the same.
follow() {
    local topic
    topic=$(jq -r '(.topicId // .topic // "") | rtrimstr("#") | rtrimstr("/")' <<< "$1")
    if [[ -n $topic && $topic != "/$HES_TENANT/"* && $topic != *[#+]* ]]; then listen "$topic/#"; fi
}

# pushes PLAN: what has come in about a plan, an array of `data`. What is no push is passed over.
pushes() {
    cat "$WORK"/heard.* | jq -Rnc --arg plan "$1" '[inputs | fromjson? | objects | .payload
        | (if type == "string" then fromjson? else . end) | objects | select(.planId == $plan) | .data | objects]'
}
