# Every command of the book. `make` alone lists them. Each sets up what it needs first, in .venv.

PYTHON ?= python3
BIN := .venv/bin
SITE := _build/html
# 0: a site without solutions, for a class that hands them in. What was built the other way is built anew.
SOLUTIONS ?= 1
export SOLUTIONS
PORT ?= 8000

# One thread a process: threads that wait for each other make small matrix products many times slower.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1

# What a failed or interrupted command left half done is not taken for done.
.DELETE_ON_ERROR:

.DEFAULT_GOAL := help
.PHONY: help book pdf epub cards quizzes slides exam notes test check lab labs students update grade serve bench long gpu audit mutants clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3.11 ...")'
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; \
	    echo "$(PYTHON) could not make an environment, and nothing of it was left. On Debian and Ubuntu install the package"; \
	    echo "python3-venv (for another Python its own, such as python3.12-venv), or name another one: make PYTHON=/path/to/python ..."; \
	    exit 1; } >&2

.venv/book.done: book/requirements.txt | .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet -r book/requirements.txt
	@touch $@

.venv/labs.done: labs/requirements.txt pyproject.toml | .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet -r labs/requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

.venv/grading.done: teaching/grading.txt labs/requirements.txt pyproject.toml | .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet -r teaching/grading.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@ .venv/labs.done

.venv/all.done: requirements.txt book/requirements.txt labs/requirements.txt teaching/grading.txt pyproject.toml | .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@ .venv/book.done .venv/labs.done .venv/grading.done

book: .venv/book.done ## build the site (no torch, no kernel) and say where it is
	rm -rf $(SITE) _build/.doctrees _build/jupyter_execute _build/solutions.*
	$(BIN)/jupyter-book build -W -n --keep-going . > /dev/null
	@touch _build/solutions.$(SOLUTIONS)
	@echo "The book is built$(if $(filter 0,$(SOLUTIONS)),$() without solutions). Open $(CURDIR)/$(SITE)/index.html, or run 'make serve'."

# The site as it stands; built anew only if something that it is made from has changed since.
$(SITE)/index.html: .venv/book.done $(shell find book labs utils _config.yml _toc.yml -type f -not -name '*.pyc' 2> /dev/null) \
    $(if $(wildcard _build/solutions.$(SOLUTIONS)),,other-solutions)
	$(MAKE) book

other-solutions:

pdf: $(SITE)/index.html ## print the whole book into one PDF (needs Chromium, Chrome or Edge) and say where it is
	$(BIN)/python -m book._print pdf

epub: $(SITE)/index.html ## pack the whole book into one EPUB and say where it is
	$(BIN)/python -m book._print epub

cards: $(SITE)/index.html ## pack the interview questions into a deck for Anki and say where it is
	$(BIN)/python -m book._print cards

quizzes: $(SITE)/index.html ## pack the self-test into a quiz (QTI) for learning platforms and say where it is
	$(BIN)/python -m book._print quiz

slides: $(SITE)/index.html ## write a deck of slides for each chapter, and a PDF of each, into _build/slides; NAMES=..., PDF=0
	$(BIN)/python -m book._slides $(NAMES) $(if $(filter 0,$(PDF)),--no-pdf)

exam: $(SITE)/index.html ## draw an exam of ten interview questions with its key: SEED=7; to print, and as PDF where there is a browser
	@$(BIN)/python -m book._print.exam $(if $(SEED),--seed $(SEED))

notes: .venv/book.done ## write the teacher's notes, with solutions: predictions, slips, rubrics; a page per chapter, not in the site
	@$(BIN)/python -m teaching.notes

test: .venv/all.done ## run every test: code, gradients, labs, student editions, site
	$(BIN)/ruff check .
	$(BIN)/codespell
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov=utils --cov-fail-under=95 \
	    --nbval --nbval-cell-timeout=300 tests labs

