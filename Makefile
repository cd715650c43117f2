# planqa: `make help` lists the targets. Needs only Python 3.11 and make; everything else goes into .venv.
.DEFAULT_GOAL := help
.PHONY: run test eval bench index install install-test browser clean help
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
TEST_STAMP := $(VENV)/.installed-test

# Settings, as in `make run PORT=8000 DATA=/srv/planqa`.
DATA ?= $(if $(PLANQA_DATA),$(PLANQA_DATA),data)
PORT ?=
ARGS ?=
PYTHON ?=
PIP_ARGS ?=
TORCH_ARGS ?=
# Some shells export HOST as the machine's name; only an explicit `make run HOST=…` may open the page to the network.
ifneq ($(origin HOST),command line)
HOST :=
endif

IS_PYTHON_311 := import sys; sys.exit(sys.version_info[:2] != (3, 11))
# The stamps say nothing about an environment that was moved with its checkout or lost its interpreter: both the
# console script and the editable install hold absolute paths.
VENV_STATE := $(shell test "$$(cat $(VENV)/.home 2>/dev/null)" = "$(CURDIR)" && test ! -e $(VENV)/.installing \
	&& $(BIN)/python -c '$(IS_PYTHON_311)' 2>/dev/null && echo usable)
ifneq ($(VENV_STATE),usable)
.PHONY: $(VENV)/.home $(RUN_STAMP) $(TEST_STAMP)
endif

run: index ## 安装、建索引并打开问答网页 / install, index the plans, serve the chat page
	@PLANQA_DATA="$(DATA)" $(BIN)/planqa serve $(if $(HOST),--host "$(HOST)") $(if $(PORT),--port "$(PORT)") $(ARGS)

test: install-test browser ## 安装并运行全部测试 / install and run all tests (ARGS="-k name" for some)
	@$(BIN)/python -m pytest $(ARGS)

eval: index ## 运行评测集，写出报告，未达门槛则失败 / run the question sets, write the report, fail below the thresholds
	@PLANQA_DATA="$(DATA)" $(BIN)/planqa eval --heldout $(ARGS)

bench: install-test ## 运行性能测试 / run the benchmarks
	@if ! $(BIN)/python -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("evals.bench") is None)'; then \
		echo "性能测试尚未提供：没有 evals/bench.py。/ No benchmark yet: evals/bench.py is missing." >&2; exit 2; \
	fi
	@echo "python -m evals.bench $(ARGS)"
	@PLANQA_DATA="$(DATA)" $(BIN)/python -m evals.bench $(ARGS)

index: install ## 建立或更新索引 / build the index, or bring it up to date
	@PLANQA_DATA="$(DATA)" $(BIN)/planqa index corpus/plans

install: $(RUN_STAMP) ## 只安装 / install only

install-test: $(TEST_STAMP)

# `.home` vouches for the folder: it is the first to go and the last to come.
$(VENV)/.home:
	@python=; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",python3.11 python3 python); do \
		if "$$candidate" -c '$(IS_PYTHON_311)' >/dev/null 2>&1; then python=$$candidate; break; fi; \
	done; \
	if test -z "$$python"; then \
		echo "没有找到 Python 3.11$(if $(PYTHON),（PYTHON=$(PYTHON)）)。请先安装，或用 make PYTHON=/路径/python3.11 指定。" >&2; \
		echo "Python 3.11 was not found$(if $(PYTHON), (PYTHON=$(PYTHON))). Install it, or name it: make PYTHON=/path/to/python3.11" >&2; \
		exit 1; \
	fi; \
	echo "[1/3] 创建虚拟环境 / creating $(VENV)"; \
	rm -f $(VENV)/.home && rm -rf $(VENV) || exit 1; \
	if ! "$$python" -m venv $(VENV); then \
		echo "无法创建虚拟环境（Debian/Ubuntu 需要 python3.11-venv）。" >&2; \
		echo "Could not create $(VENV) (Debian and Ubuntu need python3.11-venv)." >&2; \
		exit 1; \
	fi; \
	printf '%s\n' "$(CURDIR)" > $@

$(RUN_STAMP): pyproject.toml | $(VENV)/.home
	$(call install,.[ocr])
	@touch $(RUN_STAMP)

