#!/usr/bin/env bash
# tarball.sh STAGE DIST: writes DIST/hes-sim-VERSION-linux-ARCH.tar.gz, which runs wherever it is unpacked. Needs VERSION and ARCH.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
stage=$1 dist=$2
folder=hes-sim-$VERSION
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

cp -a "$stage" "$root/$folder"
cat > "$root/$folder/README.txt" <<README
hes-sim $VERSION: a simulator of a smart-meter head-end system.

It needs three packages, which Debian and Ubuntu have:

    sudo apt-get install -y mosquitto libmosquitto1 libsqlite3-0

Then, from any folder, wherever this one lies:

    bin/hes-sim doctor    # says what this machine still lacks
    bin/hes-sim demo      # then open the page that it prints

share/ has the manual page, completions for bash, zsh and fish, and the documentation's first page.
README
"$here/tar.sh" "$root" "$folder" > "$dist/hes-sim-$VERSION-linux-$ARCH.tar.gz"
