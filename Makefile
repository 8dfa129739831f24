# yimen (一门). `make help` lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON := .venv/bin/python
# Tests and checks run in demonstration mode with a data folder of their own.
TEST_ENV := YIMEN_DEMONSTRATION=1 YIMEN_DATA=build/test
# A worker more than there are cores: each waits now and then, for a browser or for a process that it started.
PYTEST := $(TEST_ENV) $(PYTHON) -m pytest -q -n $(shell expr $$(nproc) + 1) --dist loadfile --no-loadscope-reorder
PORT ?= 8000
# `make check` leaves the sample out, whose rules the large county has as well.
SPARK ?= spark
# Compiled modules are kept, or each of the hundreds of processes of a run would compile Django again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test test-postgres test-browser test-docx test-oidc installs test-spark spark-cluster check databases lint types contracts fresh setup vendor screenshots \
        show-foundation show-verification show-entry show-cases show-halls show-oversight tamper platform-loop long kill-loops bench code docs pictures clean

help: ## 列出全部命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

run: ## 安装、装入演示县并在 http://127.0.0.1:8000 运行
	@bin/bootstrap run
	@YIMEN_DEMONSTRATION=1 $(PYTHON) manage.py serve --port $(PORT)

test: setup ## 安装并运行全部测试（含浏览器测试）
	@bin/browser
	$(PYTEST)

test-postgres: setup ## 同样的测试，在自建的 PostgreSQL 上（YIMEN_TESTS=database 只运行涉及数据库的）
	@bin/with-postgres env $(TEST_ENV) $(PYTHON) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not browser"

installs: setup
	@bin/browser
	@bin/with-postgres true
	@bin/oidc
	@bin/spark true

test-spark: ## 比对和规则在 Spark 与 DuckDB 上逐行同答（样例与十万件；自装 Java 与 .venv-spark）
	@bin/spark env $(TEST_ENV) python -m pytest -q -m "$(SPARK)" tests/test_spark.py

spark-cluster: setup ## 在 Spark 上以独立执行进程核验：make spark-cluster SET=证据集 OUT=结果文件夹；多县的集加 REGION=all 或代码
	.venv/bin/yimen canonical $(SET) --out $(OUT)/canonical $(if $(REGION),--by-county)
	@bin/spark python -m yimen.verify.spark $(OUT)/canonical --region '$(REGION)' --out $(OUT) --master 'local-cluster[2,1,2048]'

test-docx: setup ## 用 LibreOffice 打开每种公文的 DOCX，与 PDF 比较（自装 LibreOffice Writer）
	@bin/libreoffice
	$(TEST_ENV) $(PYTHON) -m pytest -q -m libreoffice src/yimen/documents

test-browser: setup ## 只运行浏览器测试
	@bin/browser
	$(TEST_ENV) $(PYTHON) -m pytest -q -m "browser or (browser and long)"

test-oidc: setup ## 在 OpenID 认证过的提供方（自装的 Node 进程）上登录，跨站往返
	@bin/browser
	@bin/oidc
	$(TEST_ENV) $(PYTHON) -m pytest -q -m oidc src/yimen/config

check: ## 全部检查：格式、类型、层次、迁移、两种数据库与两种核验引擎的测试
	$(MAKE) -j 2 installs lint types contracts fresh
	$(MAKE) -j 2 SPARK="spark and not long" test-spark databases

databases: ## 在 PostgreSQL 上测试涉及数据库的，然后在 SQLite 上测试全部
	YIMEN_TESTS=database $(MAKE) test-postgres
	$(MAKE) test

lint: setup ## 代码格式与静态检查
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: setup ## 类型检查
	$(TEST_ENV) $(PYTHON) -m mypy

contracts: setup ## 各室之间谁可以知道谁
	.venv/bin/lint-imports

fresh: setup ## 迁移齐全，系统自检无误
	$(TEST_ENV) $(PYTHON) manage.py makemigrations --check --dry-run
	$(TEST_ENV) $(PYTHON) manage.py check

setup:
	@bin/bootstrap dev

vendor: ## 重取前端库（需要 npm）
	@bin/vendor

pictures: setup ## 重印 docs/ 里的公文样张和测试所用的参照图
	$(TEST_ENV) DJANGO_SETTINGS_MODULE=yimen.config.settings $(PYTHON) -m yimen.documents.tests.pictures

docs: setup ## 由代码重印文档中的表
	$(TEST_ENV) $(PYTHON) manage.py print_docs

screenshots: setup ## 重拍 docs/ 里的页面截图
	@bin/browser
	$(TEST_ENV) $(PYTHON) bin/screenshots

show-foundation: setup ## 逐条演示地基并给出数字
	@bin/browser
	$(TEST_ENV) $(PYTHON) bin/show-foundation

show-verification: setup ## 逐条演示核验并给出数字；ONLY=词 只运行名称含该词的，LARGE=1 加上千万件
	@bin/browser
	$(TEST_ENV) ONLY="$(ONLY)" LARGE="$(LARGE)" $(PYTHON) bin/show-verification

show-entry: setup ## 逐条演示进驻并给出数字；ONLY=词 只运行名称含该词的
	@bin/browser
	@bin/libreoffice
	$(TEST_ENV) ONLY="$(ONLY)" $(PYTHON) bin/show-entry

show-cases: setup ## 逐条演示办件并给出数字；ONLY=词 只运行名称含该词的，LARGE=1 加上一百万件
	@bin/browser
	$(TEST_ENV) ONLY="$(ONLY)" LARGE="$(LARGE)" $(PYTHON) bin/show-cases

show-halls: setup ## 逐条演示大厅并给出数字；ONLY=词 只运行名称含该词的
	@bin/browser
	$(TEST_ENV) ONLY="$(ONLY)" $(PYTHON) bin/show-halls

show-oversight: setup ## 逐条演示监督并给出数字；ONLY=词 只运行名称含该词的
	@bin/browser
	$(TEST_ENV) ONLY="$(ONLY)" $(PYTHON) bin/show-oversight

platform-loop: setup ## 一万条消息经过最坏的省平台替身，每条恰好办一次
	$(TEST_ENV) $(PYTHON) -m pytest -q -m long src/yimen/exchange/platform

tamper: setup ## 1000 次随机篡改，须全部发现
	$(TEST_ENV) $(PYTHON) -m pytest -q -m long src/yimen/ledger

long: setup ## 长测试：反复 kill -9、大演示县、循环的全部轮数（make test 不含）
	$(TEST_ENV) YIMEN_TESTS=full $(PYTHON) -m pytest -q -m "(long or rounds) and not browser"

kill-loops: setup ## 断电般的 kill -9 循环：SQLite 200 次，PostgreSQL 40 次
	$(TEST_ENV) $(PYTHON) ops/chaos/kill_loop.py --kills 200
	$(TEST_ENV) $(PYTHON) ops/chaos/kill_loop.py --postgres --kills 40

bench: setup ## 全部基准
	@for each in benchmarks/*.py; do echo "== $$each"; $(TEST_ENV) $(PYTHON) $$each || exit 1; done

code: ## 演示账号现在的动态码：make code USER=officer
	@YIMEN_DEMONSTRATION=1 $(PYTHON) manage.py code $(USER)

clean: ## 删除演示数据与构建产物（不删环境）
	rm -rf data build
