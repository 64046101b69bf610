#!/usr/bin/env bash
# clean.sh DIST: installs the packages of DIST on clean machines and tries them there: `make package-test`.
#
# A clean machine is a folder with Debian stable, entered with chroot in namespaces of its own, so that it has no network but its
# loopback interface. Needs root. HES_SIM_CLEAN_SUITE names another release; HES_SIM_CLEAN some of the machines
# (default: "deb tarball wheel image"),
# HES_SIM_CLEAN_BASE a tar file of a Debian that was made before.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dist=$(cd "$1" && pwd)
suite=${HES_SIM_CLEAN_SUITE:-stable}
version=$("$here/../version.sh")
chosen=" ${HES_SIM_CLEAN:-deb tarball wheel image} "
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 skipped=0

wants() { [[ $chosen == *" $1 "* ]]; }
say() { echo "== $*"; }
pass() { echo "ok: $*" && passed=$((passed + 1)); }
skip() { echo "skipped: $*" && skipped=$((skipped + 1)); }
now() { date +%s%N; }
seconds_since() { awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.1f s", (to - from) / 1e9 }'; }

# enter MACHINE COMMAND…: with /proc, /dev and a loopback interface, and without any other network.
enter() {
    local machine=$1
    shift
    unshare --mount --pid --net --ipc --uts --fork "$here/inside.sh" "$machine" "$@"
}

# A fresh Debian with the packages that its tests need in apt's cache, so that installing needs no network.
make_base() {
    if [ -n "${HES_SIM_CLEAN_BASE:-}" ]; then
        cp "$HES_SIM_CLEAN_BASE" "$work/base.tar"
        return
    fi
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 '/debian/\?$')
    say "a clean Debian $suite"
    mmdebstrap --quiet --variant=minbase --skip=cleanup/apt --include=ca-certificates "$suite" "$work/base.tar" "$mirror" 2> "$work/log" ||
        { cat "$work/log" && exit 1; }
    sed -n 's/^PRETTY_NAME=//p' <(tar -xOf "$work/base.tar" ./usr/lib/os-release)
}

# fresh NAME PACKAGE…: a new machine in $work/NAME whose apt cache has these packages and what they depend on.
fresh() {
    local machine=$work/$1
    shift
    mkdir "$machine"
    tar -C "$machine" -xf "$work/base.tar"
    cp "$here/tour.sh" "$here/conformance.sh" "$here/test_read.py" "$here/../../README.md" "$machine/root/"
    cp /etc/resolv.conf "$machine/etc/resolv.conf"
    echo '127.0.0.1 localhost' > "$machine/etc/hosts"
    chroot "$machine" apt-get install -qq -y --download-only "$@" > /dev/null
}

try_deb() {
    fresh deb mosquitto mosquitto-clients libmosquitto1 libsqlite3-0 curl passwd
    cp "$dist"/hes-sim_*.deb "$work/deb/root/"
    local start
    start=$(now)
    enter "$work/deb" bash -c 'apt-get install -qq -y /root/hes-sim_*.deb > /root/apt.log 2>&1 || { cat /root/apt.log; exit 1; }'
    pass "deb: installed in $(seconds_since "$start")"
    enter "$work/deb" bash ./tour.sh
    pass "deb: the tour of the README, $(seconds_since "$start") after the start of the installation"
    enter "$work/deb" bash ./conformance.sh
    pass "deb: a conformance run"
    enter "$work/deb" bash -c 'id hes-sim && test -f /usr/share/man/man1/hes-sim.1.gz -o -f /etc/dpkg/dpkg.cfg.d/docker &&
        test -f /usr/share/bash-completion/completions/hes-sim && ! test -e /etc/systemd/system/multi-user.target.wants/hes-sim.service' > /dev/null
    enter "$work/deb" bash -c 'apt-get purge -qq -y hes-sim > /dev/null 2>&1 && ! id hes-sim 2> /dev/null &&
        ! test -e /etc/default/hes-sim && ! test -e /var/lib/hes-sim && ! test -e /usr/bin/hes-sim'
    pass "deb: a user, a service that is off; purged, nothing is left"
}

try_tarball() {
    fresh tarball mosquitto mosquitto-clients libmosquitto1 libsqlite3-0 curl
    enter "$work/tarball" apt-get install -qq -y --no-download mosquitto libmosquitto1 libsqlite3-0 mosquitto-clients curl > "$work/log" 2>&1
    mkdir "$work/tarball/elsewhere"
    tar -C "$work/tarball/elsewhere" -xf "$dist"/hes-sim-*-linux-*.tar.gz
    # Moved once more, and used from an empty folder.
    mv "$work/tarball/elsewhere/hes-sim-$version" "$work/tarball/opt/moved"
    local path=PATH=/opt/moved/bin:/usr/bin:/usr/sbin:/bin
    enter "$work/tarball" env "$path" bash ./tour.sh
    pass "tarball: the tour of the README, from a folder that was moved"
    enter "$work/tarball" env "$path" bash ./conformance.sh
    pass "tarball: a conformance run"
}

try_wheel() {
    local wheel
    wheel=$(find "$dist" -name '*.whl')
    if [ -z "$wheel" ]; then
        skip "wheel: $dist has none"
        return
    fi
    fresh wheel python3-venv python3-pip mosquitto libmosquitto1 libsqlite3-0 mosquitto-clients curl
    enter "$work/wheel" apt-get install -qq -y --no-download python3-venv python3-pip mosquitto libmosquitto1 libsqlite3-0 mosquitto-clients curl > "$work/log" 2>&1
    mkdir "$work/wheel/wheels"
    python3 -m pip download -q --disable-pip-version-check -d "$work/wheel/wheels" pytest
    cp "$wheel" "$work/wheel/wheels/"
    enter "$work/wheel" python3 -m venv /root/venv
    local start
    start=$(now)
    enter "$work/wheel" /root/venv/bin/pip install -q --no-index --find-links /wheels pytest pytest-hes-sim
    enter "$work/wheel" /root/venv/bin/pytest -q -p no:cacheprovider test_read.py
    pass "wheel: from pip install to the first green test in $(seconds_since "$start")"
    local path=PATH=/root/venv/bin:/usr/bin:/usr/sbin:/bin
    enter "$work/wheel" env "$path" bash ./tour.sh
    pass "wheel: the tour of the README"
    enter "$work/wheel" env "$path" bash ./conformance.sh
    pass "wheel: a conformance run"
}

try_image() {
    python3 "$here/unpack.py" "$dist/hes-sim-$version.oci.tar" "$work/image" > "$work/image.json"
    if grep -rqs --include='sources.list*' -e "$(hostname)" "$work/image/etc/apt"; then echo "the image names this machine" && exit 1; fi
    unshare --mount --pid --net --ipc --uts --fork python3 "$here/image.py" "$work/image" "$work/image.json"
    pass "image: its entry point as its user over a read-only root; health, calls, and the end"
}

for machine in deb tarball wheel; do
    if wants "$machine"; then
        [ -f "$work/base.tar" ] || make_base
        say "$machine"
        "try_$machine"
        rm -rf "${work:?}/$machine"
    fi
done
if wants image; then say image && try_image; fi
# shellcheck disable=SC2016
if apt-get indextargets --format '$(REPO_URI)' | grep -q ubuntu; then
    say "Ubuntu: HES_SIM_CLEAN_SUITE names one of its releases"
else
    skip "Ubuntu: apt of this machine has no mirror of it"
fi
echo "$passed passed, 0 failed, $skipped skipped"
