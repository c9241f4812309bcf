# Every target works on a fresh Debian with Python 3.11, git and make. `make` alone lists them.
# pip and npm are used as the machine has them set up: no address of an index stands in this project.

PYTHON ?= python3
BIN := .venv/bin
DOCS := .venv-docs/bin
DATA ?= ../shared/data
TESTS ?= tests
JOBS ?= 2
SIZES ?= 1000
PIP_OPTIONS := --quiet --disable-pip-version-check --require-hashes

SOURCES = $(shell find content themes site/publisher functions pelicanconf.py -type f -not -name '*.pyc' -not -path '*/__pycache__/*' 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-docs system-packages serve test contract lint format check editor links build package docs bench-build bench load faults quality corpus messages lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

setup: .venv/.installed node_modules/.installed functions/locale/en/LC_MESSAGES/motcua.mo ## Make both halves of the test environment: .venv and node_modules

setup-docs: .venv-docs/.installed ## Make .venv-docs, apart because its Pygments excludes Pelican's

system-packages: ## Install what tests need of Debian: Chromium, poppler, SoftHSM, ClamAV, Node
	@.ci/system-packages

serve: build/.built build/.handbook ## Build the portal, start everything in one process, seed demo officers, say what to try
	$(BIN)/motcua serve --demo

test: setup setup-docs system-packages build/.lambda-vendor ## Run all tests; a skipped test is a failure. TESTS=tests/unit runs a part
	$(BIN)/pytest -n $(JOBS) --no-skips $(TESTS)

contract: setup system-packages ## Run the contract suites of all ports over every adapter. DYNAMODB_ENDPOINT= names a DynamoDB to run them against
	DYNAMODB_ENDPOINT='$(DYNAMODB_ENDPOINT)' $(BIN)/pytest -n $(JOBS) --no-skips tests/contract

lint: setup ## Check style, formatting, types and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: setup ## Put the source into the common shape
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

check: setup ## Check every service file in seconds, without building
	$(BIN)/motcua check
	$(BIN)/motcua format --check

editor: setup ## Open the editors' page, where forms commit to this repository
	$(BIN)/motcua editor

links: build/.built ## Follow every link of the built portal; addresses elsewhere with: motcua links --online
	$(BIN)/motcua links

build: build/.built ## Build the portal and the catalogue into build/

package: build/.built build/.lambda-vendor ## Make build/lambda/motcua.zip, which Lambda runs, and tell its size
	$(BIN)/motcua package --vendored build/lambda-vendor

docs: setup setup-docs ## Build the handbook into build/handbook; dead links fail it, and Zensical must build it too
	@$(handbook)
	@cd build && ../$(DOCS)/zensical build --strict --clean --config-file mkdocs.yml

bench-build: setup ## Measure our build beside Pelican, Hugo and Eleventy; the table goes into the handbook. SIZES="1000 10000"
	cd tests/benchmarks/publishing && npm ci --silent
	$(BIN)/python -m tests.benchmarks.publishing.run $(SIZES) --write

bench: setup ## Measure against FastAPI on this machine; the table goes into the handbook. BENCH="--rounds 9" changes how
	$(BIN)/python tests/benchmarks/run.py --write $(BENCH)

load: setup ## Measure what the portal bears at 10 thousand to 1 million cases. LOAD="--cases 10000 --seconds 10" bounds it
	$(BIN)/python tests/load/run.py --write $(LOAD)

faults: setup ## Kill, starve and deceive an installation, and count broken promises. FAULTS="--runs 300 --store dynamodb" changes how
	$(BIN)/python -m tests.faults.run --write $(FAULTS)

quality: setup ## Measure pages with Lighthouse, the Nu checker (Java), axe and scales; fails where an aim is missed. QUALITY="--slowdown 1" on a busy machine
	cd tests/quality && npm ci --silent
	$(BIN)/python -m tests.quality.run $(QUALITY)

corpus: setup ## Hold our vocabulary against real national records. DATA= names their folder
	$(BIN)/pytest --no-skips --data $(DATA) tests/corpus

messages: setup ## Collect the sentences that people read, and show those that locale/en/ has no English for
	@mkdir -p build
	$(BIN)/pybabel -q extract -F locale/babel.cfg -k _ -k ngettext:1,2 --no-location --sort-output --project motcua --version 0 -o build/motcua.pot functions site/publisher themes pelicanconf.py
	$(BIN)/pybabel -q update -D motcua -i build/motcua.pot -d locale -l en --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 1000
	@$(MAKE) --no-print-directory functions/locale/en/LC_MESSAGES/motcua.mo
	@$(BIN)/pybabel compile --statistics -D motcua -i locale/en/LC_MESSAGES/motcua.po -o /dev/null -l en

lock: .venv/.made ## Write the lock files anew from requirements/*.in. UPGRADE=1 moves versions forward
	$(BIN)/python -c 'import piptools' 2>/dev/null || $(BIN)/pip install --quiet pip-tools
	$(BIN)/python requirements/lock.py $(if $(UPGRADE),--upgrade)
	$(BIN)/python requirements/reasons.py

clean: ## Remove every output and both environments; what the embedded server stored (var/) stays
	rm -rf build .venv .venv-docs node_modules .mypy_cache .ruff_cache .hypothesis

.venv/.made:
	$(PYTHON) -m venv .venv || { .ci/system-packages venv && $(PYTHON) -m venv .venv; }
	@touch $@

.venv/.locked: .venv/.made requirements/functions.txt requirements/publisher.txt requirements/dev.txt
	$(BIN)/pip install $(PIP_OPTIONS) -r requirements/functions.txt -r requirements/publisher.txt -r requirements/dev.txt
	@touch $@

# Two static paths, root and site/: an editable install by import hook would slow every start of Python.
.venv/.installed: .venv/.locked pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
	@echo '$(CURDIR)/site' > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/motcua-publisher.pth"
	@touch $@

.venv-docs/.installed: requirements/docs.txt
	$(PYTHON) -m venv .venv-docs || { .ci/system-packages venv && $(PYTHON) -m venv .venv-docs; }
	$(DOCS)/pip install $(PIP_OPTIONS) -r requirements/docs.txt
	@touch $@

node_modules/.installed: package-lock.json
	@command -v npm >/dev/null || .ci/system-packages node
	npm ci --silent
	@touch $@

# The new handbook waits beside the old one until it is whole: a server may be reading. Not --quiet: what is not
# said does not count for --strict either.
define handbook
$(BIN)/motcua handbook && cd build && rm -rf handbook-fresh && \
NO_MKDOCS_2_WARNING=1 ../$(DOCS)/mkdocs build --strict --config-file mkdocs.yml --site-dir handbook-fresh && \
rm -rf handbook && mv handbook-fresh handbook
endef

# What gettext reads, shipped with the package; the text that people write stands in locale/.
functions/locale/%.mo: locale/%.po .venv/.installed
	@mkdir -p $(@D)
	@$(BIN)/pybabel -q compile -i $< -o $@

# The locked libraries for Lambda, by hash; fetched here so that no test needs a network.
build/.lambda-vendor: .venv/.installed requirements.txt site/publisher/lambda_zip.py
	@rm -rf build/lambda-vendor
	$(BIN)/python -c 'from pathlib import Path; from publisher.lambda_zip import vendor; vendor(Path(), Path("build/lambda-vendor"))'
	@touch $@

build/.handbook: .venv/.installed functions/locale/en/LC_MESSAGES/motcua.mo .venv-docs/.installed mkdocs.yml $(SOURCES)
	@$(handbook)
	@touch $@

build/.built: .venv/.installed functions/locale/en/LC_MESSAGES/motcua.mo $(SOURCES)
	$(BIN)/motcua build
	@mkdir -p build && touch $@
