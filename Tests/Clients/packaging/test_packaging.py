"""The packages' contents, quickly: `make package-test` tries whole packages on clean machines."""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tarfile

import pytest

from kit.places import REPOSITORY
from kit.simulator import executable

PACKAGING = REPOSITORY / "packaging"
ENVIRONMENT = os.environ | {"VERSION": "9.8.7", "ARCH": "amd64", "SOURCE_DATE_EPOCH": "1700000000", "LC_ALL": "C"}


def run(*arguments):
    ended = subprocess.run([*map(str, arguments)], capture_output=True, text=True, timeout=120, env=ENVIRONMENT, cwd=REPOSITORY)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """What `make install` lays out, with a small program in place of the large one."""
    folder = tmp_path_factory.mktemp("stage")
    run("make", "install", f"HES_SIM_BINARY={executable()}", f"DESTDIR={folder}", "PREFIX=/usr")
    assert (folder / "usr/bin/hes-sim").stat().st_mode & 0o777 == 0o755
    shutil.copy("/bin/true", folder / "usr/bin/hes-sim")
    return folder / "usr"


def test_an_installation_has_the_manual_page_and_the_completions(stage):
    page = gzip.decompress((stage / "share/man/man1/hes-sim.1.gz").read_bytes()).decode()

    assert page.startswith(".TH HES\\-SIM 1")
    assert all(f".SS hes\\-sim {name}\n" in page for name in ("serve", "doctor", "health", "conformance run"))
    for file in ("bash-completion/completions/hes-sim", "zsh/site-functions/_hes-sim", "fish/vendor_completions.d/hes-sim.fish"):
        assert "hes-sim" in (stage / "share" / file).read_text()


def test_the_debian_package_is_the_same_bytes_twice_and_names_what_it_needs(stage, tmp_path):
    digests = set()
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        run(PACKAGING / "deb.sh", stage, tmp_path / name)
        package = tmp_path / name / "hes-sim_9.8.7_amd64.deb"
        digests.add(hashlib.sha256(package.read_bytes()).hexdigest())

    assert len(digests) == 1
    needed = run("dpkg-deb", "--field", package, "Depends")
    assert all(name in needed for name in ("libmosquitto1", "libsqlite3-0", "mosquitto ", "libc6 (>= 2."))
    listed = run("dpkg-deb", "--contents", package)
    assert "./usr/lib/systemd/system/hes-sim.service" in listed and "./etc/default/hes-sim" in listed


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [(["configure", "0.1.0"], ["daemon-reload", "try-restart hes-sim.service"]), (["configure"], ["daemon-reload"]), (["triggered", "x"], [])],
    ids=["an upgrade", "the first installation", "a trigger"],
)
def test_an_upgrade_alone_restarts_a_service_that_runs(tmp_path, arguments, asked):
    """As on a machine with systemd; users and folders are not this machine's."""
    for name in ("getent", "install", "systemctl"):
        (tmp_path / name).write_text(f'#!/bin/sh\n[ {name} != systemctl ] || echo "$*" >> {tmp_path}/asked\n')
        (tmp_path / name).chmod(0o755)
    script = (PACKAGING / "debian/postinst").read_text().replace("/run/systemd/system", str(tmp_path))
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    subprocess.run(["sh", "-e", "-c", script, "postinst", *arguments], env=environment, check=True)

    assert ((tmp_path / "asked").read_text().splitlines() if asked else []) == asked
    assert (tmp_path / "asked").exists() == bool(asked)


def test_the_file_of_a_newcomers_first_run_passes(suite):
    shutil.copy(PACKAGING / "test/test_read.py", suite.directory)
    suite.run("test_read.py").assert_outcomes(passed=1)


