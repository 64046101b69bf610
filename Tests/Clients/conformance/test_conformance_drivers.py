"""`hes-sim conformance init`, `driver-check` and the null drivers, as a newcomer meets them."""

import json
import socket
import subprocess
import sys

import pytest
from kit.places import SKELETONS
from kit.simulator import executable, run_to_end

LANGUAGES = ["python", "shell", "swift", "node"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_init_writes_the_skeleton_and_says_the_next_step(language, tmp_path):
    done = run_to_end("conformance", "init", "--lang", language, tmp_path / "new")
    assert done.returncode == 0, done.stderr
    assert "Next:" in done.stdout
    written = {file.name: file.read_bytes() for file in (tmp_path / "new").iterdir()}
    assert written == {file.name: file.read_bytes() for file in (SKELETONS / language).iterdir() if file.is_file()}


def test_init_overwrites_nothing(tmp_path):
    (tmp_path / "driver.py").write_text("mine")
    done = run_to_end("conformance", "init", "--lang", "python", tmp_path)
    assert done.returncode == 2
    assert "nothing is overwritten" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["driver.py"]
    assert (tmp_path / "driver.py").read_text() == "mine"


def test_init_suggests_the_language_that_was_meant(tmp_path):
    done = run_to_end("conformance", "init", "--lang", "pyhton", tmp_path / "new")
    assert done.returncode == 2
    assert "did you mean 'python'?" in done.stderr
    assert not (tmp_path / "new").exists()


def test_the_python_skeleton_speaks_the_protocol():
    done = run_to_end("conformance", "driver-check", "--", sys.executable, SKELETONS / "python/driver.py")
    assert done.returncode == 0, done.stdout
    assert "Next: hes-sim conformance run -- " in done.stdout


def test_driver_check_without_a_driver_is_a_usage_error():
    done = run_to_end("conformance", "driver-check")
    assert done.returncode == 2
    assert "no driver is given" in done.stderr


def test_connects_only_does_just_that():
    with socket.create_server(("127.0.0.1", 0)) as http, socket.create_server(("127.0.0.1", 0)) as mqtt:
        http.settimeout(30)
        mqtt.settimeout(30)
        begin = {"type": "case.begin", "id": 1, "baseUrl": f"http://127.0.0.1:{http.getsockname()[1]}",
                 "mqtt": {"host": "127.0.0.1", "port": mqtt.getsockname()[1]}}
        command = [executable(), "conformance", "null-driver", "connects-only"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as driver:
            driver.stdin.write(json.dumps(begin) + "\n")
            driver.stdin.flush()
            assert json.loads(driver.stdout.readline()) == {"type": "case.ready", "re": 1}
            connections = [mqtt.accept()[0], http.accept()[0]]
            driver.stdin.write('{"type":"bye","id":2}\n')
            driver.stdin.flush()
            assert driver.wait(30) == 0
            assert [connection.recv(100) for connection in connections] == [b"", b""]
