# Infohus. `make run` sets up and serves with the demo; `make test` tests everything. Needs Python 3.11-3.14, git and make.

UV := 0.13.9
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
# What is compiled once is kept: every process that is started would else read all of its packages anew.
unexport VIRTUAL_ENV UV_PROJECT_ENVIRONMENT PYTHONDONTWRITEBYTECODE
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup run test check fix bench drill screenshots texts functions chromium clean

help:
	@echo 'make run          sæt op, og start Infohus med demoen på http://localhost:8000 (PORT=… INFOHUS_HOME=…)'
	@echo 'make test         alle test (ARGS="-k erase" kører en del af dem)'
	@echo 'make check        hurtig kontrol af koden          make fix          ret det, der kan rettes af sig selv'
	@echo 'make drill        de lange prøver                  make bench        målinger med 100.000 sager'
	@echo 'make screenshots  billeder af alle sider           make texts        alle tekster på skærmen'
	@echo 'make functions    strategiens funktioner og deres test'

run: setup
	@INFOHUS_DEMO="$${INFOHUS_DEMO-1}" exec $(BIN)/infohus serve

test: setup chromium
	@$(BIN)/pytest -n $$(( $$(nproc) + 1 )) --maxprocesses 8 --dist loadfile --no-loadscope-reorder -rfER $(ARGS)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint infohus --lint --quiet --profile jinja
	$(BIN)/lint-imports
	$(BIN)/mypy infohus/lib.py infohus/sealing $(wildcard infohus/*/rules.py infohus/*/rules)
	$(BIN)/infohus manage makemigrations --check --dry-run

fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	@$(BIN)/python -m tests.bench $(ARGS)

drill: setup chromium
	@KILLS="$${KILLS:-50}" EXAMPLES="$${EXAMPLES:-500}" $(BIN)/pytest -m drill $(ARGS)

screenshots: setup chromium
	@$(BIN)/python -m tests.screenshots $(ARGS)

texts: setup
	@$(BIN)/python -m tests.texts $(ARGS)

functions: setup
	@$(BIN)/python -m tests.functions $(ARGS)

clean:
	rm -rf .uv .venv

# --- Setting up: nothing is installed outside this folder, but Chromium for the tests -------------------------------

# An environment that was moved, or whose Python is gone, is made anew.
setup: .venv/ready
	@test "$$(cat .venv/ready)" = "$(CURDIR)" && $(BIN)/python -c '' 2>/dev/null || { \
		rm -rf .uv .venv; $(MAKE) --no-print-directory .venv/ready; }

# Python's own path, not a shim's: uv is told exactly which one, and fetches none of its own. The system's Python comes first: it is built
# with optimisation, which a version manager's seldom is, and that is half of the time everything takes. One that can fetch uv goes before one that cannot.
define find_python
	py=''; bare=''; \
	for name in $(PY) /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do \
		found=$$("$$name" -c 'import sys; sys.exit(1) if not (3, 11) <= sys.version_info < (3, 15) else print(sys.executable)' 2>/dev/null) || continue; \
		if "$$found" -c 'import ensurepip' 2>/dev/null || "$$found" -m pip --version >/dev/null 2>&1; then py=$$found; break; fi; \
		bare=$${bare:-$$found}; \
	done; \
	py=$${py:-$$bare}; \
	if [ -z "$$py" ]; then \
		echo 'Mangler Python 3.11, 3.12, 3.13 eller 3.14. Kør: sudo apt install python3 python3-venv' >&2; \
		echo '(Er Python installeret et andet sted: make $(MAKECMDGOALS) PY=/sti/til/python3)' >&2; exit 1; \
	fi
endef

.uv/bin/uv-$(UV):
	@$(find_python); \
	rm -rf .uv; trap 'test -e $@ || rm -rf .uv' EXIT; trap 'exit 1' INT TERM; \
	echo "Sætter op med $$py"; \
	if "$$py" -c 'import ensurepip' 2>/dev/null; then \
		"$$py" -m venv .uv && .uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV); \
	elif "$$py" -m pip --version >/dev/null 2>&1; then \
		"$$py" -m venv --without-pip .uv && "$$py" -m pip --quiet --disable-pip-version-check --python .uv/bin/python install uv==$(UV); \
	else \
		echo 'Mangler python3-venv. Kør: sudo apt install python3-venv' >&2; exit 1; \
	fi && echo "$$py" > $@ || { \
		echo 'uv kunne ikke hentes. Er der adgang til internettet? Prøv igen: make $(MAKECMDGOALS)' >&2; exit 1; }

.venv/ready: pyproject.toml uv.lock .uv/bin/uv-$(UV)
	@echo 'Henter de pakker, der står i uv.lock …'
	@.uv/bin/uv sync --locked --quiet --compile-bytecode --python "$$(cat .uv/bin/uv-$(UV))" || { \
		echo 'Pakkerne kunne ikke hentes, eller de passer ikke med uv.lock; se linjerne ovenfor.' >&2; exit 1; }
	@echo '$(CURDIR)' > $@

chromium:
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || { \
		if ! command -v apt-get >/dev/null; then echo 'Mangler Chromium til testene. Installér det, så kommandoen chromium eller chromium-headless-shell findes.' >&2; exit 1; fi; \
		if [ "$$(id -u)" = 0 ]; then as=''; \
		elif sudo -n true 2>/dev/null; then as='sudo'; \
		else echo 'Mangler Chromium til testene. Kør: sudo apt install chromium' >&2; exit 1; fi; \
		echo 'Installerer Chromium til testene (et par minutter første gang) …'; \
		mkdir -p var; \
		{ $$as apt-get update && DEBIAN_FRONTEND=noninteractive $$as apt-get install -y --no-install-recommends chromium-headless-shell; } > var/apt.log 2>&1 \
		|| DEBIAN_FRONTEND=noninteractive $$as apt-get install -y --no-install-recommends chromium >> var/apt.log 2>&1 || { \
			tail -5 var/apt.log >&2; echo 'Chromium kunne ikke installeres. Kør: sudo apt install chromium' >&2; exit 1; }; }