$(TEST_STAMP): pyproject.toml | $(VENV)/.home
	$(call install,.[test])
	@touch $(RUN_STAMP) $(TEST_STAMP)

# `.installing` stands while pip works. Where it is found, an earlier install was cut off, possibly in the middle of
# a package, so the environment is made anew; pip's download cache makes that quick.
define install
	@: > $(VENV)/.installing
	@: > $(VENV)/install.log
	@echo "[2/3] 安装 PyTorch / installing PyTorch"
	@$(call pip_install,$(TORCH_ARGS) "$$($(BIN)/python -c '$(PRINT_TORCH_REQUIREMENT)')")
	@echo "[3/3] 安装其余依赖 / installing the rest"
	@$(call pip_install,-e "$(1)")
	@rm $(VENV)/.installing
endef

# The pin stands in pyproject.toml alone. PyTorch goes first so that TORCH_ARGS can give it an index of its own.
PRINT_TORCH_REQUIREMENT := import tomllib; \
	print(*(d for d in tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"] if d.startswith("torch==")))

# Of pip's output only the large downloads are shown; all of it goes to install.log, whose end is shown on failure.
define pip_install
{ PYTHONUNBUFFERED=1 $(BIN)/python -m pip install --disable-pip-version-check --no-input --progress-bar off \
		$(PIP_ARGS) $(1) 2>&1; echo $$? > $(VENV)/.pip-status; } \
	| tee -a $(VENV)/install.log \
	| grep --line-buffered -oE '(Downloading|Using cached) .*\([0-9.]+ [MG]B\)|Installing collected packages'; \
	if test "$$(cat $(VENV)/.pip-status)" != 0; then \
		tail -n 25 $(VENV)/install.log >&2; \
		echo "安装失败，重新运行同一命令即可重试；完整记录见 $(VENV)/install.log。" >&2; \
		echo "Installation failed; run the same command again to retry. Full log: $(VENV)/install.log" >&2; \
		exit 1; \
	fi
endef

# The browser tests skip, with a reason, where there is no Chromium; so nothing here may fail. A failed attempt is
# remembered for `make test` (`make browser RETRY=1` tries again): without a network apt takes minutes to give up.
APT := DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=2 -o Acquire::http::Timeout=30 \
	-o DPkg::Lock::Timeout=120
browser: install-test ## 安装浏览器测试所需的 Chromium / provide Chromium for the browser tests
	@if command -v chromium >/dev/null 2>&1 && command -v chromedriver >/dev/null 2>&1; then exit 0; fi; \
	if test -z "$(RETRY)" && test -e $(VENV)/.no-browser; then exit 0; fi; \
	command -v apt-get >/dev/null 2>&1 || exit 0; \
	if test "$$(id -u)" = 0; then sudo=; elif sudo -n true >/dev/null 2>&1; then sudo="sudo -n"; else exit 0; fi; \
	echo "安装 Chromium（供浏览器测试使用）/ installing Chromium for the browser tests"; \
	if { $$sudo env $(APT) update && \
		$$sudo env $(APT) install --no-install-recommends chromium chromium-driver fonts-noto-cjk; } \
		> $(VENV)/browser.log 2>&1 </dev/null; then \
		rm -f $(VENV)/.no-browser; \
	else \
		touch $(VENV)/.no-browser; tail -n 5 $(VENV)/browser.log; \
		echo "未能安装 Chromium，浏览器测试将跳过。/ Chromium could not be installed; the browser tests will skip."; \
	fi

clean: ## 删除虚拟环境与缓存，保留 data/ / remove .venv and caches; data/ stays
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## 列出命令 / list the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1	/'
	@echo
	@echo "  PYTHON=python3.11  DATA=data  HOST=127.0.0.1  PORT=7860  ARGS=…"
	@echo "  PIP_ARGS=…    pip 的附加参数，如镜像 / for every pip call, such as --index-url https://mirror/simple"
	@echo "  TORCH_ARGS=…  仅用于 PyTorch / for PyTorch alone; on Linux, to leave the CUDA libraries out:"
	@echo '                TORCH_ARGS="--index-url https://download.pytorch.org/whl/cpu"'
