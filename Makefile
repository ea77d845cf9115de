# Needs make, git and a Python of 3.11 or later, and keeps everything it installs in .venv.
# Another interpreter: make demo PYTHON=python3.13

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo serve serve-celery test check lint types imports docs bench faults clean

PORT ?= 8000
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(shell for candidate in $(CANDIDATES); do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$candidate && break; done)

BIN := .venv/bin
MANAGE := $(BIN)/python example_project/manage.py

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/ready-example ## Run a real job through the API and show what to look at
	@$(MANAGE) demo

serve: .venv/ready-example ## Serve the example project on PORT (8000)
	@$(MANAGE) serve --port $(PORT)

serve-celery: .venv/ready-example-executors ## Serve it with Celery workers (needs Redis or RabbitMQ at CELERY_BROKER_URL)
	@JOBKIT_EXECUTOR=celery $(MANAGE) serve_celery --port $(PORT) $(ARGS)

test: .venv/ready-test .venv/ready-example ## Run the tests on SQLite, but for the slow ones
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadgroup -m "not slow" $(ARGS)

check: .venv/ready-ci ## Run all that CI runs (tox skips interpreters you do not have)
	@UV_PYTHON_DOWNLOADS=never $(BIN)/tox run $(if $(CI),--skip-missing-interpreters false) $(ARGS)

lint: .venv/ready-lint ## Check style and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: .venv/ready-typing ## Check the types
	@$(BIN)/mypy

imports: .venv/ready-lint ## Check that imports between the rooms point down
	@$(BIN)/lint-imports

docs: .venv/ready-docs ## Build the documentation into docs/_build/html
	@$(BIN)/sphinx-build -q -W -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

bench: .venv/ready-bench ## Measure beside raw SQL and other libraries (needs PostgreSQL, Redis, RabbitMQ)
	@$(BIN)/python -m benchmarks $(ARGS)

faults: .venv/ready-test .venv/ready-example ## Break everything for hours and count what was lost (servers as for bench)
	@$(BIN)/python -m tests.faults $(ARGS)

clean: ## Remove everything that make and the tools have left here
	@rm -rf .venv .tox build dist docs/_build .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/created:
	@test -n "$(PYTHON)" || { echo "No Python of 3.11 or later found. Name one: make PYTHON=python3.13" >&2; exit 1; }
	@echo "Creating .venv ..."
	@$(PYTHON) -m venv .venv
	@# Dependency groups need pip 25.1.
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --upgrade pip
	@touch $@

# The stamp is written last, so that an interrupted installation is taken up again.
.venv/ready-%: .venv/created pyproject.toml
	@echo "Installing what '$*' needs ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable . --group $*
	@touch $@

.PRECIOUS: .venv/ready-%
