"""Certificates made with openssl: an authority, the simulator's, a client's, and a stranger's."""

import subprocess
from dataclasses import dataclass

from kit.broker import tool


@dataclass(frozen=True)
class Pair:
    certificate: str
    key: str


def _run(*arguments):
    subprocess.run([tool("openssl"), *map(str, arguments)], check=True, capture_output=True)


def authority(directory, name="authority"):
    pair = Pair(str(directory / f"{name}.crt"), str(directory / f"{name}.key"))
    _run(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2, "-subj", f"/CN={name}",
        "-keyout", pair.key, "-out", pair.certificate,
    )
    return pair


def signed(directory, name, by, alternative="IP:127.0.0.1,DNS:localhost"):
    pair = Pair(str(directory / f"{name}.crt"), str(directory / f"{name}.key"))
    request, extensions = directory / f"{name}.csr", directory / f"{name}.ext"
    extensions.write_text(f"subjectAltName={alternative}\n")
    _run("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", pair.key, "-out", request)
    _run(
        "x509", "-req", "-in", request, "-CA", by.certificate, "-CAkey", by.key, "-CAcreateserial",
        "-days", 2, "-extfile", extensions, "-out", pair.certificate,
    )
    return pair
