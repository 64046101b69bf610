#!/usr/bin/env bash
# inside.sh MACHINE COMMAND…: what clean.sh runs in new namespaces: mounts, a loopback interface, then the command in its root.
set -euo pipefail
machine=$1
shift
mount --make-rprivate /
mount -t proc proc "$machine/proc"
mount --rbind /dev "$machine/dev"
ip link set lo up 2> /dev/null || python3 - <<'PYTHON'
import fcntl, socket, struct
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
    fcntl.ioctl(link, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: IFF_UP, IFF_RUNNING
PYTHON
exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    chroot "$machine" sh -c 'cd /root && exec "$@"' sh "$@"
