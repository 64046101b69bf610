#!/usr/bin/env bash
# hes-sim-ci.sh STEP: the steps of action.yml and of gitlab-ci.yml. Needs bash and hes-sim alone; settings are HES_CI_….
set -euo pipefail

report=${HES_CI_REPORT:-hes-sim-report}
# A folder of the job's own, the same in all of its steps: GitHub's, or one by GitLab's number or the working directory.
if [ -n "${RUNNER_TEMP:-}" ]; then
    state=$RUNNER_TEMP/hes-sim-ci
else
    state=${TMPDIR:-/tmp}/hes-sim-ci-${CI_JOB_ID:-$(cksum <<< "$PWD" | cut -d ' ' -f 1)}
fi
start_seconds=${HES_CI_START_SECONDS:-30}

fail() { echo "hes-sim-ci: $*" >&2; exit 1; }
# A line NAME=VALUE for the steps that follow; GitLab's jobs have no such file, and `environment` prints them.
export_to() { if [ -n "${!1:-}" ]; then cat >> "${!1}"; else cat > /dev/null; fi; }
member() { sed -nE "s/.*\"$1\" ?: ?(\"([^\"]*)\"|([^\",}]*)).*/\2\3/p" "$2" | head -n 1; }
# A process that ended and was not collected yet does not run.
is_running() { [ "$(sed -E 's/.*\) (.).*/\1/' "/proc/$1/stat" 2> /dev/null || echo Z)" != Z ]; }

# The Debian package and what it needs.
install() {
    # shellcheck disable=SC2086 # a pattern
    set -- $HES_CI_DEB
    if [ "$#" != 1 ] || [ ! -f "$1" ]; then fail "there must be one package '$HES_CI_DEB', and there are: $*"; fi
    local sudo=sudo
    [ "$(id -u)" != 0 ] || sudo=
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$(realpath "$1")"
    hes-sim --version
}

# A simulator on free ports that goes on when this step ends.
start() {
    mkdir -p "$state" "$report"
    : > "$state/ready.json"
    # shellcheck disable=SC2086 # several arguments
    setsid hes-sim serve --port 0 --mqtt-port 0 ${HES_CI_SERVE:-} > "$state/ready.json" 2> "$report/hes-sim.log" < /dev/null &
    local pid=$! deadline=$((SECONDS + start_seconds))
    echo "$pid" > "$state/pid"
    until [ -s "$state/ready.json" ]; do
        is_running "$pid" || fail "hes-sim did not start; it said: $(tail -n 20 "$report/hes-sim.log")"
        [ "$SECONDS" -lt "$deadline" ] || fail "hes-sim was not ready within $start_seconds seconds: $(tail -n 20 "$report/hes-sim.log")"
        sleep 0.1
    done
    environment | export_to GITHUB_ENV
    environment
}

# Where the simulator is, as lines NAME=VALUE.
environment() {
    echo "HES_CONTROL=$(member control "$state/ready.json")"
    echo "HES_BASE_URL=$(member http "$state/ready.json")"
    echo "HES_MQTT=$(member mqtt "$state/ready.json")"
}

# The tests, with the simulator's addresses in their environment.
tests() {
    [ -s "$state/ready.json" ] || fail "the simulator was not started: the step 'start' comes first"
    set -a
    # shellcheck disable=SC1090
    source <(environment)
    set +a
    bash -eo pipefail -c "$HES_CI_TESTS"
}

# Ends the simulator in order, which may take 20 seconds, or by force after 25; without one it does nothing.
stop() {
    [ -f "$state/pid" ] || return 0
    local pid deadline=$((SECONDS + 25))
    pid=$(cat "$state/pid")
    kill "$pid" 2> /dev/null || true
    while is_running "$pid"; do
        if [ "$SECONDS" -ge "$deadline" ]; then kill -9 "$pid"; break; fi
        sleep 0.1
    done
    rm -rf "$state"
}

# The conformance suite; its exit code is the step's.
conformance() {
    mkdir -p "$report"
    # shellcheck disable=SC2086 # several arguments
    hes-sim conformance run --report "$report" ${HES_CI_CONFORMANCE:-} -- $HES_CI_DRIVER 2>&1 | tee "$report/terminal.txt"
}

# What the suite found, for the page of the run, and the outputs.
summary() {
    local results=$report/results.json
    if [ ! -f "$results" ]; then
        echo "hes-sim: no conformance report." | export_to GITHUB_STEP_SUMMARY
        return 0
    fi
    {
        echo "## HES Open API"
        echo
        echo "**$(member claim "$results")**"
        echo
        echo '```'
        tail -n 40 "$report/terminal.txt"
        echo '```'
        echo
        echo "\`report.html\` of the artifact has every case with its evidence, \`badge.svg\` the badge."
    } | export_to GITHUB_STEP_SUMMARY
    printf 'conformant=%s\nbadge=%s\n' "$(member conformant "$results")" "$report/badge.svg" | export_to GITHUB_OUTPUT
}

case ${1:-} in
install | start | environment | tests | stop | conformance | summary) "$1" ;;
*) fail "usage: hes-sim-ci.sh install | start | environment | tests | stop | conformance | summary" ;;
esac
