# Everything runs in its own virtual environment, made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
SHELL := /bin/bash

.DEFAULT_GOAL := help
.PHONY: help run test lint types check-format format samples accuracy fit bench readme test-clients fuzz clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(VENV)/run.stamp: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

$(VENV)/clients.stamp: $(VENV)/test.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[clients]'
	@touch $@

$(VENV)/bench.stamp: $(VENV)/test.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

$(VENV)/fuzz.stamp: $(VENV)/test.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	@touch $@

run: $(VENV)/run.stamp ## set up and analyze a sample log
	$(BIN)/convcheck analyze sample_logs/healthy.jsonl

test: $(VENV)/test.stamp lint check-format types ## set up, lint, check format and types, run all tests
	$(BIN)/pytest -n $(JOBS)

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .

check-format: $(VENV)/test.stamp
	$(BIN)/ruff format --check .

types: $(VENV)/test.stamp
	$(BIN)/mypy

format: $(VENV)/test.stamp ## format the code and mend what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

samples: $(VENV)/test.stamp ## make the sample logs anew (seeded)
	$(BIN)/python -m tests.make_samples

accuracy: $(VENV)/test.stamp ## score verdicts and steps on runs with known truth (minutes)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.accuracy --write --jobs $(JOBS)

fit: $(VENV)/test.stamp ## train the zoo and fit the decision to all runs with known truth (an hour)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.accuracy.refit --jobs $(JOBS)

bench: $(VENV)/bench.stamp ## compare speed and memory with what people use instead (an hour)
	$(BIN)/python -m tests.bench $(BENCH)

readme: $(VENV)/test.stamp ## write the generated tables into the README
	$(BIN)/python -m tests.readme_tables --write

test-clients: $(VENV)/clients.stamp ## tests against logs that the real clients write
	$(BIN)/pytest -m clients

fuzz: $(VENV)/fuzz.stamp ## fuzz each reader for ten minutes, guided by coverage (FUZZ="csv --minutes 1")
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.fuzz $(FUZZ)

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
