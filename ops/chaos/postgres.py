"""A private PostgreSQL cluster that may be killed: its own folder, its own port, its own processes."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path


class Cluster:
    """A server in a temporary folder. As root it runs under the account `postgres`, since it refuses to run as root."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
        if not found:
            raise SystemExit("缺少 PostgreSQL 服务器，请先执行：sudo apt-get install -y postgresql")
        self.programs = found[-1].parent
        self.folder = Path(tempfile.mkdtemp(prefix="yimen-kill-"))
        self.account: dict[str, int] = {}
        if os.geteuid() == 0:
            postgres = pwd.getpwnam("postgres")
            os.chown(self.folder, postgres.pw_uid, postgres.pw_gid)
            self.account = {"user": postgres.pw_uid, "group": postgres.pw_gid}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.server: subprocess.Popen[bytes] | None = None
        self.url = f"postgresql://yimen:@127.0.0.1:{self.port}/postgres"
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-A", "trust", "-U", "yimen", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        with (self.folder / "commands.log").open("a") as log:
            subprocess.run(command, check=True, cwd=self.folder, stdout=log, stderr=log, **self.account)

    def start(self) -> float:
        """The seconds until it took connections, recovery included."""
        began = time.monotonic()
        # Our own child, not pg_ctl's: a killed server that nobody reaps would still look alive to the next one.
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self.folder}"]
        with (self.folder / "log").open("a") as log:
            self.server = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, **self.account)
        ready = [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode:
            if self.server.poll() is not None or time.monotonic() - began > 60:
                raise SystemExit((self.folder / "log").read_text()[-2000:])
            time.sleep(0.02)
        return time.monotonic() - began

    def stop(self) -> None:
        """The server ended as an administrator does it: whoever is connected is cut off, what is open is undone."""
        self.server.send_signal(signal.SIGINT)
        self.server.wait()

    def kill(self) -> None:
        """Every process of this server is gone, by SIGKILL, as when the machine stops."""
        first = self.server.pid
        ours = [first, *_children(first)]
        for pid in ours:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.server.wait()
        while any(_state(pid) != "Z" for pid in ours):
            time.sleep(0.01)

    def remove(self) -> None:
        """Stop it and delete its folder."""
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGQUIT)
            self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def _state(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return "Z"
