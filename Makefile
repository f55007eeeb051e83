# make        proves the whole house: lint and tests
# make run    serves it with the facts of Noord-Brabant       PORT= WORKSPACE= VAR= DATABASE_URL=
# make test   the suite; make load its long runs; make lint the rules; make bench [ONLY=name] the speed, as ratios

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE :=
export WORKSPACE ?= workspace/brabant
export VAR ?= var

.PHONY: all run test lint bench load assets messages clean
all: lint test

# one stamp per lock file: an unchanged lock installs nothing
.venv/run.stamp: requirements/run.lock requirements/assets.lock pyproject.toml tools/venv.sh
	@tools/venv.sh $(PYTHON) run
.venv/dev.stamp: requirements/dev.lock .venv/run.stamp
	@tools/venv.sh $(PYTHON) dev
.venv/bench.stamp: requirements/bench.lock .venv/dev.stamp
	@tools/venv.sh $(PYTHON) bench

assets: .venv/run.stamp
	@$(BIN)/python tools/build_assets.py
	@$(BIN)/python tools/messages.py compile

run: .venv/run.stamp assets
	@$(BIN)/samenhang serve

test: .venv/dev.stamp assets
	@$(BIN)/python -m pytest $(ARGS)

lint: .venv/dev.stamp assets
	$(BIN)/ruff check src tests tools
	$(BIN)/ruff format --check src tests tools
	$(BIN)/lint-imports
	$(BIN)/mypy
	@mkdir -p $(VAR)
	$(BIN)/python -m django makemigrations --check --dry-run --settings samenhang.web.settings
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/glossary.py check

# the runs that take minutes, with very much data
load: .venv/dev.stamp assets
	@$(BIN)/python -m pytest -m load

bench: .venv/bench.stamp assets
	@$(BIN)/python tools/bench.py $(ONLY)

messages: .venv/run.stamp
	@$(BIN)/python tools/messages.py collect
	@$(BIN)/python tools/glossary.py write

clean:
	rm -rf .venv .venv-node var dist assets/node_modules src/samenhang/web/static/vendor
