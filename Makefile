# One command per wish. Each target sets up what it needs: a Python of 3.11 or later, a virtual
# environment in .venv, the hash-locked dependencies and Tidegate itself. Nothing is installed outside
# this folder. PYTHON=… chooses the interpreter, PYTEST=… passes options to pytest.

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?=
PYTEST ?=
ROOMS  := schemas guards detectors streams

# Stamps: made when the lock of that name has been installed, remade when the lock changes.
RUN := $(VENV)/.installed-requirements
DEV := $(VENV)/.installed-requirements-dev

# Build isolation would fetch a second, unlocked setuptools; the lock already holds one.
INSTALL_SELF := $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
PIP          := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test check bench up chaos lock setup

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' \
	  | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: $(RUN) ## play the story in this terminal, in about a minute, without Kafka
	@$(BIN)/tidegate demo

test: $(DEV) ## run the tests (those on a real Kafka skip where none can start)
	@$(BIN)/python -m pytest $(PYTEST)

check: $(DEV) ## lint, format, types, import order, freshness of the schemas
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict $(ROOMS)
	$(BIN)/lint-imports
	$(BIN)/python -m schemas.avro --check

chaos: $(DEV) ## three brokers, many faults, the conservation law as the judge (long)
	@TIDEGATE_REQUIRE_KAFKA=1 $(BIN)/python -m pytest -m chaos -s --timeout=7200 $(PYTEST)

bench: $(DEV) ## measure judging cost and produce-to-visible latency on this machine
	@$(BIN)/python -m bench

up: ## start Kafka, a Schema Registry, screen and watch in containers
	docker compose up --build --detach

setup: $(DEV) ## only set up the environment

lock: ## resolve the dependencies again and write both locks (needs uv)
	@uv --version >/dev/null 2>&1 || { echo 'make lock needs uv: https://docs.astral.sh/uv/' >&2; exit 1; }
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-find-links --no-emit-index-url --upgrade --quiet -o requirements.txt
	uv pip compile pyproject.toml --group dev -c requirements.txt --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header --no-emit-find-links --no-emit-index-url --upgrade --quiet -o requirements-dev.txt

# The first interpreter that runs, is new enough and can make a virtual environment. A command that
# exists may still not run (version-manager shims), and Debian ships Python without ensurepip.
$(BIN)/python:
	@found=; bare=; \
	for p in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  if "$$p" -c 'import ensurepip, venv' >/dev/null 2>&1; then found="$$p"; break; fi; \
	  bare="$$p"; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
	  echo "$$bare cannot make a virtual environment (no ensurepip). On Debian or Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; \
	fi; \
	if [ -z "$$found" ]; then \
	  echo 'Tidegate needs Python 3.11 or later; none was found. Install one, or name it: make PYTHON=/path/to/python …' >&2; \
	  exit 1; \
	fi; \
	echo "setting up $(VENV) with $$($$found --version), once" >&2; \
	"$$found" -m venv $(VENV)

# The development lock holds everything of the runtime lock, so one of the two is enough.
$(RUN): requirements.txt pyproject.toml | $(BIN)/python
	@if [ -e $(DEV) ] && [ ! requirements-dev.txt -nt $(DEV) ] && [ ! requirements.txt -nt $(DEV) ]; then :; else \
	  $(PIP) --require-hashes -r requirements.txt; fi
	@$(INSTALL_SELF)
	@touch $@

$(DEV): requirements-dev.txt pyproject.toml | $(BIN)/python
	@$(PIP) --require-hashes -r requirements-dev.txt
	@$(INSTALL_SELF)
	@touch $@
