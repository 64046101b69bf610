#!/usr/bin/env bash
# compile.sh SCRATCH: builds hes-sim in release mode in the folder SCRATCH, so that the bytes of the program do not depend on
# where the sources are: in a mount namespace of its own they are at /mnt/hes-sim. `make package` calls it.
#
# The compiler writes lengths of paths, hashes of paths and names of folders into programs and debug symbols, also of paths
# that -file-prefix-map replaces. Needs root or user namespaces. HES_SIM_COMMIT is stamped into the program.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$1
as_root=(--map-root-user --user)
[ "$(id -u)" = 0 ] && as_root=()
HES_SIM_COMMIT=${HES_SIM_COMMIT:-$("$root/packaging/version.sh" --commit)}
export HES_SIM_COMMIT
# The build ID, by which a debugger finds the symbols: of the commit, as that of the linker is of debug symbols that differ.
build_id=0x$(printf '%s' "hes-sim $HES_SIM_COMMIT" | sha1sum | cut -c 1-40)
case $HES_SIM_COMMIT in *unknown* | *-changed) build_id=sha1 ;; esac
# shellcheck disable=SC2016
exec unshare --mount "${as_root[@]}" bash -euc '
    mount -t tmpfs tmpfs /mnt
    mkdir /mnt/hes-sim
    mount --bind "$1" /mnt/hes-sim
    cd /mnt/hes-sim
    exec swift build -c release --static-swift-stdlib -Xswiftc -file-prefix-map -Xswiftc /mnt/hes-sim=. \
        -Xcc -ffile-prefix-map=/mnt/hes-sim=. -Xlinker "--build-id=$3" --scratch-path "$2" --product hes-sim
' compile "$root" "$scratch" "$build_id" >&2
