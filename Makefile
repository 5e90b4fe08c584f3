# make serve   set everything up and serve the chat on http://127.0.0.1:8000
# make test    install what the tests need and run them all
# make install the first without serving

PYTHON ?= python3
BIN = .venv/bin
GUIDEBOT = $(BIN)/guidebot

.PHONY: install serve test soak check browser services audit evaluate bench wrk clean

install: .venv/installed
	$(GUIDEBOT) model export
	$(GUIDEBOT) index verify || $(GUIDEBOT) index build

serve: install
	$(GUIDEBOT) serve

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "guidebot needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

# The system's browser and its Chinese fonts; elsewhere Playwright's own browser.
browser: .venv/installed-dev
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	  { command -v apt-get >/dev/null && apt-get -qq update && \
	    apt-get -qq install -y chromium fonts-noto-cjk >/dev/null; } || \
	  $(BIN)/python -m playwright install chromium

# What tests of limits and of the database need; without it they are skipped. On Debian this also
# starts them; the tests start their own.
services:
	@{ command -v redis-server && ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1 || \
	  { command -v apt-get >/dev/null && apt-get -qq update && \
	    apt-get -qq install -y --no-install-recommends redis-server postgresql >/dev/null; } || \
	  echo "redis-server or postgresql is missing: tests that need it are skipped"

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(GUIDEBOT) corpus check
	$(GUIDEBOT) texts check

# Known vulnerabilities of what is pinned; says so where they cannot be asked for.
audit: .venv/installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[audit]'
	$(BIN)/python .ci/audit.py

# A file of tests stays in one process: its fixtures are made once.
WORKERS ?= logical
test: install browser check
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

# What takes hours: every point of a build killed, 10,000 slow clients, 100,000 made-up questions.
soak: install .venv/installed-dev
	$(BIN)/python -m pytest -m soak -s tests/faults
	$(BIN)/python -m pytest -m soak -v -n $(WORKERS) --dist load tests/fuzz

# Figures over the project's own questions; CASES=... adds files, HALF=both takes the tuned half too.
CASES ?=
HALF ?= check
evaluate: install .venv/installed-dev
	$(GUIDEBOT) evaluate --half $(HALF) --html evaluation.html tests/data/questions/*.jsonl $(CASES)

bench: install .venv/installed-dev wrk
	$(BIN)/python bench/encoder.py
	$(BIN)/python -m bench.serve

# What puts load on the server.
wrk:
	@command -v wrk >/dev/null || { command -v apt-get >/dev/null && apt-get -qq update && \
	  apt-get -qq install -y --no-install-recommends wrk >/dev/null; } || \
	  { echo "wrk is missing: install it with the system's package manager"; exit 1; }

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
