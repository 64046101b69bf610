"""The wheel: built with the standard library, the same bytes each time, usable in a fresh environment with nothing else."""

import os
import shutil
import subprocess
import sys
import venv

import pytest

from kit.places import REPOSITORY
from kit.simulator import executable

PACKAGE = REPOSITORY / "python" / "package.py"
TEST = """
import hes_sim

def test_it(hes, hes_world):
    assert hes_sim.__file__.startswith({prefix!r})
    hes_world.advance("2h")
    assert hes_world.now.hour == 12
"""


def build(binary, out, version="1.2.3"):
    command = [sys.executable, "-I", "-S", PACKAGE, "--binary", binary, "--version", version, "--out", out]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """An ELF file of this machine that is quick to pack."""
    return shutil.copy(os.path.realpath("/bin/true"), tmp_path_factory.mktemp("small") / "small")


def test_the_same_binary_gives_the_same_bytes(small, tmp_path):
    first, again = build(small, tmp_path / "first"), build(small, tmp_path / "again")
    wheels = [ended.stdout.strip() for ended in (first, again)]
    contents = [open(wheel, "rb").read() for wheel in wheels]

    assert os.path.basename(wheels[0]).startswith("pytest_hes_sim-1.2.3-py3-none-manylinux_2_")
    assert os.path.basename(wheels[0]).endswith(f"_{os.uname().machine}.whl")
    assert contents[0] == contents[1]


@pytest.mark.parametrize(
    ("binary", "version", "said"),
    [
        ("/absent", "1.0", "there is no /absent: build it with 'make release'"),
        (PACKAGE, "1.0", "no 64-bit little-endian ELF file"),
        ("/bin/true", "one", "'one' is no version"),
    ],
)
def test_what_cannot_be_packed_is_told(tmp_path, binary, version, said):
    ended = build(binary, tmp_path, version)

    assert ended.returncode == 1 and said in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_fresh_environment_needs_the_wheel_and_pytest_alone(tmp_path):
    """The pytest of these tests is lent to it, so that nothing is fetched."""
    binary = tmp_path / "hes-sim"
    stripped = shutil.which("strip") and subprocess.run(["strip", "-o", binary, executable()]).returncode == 0
    wheel = build(binary if stripped else executable(), tmp_path / "dist").stdout.strip()
    fresh = tmp_path / "fresh"
    venv.create(fresh, with_pip=False, symlinks=True)
    python = fresh / "bin" / "python"
    site = subprocess.run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], capture_output=True, text=True)
    installing = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-index", "--disable-pip-version-check"]
    subprocess.run([*installing, wheel], check=True, timeout=120)
    for name in ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments", "py.py"):
        os.symlink(os.path.join(os.path.dirname(os.path.dirname(pytest.__file__)), name), os.path.join(site.stdout.strip(), name))

    (tmp_path / "test_it.py").write_text(TEST.format(prefix=str(fresh)))
    environment = {"PATH": "/usr/bin:/bin", "TMPDIR": os.environ.get("TMPDIR", "/tmp")}
    ended = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 0 and "1 passed" in ended.stdout, ended.stdout + ended.stderr
    said = subprocess.run([fresh / "bin" / "hes-sim", "--version"], env=environment, capture_output=True, text=True)
    assert said.stdout.strip()
