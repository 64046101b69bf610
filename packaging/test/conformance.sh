#!/usr/bin/env bash
# A conformance run of the reference client over a few cases, in an empty folder: every case passes.
set -euo pipefail
cd "$(mktemp -d)"
hes-sim conformance run --report report --select READ-01 READ-02 TOKEN-01 -- hes-sim reference-client --driver
test -s report/report.html
