"""Writes an OCI image layout as one tar file, without a daemon: a layer of Debian (base.sh), a layer of hes-sim (stage.sh).

`docker load` of old versions reads it too: manifest.json names the same blobs. The same inputs and SOURCE_DATE_EPOCH are the
same bytes.
"""

import argparse
import hashlib
import io
import json
import os
import subprocess
import tarfile
import time
from pathlib import Path

EPOCH = int(os.environ["SOURCE_DATE_EPOCH"])
VERSION, ARCH = os.environ["VERSION"], os.environ["ARCH"]
CREATED = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(EPOCH))
USER = 10001
# What debootstrap leaves, what belongs to the machine that built it, and what only a package manager's scripts run.
DROPPED = ("dev/", "proc/", "sys/", "var/log/", "var/cache/", "var/lib/apt/", "etc/resolv.conf", "etc/hostname", "etc/machine-id",
           "etc/apt/sources.list", "usr/share/locale/", "usr/share/lintian/", "usr/share/bug/", "usr/share/pixmaps/",
           "usr/lib/x86_64-linux-gnu/gconv/", "usr/lib/x86_64-linux-gnu/perl-base/", "usr/bin/perl")
SECOND = 1_000_000_000


class Layer:
    """A tar file in which every entry has the time of the commit, in the order in which it is added."""

    def __init__(self):
        self._buffer = io.BytesIO()
        self._tar = tarfile.open(fileobj=self._buffer, mode="w", format=tarfile.PAX_FORMAT)

    def add(self, info, content=None):
        info.mtime, info.uname, info.gname, info.pax_headers = EPOCH, "", "", {}
        self._tar.addfile(info, content)

    def add_text(self, name, text):
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(text.encode()), 0o644
        self.add(info, io.BytesIO(text.encode()))

    def add_folder(self, name, mode=0o755, owner=0):
        info = tarfile.TarInfo(name)
        info.type, info.mode, info.uid, info.gid = tarfile.DIRTYPE, mode, owner, owner
        self.add(info)

    def close(self):
        """The layer's bytes before and after compression."""
        self._tar.close()
        plain = self._buffer.getvalue()
        packed = subprocess.run(["zstd", "-19", "-q", "-T0", "-c"], input=plain, capture_output=True, check=True).stdout
        return plain, packed


def base_layer(path, codename):
    """Debian with the user of hes-sim and the public mirrors; also the text of dpkg's status."""
    layer, status = Layer(), ""
    with tarfile.open(path) as tar:
        for info in sorted(tar, key=lambda entry: entry.name):
            name = info.name.removeprefix("./")
            if name.startswith(DROPPED) and name.rstrip("/") + "/" not in DROPPED:
                continue
            text = tar.extractfile(info).read().decode() if name in CHANGED | {"var/lib/dpkg/status"} else None
            if name == "var/lib/dpkg/status":
                status = text
            if name in CHANGED:
                layer.add_text(name, CHANGED_TEXT[name](text))
                continue
            info.name = name or "."
            layer.add(info, tar.extractfile(info) if info.isreg() else None)
    mirror, security = "http://deb.debian.org/debian", "http://deb.debian.org/debian-security"
    layer.add_text(
        "etc/apt/sources.list",
        f"deb {mirror} {codename} main\ndeb {mirror} {codename}-updates main\ndeb {security} {codename}-security main\n",
    )
    return layer.close(), status


