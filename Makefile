# Everything a newcomer needs: `make demo` and `make test`. Needs Python 3.11+, make and git only.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8700

.PHONY: demo test check bench serve lock screenshots clean

$(VENV)/app.stamp: requirements/app.txt pyproject.toml hatch_build.py package-lock.json
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Stationmaster needs Python 3.11 or newer.")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/app.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/dev.stamp: $(VENV)/app.stamp requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

demo: $(VENV)/app.stamp ## install, build the sample company, work the night's leads, serve
	$(BIN)/stationmaster demo --port $(PORT)

serve: $(VENV)/app.stamp
	$(BIN)/stationmaster serve --port $(PORT)

test: $(VENV)/dev.stamp ## install and run every test
	$(BIN)/python -m pytest -n 2 --dist loadfile -q

check: $(VENV)/dev.stamp ## format, lint, types, contracts
	$(BIN)/ruff format --check src tests benchmarks hatch_build.py
	$(BIN)/ruff check src tests benchmarks hatch_build.py
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/dev.stamp ## measure every figure we claim
	$(BIN)/python -m benchmarks

lock: ## pin every dependency again, with hashes and without addresses
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/dev.txt
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -c requirements/dev.txt -o requirements/app.txt

screenshots: $(VENV)/dev.stamp ## take the pictures in docs/ again
	$(BIN)/python -m tests.web.screenshots

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache
