# make run    set up whatever is missing and start the bot
# make test   set up whatever is missing and run all tests
# make help   the rest

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format format-check lint types bench bench-quality flicker load setup setup-dev hooks constraints clean

MODERN := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c '$(MODERN)' 2>/dev/null && echo $$python && break; done)

VENV := .venv
# Windows keeps a virtual environment's programs elsewhere.
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
INSTALL := $(BIN)/python scripts/install.py
CODE := bot config dream_core scripts tests

# All tests run side by side; for some of them one process is quicker.
PYTEST_ARGS ?= -n auto

# A bot whose event loop stalls makes the tests fail; in CI, so does a test that would skip for want
# of a part.
PLUGINS := -p stalls $(if $(CI),-p no_skips)

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/:[^#]*## /\t/' | expand -t 16

run: setup ## start the bot (RUN_ARGS="..." adds options)
	@exec $(BIN)/puppyslug run $(RUN_ARGS)

test: setup-dev ## run all tests (PYTEST_ARGS="-k name" picks some)
	@PYTHONPATH=tests/plugins $(BIN)/python -m pytest $(PLUGINS) $(PYTEST_ARGS)

check: format-check lint types test ## all checks: format, lint, types, tests

format: setup-dev ## put the code into the one format, and fix what the linter can
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

format-check: setup-dev
	@$(BIN)/ruff format --check .

lint: setup-dev
	@$(BIN)/ruff check .

types: setup-dev
	@$(BIN)/mypy
	@$(BIN)/mypy scripts

bench: setup-dev ## time the engine against a plain loop (BENCH_ARGS="...")
	@$(BIN)/python -m tests.benchmarks.bench $(BENCH_ARGS)

bench-quality: setup-dev ## judge what is imagined, dreamed of, moves and is large (QUALITY_ARGS="...")
	@$(BIN)/python -m tests.benchmarks.quality $(QUALITY_ARGS)

# As the engine's workers have it: threads that wait and spin take a busy machine's cores.
bench-quality flicker: export GOMP_SPINCOUNT ?= 10000

flicker: setup-dev ## measure how steady moving dreams are (FLICKER_ARGS="...")
	@$(BIN)/python -m tests.benchmarks.flicker $(FLICKER_ARGS)

load: setup-dev ## time a message's way to the engine at 100 a second (LOAD_ARGS="...")
	@$(BIN)/python -m tests.benchmarks.load $(LOAD_ARGS)

setup: $(VENV)/.installed ## install the bot into .venv
setup-dev: $(VENV)/.installed-dev ## install the bot and the tools for working on it

hooks: setup-dev ## run the checks before each commit and push
	@$(BIN)/pre-commit install

constraints: $(VENV)/.created ## renew the pinned versions in constraints.txt
	@$(BIN)/python scripts/renew_constraints.py

clean: ## remove everything that make built; dreams and settings stay
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.created:
	@if [ -z "$(PYTHON)" ] || ! "$(PYTHON)" -c '$(MODERN)' 2>/dev/null; then \
		echo "Puppyslug needs Python 3.11 or newer; $(or $(PYTHON),python3) is $$($(or $(PYTHON),python3) --version 2>/dev/null || echo missing)." >&2; \
		echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; \
		exit 1; \
	fi
	@echo "Creating $(VENV) with $$("$(PYTHON)" --version)"
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml constraints.txt
	@$(INSTALL) --editable .
	@touch $@

# The tools come with the bot, so that `make run` after this has nothing to do.
$(VENV)/.installed-dev: $(VENV)/.created pyproject.toml constraints.txt
	@$(INSTALL) --editable '.[dev]'
	@touch $(VENV)/.installed $@
