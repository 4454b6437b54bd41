# Two commands do everything from nothing: `make run` and `make test`.
# Needs Python 3.11 to 3.14, make and git. Without make: `pip install -e '.[readers]'`, then `python -m standpoint run`.
SHELL := /bin/sh
# Modules of the user's must not stand in the way of libraries of the same name.
unexport PYTHONPATH
PYTHON ?= $(shell command -v python3.11 || command -v python3)
STUDY ?= armenia
BIN := .venv/bin
# A group-writable data file is refused by NLTK, and nobody needs one.
export PYTHONNOUSERSITE = 1

.PHONY: run test lab lock lint readme statements draw site clean help
.DEFAULT_GOAL := help

help:
	@echo "make run [STUDY=name]   a whole study (armenia, un-security, template), offline, into results/<study>/"
	@echo "make test               every test"
	@echo "make lab                JupyterLab on the notebooks"
	@echo "make site [STUDY=name]  a static site of the last run, with search, into build/site/"
	@echo "make readme             the README's table and figure from the last run"
	@echo "make lock               requirements.lock and environment.yml from pyproject.toml (needs the network)"
	@echo "make statements SOURCES=folder   data/statements from its two sources"
	@echo "make draw OUT=file.csv  400 passages of the statements to label, with their probabilities"
	@echo "make clean              remove results/ and the environment"

run: .venv/.ready
	@$(BIN)/python -m standpoint run $(STUDY)

# Three workers on two cores: tests that start kernels wait for them half of their time.
test: .venv/.ready
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

lab: .venv/.ready
	@$(BIN)/jupyter lab --notebook-dir=. notebooks/00-start-here.ipynb

lint: .venv/.ready
	@$(BIN)/ruff check .

# uv installs in seconds; plain pip does the same from the same hashes where uv cannot be had.
# Bytecode is compiled at install, else every notebook pays for it at its first import. JupyterLab asks no network for news.
.venv/.ready: requirements.lock requirements-uv.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed and was not found: install it (Debian, Ubuntu: apt install python3.11 python3.11-venv)"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' || { echo "Python 3.11, 3.12, 3.13 or 3.14 is needed, $(PYTHON) is another: make PYTHON=/path/to/python3.11 run"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make environments: install its venv package (Debian, Ubuntu: apt install $$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'))"; exit 2; }
	@echo "Building the environment in .venv (once, a minute or two) …"
	@rm -f $@; test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .uv --upgrade --require-hashes -r requirements-uv.lock 2>/dev/null \
	  && .uv/bin/uv pip sync --quiet --system-certs --require-hashes --compile-bytecode --python $(BIN)/python requirements.lock \
	  && .uv/bin/uv pip install --quiet --system-certs --no-deps --no-build-isolation --python $(BIN)/python -e . \
	  || { echo "uv could not do it, using pip"; \
	       $(BIN)/python -m ensurepip --upgrade >/dev/null 2>&1; \
	       $(BIN)/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements.lock \
	       && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; }
	@mkdir -p .venv/share/jupyter/lab/settings && cp notebooks/.lab-settings.json .venv/share/jupyter/lab/settings/overrides.json
	@touch $@

readme: .venv/.ready
	@$(BIN)/python tests/readme.py

# Its tools have an environment of their own, so that the notebooks' is not changed by them.
.venv-site/.ready: pyproject.toml | .venv/.ready
	@$(BIN)/python -m venv .venv-site
	@.venv-site/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@.venv-site/bin/python -m pip install --quiet --disable-pip-version-check --group site
	@touch $@

site: .venv-site/.ready
	@test -f results/$(STUDY)/run.json || { echo "There is no run to show: make run STUDY=$(STUDY)"; exit 2; }
	@rm -rf build/site build/site-source && mkdir -p build/site-source
	@RESULTS="$(CURDIR)/results/$(STUDY)" .venv-site/bin/python -m sphinx --quiet --fail-on-warning --keep-going -c docs build/site-source build/site
	@mkdir build/site/report && cp -R results/$(STUDY)/* build/site/report/
	@echo "Site: build/site/index.html"

lock: .venv/.ready
	@.uv/bin/uv pip compile --system-certs --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet \
	  --extra readers --group pyproject.toml:test pyproject.toml -o requirements.lock
	@$(BIN)/python tests/lock.py

statements: .venv/.ready
	@test -n "$(SOURCES)" || { echo "Name the folder of the sources: make statements SOURCES=folder (see data/statements/README.md)"; exit 2; }
	@$(BIN)/python tests/statements.py $(SOURCES)

draw: .venv/.ready
	@$(BIN)/python -P tests/draw_statements.py 400 $(or $(OUT),results/statements_draw.csv)

clean:
	rm -rf results build .venv .venv-site .uv .doit.db*
