# make chat    installs what is needed, builds the index, serves the chat at http://localhost:8501
# make test    the tests, and the browser tests where Chromium is installed
# make check   ruff and mypy

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PORT := 8501
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
CONSTRAINTS = -c constraints.txt

.PHONY: chat test check install index clean

chat: install
	$(BIN)/assistant index build
	$(BIN)/assistant chat --port $(PORT)

index: install
	$(BIN)/assistant index build

test: install
	HF_HUB_OFFLINE=1 $(BIN)/python -m pytest -m "not browser"
	@if [ -n "$(CHROMIUM)" ] && [ -x "$(CHROMIUM)" ]; then \
	  CHROMIUM="$(CHROMIUM)" HF_HUB_OFFLINE=1 $(BIN)/python -m pytest -m browser; status=$$?; \
	  if [ $$status -eq 5 ]; then echo "There are no browser tests."; else exit $$status; fi; \
	else \
	  echo; \
	  echo "**********************************************************************"; \
	  echo "  THE BROWSER TESTS DID NOT RUN: no Chromium was found."; \
	  echo "  Install it, or set CHROMIUM to its path, and run 'make test' again."; \
	  echo "**********************************************************************"; \
	  if [ -n "$$ASSISTANT_REQUIRE_BROWSER" ]; then exit 1; fi; \
	fi

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

install: $(STAMP)

# Again only when what is to be installed has changed. Torch goes first, so that pip settles on its build before
# anything else asks for one.
$(STAMP): pyproject.toml constraints.txt
	@set -e; python=; \
	if [ ! -x $(BIN)/pip ]; then \
	  for candidate in python3.11 python3; do \
	    if command -v $$candidate >/dev/null && \
	       $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	      python=$$candidate; break; \
	    fi; \
	  done; \
	  if [ -z "$$python" ]; then \
	    echo "Python 3.11 or newer is needed, and neither python3.11 nor python3 is one. Install it and try again." >&2; \
	    exit 1; \
	  fi; \
	  echo "Creating $(VENV) with $$python"; \
	  $$python -m venv $(VENV) || { \
	    rm -rf $(VENV); \
	    echo "$(VENV) could not be made and was removed. On Debian and Ubuntu: install python3-venv, and try again." >&2; \
	    exit 1; \
	  }; \
	fi
	@echo "Installing what is needed; the first time this takes some minutes."
	$(BIN)/python -m pip install --quiet $(CONSTRAINTS) torch
	$(BIN)/python -m pip install --quiet $(CONSTRAINTS) -e '.[dev]'
	@touch $(STAMP)

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
