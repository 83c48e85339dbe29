# `make` alone prints what there is. Every target works a second time without the network.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
BIN := .venv/bin

# Two workers, a file of tests to one of them: each has servers of its own, and most tests wait more than they work.
PYTEST_ARGS ?= -n 2 --dist loadfile

.PHONY: help
help: ## what there is
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

.PHONY: setup
setup: ## make .venv/bin/wastetrack work: environment, packages, page
	@tools/setup.sh
	@case "$(MAKECMDGOALS)" in setup) echo "Ready. Next: make demo, or $(BIN)/wastetrack --help" ;; esac

.PHONY: demo
demo: setup ## the whole system on this machine, for trying out; Ctrl-C ends it (ARGS="--help")
	@$(BIN)/wastetrack demo $(ARGS)

.PHONY: dev
dev: ## setup, and the tools of the tests
	@tools/setup.sh dev

.PHONY: check
check: dev ## ruff, mypy, import-linter, codespell
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/codespell

.PHONY: web
web: dev ## check, test and build the page
	@$(BIN)/python hatch_build.py npm run check
	@$(BIN)/python hatch_build.py npm test
	@$(BIN)/python hatch_build.py

.PHONY: screenshots
screenshots: ## a picture of every page in both languages and themes, of a made-up fleet, in build/screenshots
	@tools/test_needs.sh
	@$(MAKE) web
	@$(BIN)/python hatch_build.py npm run screenshots -- $(CURDIR)/build/screenshots

.PHONY: test
test: ## everything: installs what the tests need, then check, web and all tests (PYTEST_ARGS="-k name")
	@tools/test_needs.sh
	@$(MAKE) dev
	@$(MAKE) check
	@$(MAKE) web
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

.PHONY: quality
quality: dev ## recall, false alarms and load on people, measured on thousands of trips (ARGS="--trips 2000 --seed 1 --quick")
	@$(BIN)/python -m benchmarks.quality $(ARGS)

.PHONY: bench
bench: dev ## how fast all is on this machine, beside others that do a part of it (ARGS="--quick --only 1,8")
	@$(BIN)/python -m benchmarks.speed --dry-run $(ARGS) > /dev/null
	@tools/test_needs.sh kafka
	@tools/quix.sh
	@$(BIN)/python -m benchmarks.speed $(ARGS)

.PHONY: bench-page
bench-page: dev ## what the page weighs, how soon it shows trucks, what 10,000 of them cost it (ARGS="--quick --only load,cost,long")
	@tools/test_needs.sh
	@$(BIN)/python -m benchmarks.page $(ARGS)

.PHONY: faults
faults: ## break the whole system again and again under load, and check that nothing is lost or doubled (ARGS="--minutes 3 --seed 7 --only tracker")
	@tools/test_needs.sh kafka
	@$(MAKE) dev
	@$(BIN)/python -m faults $(ARGS)

.PHONY: golden
golden: dev ## write the golden scenarios' expected events anew; read the diff like code
	@$(BIN)/python -m tests.golden.rewrite

.PHONY: lock
lock: dev ## bring requirements*.lock up to date with pyproject.toml (UPGRADE=1: to the newest versions)
	@tools/lock.sh $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## remove the environment, the built page and all caches of this folder
	rm -rf .venv .tools build dist dashboard/static dashboard/web/node_modules \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
