#!/usr/bin/env bash
# The blocks of the README that talk to a running simulator, in an empty folder: the first push is whole, the second lacks a DCU.
set -euo pipefail
readme=$PWD/README.md
folder=$(mktemp -d)
cd "$folder"
hes-sim doctor
hes-sim --version
hes-sim serve > ready.json 2> serve.log &
server=$!
trap 'kill $server; wait $server || true' EXIT
for _ in $(seq 100); do
    if hes-sim health > /dev/null 2>&1; then break; fi
    sleep 0.05
done
hes-sim health
awk '/^```sh$/ { block = ""; inside = 1; next } /^```$/ { if (inside && block ~ /\$(HES|SIM|TOKEN)/) printf "%s", block; inside = 0 }
     inside { block = block $0 "\n" }' "$readme" > tour.sh
bash -eu tour.sh > said.txt
grep -q '"status":"00"' said.txt
grep -q '"status":"01"' said.txt
grep -q '"rule":"lost-dcu"' said.txt
hes-sim scenario list > /dev/null
hes-sim conformance explain READ-01 > /dev/null