# Whole folders are left out, and what reruns trials of longer runs, so that nothing has to be marked as slow.
check: .venv/all.done ## the fast tests, two minutes: style, spelling, units; no labs, no site, no replays
	$(BIN)/ruff check .
	$(BIN)/codespell
	TQDM_DISABLE=1 $(BIN)/python -m pytest -q -n 2 --dist worksteal tests --ignore=tests/site --ignore=tests/labs \
	    --ignore=tests/book/test_extension.py --ignore=tests/live/test_page.py --ignore=tests/live/test_browser.py \
	    --ignore=tests/experiments/test_records.py --ignore=tests/printing/test_pdf.py

# JupyterLab serves root, as one often is in a container, only where it is told that this is meant.
lab: students ## open JupyterLab on your own copies of the labs
	cd workspace && ../$(BIN)/python -m jupyterlab $(if $(filter 0,$(shell id -u)),--allow-root)

labs: .venv/all.done ## run every lab in place and store its outputs
	TQDM_DISABLE=1 $(BIN)/jupyter nbconvert --to notebook --execute --inplace \
	    --ExecutePreprocessor.record_timing=False labs/*.ipynb

students: .venv/labs.done ## write students' editions into workspace/, never over a file that is there
	$(BIN)/python -m utils.book.students labs workspace

update: .venv/labs.done ## put corrected cells into copies that you have begun; your own stay, and a backup is kept
	$(BIN)/python -m utils.book.students --update labs workspace

# SCHEDULER=tcp://host:port in the environment lets a Dask cluster grade.
grade: .venv/grading.done ## grade what students hand in: SUBMISSIONS=folder, JOBS=2, OUT=graded, DUE='2026-12-01 18:00', SEED=
	@$(BIN)/python -m utils.grading $(if $(SUBMISSIONS),'$(SUBMISSIONS)',$(error name a folder: make grade SUBMISSIONS=folder)) \
	    $(if $(OUT),--out '$(OUT)') $(if $(JOBS),--jobs $(JOBS)) $(if $(DUE),--due '$(DUE)') $(if $(SEED),--seed $(SEED)) \
	    $(if $(ISOLATION),--isolation $(ISOLATION)) $(if $(HIDDEN),--hidden '$(HIDDEN)')

serve: $(SITE)/index.html ## build the site and serve it, with the PDF and the EPUB if you have made them, on this machine
	@echo "http://127.0.0.1:$(PORT)/ (stop with Ctrl-C)"
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory $(SITE)

bench: .venv/all.done ## time the layers, then a whole training, against PyTorch: one thread, processor time
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(BIN)/python -m utils.bench.layers
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(BIN)/python -m utils.bench.job

# SCHEDULER=tcp://host:port in the environment lets a Dask cluster run them; both targets read it.
long: .venv/all.done ## run the longer experiments, all or NAME=one, JOBS=4, and write their records
	$(BIN)/python -m utils.experiments long $(if $(NAME),--name $(NAME)) $(if $(JOBS),--jobs $(JOBS))

gpu: .venv/all.done ## run every PyTorch lab and all that only a GPU shows there, and write the records; without one it says so
	@$(BIN)/python -m utils.experiments gpu $(if $(NAME),--name $(NAME))

audit: .venv/all.done ## run trials of the records again, drawn at random, for MINUTES=10; NAME=, JOBS=, SEED=
	$(BIN)/python -m utils.experiments.audit $(if $(NAME),--name $(NAME)) $(if $(MINUTES),--minutes $(MINUTES)) \
	    $(if $(JOBS),--jobs $(JOBS)) $(if $(SEED),--seed $(SEED))

.venv/mutation.done: tests/mutation/requirements.txt .venv/all.done
	$(BIN)/python -m pip install --quiet -r tests/mutation/requirements.txt
	@touch $@

mutants: .venv/mutation.done ## change utils on purpose and see if the tests notice; FILES=..., DRAW=60 a file, WRITE=1
	$(BIN)/python tests/mutation/run.py $(FILES) $(if $(DRAW),--draw $(DRAW)) $(if $(WRITE),--write)

clean: ## remove what was built; your workspace and the environment stay
	rm -rf _build .mutants .pytest_cache .ruff_cache .hypothesis .coverage .coverage.*
