#!/usr/bin/env python3
"""Writes the wheel of pytest-hes-sim, with the executable inside, from the standard library alone.

    python3 python/package.py --binary .build/release/hes-sim --version 0.2.0 --out dist/

The same binary and version give the same bytes. The tag names the machine and the glibc that the executable needs; pip refuses the
wheel elsewhere.
"""

import argparse
import base64
import hashlib
import re
import struct
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "hes_sim"
MACHINES = {62: "x86_64", 183: "aarch64"}
# The oldest instant that a zip file can name.
STAMP = (1980, 1, 1, 0, 0, 0)
REGULAR = 0o100000
STRING_TABLE = 3

METADATA = """\
Metadata-Version: 2.1
Name: pytest-hes-sim
Version: {version}
Summary: A simulated smart-meter head-end for tests: pytest fixtures, and the simulator itself
Requires-Python: >=3.9
Provides-Extra: pytest
Requires-Dist: pytest>=7.0; extra == "pytest"
Classifier: Framework :: Pytest
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Python :: 3
Classifier: Typing :: Typed
Description-Content-Type: text/markdown

{readme}"""
WHEEL = "Wheel-Version: 1.0\nGenerator: hes-sim\nRoot-Is-Purelib: false\nTag: py3-none-{platform}\n"
ENTRY_POINTS = "[pytest11]\nhes_sim = hes_sim.pytest_plugin\n\n[console_scripts]\nhes-sim = hes_sim.__main__:main\n"


def platform_tag(binary):
    """manylinux_2_NN_ARCH of a 64-bit ELF file: the newest version of glibc among the symbols that it needs."""
    if binary[:6] != b"\x7fELF\x02\x01":
        raise SystemExit("the binary is no 64-bit little-endian ELF file")
    machine = struct.unpack_from("<H", binary, 18)[0]
    if machine not in MACHINES:
        raise SystemExit(f"the binary is for machine {machine}; known are {MACHINES}")
    needed = re.findall(rb"\0GLIBC_2\.(\d+)(?=[.\0])", string_tables(binary))
    if not needed:
        raise SystemExit("the binary names no version of glibc: is it linked statically?")
    return f"manylinux_2_{max(map(int, needed))}_{MACHINES[machine]}"


def string_tables(binary):
    """The string tables that are loaded with the program: the names of symbols and of the versions that they need."""
    start, size, count = struct.unpack_from("<Q", binary, 40)[0], *struct.unpack_from("<HH", binary, 58)
    tables = b""
    for place in range(start, start + size * count, size):
        _, kind, flags, _, offset, length = struct.unpack_from("<IIQQQQ", binary, place)
        if kind == STRING_TABLE and flags & 2:
            tables += binary[offset : offset + length]
    return tables


def contents(binary, version, platform):
    """Path in the wheel, bytes and mode of each file but the last, RECORD."""
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix in (".py", ".typed") and path.is_file():
            yield f"hes_sim/{path.relative_to(SOURCES).as_posix()}", path.read_bytes(), 0o644
    yield "hes_sim/bin/hes-sim", binary, 0o755
    information = f"pytest_hes_sim-{version}.dist-info"
    metadata = METADATA.format(version=version, readme=(HERE / "README.md").read_text())
    yield f"{information}/METADATA", metadata.encode(), 0o644
    yield f"{information}/WHEEL", WHEEL.format(platform=platform).encode(), 0o644
    yield f"{information}/entry_points.txt", ENTRY_POINTS.encode(), 0o644


def write(path, files, record):
    """A zip file whose bytes depend on its files alone, the record of them at its end."""
    lines = []
    with zipfile.ZipFile(path, "w") as wheel:
        for name, data, mode in files:
            add(wheel, name, data, mode)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={digest},{len(data)}\n")
        add(wheel, record, "".join([*lines, f"{record},,\n"]).encode(), 0o644)


def add(wheel, name, data, mode):
    entry = zipfile.ZipInfo(name, STAMP)
    entry.create_system = 3
    entry.external_attr = (REGULAR | mode) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    wheel.writestr(entry, data, compresslevel=6)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, required=True, help="the hes-sim executable")
    parser.add_argument("--version", required=True, help="such as 0.2.0")
    parser.add_argument("--out", type=Path, required=True, help="directory of the wheel")
    options = parser.parse_args()
    if not re.fullmatch(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?(\+[a-z0-9]+(\.[a-z0-9]+)*)?", options.version):
        raise SystemExit(f"'{options.version}' is no version of a Python package; 0.2.0 or 0.3.0.dev1 are")
    if not options.binary.is_file():
        raise SystemExit(f"there is no {options.binary}: build it with 'make release'")
    binary = options.binary.read_bytes()
    platform = platform_tag(binary)
    options.out.mkdir(parents=True, exist_ok=True)
    wheel = options.out / f"pytest_hes_sim-{options.version}-py3-none-{platform}.whl"
    write(wheel, contents(binary, options.version, platform), f"pytest_hes_sim-{options.version}.dist-info/RECORD")
    print(wheel)


if __name__ == "__main__":
    sys.exit(main())
