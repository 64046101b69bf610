"""image.py FOLDER CONFIG: runs an unpacked image as `docker run --read-only` would, in namespaces that the caller made.

Its root is mounted read-only, /proc and a tmpfs at /dev/shm are all it has besides; its entry point runs as its user.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path


def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)


def prepare(root):
    mount("--make-rprivate", "/")
    mount("--bind", root, root)
    for folder in ("proc", "dev", "tmp"):
        (root / folder).mkdir(exist_ok=True)
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", root / "dev")
    (root / "dev/shm").mkdir()
    for name in ("null", "zero", "random", "urandom"):
        (root / "dev" / name).touch()
        mount("--bind", f"/dev/{name}", root / "dev" / name)
    mount("-t", "tmpfs", "-o", "mode=1777,size=64m", "tmpfs", root / "dev/shm")
    mount("-t", "proc", "proc", root / "proc")
    mount("-o", "remount,bind,ro", root)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def command(root, config, arguments):
    """The command line that runs something in the image as its user, and its environment."""
    user = config["User"].replace(":", " --regid ").split()
    line = ["setpriv", "--reuid", *user, "--clear-groups", "--no-new-privs", "--bounding-set", "-all"]
    start = f'cd {config["WorkingDir"]} && exec "$@"'
    return ["chroot", str(root), *line, "sh", "-c", start, "sh", *arguments], dict(pair.split("=", 1) for pair in config["Env"])


def run(root, config, *arguments, **options):
    line, environment = command(root, config, arguments)
    return subprocess.run(line, env=environment, capture_output=True, text=True, timeout=30, **options)


def main(root, config):
    prepare(root)
    assert run(root, config, "touch", "/here").returncode != 0, "the root is read-only"
    assert run(root, config, "id", "-u").stdout.strip() == config["User"].split(":")[0]
    for unsound in ("health", "doctor"):
        print(run(root, config, "/usr/bin/hes-sim", unsound).stdout.strip())

    line, environment = command(root, config, config["Entrypoint"] + config["Cmd"])
    begun = time.monotonic()
    server = subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    ready = json.loads(server.stdout.readline() or sys.exit(server.stderr.read()))
    print(f"ready after {time.monotonic() - begun:.2f} s: {ready['http']}, {ready['mqtt']}")
    assert ready["http"] == "http://0.0.0.0:8080" and ready["mqtt"] == "mqtt://0.0.0.0:1883", ready

    checked = run(root, config, *config["Healthcheck"]["Test"][1:])
    assert checked.returncode == 0, checked
    called = run(root, config, "/usr/bin/hes-sim", "call", "readSingle", "--meters", "202407100001", "--cgcode", "5069")
    assert called.returncode == 0, called
    print(called.stdout.strip())

    begun = time.monotonic()
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=10) == 0, server.stderr.read()
    ended = time.monotonic() - begun
    print(f"ended {ended:.2f} s after SIGTERM")
    assert ended < 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text()))
