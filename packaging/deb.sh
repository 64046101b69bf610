#!/usr/bin/env bash
# deb.sh STAGE DIST: writes DIST/hes-sim_VERSION_ARCH.deb of a folder that stage.sh laid out. Needs VERSION and ARCH.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
stage=$1 dist=$2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"

mkdir -p "$root/usr" "$root/DEBIAN"
cp -a "$stage/." "$root/usr"
mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
gzip -9n "$root/usr/share/doc/hes-sim/CHANGELOG.md"
install -D -m 644 "$here/debian/hes-sim.service" "$root/usr/lib/systemd/system/hes-sim.service"
install -D -m 644 "$here/debian/default" "$root/etc/default/hes-sim"
echo /etc/default/hes-sim > "$root/DEBIAN/conffiles"
install -m 755 "$here"/debian/{postinst,prerm,postrm} "$root/DEBIAN"

# The oldest C library that has every symbol which the program asks for.
libc=$(objdump -T "$stage/bin/hes-sim" | grep -oP 'GLIBC_\K[0-9.]+' | sort -Vu | tail -n 1)
cat > "$root/DEBIAN/control" <<CONTROL
Package: hes-sim
Version: $VERSION
Architecture: $ARCH
Maintainer: The hes-sim authors <hes-sim@localhost>
Section: devel
Priority: optional
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f 1)
Depends: libc6 (>= $libc), libgcc-s1, libstdc++6, zlib1g, libmosquitto1 (>= 2.0), libsqlite3-0, mosquitto (>= 2.0), passwd
Recommends: mosquitto-clients, curl
Description: simulator of a smart-meter head-end system
 Answers the nine calls of the HES Open API over HTTP, publishes the results
 through an MQTT broker, with the delays and failures of the real system, and
 judges clients with a conformance suite.
 .
 The service hes-sim is off until it is enabled.
CONTROL
(cd "$root" && find etc usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
dpkg-deb --root-owner-group -Zxz --build "$root" "$dist/hes-sim_${VERSION}_$ARCH.deb" > /dev/null
