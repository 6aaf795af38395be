"""Sessions of SQLAlchemy on the run's PostgreSQL, which outlive the engines of a test.

A new session has to learn what tables there are, which takes longer than most of what tests do in
it. As behind a pooler in session mode, one that is closed forgets all that was set or locked in it,
and serves the next who connects in the same way. As those of a program that runs for long, it keeps
its prepared statements: to plan them anew took more than half of the server's time.
"""

from collections import defaultdict
from dataclasses import dataclass
from threading import Lock
from typing import Any

import psycopg
from psycopg._preparing import PrepareManager
from psycopg.adapt import AdaptersMap
from psycopg.pq import ExecStatus, PGconn, TransactionStatus, abc
from sqlalchemy import event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

Key = frozenset[tuple[str, object]]

MOST = 4
"""Number of idle sessions kept for each way of opening one."""
PREPARED = 1000
"""Number of statements that a session has prepared at most."""
_FORGET = b"""
CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *;
SELECT pg_advisory_unlock_all(); DISCARD SEQUENCES; DISCARD TEMP
"""
"""All that DISCARD ALL does, but for plans and prepared statements."""


@dataclass(frozen=True, slots=True)
class _Session:
    """A session of the server, and the statements that are prepared in it."""

    connection: abc.PGconn
    prepared: PrepareManager


class _Connection(psycopg.Connection[Any]):
    """A connection whose session goes on when it is closed, unless something is left open in it."""

    key: Key
    is_greeted = False
    """True once an engine has had its first look at the server, which it ends by a rollback."""

    def rollback(self) -> None:
        """Roll back; after the first look at the server, keep what is prepared."""
        prepared = self._prepared
        if not self.is_greeted:
            self._prepared = PrepareManager()
        super().rollback()
        self._prepared, self.is_greeted = prepared, True

    def close(self) -> None:
        if not KEPT.takes(self.key, _Session(self.pgconn, self._prepared)):
            super().close()
            return
        self.pgconn = PGconn()  # as closed as any
        self._closed = True


class _Sessions:
    """The sessions that wait for the next who connects."""

    def __init__(self) -> None:
        self.host = ""
        """The server that is meant."""
        self._waiting: dict[Key, list[_Session]] = defaultdict(list)
        self._lock = Lock()

    def connect(self, context: Any, parameters: dict[str, Any]) -> _Connection:  # noqa: ANN401 - SQLAlchemy's own
        """Connect, in a session that waits if there is one."""
        key = frozenset(parameters.items())
        session = self._next(key)
        if session is None:
            made = _Connection.connect(context=context, **parameters)
            made.prepared_max = PREPARED
        else:
            made = _Connection(session.connection)
            made._adapters = AdaptersMap(context.adapters)
            made._prepared = session.prepared
        made.key = key
        return made

    def takes(self, key: Key, session: _Session) -> bool:
        """Keep a reset session for reuse; False if it cannot be reset."""
        if session.connection.transaction_status != TransactionStatus.IDLE:
            return False
        if session.connection.exec_(_FORGET).status != ExecStatus.COMMAND_OK:
            return False
        with self._lock:
            waiting = self._waiting[key]
            if len(waiting) < MOST:
                waiting.append(session)
                return True
        return False

    def waiting_in(self, database: str) -> list[int]:
        """The process ids of the sessions that wait in a database."""
        with self._lock:
            waiting = [each for key in self._keys_of(database) for each in self._waiting[key]]
            return [each.connection.backend_pid for each in waiting]

    def end(self, database: str) -> None:
        """End what waits in a database."""
        with self._lock:
            for key in self._keys_of(database):
                for session in self._waiting.pop(key):
                    session.connection.finish()

    def _next(self, key: Key) -> _Session | None:
        with self._lock:
            waiting = self._waiting[key]
            while waiting:
                session = waiting.pop()
                if session.connection.exec_(b"SELECT").status == ExecStatus.TUPLES_OK:
                    return session
                session.connection.finish()  # another ended it meanwhile
        return None

    def _keys_of(self, database: str) -> list[Key]:
        return [key for key in self._waiting if ("dbname", database) in key]


KEPT = _Sessions()


@event.listens_for(PGDialect_psycopg, "do_connect")
def _connect(
    _dialect: object, _record: object, _arguments: object, parameters: dict[str, Any]
) -> _Connection | None:
    if KEPT.host and parameters.get("host") == KEPT.host:
        return KEPT.connect(parameters.pop("context"), parameters)
    return None
