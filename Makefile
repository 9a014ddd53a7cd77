# Two commands do everything on a machine with Python 3.11 or later (with venv) and make:
# `make demo` to look at it, `make run` for your own company. `make` alone lists the rest.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8501
HOST := 127.0.0.1
ADDRESS ?= $(HOST)
EXAMPLE := sqlite:///data/example.db

# Each stamp is written last, so an installation that was cut short is done again.
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
TOOLS := $(VENV)/.tools

# A Python that was removed or replaced leaves a dangling link behind: then nothing here counts any more.
$(shell test -x $(PY) || rm -f $(MADE) $(RUNTIME) $(TOOLS))

SERVE := $(PY) -m streamlit run dashboard.py --server.port $(PORT) --server.headless true --server.address
# What is imported is compiled at its first import; compiling all that is installed takes as long as installing it.
PIP := $(PY) -m pip install --require-hashes --disable-pip-version-check --no-input --no-compile --quiet --quiet

SHARED_OUT := --numprocesses auto --dist loadfile --no-loadscope-reorder

.PHONY: help demo run install test check bench endure measured texts pictures lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUNTIME) ## Serve the example company at http://127.0.0.1:8501 (PORT=8600 for another port)
	@mkdir -p data
	@DATABASE_URL=$(EXAMPLE) $(PY) -m db demo
	@echo "The example company: http://$(HOST):$(PORT) (Ctrl+C stops it)"
	@exec env DATABASE_URL=$(EXAMPLE) $(SERVE) $(HOST)

run: $(RUNTIME) ## Serve your own company (ADDRESS=0.0.0.0 PUBLIC_URL=https://… opens it to others)
	@mkdir -p data
	@$(PY) -m db upgrade
	@echo "Hits, Runs & Misses: $(or $(PUBLIC_URL),http://$(HOST):$(PORT)) (Ctrl+C stops it)"
	@$(if $(PUBLIC_URL),,$(PY) -m pages._web.reach $(PORT))
	@exec $(SERVE) $(ADDRESS)

# A service may run as somebody who cannot write here. As pip does, files for other versions of Python are passed over.
install: $(RUNTIME) ## Only bring what the program needs, for a service that starts it
	@$(PY) -m compileall -q -j 0 $(VENV)/lib >/dev/null || true
	@echo "All is there that the program needs."

test: $(TOOLS) ## Run all tests; brings a browser first (ARGS="-k week" for some)
	@$(PY) -m tests.browser.bring
	@$(PY) -m pytest $(SHARED_OUT) $(ARGS)

check: $(TOOLS) ## Lint, format, types, and migrations equal to the tables
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy --strict --num-workers auto dashboard.py pages meeting db tests
	@$(PY) -m db check-models

bench: $(TOOLS) ## Measure speed: one line of JSON per figure (ARGS="board" for one)
	@$(PY) -m tests.browser.bring >&2
	@$(PY) -m tests.bench $(ARGS)

endure: $(TOOLS) ## Run the long counts; prints its seed (ARGS="writer" for one)
	@$(PY) -m tests.browser.bring >&2
	@$(PY) -m pytest -m endure $(SHARED_OUT)
	@$(PY) -m tests.endure $(ARGS)

measured: $(TOOLS) ## Write docs/measured.md from what bench and endure kept in data/measured.jsonl
	@$(PY) -m tests.measured

texts: $(TOOLS) ## Write docs/texts.md anew: every text of an error or of something empty
	@$(PY) -m tests.texts

pictures: $(TOOLS) ## Make the pictures of the README anew from the example company
	@$(PY) -m tests.browser.bring >&2
	@$(PY) -m tests.browser.pictures

# uv does not read pip's settings, so the place packages come from is handed on, and kept out of the files.
lock: $(TOOLS) ## Write the lock files anew from *.in (ARGS=--upgrade for newer versions)
	@index="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(PY) -m pip config get global.index-url 2>/dev/null)}}"; \
	for name in requirements requirements-dev; do \
		$(PY) -m uv pip compile $$name.in --output-file $$name.txt --quiet --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
			$${index:+--default-index "$$index"} $(ARGS) || exit 1; \
	done
	@echo "requirements.txt and requirements-dev.txt are written."

clean: ## Remove .venv and all caches; stores in data/ stay
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@if $(PY) -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then touch $@; exit 0; fi; \
	seen=; \
	for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		seen=$$name; \
		$$name -c 'import venv, ensurepip' 2>/dev/null || continue; \
		echo "Making $(VENV) with $$($$name --version)."; \
		$$name -m venv --clear $(VENV) && touch $@; \
		exit; \
	done; \
	if [ -n "$$seen" ]; then \
		echo "$$seen is here, but not its venv module. On Debian, as root: apt-get install python3-venv" >&2; \
	else \
		echo "Python 3.11 or later is needed, with its venv module. On Debian, as root: apt-get install python3 python3-venv" >&2; \
	fi; \
	exit 1

$(RUNTIME): requirements.txt $(MADE)
	@echo "Installing what the program needs (requirements.txt), a minute or two the first time."
	@rm -f $@
	@$(PIP) -r requirements.txt
	@touch $@

$(TOOLS): requirements-dev.txt $(RUNTIME)
	@echo "Installing what tests and checks need (requirements-dev.txt)."
	@rm -f $@
	@$(PIP) -r requirements-dev.txt
	@touch $@
