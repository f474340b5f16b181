# What a newcomer runs: `make circular` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: help picture examples circular test fuzz bench coverage mutation render-setup lint format catalogues constraints clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
	@touch $@

circular: $(READY) ## the score table and the Word file of the first quarter of 2021
	$(BIN)/infoscore tally --year 2021 --quarter 1
	$(BIN)/infoscore circular --year 2021 --quarter 1

examples: $(READY) ## check the workspaces in examples/, make their circulars in build/examples
	$(BIN)/python tools/make_examples.py

test: $(READY) ## all tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup

fuzz: $(READY) ## feed the readers for long with what they do not expect (SECONDS=60 for each)
	$(BIN)/python -m pip install --quiet atheris || echo "no atheris here: hypothesis does it alone"
	$(BIN)/python tools/fuzz.py --seconds $(or $(SECONDS),60)

bench: $(READY) ## time and memory beside hledger, ledger and beancount (ALL=1: 100,000 records)
	$(BIN)/python tools/bench.py $(if $(ALL),--all)

coverage: $(READY) ## which branches from reading to workspace no test takes
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup --ignore tests/render \
		--cov --cov-report term-missing:skip-covered

mutation: $(READY) ## which changes of infoscore/scoring no test notices (an hour)
	$(BIN)/python tools/mutation.py

render-setup: ## what the tests of rendered pages need, on Debian as root
	tools/render-setup

lint: $(READY) ## ruff and mypy --strict over package, tests and tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY) ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

catalogues: $(READY) ## bring infoscore/locale and schemas/ up to date with the code
	$(BIN)/python tools/catalogues.py
	$(BIN)/infoscore --lang zh schema --write

picture: $(READY) ## draw the real circular for the READMEs into docs/circular.png
	$(BIN)/python tools/picture.py

constraints: ## pin the newest versions that pyproject.toml allows
	rm -rf .venv && $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable . --group dev
	$(BIN)/python -m pip freeze --all --exclude-editable | grep -vi '^\(setuptools\|wheel\)==' > constraints.txt
	@touch $(READY)

clean: ## remove what the commands above made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
