"""One transaction: its repositories, savepoints, and the state of its session."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

from storage.communities import AppliedSettings, Communities, forget_places
from storage.folder import Folder
from storage.outbound import Cards
from storage.repository import Repository, repositories
from storage.restored_backups import Erased
from storage.statements import conceal, connection_of, execute_plain, forget
from storage.trouble import check_writable

Found = TypeVar("Found", bound=Repository)


class Transaction:
    """A transaction: everything written through it is committed whole or not at all."""

    def __init__(self, session: Session, folder: Folder | None = None) -> None:
        self._session = session
        self._folder = folder
        self._repositories: dict[type[Repository], Repository] = {}
        self.erased: list[Erased] = []

    def __getitem__(self, kind: type[Found]) -> Found:
        """The repository of a class, within this unit of work."""
        if kind not in self._repositories:
            self._repositories[kind] = kind(self._session, self._folder)
        return cast("Found", self._repositories[kind])

    def __contains__(self, kind: type[Repository]) -> bool:
        """True if this repository was used in this unit of work."""
        return kind in self._repositories

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is done inside, and only that, when it raises."""
        known = len(self.erased)
        try:
            with self._session.begin_nested():
                yield
        except BaseException:
            del self.erased[known:]
            self._let_go_of_rows()
            raise

    @contextmanager
    def refusable(self) -> Iterator[None]:
        """The same inside a savepoint, for a fraction of its cost: for acts that are often refused.

        A plain SAVEPOINT: the session's own cost as much as the rest of a vote. After a rollback
        all objects are let go, since they may tell what was undone. What the database itself
        refused has ended whatever was begun around this one: see `is_whole`.
        """
        known = len(self.erased)
        self._session.flush()
        connection = connection_of(self._session)
        execute_plain(connection, "SAVEPOINT refusable")
        try:
            yield
            self._session.flush()
        except BaseException:
            del self.erased[known:]
            if self._session.is_active and not connection.invalidated:
                self._session.expunge_all()
                self._let_go_of_rows()
                connection.exec_driver_sql("ROLLBACK TO SAVEPOINT refusable")
                connection.exec_driver_sql("RELEASE SAVEPOINT refusable")
            raise
        else:
            execute_plain(connection, "RELEASE SAVEPOINT refusable")

    def _let_go_of_rows(self) -> None:
        """Forget what repositories remember of rows, which may be undone."""
        for each in (AppliedSettings, Cards, Communities):
            self._repositories.pop(each, None)
        forget_places(self._session)
        forget(self._session)

    @property
    def is_whole(self) -> bool:
        """True if this unit can go on; False once the database refused a change in `refusable`."""
        return self._session.is_active

    def flush(self) -> None:
        """Send what was changed to the database, so that its errors come here."""
        self._session.flush()

    def conceal_changes(self, *tables: str) -> None:
        """Hide the changes of this unit in these tables so far: see `Changes`."""
        self._session.flush()
        conceal(connection_of(self._session), *tables)

    def wait_for_locks(self, milliseconds: int) -> None:
        """Wait so long for what others have locked, in this unit; SQLite has no such locks."""
        connection = connection_of(self._session)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(milliseconds)}")

    def check_writable(self) -> None:
        """Raise `DatabaseReadOnly` where nothing can be changed."""
        check_writable(connection_of(self._session))

    def _those(self, kind: Any) -> Iterator[Any]:  # noqa: ANN401 - one of the protocols
        """The repositories of a kind."""
        for each in repositories():
            if issubclass(each, kind):
                yield self[each]
