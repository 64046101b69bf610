#!/usr/bin/env bash
# base.sh SUITE FILE: writes a tar file with a slim Debian, mosquitto and the libraries of the program: the image's first layer.
# From the mirror of this machine's apt. Needs SOURCE_DATE_EPOCH.
set -euo pipefail
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 '/debian/\?$')
# What mmdebstrap's hooks say of each folder and package is shown if it fails.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mmdebstrap --quiet --variant=essential --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
    --include=usr-is-merged,mosquitto,libmosquitto1,libsqlite3-0,libstdc++6,zlib1g,tzdata \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' "$1" "$2" "$mirror" > "$log" 2>&1 ||
    { cat "$log" >&2 && exit 1; }
