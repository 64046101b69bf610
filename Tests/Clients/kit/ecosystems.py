"""Clients in other languages, with the MQTT libraries that Debian packages; the Makefile installs what is small.

A function for each: it builds the client in a folder and returns its command. Without the language or its library the test is
skipped, by name and with the reason.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kit.places import REPOSITORY, SKELETONS

BUILD_SECONDS = 300
ECOSYSTEMS = REPOSITORY / "Tests/Clients/ecosystems"
JARS = ["gson", "mqtt-client", "hawtbuf", "hawtdispatch", "hawtdispatch-transport"]
GO_PACKAGES = Path("/usr/share/gocode")
NODE_PACKAGES = Path("/usr/share/nodejs")


def tool(name):
    return shutil.which(name) or pytest.skip(f"{name} is not installed")


def needed(path, package):
    return path if path.exists() else pytest.skip(f"{path} is missing: Debian's {package}")


def node(directory):
    """The skeleton as it is: its listener is mosquitto_sub."""
    return [tool("node"), SKELETONS / "node/driver.mjs"]


def node_with_mqtt_js(directory):
    """The skeleton with MQTT.js in the place of its listener."""
    node, _ = tool("node"), needed(NODE_PACKAGES / "mqtt", "node-mqtt")
    shutil.copy(SKELETONS / "node/driver.mjs", directory)
    shutil.copy(ECOSYSTEMS / "mqttjs/listener.mjs", directory)
    return ["env", f"NODE_PATH={NODE_PACKAGES}", node, directory / "driver.mjs"]


def java(directory):
    """Compiled once, as a case would otherwise wait for the compiler."""
    jars = [needed(Path(f"/usr/share/java/{jar}.jar"), "libgoogle-gson-java and libmqtt-client-java") for jar in JARS]
    path = os.pathsep.join([str(directory), *map(str, jars)])
    build(tool("javac"), "-d", directory, "-cp", path, SKELETONS / "java/Driver.java")
    return [tool("java"), "-XX:TieredStopAtLevel=1", "-cp", path, "Driver"]


def go(directory):
    needed(GO_PACKAGES / "src/github.com/eclipse/paho.mqtt.golang", "golang-github-eclipse-paho.mqtt.golang-dev")
    sources = [SKELETONS / "go/driver.go", SKELETONS / "go/listener.go"]
    environment = {"GO111MODULE": "off", "GOPATH": str(GO_PACKAGES), "GOCACHE": str(directory / "cache")}
    build(tool("go"), "build", "-o", directory / "driver", *sources, **environment)
    return [directory / "driver"]


def cpp(directory):
    for header in ("mqtt/async_client.h", "MQTTAsync.h", "nlohmann/json.hpp"):
        needed(Path("/usr/include") / header, "libpaho-mqttpp-dev, libpaho-mqtt-dev and nlohmann-json3-dev")
    libraries = ["-lcurl", "-lpaho-mqttpp3", "-lpaho-mqtt3as", "-pthread"]
    build(tool("g++"), "-std=c++17", ECOSYSTEMS / "cpp/driver.cpp", "-o", directory / "driver", *libraries)
    return [directory / "driver"]


def build(*command, **environment):
    made = subprocess.run(
        list(map(str, command)), env={**os.environ, **environment}, capture_output=True, text=True, timeout=BUILD_SECONDS
    )
    assert made.returncode == 0, made.stdout + made.stderr