CHANGED_TEXT = {
    "etc/passwd": lambda text: text + f"hes-sim:x:{USER}:{USER}::/var/lib/hes-sim:/usr/sbin/nologin\n",
    "etc/group": lambda text: text + f"hes-sim:x:{USER}:\n",
    # The day of the last change of a password would be that of the build.
    "etc/shadow": lambda text: "".join(
        ":".join([*line.split(":")[:2], str(EPOCH // 86400), *line.split(":")[3:]]) for line in text.splitlines(True)
    ),
}
CHANGED = set(CHANGED_TEXT)


def program_layer(stage):
    layer = Layer()
    for folder in ("usr", "usr/bin"):
        layer.add_folder(folder)
    binary = stage / "bin/hes-sim"
    info = tarfile.TarInfo("usr/bin/hes-sim")
    info.size, info.mode = binary.stat().st_size, 0o755
    with binary.open("rb") as content:
        layer.add(info, content)
    layer.add_folder("var/lib/hes-sim", mode=0o750, owner=USER)
    return layer.close()


def configuration(diff_ids):
    return {
        "created": CREATED,
        "architecture": ARCH,
        "os": "linux",
        "config": {
            "User": f"{USER}:{USER}",
            "ExposedPorts": {"8080/tcp": {}, "1883/tcp": {}},
            # The shared memory of a container can be written to even when its root cannot.
            "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TMPDIR=/dev/shm"],
            "Entrypoint": ["/usr/bin/hes-sim"],
            "Cmd": ["serve", "--host", "0.0.0.0", "--port", "8080", "--mqtt-port", "1883"],
            "WorkingDir": "/var/lib/hes-sim",
            "StopSignal": "SIGTERM",
            "Healthcheck": {
                "Test": ["CMD", "/usr/bin/hes-sim", "health"],
                "Interval": 5 * SECOND, "Timeout": 3 * SECOND, "StartPeriod": 5 * SECOND, "Retries": 3,
            },
            "Labels": {"org.opencontainers.image.title": "hes-sim", "org.opencontainers.image.version": VERSION},
        },
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
        "history": [{"created": CREATED, "created_by": "base.sh"}, {"created": CREATED, "created_by": "image.py"}],
    }


class Layout:
    """The files of an OCI image layout."""

    def __init__(self):
        self._files = {"oci-layout": json.dumps({"imageLayoutVersion": "1.0.0"}).encode()}

    def add_blob(self, content, media_type):
        digest = hashlib.sha256(content).hexdigest()
        self._files[f"blobs/sha256/{digest}"] = content
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}

    def add_json(self, name, document):
        self._files[name] = json.dumps(document, sort_keys=True).encode()

    def write(self, path):
        layer = Layer()
        for folder in ("blobs", "blobs/sha256"):
            layer.add_folder(folder)
        for name, content in sorted(self._files.items()):
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(content), 0o644
            layer.add(info, io.BytesIO(content))
        path.write_bytes(layer.close()[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="the tar file of base.sh")
    parser.add_argument("--codename", required=True, help="Debian's release, for its sources.list")
    parser.add_argument("--stage", type=Path, required=True, help="the folder of stage.sh")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--packages", type=Path, required=True, help="where dpkg's status of the image is written, for the SBOM")
    given = parser.parse_args()

    base, status = base_layer(given.base, given.codename)
    given.packages.write_text(status)
    layers = [base, program_layer(given.stage)]
    layout, oci = Layout(), "application/vnd.oci.image."
    described = [layout.add_blob(packed, oci + "layer.v1.tar+zstd") for _, packed in layers]
    diff_ids = ["sha256:" + hashlib.sha256(plain).hexdigest() for plain, _ in layers]
    config = layout.add_blob(json.dumps(configuration(diff_ids), sort_keys=True).encode(), oci + "config.v1+json")
    manifest = {"schemaVersion": 2, "mediaType": oci + "manifest.v1+json", "config": config, "layers": described}
    entry = layout.add_blob(json.dumps(manifest, sort_keys=True).encode(), oci + "manifest.v1+json")
    entry["platform"] = {"architecture": ARCH, "os": "linux"}
    entry["annotations"] = {
        "org.opencontainers.image.ref.name": VERSION, "io.containerd.image.name": f"docker.io/library/hes-sim:{VERSION}",
    }
    layout.add_json("index.json", {"schemaVersion": 2, "mediaType": oci + "index.v1+json", "manifests": [entry]})
    path = lambda blob: "blobs/sha256/" + blob["digest"].removeprefix("sha256:")
    layout.add_json("manifest.json", [
        {"Config": path(config), "RepoTags": [f"hes-sim:{VERSION}"], "Layers": [path(layer) for layer in described]},
    ])
    layout.write(given.output)


if __name__ == "__main__":
    main()
