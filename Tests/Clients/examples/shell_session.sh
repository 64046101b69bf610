#!/usr/bin/env bash
# By hand: log in with curl, listen with mosquitto_sub, read a meter, then send too much.
# Arguments: HTTP address, MQTT host, MQTT port, tenant, login as JSON, meter. Prints the push, then the refusal.
set -euo pipefail
http=$1 host=$2 port=$3 tenant=$4 login=$5 meter=$6
work=$(mktemp -d)
trap 'kill "${listener:-}" 2> /dev/null || true; rm -rf "$work"' EXIT

post() { curl -sS --fail --max-time 20 -H 'Content-Type: application/json' --data-binary "$2" "$http/apis/openapi/$1"; echo; }
field() { sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/"; }

token=$(post getToken "$login" | field token)

stdbuf -oL mosquitto_sub -h "$host" -p "$port" -q 1 -t "/$tenant/#" -W 20 -d > "$work/heard" 2>&1 &
listener=$!
until grep -q SUBACK "$work/heard"; do kill -0 "$listener"; sleep 0.02; done

plan=$(post meter/readSingle "{\"devList\":\"$meter\",\"cgcode\":\"5069\",\"token\":\"$token\"}" | field planId)
until grep -F "\"planId\":\"$plan\"" "$work/heard"; do kill -0 "$listener"; sleep 0.02; done

# curl asks first (Expect: 100-continue) before it sends as much as this.
head -c 1048577 /dev/zero | tr '\0' ' ' > "$work/large"
post getToken "@$work/large"
