# make demo     installs what is missing, writes the demonstration cohort, runs the study on it
# make install  puts the command on your path and the R package into your R library
# make test     the same setup, then every test of Python and R, and R CMD check
# make docs     builds the documentation site into site/, without a network, and checks its links
# make release  builds wheels, source packages, the site and the bill of materials into dist/
# make bench    every speed claim beside the peer it names
# make help     these lines

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
export RADIOTMB_RLIB := $(CURDIR)/.rlib
export R_LIBS := $(CURDIR)/.rlib
# Without a time zone R asks a service that a container lacks, and its complaint fails R CMD check.
export TZ := $(or $(TZ),UTC)
# Without a language R CMD check asks for en_US.UTF-8, which a minimal system does not have.
export LANG := $(or $(LANG),C.UTF-8)
SHARED := $(wildcard ../shared/data)
ifneq ($(SHARED),)
export RADIOTMB_SHARED_DATA := $(abspath $(SHARED))
endif
# R finds the command line in its own environment.
export RADIOTMB_COMMAND := $(CURDIR)/.venv/bin/radiotmb
WORKERS ?= $(shell nproc)

R_SOURCES := DESCRIPTION NAMESPACE $(wildcard R/*.R man/*.Rd src/*.[ch]) $(shell find inst -type f)

.PHONY: help setup setup-test demo install test test-python test-r docs release bench document lint clean

help:
	@sed -n 's/^# make/make/p' Makefile

setup: .setup/system .setup/python .setup/xgboost .setup/r-package

setup-test: .setup/system-test setup

.setup/system: setup/debian-packages.txt setup/system.sh
	@mkdir -p .setup
	@setup/system.sh .rlib
	@touch $@

.setup/system-install: setup/debian-packages.txt setup/system.sh
	@mkdir -p .setup
	@setup/system.sh .rlib install
	@touch $@ .setup/system

.setup/system-test: setup/debian-packages.txt setup/system.sh
	@mkdir -p .setup
	@setup/system.sh .rlib test
	@touch $@ .setup/system-install .setup/system

.setup/python: requirements.lock pyproject.toml DESCRIPTION hatch_build.py $(wildcard python/radiotmb/*/*.c) setup/python.sh | .setup/system
	@setup/python.sh
	@touch $@

.setup/xgboost: setup/r-xgboost.sh | .setup/system
	@setup/r-xgboost.sh .rlib
	@touch $@

.setup/r-package: $(R_SOURCES) .setup/xgboost
	@echo "setup: the R package into .rlib" >&2
	@R CMD INSTALL --preclean --clean --no-multiarch --no-test-load --library=.rlib . >.setup/r-package.log 2>&1 \
	  || { tail -n 30 .setup/r-package.log >&2; exit 1; }
	@touch $@

demo: setup demo/study.yaml
	@.venv/bin/radiotmb run demo/study.yaml --workers $(WORKERS)

demo/study.yaml: | setup
	@.venv/bin/radiotmb demo demo

install: .setup/system-install .setup/xgboost
	@setup/install.sh

test: setup-test
	@MAKE='$(MAKE)' setup/test.sh

test-python: setup-test
	.venv/bin/python -m ruff check python tests benchmarks setup
	.venv/bin/python -m mypy
	.venv/bin/python -m pytest --numprocesses auto --dist worksteal

test-r: setup-test
	setup/check.sh

bench: setup-test
	.venv/bin/python benchmarks/run.py

docs: .setup/system-install setup
	.venv/bin/python setup/site/build.py
	@echo "docs: read it with:  .venv/bin/python -m http.server --directory site" >&2

release: docs
	setup/release.sh

document:
	Rscript --vanilla -e 'roxygen2::roxygenise(load_code = "source")'
	@rm -f src/*.o src/*.so

lint: setup-test
	.venv/bin/python -m ruff check python tests benchmarks setup
	.venv/bin/python -m ruff format --check python tests benchmarks setup
	.venv/bin/python -m mypy
	Rscript --vanilla -e 'found <- lintr::lint_package(); print(found); quit(status = length(found) > 0)'

clean:
	rm -rf demo dist site .setup/check .setup/site