def test_the_tar_file_is_the_same_bytes_twice_and_one_folder(stage, tmp_path):
    digests = set()
    for _ in range(2):
        run(PACKAGING / "tarball.sh", stage, tmp_path)
        digests.add(hashlib.sha256((tmp_path / "hes-sim-9.8.7-linux-amd64.tar.gz").read_bytes()).hexdigest())

    assert len(digests) == 1
    with tarfile.open(tmp_path / "hes-sim-9.8.7-linux-amd64.tar.gz") as tar:
        assert {name.split("/")[0] for name in tar.getnames()} == {"hes-sim-9.8.7"}
        text = tar.extractfile("hes-sim-9.8.7/README.txt").read().decode()
    assert "mosquitto libmosquitto1 libsqlite3-0" in text


@pytest.mark.parametrize(("code", "said"), [(0, ""), (2, "E: no mirror\nremoved '/lib32'\n")])
def test_the_first_layer_is_made_in_silence_and_its_failure_is_told(tmp_path, code, said):
    programs = {
        "apt-get": "echo http://mirror/debian/",
        "mmdebstrap": f"echo E: no mirror >&2; echo removed \"'/lib32'\"; exit {code}",
    }
    for name, line in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    ended = subprocess.run([PACKAGING / "base.sh", "stable", tmp_path / "base.tar"], env=environment, capture_output=True, text=True)

    assert (bool(ended.returncode), ended.stdout, ended.stderr) == (bool(code), "", said)


def base(path, **files):
    """A tar file as base.sh makes one."""
    for name, text in files.items():
        (path / "base" / name.replace("__", "/")).parent.mkdir(parents=True, exist_ok=True)
        (path / "base" / name.replace("__", "/")).write_text(text)
    subprocess.run(["tar", "-C", path / "base", "-cf", path / "base.tar", "."], check=True)
    return path / "base.tar"


def test_the_image_runs_as_its_user_and_tells_its_health(stage, tmp_path):
    packed = base(
        tmp_path,
        etc__passwd="root:x:0:0::/root:/bin/sh\n", etc__group="root:x:0:\n", etc__shadow="root:*:20000:0:99999:7:::\n",
        var__lib__dpkg__status="Package: mosquitto\nVersion: 2.0.11-1+b1\nArchitecture: amd64\n", var__log__boot="noise",
        etc__hostname="builder",
    )
    image, status = tmp_path / "image.tar", tmp_path / "status"
    run("python3", PACKAGING / "image.py", "--base", packed, "--codename", "bookworm", "--stage", stage, "--output", image,
        "--packages", status)
    config = json.loads(run("python3", PACKAGING / "test/unpack.py", image, tmp_path / "root"))

    assert (config["User"], config["StopSignal"]) == ("10001:10001", "SIGTERM")
    assert config["Healthcheck"]["Test"] == ["CMD", "/usr/bin/hes-sim", "health"]
    assert config["Cmd"][:3] == ["serve", "--host", "0.0.0.0"]
    root = tmp_path / "root"
    assert "hes-sim:x:10001" in (root / "etc/passwd").read_text()
    assert "deb http://deb.debian.org/debian bookworm main" in (root / "etc/apt/sources.list").read_text()
    assert not (root / "var/log/boot").exists() and not (root / "etc/hostname").exists()


def test_the_sbom_names_the_swift_packages_and_those_of_the_image(tmp_path):
    (tmp_path / "status").write_text("Package: mosquitto\nVersion: 2.0.11-1+b1\nArchitecture: amd64\n")
    resolved = REPOSITORY / "Package.resolved"
    said = json.loads(run("python3", PACKAGING / "sbom.py", "--resolved", resolved, "--status", tmp_path / "status"))

    assert (said["bomFormat"], said["metadata"]["component"]["version"]) == ("CycloneDX", "9.8.7")
    addresses = {component["purl"] for component in said["components"]}
    assert "pkg:deb/debian/mosquitto@2.0.11-1%2Bb1?arch=amd64" in addresses
    assert any(address.startswith("pkg:swift/github.com/apple/swift-nio@") for address in addresses)
