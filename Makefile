# The commands of llmlogs. A fresh clone needs Python 3.11 with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT
SIZE ?= 100k
ENGINE ?= both

.PHONY: help run demo test lint audit lock bench format clean

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-8s %s\n", $$1, $$2}'

# requirements.txt says what llmlogs needs, the lock says which files of it, by their hashes (make lock).
$(VENV)/installed: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing llmlogs (once, about half a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	@echo "Installing test and lint tools (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/installed  ## start llmlogs on http://127.0.0.1:8000 (PORT=... to change)
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py bootstrap --if-empty
	@$(BIN)/python manage.py serve

demo: $(VENV)/installed  ## the same, with 5,000 sample logs
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py bootstrap --if-empty
	@$(BIN)/python manage.py demo_logs --count 5000 --if-empty
	@$(BIN)/python manage.py serve

test: $(VENV)/installed-dev  ## every test, on SQLite and on a real PostgreSQL
	@TEST_ENGINE=sqlite $(BIN)/python -m pytest -n 2 --dist worksteal
	@TEST_ENGINE=postgresql $(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(VENV)/installed-dev  ## style, format, layers, migrations, OpenAPI
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python manage.py check --fail-level WARNING
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

audit: $(VENV)/installed-dev  ## insecure patterns in the code, known vulnerabilities in what it needs (asks the network)
	@$(BIN)/bandit --configfile pyproject.toml --recursive --quiet accounts llmlogs_site logs manage.py
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

lock:  ## the locks anew, after a change of requirements.txt or requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $$(grep -o '^uv==[0-9.]*' requirements-dev.txt)
	@$(BIN)/uv pip compile --quiet --custom-compile-command "make lock" --universal --python-version 3.11 \
		--generate-hashes requirements.txt --output-file requirements.lock
	@$(BIN)/uv pip compile --quiet --custom-compile-command "make lock" --universal --python-version 3.11 \
		--generate-hashes requirements-dev.txt --constraint requirements.lock --output-file requirements-dev.lock

bench: $(VENV)/installed-dev  ## how fast it is, into docs/performance.md (SIZE=10k|100k|1m ENGINE=sqlite|postgresql|both)
	@$(BIN)/python -m benchmarks.run --size $(SIZE) --engine $(ENGINE) $(if $(PEERS),--peers)

format: $(VENV)/installed-dev  ## put the code in shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean:  ## remove the virtual environment (the data in var/ stays)
	@rm -rf $(VENV)
