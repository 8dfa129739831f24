"""`manage.py serve`: the whole system on this machine: schema, pages, demonstration county, server and worker."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from yimen.config.views import demonstration_accounts
from yimen.demonstration import identity_stand_in, platform_stand_in
from yimen.ledger import services as ledger
from yimen.people.models import Region

READY_SECONDS = 300
"""A server that died is noticed at once; one that is slow on a busy machine is given time."""
SEAL_SECONDS = 600


class Command(BaseCommand):
    """准备并运行整个系统，按 Ctrl+C 停止."""

    help = "准备数据库与静态文件，运行网站和后台任务；演示模式下首次会装入演示县。"
    requires_system_checks = "__all__"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port, and how large the demonstration is."""
        parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
        parser.add_argument("--matters", type=int, default=100_000, help="演示县的办件数，默认 100000")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepares, starts and watches; raises CommandError when a process dies."""
        began = time.monotonic()
        if self._schema_is_behind():
            self.stdout.write("准备数据库 …")
            call_command("migrate", verbosity=0)
        call_command("check", databases=["default"])
        self._collect_static()
        if settings.DEMONSTRATION and not Region.objects.exists():
            self.stdout.write("装入演示县（首次约需一两分钟）…")
            call_command("load_demonstration", matters=options["matters"])
        for sentence in ledger.startup_check():
            self.stderr.write(self.style.ERROR(sentence))
        connection.close()
        self._run(options["port"], began)

    def _schema_is_behind(self) -> bool:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

    def _collect_static(self) -> None:
        manifest = settings.STATIC_ROOT / "staticfiles.json"
        made = manifest.stat().st_mtime if manifest.exists() else 0.0
        newest = 0.0
        for finder in get_finders():
            for path, storage in finder.list([]):
                newest = max(newest, storage.get_modified_time(path).timestamp())
        if newest > made:
            self.stdout.write("准备页面文件 …")
            call_command("collectstatic", interactive=False, verbosity=0)

    def _run(self, port: int, began: float) -> None:
        address = f"http://127.0.0.1:{port}/"
        server = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "1",
            "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "yimen.config.wsgi:application",
        ]  # fmt: skip
        commands = [server, [sys.executable, "manage.py", "work"]]
        commands.append([sys.executable, "manage.py", "ledger", "seal", "--every", str(SEAL_SECONDS)])
        environment, processes = dict(os.environ), []
        if settings.DEMONSTRATION and not settings.PLATFORM_URL:
            stand_in = platform_stand_in.start(f"{address}api/platform/messages/", platform_stand_in.LIVELY)
            processes.append(stand_in.process)
            environment["YIMEN_PLATFORM_URL"] = stand_in.address
        if settings.DEMONSTRATION and not settings.IDENTITY_URL and identity_stand_in.installed():
            environment.setdefault("YIMEN_PUBLIC_URL", address.rstrip("/"))
            identity = identity_stand_in.start(environment["YIMEN_PUBLIC_URL"])
            processes.append(identity.process)
            environment |= identity.environment
        if environment.get("YIMEN_PLATFORM_URL"):
            commands.append([sys.executable, "manage.py", "exchange_platform", "--watch"])
        processes += [subprocess.Popen(each, cwd=settings.ROOT, env=environment, text=True) for each in commands]  # noqa: S603
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._wait_until_ready(address, processes)
            self._welcome(address, time.monotonic() - began)
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
            raise CommandError("网站或后台任务意外停止，已全部关闭。已受理的内容都已保存，可重新运行。")
        except KeyboardInterrupt:
            self.stdout.write("\n已停止。")
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait()

    def _wait_until_ready(self, address: str, processes: list[subprocess.Popen[str]]) -> None:
        for _ in range(READY_SECONDS * 5):
            if any(process.poll() is not None for process in processes):
                raise CommandError(f"网站没有启动：{address} 的端口可能已被占用，可用 make run PORT=8001 换一个。")
            try:
                with urllib.request.urlopen(address + "healthz/", timeout=2):  # noqa: S310
                    return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.2)
        raise CommandError(f"网站在 {READY_SECONDS} 秒内没有应答。")

    def _welcome(self, address: str, seconds: float) -> None:
        self.stdout.write(self.style.SUCCESS(f"\n一门已就绪：{address}（用时 {seconds:.0f} 秒，Ctrl+C 停止）"))
        accounts = demonstration_accounts()
        if accounts:
            self.stdout.write("演示账号（密码后的六位动态码每 30 秒更换，登录页上也有；或 make code USER=账号）：")
            for each in accounts:
                self.stdout.write(f"  {each['username']:<22} {each['password']}  {each['code']}  {each['role']}")
        self.stdout.flush()
