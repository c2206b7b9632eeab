# The four commands others rely on: run, test, check, bench. `make help` lists all.
# The system's own Python first, where it is new enough: distributions build theirs with
# optimisations, while one that pyenv compiled has none unless asked, and takes a third longer.
PYTHONS := /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11
IS_NEW_ENOUGH := -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))'
PYTHON ?= $(or $(shell for python in $(PYTHONS); do $$python $(IS_NEW_ENOUGH) 2>/dev/null && echo $$python && break; done),python3)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test test-hours licences check bench chaos attack fuzz translations migration lock format clean
.DEFAULT_GOAL := help

help: ## What each command does
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

# The stamps hold the lock file they were made from, so a changed lock installs again.
$(VENV)/run.stamp: requirements.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Clarion needs Python 3.11 or newer: install it (Debian, Ubuntu: apt install python3-venv), or name one that is here: make PYTHON=python3.12 run" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit("Clarion needs Python 3.11 or newer; this is %d.%d. Try: make PYTHON=python3.12 run" % sys.version_info[:2]); import importlib.util as u; u.find_spec("ensurepip") or sys.exit("This Python makes no virtual environment yet. Debian, Ubuntu: apt install python3-venv")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Clarion stands on (once; about a minute) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: $(VENV)/run.stamp ## Start everything on this machine: web, worker, clock, simulator, their servers
	@exec $(BIN)/clarion up --with-parent

test: $(VENV)/dev.stamp ## Run every test against its own PostgreSQL and Valkey
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

test-hours: $(VENV)/dev.stamp ## Run the tests that read a clock at the hours at which clocks go wrong (a night's work)
	@$(BIN)/python -m tests.hours $(ARGS)

check: $(VENV)/dev.stamp ## Format, lint, types, import contracts, sizes, licences, known holes, keys in the tree
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.house.sizes
	@$(BIN)/python -m tests.house.licences
	@$(BIN)/python -m tests.house.advisories
	@$(BIN)/python -m tests.house.leaked_keys
	@$(BIN)/python -m pytest -q -n 0 tests/engine/listening

bench: $(VENV)/dev.stamp ## Measure, each figure beside its floor
	@$(BIN)/clarion bench $(ARGS)

chaos: $(VENV)/dev.stamp ## Kill everything at random, or ARGS="carrier-slow", ARGS=all: the world goes wrong, the carrier judges
	@$(BIN)/python -m tests.chaos $(ARGS)

attack: $(VENV)/dev.stamp ## Attack a running copy, and print what got in; ARGS="passwords", ARGS=--list
	@$(BIN)/python -m tests.attack $(ARGS)

fuzz: $(VENV)/dev.stamp ## Post eleven thousand odd things to the webhooks and every form (minutes)
	@HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -q -n 0 tests/web/test_fuzzing.py $(ARGS)

translations: $(VENV)/dev.stamp ## Bring the Spanish catalog up to date with the code; says what has no Spanish yet
	@$(BIN)/python -m tests.translations

meaning: $(VENV)/dev.stamp ## Learn the campaign's sentences anew, after `means:` or what means nothing has changed
	@$(BIN)/python -m bot.campaign.make_meaning

licences: $(VENV)/dev.stamp ## Write docs/licences.md anew, after a change of dependencies
	@$(BIN)/python -m tests.house.licences --write

migration: $(VENV)/dev.stamp ## Write the migration of changed tables: make migration NAME=what_it_is
	@$(BIN)/python -m tests.migration $(NAME)

format: $(VENV)/dev.stamp ## Rewrite the code in the house's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(VENV)/dev.stamp ## Pin what pyproject.toml names anew; ARGS=--upgrade: the newest of everything
	$(BIN)/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $(ARGS) -o requirements.txt
	$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $(ARGS) -c requirements.txt -o requirements-dev.txt

clean: ## Remove the virtual environment and caches; data in .clarion stays
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache build *.egg-info
