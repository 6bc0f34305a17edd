# Two commands do everything: `make run` and `make test`. `make help` lists the others.

PYTHON ?= python3
PORT ?= 8501
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
export DO_NOT_TRACK := 1
export OMP_WAIT_POLICY := PASSIVE

.PHONY: run test unit browser faults load bench lint types lock backup restore store-check clean help

run: $(VENV)/.run  ## start Throughline; PORT=, HOST= and THROUGHLINE_HOME= are honoured
	@echo "  Throughline starts at http://$(HOST):$(PORT)"
	@$(BIN)/streamlit run app.py --server.port $(PORT) --server.address $(HOST)

test: $(VENV)/.dev lint types  ## everything: linters, types, unit, page, fault and browser tests, coverage
	@$(BIN)/python tests/browser/find.py > $(VENV)/browser
	@rm -f .coverage .coverage.*
	$(BIN)/python -m pytest -m "not browser and not load" -n 2 --cov --cov-report= tests
	$(BIN)/python -m pytest -m load tests
	THROUGHLINE_BROWSER="$$(cat $(VENV)/browser)" $(BIN)/python -m pytest -m browser tests
	$(BIN)/coverage report --skip-covered

unit: $(VENV)/.dev  ## the quick tests alone
	$(BIN)/python -m pytest -m "not browser and not faults and not load" -n 2 tests

browser: $(VENV)/.dev  ## the tests in a real browser alone
	THROUGHLINE_BROWSER="$$($(BIN)/python tests/browser/find.py)" $(BIN)/python -m pytest -m browser tests

faults: $(VENV)/.dev  ## the tests that kill the program alone
	$(BIN)/python -m pytest -m faults tests

load: $(VENV)/.dev  ## fifty people in a workshop over real sessions, measured and printed
	$(BIN)/python -m tests.load.workshop

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	PYTHONPATH=. $(BIN)/lint-imports --no-logo

types: $(VENV)/.dev
	$(BIN)/mypy

bench: $(VENV)/.dev  ## measure pages, value model, bootstrap, SHAP and the room beside what one would write, and print it
	$(BIN)/python -m benchmarks.page_to_page
	$(BIN)/python -m benchmarks.value_model
	$(BIN)/python -m benchmarks.bootstrap
	$(BIN)/python -m benchmarks.open_room
	$(BIN)/python -m benchmarks.room
	$(BIN)/python -m benchmarks.kind_rooms
	$(BIN)/python -m benchmarks.shap_speed

backup: $(VENV)/.run  ## back up the store of a program that is not running
	$(BIN)/python -m data.commands backup

restore: $(VENV)/.run  ## put a backup in place: make restore FROM=path
	$(BIN)/python -m data.commands restore "$(FROM)"

store-check: $(VENV)/.run  ## check the store of a program that is not running
	$(BIN)/python -m data.commands check

lock: $(VENV)/.dev  ## resolve the requirements anew from pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header --upgrade \
	  pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header --upgrade \
	  --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

$(VENV)/.made:
	@$(PYTHON) -c "import sys; sys.exit('Throughline needs Python 3.11 or newer; this is ' + sys.version.split()[0] if sys.version_info < (3, 11) else 0)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make environments here. On Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements.txt
	@echo "  Installing what Throughline needs (about a minute, once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@echo "  Installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:  ## remove the environment and caches; the store in var/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*

help:
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | sort
