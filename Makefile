# hes-sim. `make run` and `make test` are all a newcomer needs; both install what is missing and say so.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PACKAGES := libmosquitto-dev libsqlite3-dev mosquitto mosquitto-clients pkg-config python3-venv curl jq openssl
VENV := .venv
PYTHON := $(VENV)/bin/python
SWIFT_SOURCES := Sources Tests Package.swift
RUN_FLAGS ?=
# What is marked 'alone' keeps the machine busy by itself; beside the others its clients would run out of time.
PYTEST := HES_SIM=.build/debug/hes-sim $(VENV)/bin/pytest -q --tb=short -p no:cacheprovider
# Six processes share two cores: a test that fails is run once more and named in the summary; kit/reruns.py bounds how many may.
RERUNS := --reruns 1 -rR
# The Swift libraries inside the binary: it starts in a third of the time.
# No path of this machine in it, so that it is the same bytes wherever it is built.
RELEASE := -c release --static-swift-stdlib -Xswiftc -file-prefix-map -Xswiftc $(CURDIR)=. -Xcc -ffile-prefix-map=$(CURDIR)=.
# Tests that wait for brokers, sockets and processes: one at a time, as tests on every core would starve their waits.
PROCESS_TESTS := MQTTClientTests HESMQTTTests HESHTTPTests HESServerTests HESClientDriverTests HESConformanceRunnerTests
NO_PROCESS := ^($(shell echo $(PROCESS_TESTS) | tr ' ' '|'))\.

