# The same commands that CI runs. `make run` and `make test` work on a fresh clone with Python 3.11+ and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8501

.PHONY: install run demo test lint fix bench lock browser spreadsheet clean

install: $(VENV)/.runtime

$(VENV)/.python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pare needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.runtime: $(VENV)/.python requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

# Serve on the loopback; the demonstration is made where there is no store.
run: install
	$(BIN)/streamlit run asgi.py --server.port $(PORT)

# The store with the fictional demonstration, where there is none.
demo: install
	$(BIN)/python cli.py init

# The last line finds a test file that cannot be read before the long run does.
lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --collect-only -qqq > $(VENV)/collected || { tail -n 40 $(VENV)/collected; exit 1; }

fix: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

browser: $(VENV)/.dev
	$(BIN)/python tools/browser.py

# The worked spreadsheet of service coverage is reckoned by LibreOffice.
spreadsheet: $(VENV)/.dev
	$(BIN)/python tools/spreadsheet.py

# Everything: lint, tests, then real Chromium and its server in a network that holds nothing but the loopback.
test: lint browser spreadsheet
	$(BIN)/python -m pytest -m "not browser" -n 2 --dist worksteal
	$(BIN)/python tools/offline.py $(BIN)/python -m pytest -m browser

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench.run

# Renew the locks after a change of requirements*.txt: versions and hashes, no addresses.
lock: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet requirements.txt -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet requirements-dev.txt -o requirements-dev.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
