# `make run` serves the app, `make test` runs every test. Each sets up what it needs, once.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Each worker has a server and a browser of its own; two keep two processors busy.
WORKERS ?= 2

.PHONY: run test bench check clean
.DELETE_ON_ERROR:

# Matrices here are small: BLAS threads would only get in each other's way, and in that of other sessions.
export OPENBLAS_NUM_THREADS := 1

# pip compiles what it installs with one processor; here all do, and leave what we do not import to its first import.
# Some packages hold files for newer Pythons only.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile
UNUSED  := /(tests|networkx|pip|setuptools|_inductor|mypyc?|testing/_internal|physics)/
COMPILE := $(BIN)/python -m compileall -q -q -j 0 -x '$(UNUSED)' $(VENV)/lib || true

# Who may open it: this machine alone, or with ADDRESS=0.0.0.0 everybody in the room.
ADDRESS ?= 127.0.0.1

run: $(VENV)/ready
	@echo "Unrolled: http://$(if $(filter 0.0.0.0,$(ADDRESS)),$$(hostname),$(ADDRESS)):8501  (Ctrl+C stops it)"
	@$(BIN)/streamlit run app.py --server.address=$(ADDRESS)

# Many tests start a Python of their own, each of which would compile us anew where bytecode is not kept.
test: $(VENV)/ready-to-test
	@$(BIN)/python -m compileall -q -j 0 engine ui pages app.py
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

check: $(VENV)/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/ready-to-bench
	$(BIN)/python -m benchmarks

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Unrolled needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv $(VENV); } \
	  || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/ready: requirements.txt | $(BIN)/python
	$(INSTALL) -r requirements.txt
	@$(COMPILE)
	@touch $@

# One call of pip for everything, which keeps one processor busy: a browser is fetched meanwhile.
$(VENV)/ready-to-test: requirements.txt requirements-dev.txt tests/browser/install_chromium.sh | $(BIN)/python
	@sh tests/browser/install_chromium.sh & fetching=$$!; \
	  $(INSTALL) -r requirements-dev.txt || { wait; exit 1; }; \
	  $(COMPILE); wait $$fetching || $(BIN)/playwright install chromium
	@touch $(VENV)/ready $@

$(VENV)/ready-to-bench: benchmarks/requirements.txt $(VENV)/ready-to-test
	$(INSTALL) -r benchmarks/requirements.txt
	@$(COMPILE)
	@touch $@

clean:
	rm -rf $(VENV)
