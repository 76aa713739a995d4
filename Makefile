# Every command of this project. `make` alone lists them. Set-up happens by itself, once for each version of the lock.

.DEFAULT_GOAL := help
.PHONY: help demo test check unit postgres browser bench format messages lock clean
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= $(shell for name in python3.11 python3; do \
	$$name -c 'import ensurepip, sys; assert sys.version_info >= (3, 11)' 2>/dev/null && echo $$name && break; done)
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
PG_CTL ?= $(shell command -v pg_ctl || ls /usr/lib/postgresql/*/bin/pg_ctl 2>/dev/null | sort -V | tail -n 1)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest
# Two at a time, a file to each: past half a minute that pays for its own second database. As they come: by number of
# tests, which xdist prefers, the files with few and long tests would come last, on one of the two.
TWO := -n 2 --dist loadfile --no-loadscope-reorder
CODE := course lessons tests manage.py
CATALOGUE := course/locale/en/LC_MESSAGES/django.po
ARGS ?=

# Percentage of lines and branches the tests must reach; FULLY names what must be reached without one exception.
COVERED := 95
FULLY := lessons/exercises/*,course/progress/rules.py,course/people/access.py,course/cohorts/access.py,course/answers/actions.py

sha = $(shell cat $(1) | { command -v sha256sum >/dev/null && sha256sum || shasum -a 256; } | cut -c 1-64)
BASE := .venv/.stamp-$(call sha,requirements/base.txt)
DEV := .venv/.stamp-$(call sha,requirements/dev.txt)
# pytest keeps the SQLite test database between runs (--reuse-db); it goes when a migration changes.
FRESH := var/test-migrations-$(call sha,requirements/base.txt $(wildcard lessons/migrations/*.py course/*/migrations/*.py))

# What stands in for tests that cannot run here: a loud line, and an error where CI=true.
missing = { printf '\n!!! $(1) was not found, so the $(2) tests DO NOT RUN. Install it: apt-get install $(3)\n\n'; [ "$${CI:-}" != true ]; }
no_postgres = $(call missing,PostgreSQL,PostgreSQL,postgresql)
no_chromium = $(call missing,Chromium,browser,chromium)

export CHROMIUM
check test unit postgres browser bench format: export DJANGO_SETTINGS_MODULE := course.settings.test
# Also where Python is told to keep no compiled files: pytest would compile every test again, in every process.
test unit postgres browser: export PYTHONDONTWRITEBYTECODE :=

help:  ## List these targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 18

demo: $(BASE)  ## Set up and run the whole site on this machine, with a course and people in it
	@$(MANAGE) demo $(ARGS)

test: $(DEV)  ## Run what CI runs: check, then the tests on SQLite, on PostgreSQL and in a browser
	@$(if $(PG_CTL),,$(no_postgres))
	@$(if $(CHROMIUM),,$(no_chromium))
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory unit ARGS="--cov --cov-report=term:skip-covered --cov-fail-under=$(COVERED)"
	$(BIN)/coverage report --include="$(FULLY)" --fail-under=100 --show-missing --skip-covered
	@$(if $(PG_CTL),$(MAKE) --no-print-directory postgres)
	@$(if $(CHROMIUM),$(MAKE) --no-print-directory browser)

check: $(DEV)  ## Check style, templates, arrows, types, migrations, spelling and dependencies
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/djhtml --check --tabwidth 2 templates
	$(BIN)/djlint --lint --profile=django --quiet templates
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	$(MANAGE) check --fail-level WARNING
	DATABASE_URL=sqlite:///:memory: $(MANAGE) makemigrations --check --dry-run
	$(BIN)/codespell
	$(BIN)/python -W ignore::UserWarning -m deptry course lessons
	$(BIN)/django-upgrade --check --target-version 5.2 $$(find $(CODE) -name '*.py')

unit: $(DEV) $(FRESH)  ## Run the tests that need no server and no browser; ARGS="-k poll" chooses some
	$(PYTEST) $(TWO) -m "not browser and not postgres" $(ARGS)

postgres: $(DEV)  ## Run all but the browser tests on a throw-away PostgreSQL server
	@$(if $(PG_CTL),$(BIN)/python tests/with_postgres.py $(PG_CTL) $(PYTEST) $(TWO) -m "not browser" $(ARGS),$(no_postgres))

browser: $(DEV) $(FRESH)  ## Run the browser and accessibility tests
	@$(if $(CHROMIUM),$(PYTEST) $(TWO) -m browser $(ARGS),$(no_chromium))

bench: $(DEV)  ## Measure the pages with many people in them, and editing a quiz of sixty questions
	@DATA_DIR=var/bench $(MANAGE) bench $(ARGS)
	@DATA_DIR=var/bench-blogs $(MANAGE) bench_blogs
	@DATA_DIR=var/bench-people $(MANAGE) bench_people
	@$(if $(PG_CTL),DATA_DIR=var/bench-blogs $(BIN)/python tests/with_postgres.py $(PG_CTL) $(MANAGE) bench_blogs,$(no_postgres))
	@$(if $(PG_CTL),DATA_DIR=var/bench-people $(BIN)/python tests/with_postgres.py $(PG_CTL) $(MANAGE) bench_people,$(no_postgres))

format: $(DEV)  ## Lay out code and templates, and mend what can be mended by itself
	@$(BIN)/django-upgrade --exit-zero-even-if-changed --target-version 5.2 $$(find $(CODE) -name '*.py')
	@$(BIN)/ruff check --fix-only --quiet $(CODE)
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/djhtml --tabwidth 2 templates

messages: $(DEV)  ## Collect texts to translate into course/locale, and compile the translations (needs gettext)
	@command -v msgfmt >/dev/null || { echo "gettext was not found. Install it: apt-get install gettext"; exit 1; }
	@$(MANAGE) makemessages --locale en --no-obsolete --add-location file --ignore .venv --ignore var --ignore tests
	@# Without the moment of collecting: a run that finds nothing new changes nothing.
	@sed -i.bak '/^"POT-Creation-Date:/d' $(CATALOGUE) && rm $(CATALOGUE).bak
	@$(MANAGE) compilemessages --locale en --ignore .venv --ignore var

lock: $(DEV)  ## Compile requirements/*.txt from *.in; ARGS=--upgrade takes what is newer (but older than three days)
	@cd requirements && for name in base dev; do \
		UV_PYTHON_DOWNLOADS=never ../$(BIN)/uv pip compile $$name.in --output-file $$name.txt --quiet --generate-hashes \
			--no-emit-index-url --no-emit-find-links --python-version 3.11 --exclude-newer "3 days" \
			--custom-compile-command "make lock" $(ARGS); done

clean:  ## Remove the environment, caches and test databases; the demo's own data in var/ stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage* var/test* var/bench*
	@find $(wildcard $(CODE)) -name __pycache__ -prune -exec rm -rf {} +

# $(call install,base): the environment holds exactly one lock at a time, so a stamp of another one goes.
define install
@.venv/bin/python -c '' 2>/dev/null || { echo "Setting up .venv (about a minute, once)"; \
	[ -n "$(PYTHON)" ] || { echo "No Python 3.11 with venv was found. Install it: apt-get install python3-venv"; exit 1; }; \
	$(PYTHON) -m venv --clear .venv; }
@rm -f .venv/.stamp-*
@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$(1).txt
endef

$(BASE):
	$(call install,base)
	@touch $@

$(DEV):
	$(call install,dev)
	@touch $(BASE) $(DEV)

$(FRESH):
	@mkdir -p var && rm -f var/test.sqlite3* var/test-migrations-* && touch $@
