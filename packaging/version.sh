#!/usr/bin/env bash
# version.sh [--commit | --epoch]: the version of the source; its commit; the time of its last change in seconds.
# Without git, as in an unpacked archive, the commit is `unknown` and the time that of the changelog.
set -euo pipefail
cd "$(dirname "$0")/.."
in_git() { [ "$(git rev-parse --show-toplevel 2> /dev/null)" = "$(pwd -P)" ]; }
case ${1:-} in
--commit)
    if ! in_git; then
        echo unknown
    elif git diff --quiet HEAD -- Sources Plugins Package.swift; then
        git rev-parse --short=12 HEAD
    else
        echo "$(git rev-parse --short=12 HEAD)-changed"
    fi
    ;;
--epoch) if in_git; then git log -1 --format=%ct; else stat -c %Y CHANGELOG.md; fi ;;
*) sed -nE 's/.*static let text = "([^"]+)".*/\1/p' Sources/hes-sim/Version.swift ;;
esac
