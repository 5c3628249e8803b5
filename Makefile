# `make run` and `make test` set themselves up: all they need is Python 3.11 or newer, make and git.
PYTHON ?= python3
SHELL := bash
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run test check format fuzz chaos bench lock revision clean

help:  ## show what there is to make
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY)  ## make the environment in .venv

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "qabot needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

run: $(READY)  ## start the bot; without Slack tokens in .env, with a local workspace in the browser
	$(BIN)/qabot run

test: $(READY)  ## run all tests, on SQLite and on PostgreSQL, and in the browser where there is one
	$(BIN)/python -m pytest -n 2 --dist loadfile

fuzz: $(READY)  ## send ten thousand requests of any shape; QABOT_FUZZ_SEED=… repeats a run
	@seed=$${QABOT_FUZZ_SEED:-$$RANDOM$$RANDOM}; echo "QABOT_FUZZ_SEED=$$seed"; \
	  QABOT_FUZZ_TRIES=10000 QABOT_FUZZ_SEED=$$seed $(BIN)/python -m pytest -q tests/fuzz

chaos: $(READY)  ## kill, freeze and fault three replicas for a while: MINUTES=10 SEED=1 DATABASE=sqlite
	$(BIN)/python -m tests.chaos --minutes $${MINUTES:-10} --seed $${SEED:-1} --database $${DATABASE:-sqlite}

check: $(READY)  ## style, types, import contracts, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.contract.drift

format: $(READY)  ## put the code in its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)  ## measure interactions, growth, sandbox, timetable, delivery and search against their baselines
	$(BIN)/python -m bench interactions
	$(BIN)/python -m bench growth
	$(BIN)/python -m bench sandbox
	$(BIN)/python -m bench schedule
	$(BIN)/python -m bench delivery
	$(BIN)/python -m bench known-issues

lock: $(READY)  ## compile requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	  --python-version 3.11 --extra dev pyproject.toml -o requirements.lock

clean:  ## remove the environment, the local workspace's data and what npm has installed
	rm -rf $(VENV) .qabot tests/outside/js/node_modules
