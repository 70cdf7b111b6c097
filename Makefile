# What a person types; `make` alone prints the list.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
UV := .venv/lock/bin/uv

GATES := lint format types imports generated tests

.DEFAULT_GOAL := help
.PHONY: help run test bench docs lock $(GATES)

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/run ## Set up, load the demo archive and serve it on http://127.0.0.1:8000 (or PORT=...)
	@$(BIN)/docket db upgrade
	@$(BIN)/docket ingest --list demo --from docs/demo/demo.mbox
	@$(BIN)/docket ingest --list tracing --from docs/demo/tracing.mbox
	@$(BIN)/docket serve --port $(PORT)

lint      = $(BIN)/ruff check .
format    = $(BIN)/ruff format --check .
types     = $(BIN)/mypy
imports   = $(BIN)/lint-imports
generated = $(BIN)/python docs/commands.py | diff docs/commands.md - && \
            $(BIN)/docket evaluate --card | diff docs/model-card.md - && \
            $(BIN)/python docs/demo/make.py | diff docs/demo/demo.mbox - && \
            $(BIN)/python docs/demo/make.py tracing | diff docs/demo/tracing.mbox -
tests     = $(BIN)/python -m pytest -n auto

$(GATES): .venv/dev
	@$($@)

test: .venv/dev ## Run every gate, each with its own exit code
	@failed=0; summary=; $(foreach gate,$(GATES), \
	  printf '\n== $(gate)\n'; ($($(gate))); code=$$?; [ $$code = 0 ] || failed=1; \
	  summary="$$summary$$(printf '%-10s exit %s' $(gate) $$code)\n";) \
	printf "\n== gates\n$$summary"; exit $$failed

bench: .venv/dev ## Measure ingest: messages/s, CPU a message, peak memory (ARGS=... for one's own archive)
	@$(BIN)/python -m bench $(ARGS)

docs: .venv/dev ## Write anew what is generated: docs/commands.md, docs/model-card.md, the mailboxes of docs/demo
	@$(BIN)/python docs/commands.py > .venv/made && mv .venv/made docs/commands.md
	@$(BIN)/docket evaluate --card > .venv/made && mv .venv/made docs/model-card.md
	@$(BIN)/python docs/demo/make.py > .venv/made && mv .venv/made docs/demo/demo.mbox
	@$(BIN)/python docs/demo/make.py tracing > .venv/made && mv .venv/made docs/demo/tracing.mbox

# What is locked already stays as it is while it fits; remove requirements*.txt first to move everything up.
lock: ## Lock the dependencies of pyproject.toml, for every Python and platform at once
	@$(PYTHON) -m venv .venv/lock
	@.venv/lock/bin/pip install --quiet uv
	@$(call resolve,requirements.txt)
	@$(call resolve,requirements-dev.txt) --extra dev --constraint requirements.txt

resolve = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command 'make lock' --group build --output-file $(1) pyproject.toml

# The setuptools that builds the project is locked like the rest, so pip need not ask for one.
define install
@$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement $(1)
@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
@touch $@
endef

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Docket needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/run: requirements.txt pyproject.toml | .venv/bin/python
	@echo 'Installing what requirements.txt names into .venv ...'
	$(call install,requirements.txt)

.venv/dev: requirements-dev.txt pyproject.toml | .venv/bin/python
	@echo 'Installing what requirements-dev.txt names into .venv ...'
	$(call install,requirements-dev.txt)
	@touch .venv/run
