#!/usr/bin/env bash
# build.sh BINARY DIST: makes every package of a release of BINARY, with the SBOM and SHA256SUMS beside them.
# HES_SIM_PACKAGES names some of them (default: "deb tarball image wheel"), HES_SIM_SUITE the
# image's Debian (default: this machine's). `make package` calls it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$1 dist=$2
VERSION=$("$here/version.sh") ARCH=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$("$here/version.sh" --epoch)}
export VERSION ARCH SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
umask 022
chosen=" ${HES_SIM_PACKAGES:-deb tarball image wheel} "
wants() { [[ $chosen == *" $1 "* ]]; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

rm -rf "$dist"
mkdir -p "$dist"
strip --strip-all -o "$work/hes-sim" "$binary"
# Hashes for the compiler's own incremental builds: they differ from build to build, and nothing reads them here.
if objcopy --dump-section .swift_modhash="$work/hashes" "$work/hes-sim" /dev/null 2> /dev/null; then
    head -c "$(stat -c %s "$work/hashes")" /dev/zero > "$work/hashes.zero"
    objcopy --update-section .swift_modhash="$work/hashes.zero" "$work/hes-sim"
fi
# The debug symbols apart, where a debugger looks for them by the build ID.
build_id=$(readelf -n "$binary" | sed -nE 's/.*Build ID: ([0-9a-f]+)$/\1/p')
symbols=usr/lib/debug/hes-sim.debug
if [ -n "$build_id" ]; then symbols=usr/lib/debug/.build-id/${build_id:0:2}/${build_id:2}.debug; fi
mkdir -p "$work/$(dirname "$symbols")"
objcopy --only-keep-debug --compress-debug-sections "$binary" "$work/$symbols"
"$here/stage.sh" "$work/hes-sim" "$work/stage"

if wants deb; then "$here/deb.sh" "$work/stage" "$dist"; fi
if wants tarball; then
    "$here/tarball.sh" "$work/stage" "$dist"
    "$here/tar.sh" "$work" usr > "$dist/hes-sim-$VERSION-debug-$ARCH.tar.gz"
fi
if wants image; then
    suite=${HES_SIM_SUITE:-$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)}
    "$here/base.sh" "$suite" "$work/base.tar"
    python3 "$here/image.py" --base "$work/base.tar" --codename "$suite" --stage "$work/stage" --output "$dist/hes-sim-$VERSION.oci.tar" \
        --packages "$work/status"
fi
if wants wheel && [ -f "$here/../python/package.py" ]; then
    python3 "$here/../python/package.py" --binary "$work/hes-sim" --version "$VERSION" --out "$dist"
fi
python3 "$here/sbom.py" --resolved "$here/../Package.resolved" --status "$work/status" > "$dist/hes-sim-$VERSION.cdx.json"
(cd "$dist" && sha256sum -- * > "$work/SHA256SUMS" && mv "$work/SHA256SUMS" . && ls -l)
