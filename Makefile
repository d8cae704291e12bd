# Everything makes its own environment: `make play` and `make test` need Python 3.11 or newer, make, and the internet.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: play test judges lint bench corpora fuzz soak gallery sticks people picture clean

play: $(READY)  ## record an example with the whole band
	$(BIN)/houseband record examples/service-lift.musicxml -o takes/
	@echo "  listen to takes/mix.wav"

test: $(READY) lint  ## everything that must hold
	$(BIN)/python -m pytest -n 2 --dist worksteal

judges:  ## other programs that judge ours in the tests, from npm; without them those tests are skipped
	npm install --no-save --no-package-lock --no-audit --no-fund --silent abcjs@6.7.2 ireal-reader@1.3.1 @coderline/alphatab@1.8.4

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## speed and memory beside the peers that are installed (mma, fluidsynth)
	$(BIN)/python bench/run.py
	$(BIN)/python bench/reading.py
	$(BIN)/python bench/sounding.py

corpora: $(READY)  ## every real chart read: the counts by format, what is refused and why
	$(BIN)/python bench/census.py

fuzz: $(READY)  ## 20,000 spoilt charts of every format: none may crash a reader, keep it long or fill the memory
	$(BIN)/python bench/fuzz.py

soak: $(READY)  ## the whole corpora, every style, by the clock
	$(BIN)/python bench/soak.py

gallery: $(READY)  ## every instrument and style as a short sound and a picture: bench/out/gallery/index.html
	$(BIN)/python bench/gallery.py --docs

sticks: $(READY)  ## how far our tones are from those of three SoundFonts (fluidsynth and Debian's packages of them)
	$(BIN)/python bench/sticks.py
	$(BIN)/python bench/balance.py

people: $(READY)  ## our takes beside people's, and whether a classifier tells them apart (scikit-learn, the corpora)
	$(BIN)/python bench/people.py --review

picture: $(READY)  ## the picture in the README
	$(BIN)/python docs/picture.py

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Houseband needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --allow-existing --python $(PYTHON) $(VENV) && \
	  uv pip install --quiet --python $(BIN)/python -e . --group dev; \
	else \
	  $(PYTHON) -m venv $(VENV) && \
	  $(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1' && \
	  $(BIN)/python -m pip install --quiet -e . --group dev; \
	fi
	@touch $@

clean:
	rm -rf $(VENV) node_modules takes .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
