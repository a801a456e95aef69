# `make help` lists the targets. Needed: Python 3.11 or newer, make and a package registry.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
WORKERS ?= auto
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Wheels only: a source archive would run its build with whatever build tools the registry offers that day.
PIP_LOCKED := install --only-binary :all: --require-hashes
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
BENCHES := $(sort $(filter-out bench/_%,$(wildcard bench/*.py)))

.PHONY: help
help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Two stamps: only a change of the lock rebuilds the environment; a change of pyproject.toml just installs the project again.
$(VENV)/.locked: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make setup PYTHON=python3.12")'
	@$(PYTHON) -m venv --clear $(VENV) 2>/dev/null || $(PYTHON) -m virtualenv --clear --quiet $(VENV) 2>/dev/null || { \
		echo "$(PYTHON) can make no virtual environment. Install its venv module (Debian: apt-get install python3-venv)" \
			"or the package virtualenv, then repeat." >&2; exit 1; }
	$(PIP) $(PIP_LOCKED) -r $<
	@touch $@

# No build isolation: the build backend is the hash-pinned one of the environment.
$(VENV)/.installed: $(VENV)/.locked pyproject.toml
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: setup
setup: $(VENV)/.installed ## Make .venv from the hash-locked requirements and install the project into it.

.PHONY: format
format: setup ## Format the code and fix what the linter can fix.
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

.PHONY: format-check
format-check: setup ## Fail where `make format` would change the layout.
	$(BIN)/ruff format --check

.PHONY: lint
lint: setup ## Lint with ruff.
	$(BIN)/ruff check

.PHONY: types
types: setup ## Check the types with mypy, strictly.
	$(BIN)/mypy

.PHONY: contracts
contracts: setup ## Check the direction of imports.
	$(BIN)/lint-imports

.PHONY: docs
docs: setup ## Write the generated documents again.
	$(BIN)/python tools/generate_docs.py

.PHONY: docs-check
docs-check: setup ## Fail where a generated document differs from its source.
	$(BIN)/python tools/generate_docs.py --check

.PHONY: check-static
check-static: format-check lint types contracts docs-check ## Every check that runs no test.

.PHONY: test
test: setup ## Run the test suite.
	$(BIN)/pytest -n $(WORKERS) --ignore=tests/system

.PHONY: system
system: ## Install what test-system needs from the operating system: nothing so far.
	@echo "Nothing to install: no test needs more than Python, make and the package registry."

# The wheel is tried as a stranger meets it: another environment, another folder, nothing installed but the base requirements.
.PHONY: test-system
test-system: setup ## Build the wheel, install it apart and run the installed command; then add a district by the README and run everything again (a minute or two).
	@scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; \
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir "$$scratch" .; \
	$(BIN)/python -m venv "$$scratch/venv" 2>/dev/null || $(PYTHON) -m virtualenv --quiet "$$scratch/venv"; \
	apart="$$scratch/venv/bin/python -m pip --disable-pip-version-check --quiet"; \
	$$apart $(PIP_LOCKED) -r requirements/base.txt; \
	$$apart install --no-deps "$$scratch"/duheng-*.whl; \
	cd "$$scratch"; \
	venv/bin/duheng term wulong opinion.rectify --from 2026-09-14 --json > answer.json; \
	venv/bin/python -c 'import json; due = json.load(open("answer.json"))["due"]; assert due == "2026-10-16", due'; \
	echo "The installed command answers as expected."
	@if compgen -G "tests/system/test_*.py" > /dev/null; then $(BIN)/pytest tests/system; fi

.PHONY: bench
bench: setup ## Run the benchmarks at their small size.
	@for script in $(BENCHES); do $(BIN)/python "$$script"; done

# A log replaces the last one only when its proof has passed.
.PHONY: prove
prove: setup ## Run the heavy checks at full size and keep their logs in bench/proofs/.
	@mkdir -p bench/proofs
	HYPOTHESIS_PROFILE=wandering $(BIN)/pytest -q -n $(WORKERS) tests/law
	@for script in $(BENCHES); do \
		log=bench/proofs/$$(basename "$$script" .py).log; \
		{ echo "date: $$(date -u +%Y-%m-%dT%H:%M:%SZ)"; \
		  echo "commit: $$(git describe --always --exclude='*' --dirty --abbrev=40 2>/dev/null || echo unknown)"; \
		  echo "python: $$($(BIN)/python -c 'import os, platform; print(platform.python_version(), platform.machine(), os.cpu_count(), "cores")')"; \
		  echo "command: python $$script --full"; \
		  $(BIN)/python "$$script" --full; } 2>&1 | tee "$$log.part" || { rm -f "$$log.part"; exit 1; }; \
		mv "$$log.part" "$$log"; \
	done

.PHONY: check
check: check-static test test-system ## Everything that CI does.

.PHONY: lock
lock: setup ## Pin every requirement with its hashes; UPGRADE=--upgrade takes newer releases.
	$(LOCK) $(UPGRADE) --output-file requirements/base.txt
	$(LOCK) $(UPGRADE) --extra test --extra bench --group build --constraint requirements/base.txt --output-file requirements/dev.txt
	$(LOCK) $(UPGRADE) --extra production --constraint requirements/base.txt --output-file requirements/production.txt

.PHONY: clean
clean: ## Remove the environment and everything that can be made again.
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
