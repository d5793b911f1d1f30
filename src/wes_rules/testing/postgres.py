"""
A private PostgreSQL server for tests: in a temporary folder, reached through a Unix socket, gone afterwards.

A `conftest.py` makes the fixture known with one line::

    from wes_rules.testing.postgres import postgres  # noqa: F401

and a test asks for an empty database of its own::

    def test_it_keeps_what_it_is_told(postgres):
        engine = create_engine(postgres.new_database().url("postgresql+psycopg"))
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import attrs
import pytest

_TOOLS = ("initdb", "pg_ctl", "createdb")
_DEBIAN = Path("/usr/lib/postgresql")
_ROLE = "wes"
# Nothing has to outlast the machine, so fsync is off; a crash of the server alone still loses nothing.
_SETTINGS = ("fsync=off", "listen_addresses=", "max_connections=50")


class PostgresFailedError(Exception):
    """One of PostgreSQL's own commands failed; what it printed is in the message."""


@attrs.frozen
class Database:
    """
    One database of a private server.

    Args:
        folder: Where the server's socket is.
        name: The database's name.
        role: Whom to connect as; no password is asked for.
    """

    folder: Path
    name: str
    role: str = _ROLE

    def url(self, scheme: str = "postgresql") -> str:
        """Return its URL for libpq or, with a scheme such as "postgresql+psycopg", for SQLAlchemy."""
        return f"{scheme}://{self.role}@/{self.name}?host={quote(str(self.folder), safe='')}"


@attrs.define
class Server:
    """
    A private server; `private_server` makes one.

    Args:
        tools: The folder with PostgreSQL's commands.
        folder: The folder with its data, its socket and its log.
        account: The account it runs as; None is the one the tests run as.
    """

    tools: Path
    folder: Path
    account: str | None
    _made: int = 0

    def start(self) -> None:
        """Start it, and return once it answers."""
        settings = " ".join(f"-c {one}" for one in (*_SETTINGS, f"unix_socket_directories={self.folder}"))
        log = self.folder / "log"
        try:
            self._run("pg_ctl", "start", "--wait", "--silent", f"--pgdata={self._data}", f"--log={log}", "-o", settings)
        except PostgresFailedError as error:
            logged = log.read_text(errors="replace") if log.exists() else ""
            raise PostgresFailedError(f"{error}\n{logged[-2000:]}") from None

    def stop(self, how: str = "fast") -> None:
        """
        Stop it, and return once it is gone.

        Args:
            how: "fast" ends open sessions; "immediate" is a crash, recovered from at the next start.
        """
        self._run("pg_ctl", "stop", "--wait", "--silent", f"--pgdata={self._data}", f"--mode={how}")

    def new_database(self) -> Database:
        """Make an empty database."""
        self._made += 1
        one = Database(self.folder, f"test_{self._made}")
        self._run("createdb", f"--host={self.folder}", f"--username={_ROLE}", "--template=template0", one.name)
        return one

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _create(self) -> None:
        self._run(
            "initdb", f"--pgdata={self._data}", f"--username={_ROLE}", "--auth=trust", "--encoding=UTF8", "--no-sync"
        )

    def _run(self, tool: str, *arguments: str) -> None:
        # Output goes to a file: a server that inherits a pipe would keep it open.
        with tempfile.TemporaryFile() as printed:
            done = subprocess.run(  # noqa: S603 - the command is PostgreSQL's, the arguments are ours
                [str(self.tools / tool), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                user=self.account,
                group=None if self.account is None else _accounts()[self.account],
                extra_groups=None if self.account is None else (),
                check=False,
            )
            printed.seek(0)
            said = printed.read().decode(errors="replace").strip()
        if done.returncode:
            raise PostgresFailedError(f"{tool} exited with {done.returncode}: {said}")


def find_tools() -> Path | None:
    """Return the folder with PostgreSQL's commands: of the PATH, or Debian's newest; None when there is none."""
    found = shutil.which("initdb")
    folders = [] if found is None else [Path(found).resolve().parent]
    folders += sorted(_DEBIAN.glob("*/bin"), key=lambda one: (len(one.parent.name), one.parent.name), reverse=True)
    return next((one for one in folders if all((one / tool).exists() for tool in _TOOLS)), None)


def why_not() -> str:
    """Return why no private server can be started here; empty when one can."""
    if sys.platform == "win32":
        return "a private server is reached through a Unix socket, which this system does not have"
    if find_tools() is None:
        return "PostgreSQL is not installed (on Debian or Ubuntu: apt install postgresql)"
    if os.geteuid() == 0 and _account() is None:
        return "PostgreSQL refuses to run as root, and there is neither an account postgres nor nobody"
    return ""


@contextmanager
def private_server() -> Iterator[Server]:
    """
    Start a server in a temporary folder; it is stopped and its folder removed at the end.

    Raises:
        PostgresFailedError: It cannot be started; ask `why_not` before.
    """
    tools = find_tools()
    if tools is None:
        raise PostgresFailedError(why_not())
    # Not pytest's own folder: another account could not enter it, and a socket's path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="wes-pg-"))
    server = Server(tools, folder, _account() if os.geteuid() == 0 else None)
    try:
        if server.account is not None:
            shutil.chown(folder, server.account)
        server._create()
        server.start()
        try:
            yield server
        finally:
            if (folder / "data" / "postmaster.pid").exists():
                server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Give tests a private server; they are skipped, with the reason, where none can be started."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with private_server() as server:
        yield server


def _account() -> str | None:
    """Return an account for a server that is started by root, which PostgreSQL refuses to run as."""
    return next((name for name in ("postgres", "nobody") if name in _accounts()), None)


def _accounts() -> dict[str, int]:
    import pwd  # there is none on Windows, where this module may be imported

    return {one.pw_name: one.pw_gid for one in pwd.getpwall()}
