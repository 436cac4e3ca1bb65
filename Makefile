# Two commands: `make run` and `make test`. Both create what they need.
PYTHON ?= python3

.PHONY: run test setup lint format bench clean

run: setup
	@.venv/bin/boomerang run

test: setup
	@.venv/bin/python tools/check.py

setup:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "✗ There is no $(PYTHON) here. Boomerang needs Python 3.11 or newer: install it, or name one: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) tools/setup.py

format: setup
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

bench: setup
	@.venv/bin/python -m tools.bench

clean:
	rm -rf .venv .venv-assistant models var
