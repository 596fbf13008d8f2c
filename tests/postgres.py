"""A real PostgreSQL of the tests' own, from the programs that the system has installed."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import psutil

USER = "puppyslug"
# As people choose them: what an address must encode is among it.
PASSWORD = "s3cret/P@ss word"
ENCODED_PASSWORD = "s3cret%2FP%40ss%20word"

_START_SECONDS = 30.0
_STOP_SECONDS = 20.0
_TRIES = 5
# Nothing here has to survive the machine, though it must survive the server; the rest is small.
_OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "lc_messages": "C",
}


def find_programs() -> Path | None:
    """The folder of ``initdb``, ``postgres`` and ``psql``: the path's, or Debian's newest."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(found, key=lambda program: float(program.parts[-3]))
    return newest[-1].parent if newest else None


@dataclass(slots=True)
class PostgresServer:
    """A cluster in a temporary folder, and the server that runs on it. A context manager.

    It listens on this machine alone, and ends with the process that started it.
    """

    programs: Path
    folder: Path = field(init=False)
    port: int = 0
    _process: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="puppyslug-postgres-"))
        try:
            self._make_cluster()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Starts it, after a stop or a kill on the same port as before."""
        for _ in range(_TRIES):
            port = self.port or _find_free_port()
            if self._start_on(port):
                self.port = port
                return
        raise RuntimeError(f"PostgreSQL doesn't start:\n{self.read_log()[-2000:]}")

    def stop(self) -> None:
        """Ends it and all its connections."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """SIGKILL: as if the machine had failed."""
        self._end(signal.SIGKILL)

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """It neither runs nor ends: as if the network were cut."""
        if self._process is None:
            raise RuntimeError("it doesn't run")
        main = psutil.Process(self._process.pid)
        processes = [main, *main.children(recursive=True)]
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                with suppress(psutil.NoSuchProcess):  # its parent may have ended it by now
                    process.resume()

    def read_log(self) -> str:
        log = self.folder / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    def address(self, database: str, *, user: str = USER, password: str = ENCODED_PASSWORD) -> str:
        """What PUPPYSLUG_DATABASE would be."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, *, template: str = "template1") -> str:
        """A new database like the template; returns its name."""
        name = f"test_{secrets.token_hex(6)}"
        self.run_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop_database(self, name: str) -> None:
        """Removes it, whoever is connected to it."""
        self.run_sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def run_sql(self, statement: str, *, database: str = "postgres") -> str:
        """Runs one statement as the superuser; returns its values, a line for each row."""
        done = subprocess.run(
            [self.programs / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", statement],
            env={
                "PGHOST": "127.0.0.1",
                "PGPORT": str(self.port),
                "PGUSER": USER,
                "PGPASSWORD": PASSWORD,
                "PGDATABASE": database,
            },
            capture_output=True,
            text=True,
            timeout=_START_SECONDS,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{statement}: {done.stderr}")
        return done.stdout.strip()

    def _make_cluster(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(PASSWORD)
        for path in (self.folder, password_file):
            _hand_over(path)
        subprocess.run(
            [
                self.programs / "initdb",
                *("--pgdata", self.folder / "data", "--username", USER),
                *("--auth", "scram-sha-256", "--pwfile", password_file),
                *("--encoding", "UTF8", "--locale", "C", "--no-sync"),
            ],
            stdout=subprocess.DEVNULL,
            timeout=_START_SECONDS,
            check=True,
            **_as_somebody(self.folder),
        )

    def _start_on(self, port: int) -> bool:
        options = [f"--{name}={value}" for name, value in {**_OPTIONS, "port": port}.items()]
        server = [self.programs / "postgres", "-D", self.folder / "data", *options]
        with (self.folder / "log").open("ab") as log:
            self._process = process = subprocess.Popen(
                [*_ending_with_us(), *map(str, server)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for the tests, which then stop it.
                start_new_session=True,
                **_as_somebody(self.folder),
            )
        return self._wait_until_ready(process)

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]") -> bool:
        status = self.folder / "data" / "postmaster.pid"
        deadline = time.monotonic() + _START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            lines = status.read_text().split("\n") if status.exists() else []
            if lines[:1] == [str(process.pid)] and lines[7:8] and lines[7].strip() == "ready":
                return True
            time.sleep(0.02)
        self.kill()
        return False

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        process.send_signal(number)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _ending_with_us() -> list[str]:
    """Where the system can do that: tests that are killed leave no server."""
    can = sys.platform == "linux" and shutil.which("setpriv") is not None
    return ["setpriv", "--pdeathsig", "INT"] if can else []


def _as_somebody(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {"cwd": folder}
    owner = folder.stat()
    return {"cwd": folder, "user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}


def _hand_over(path: Path) -> None:
    if sys.platform != "win32" and os.geteuid() == 0:
        import pwd

        names = {entry.pw_name for entry in pwd.getpwall()}
        entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        os.chown(path, entry.pw_uid, entry.pw_gid)