# Inputs whose made-up seed had not ended when their test failed, or when its process ended.
TELL_SEEDS = { tail -n +1 .build/fuzz/* 2> /dev/null; exit 1; }

.PHONY: help run demo test cluster-test build release check lint format golden docs screenshots bench bench-soak bench-needs soak fuzz clean tools clients
.PHONY: install package package-test package-tools

help: ## Show this list.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

run: release ## Build in release mode and start the simulator with the demo world and a private broker.
	@exec .build/release/hes-sim serve $(RUN_FLAGS)

demo: release ## Build in release mode and start the demo: a world with a story of failures, and a collector beside it.
	@exec .build/release/hes-sim demo $(RUN_FLAGS)

test: build clients ## Run every test: Swift, and third-party clients against the real thing.
	swift test --skip-build --parallel --skip '$(NO_PROCESS)' || $(TELL_SEEDS)
	for target in $(PROCESS_TESTS); do swift test --skip-build --no-parallel --filter "^$$target\." || exit 1; done
	$(PYTEST) -m alone Tests/Clients
	$(PYTEST) -m 'not alone' -n 6 --dist loadfile --no-loadscope-reorder $(RERUNS) Tests/Clients

cluster-test: build clients ## Kill a node of a RabbitMQ cluster behind the simulator; installs rabbitmq-server, and Erlang with it.
	@if [ ! -x /usr/lib/rabbitmq/bin/rabbitmq-server ]; then $(MAKE) --no-print-directory apt WANTED=rabbitmq-server; fi
	HES_RABBITMQ=1 $(PYTEST) -rs Tests/Clients/cluster

build: tools ## Build in debug mode; warnings are errors.
	swift build --build-tests

release: tools ## Build in release mode.
	@HES_SIM_COMMIT=$$(packaging/version.sh --commit) swift build $(RELEASE) --product hes-sim >&2

check: lint test ## What must pass before a push.

lint: ## Check the formatting of every Swift file.
	swift format lint --strict -r $(SWIFT_SOURCES)

format: ## Format every Swift file.
	swift format -i -r $(SWIFT_SOURCES)

golden: build ## Write every golden file anew; read the difference like code. Then the documentation's tables.
	UPDATE_GOLDEN=1 swift test --skip-build --filter "$$(grep -rl UPDATE_GOLDEN Tests --include='*.swift' | xargs -n 1 basename -s .swift | sort -u | paste -sd '|')"
	@$(MAKE) --no-print-directory docs

docs: tools ## Print the tables of the documentation from the catalogues and the manifest.
	swift run HESDocs .

screenshots: build clients ## Take the pictures of the README and the docs: a real browser over a fixed world.
	@if ! command -v pngquant > /dev/null; then $(MAKE) --no-print-directory apt WANTED=pngquant; fi
	HES_SIM=.build/debug/hes-sim $(PYTHON) docs/pictures/take.py

bench: release bench-needs ## Print the figures of docs/internals/performance.md, with peers in the same run.
	swift build $(RELEASE) --product model-benchmark && .build/release/model-benchmark
	swift build $(RELEASE) --product control-benchmark && .build/release/control-benchmark
	swift build $(RELEASE) --product bare-publisher
	$(PYTHON) Benchmarks/run.py
	HES_SIM=.build/release/hes-sim $(PYTHON) Benchmarks/console.py

bench-soak: release bench-needs ## Print how memory grows over five million calls.
	$(PYTHON) Benchmarks/run.py --only soak

bench-needs: clients
	@if ! command -v wrk > /dev/null; then $(MAKE) --no-print-directory apt WANTED=wrk; fi
	$(VENV)/bin/pip install -q --disable-pip-version-check -r Benchmarks/requirements.txt

SOAK_SECONDS ?= 28800

soak: build ## Run the simulation of the edges over many seeds for eight hours (SOAK_SECONDS=…), or replay one (HES_SEED=…).
	HES_SOAK_SECONDS=$(SOAK_SECONDS) swift test --skip-build --filter '^EdgeSimulationTests\.'

FUZZ_SECONDS ?= 600

fuzz: build ## Make up inputs from new seeds for ten minutes (FUZZ_SECONDS=…), or replay one (HES_SEED=…).
	HES_FUZZ_SECONDS=$(FUZZ_SECONDS) HES_FIRST_SEED=$${HES_FIRST_SEED:-$$(date +%s)000} \
	    swift test --skip-build --filter '^FuzzTests\.' || $(TELL_SEEDS)

# Another binary than that of `make release`, such as .build/debug/hes-sim: for trying the packaging itself.
HES_SIM_BINARY ?=
BINARY = $(or $(HES_SIM_BINARY),.build/release/hes-sim)
PREFIX ?= /usr/local
DESTDIR ?=

install: $(if $(HES_SIM_BINARY),,release) ## Install the program, its manual page and its completions below PREFIX (/usr/local).
	@packaging/stage.sh $(BINARY) $(DESTDIR)$(PREFIX)

package: tools package-tools ## Write the packages of a release to dist/: deb, tar, image, wheel, SBOM, checksums.
	@$(if $(HES_SIM_BINARY),,packaging/compile.sh .build/package)
	@packaging/build.sh $(abspath $(or $(HES_SIM_BINARY),.build/package/release/hes-sim)) dist

package-test: package-tools ## Try what make package wrote on clean machines: ten minutes, as root.
	@$(SUDO) packaging/test/clean.sh dist

PACKAGE_TOOLS := binutils dpkg-dev mmdebstrap zstd xz-utils

package-tools:
	@if ! dpkg -s $(PACKAGE_TOOLS) > /dev/null 2>&1; then $(MAKE) --no-print-directory apt WANTED="$(PACKAGE_TOOLS)"; fi

clean: ## Remove what was built.
	rm -rf .build $(VENV) Benchmarks/results dist

# System packages: asked for only when something is missing, so a second run does no such work.
tools:
	@if ! pkg-config --exists libmosquitto sqlite3 2> /dev/null || ! PATH="$$PATH:/usr/sbin" command -v mosquitto > /dev/null \
	    || ! command -v mosquitto_sub > /dev/null || ! command -v jq > /dev/null; then \
	    $(MAKE) --no-print-directory apt WANTED="$(PACKAGES)"; \
	fi

.PHONY: apt
apt:
	@echo "hes-sim: installing $(WANTED)" >&2
	@$(SUDO) apt-get update -qq
	@DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $(WANTED) > /dev/null

# Third-party clients of the tests: MQTT libraries of the languages that are on this machine, and Python packages in a virtual
# environment of their own.
CLIENT_PACKAGES = zstd chromium chromium-driver libpaho-mqttpp-dev libpaho-mqtt-dev nlohmann-json3-dev libcurl4-openssl-dev \
    $(shell command -v node > /dev/null && echo node-mqtt) \
    $(shell command -v javac > /dev/null && echo libgoogle-gson-java libmqtt-client-java junit5) \
    $(shell command -v go > /dev/null && echo golang-github-eclipse-paho.mqtt.golang-dev)

clients: $(VENV)/.ready
	@if ! dpkg -s $(CLIENT_PACKAGES) > /dev/null 2>&1; then $(MAKE) --no-print-directory apt WANTED="$(CLIENT_PACKAGES)"; fi

$(VENV)/.ready: Tests/Clients/requirements.txt
	@echo "hes-sim: making $(VENV) for the client tests" >&2
	@python3 -m venv $(VENV)
	@$(VENV)/bin/pip install -q --disable-pip-version-check -r Tests/Clients/requirements.txt
	@touch $@
