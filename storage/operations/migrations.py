"""Upgrade and downgrade the schema, and compare its version with the code's.

Alembic is loaded only where the schema changes: most starts find it up to date.
"""

import itertools
import re
import sqlite3
import traceback
from ast import literal_eval
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Connection, inspect, text

from storage.base import Base
from storage.repository import repositories
from storage.trouble import DATABASE_TROUBLE
from storage.unit_of_work import Database

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS = Path(__file__).parents[1] / "migrations"
_VERSION_TABLE = "alembic_version"
_BEGINNING = "0100"
"""The version of the tables of Terreau 1.0; those before it had lower numbers."""
_NAMED = re.compile(r"^(revision|down_revision)\b[^=\n]*= *(.+)$", re.MULTILINE)


Step: TypeAlias = Callable[[int, int], None]


class UnknownSchema(RuntimeError):
    """This code does not know the version that a database has."""

    def __init__(self) -> None:
        """Say the sentence of the class, for people."""
        super().__init__(str(type(self).__doc__))


class NewerSchema(UnknownSchema):
    """The database was made by a newer Terreau: install that one, or restore an older backup."""


class OlderSchema(UnknownSchema):
    """This database is from before version 1.0: keep that version, or begin with an empty one."""


class MigrationFailed(RuntimeError):
    """A migration failed, and changed nothing: its file, and the type of the error."""

    def __init__(self, error: Exception) -> None:
        """Leave the error's own text out: it may quote a row."""
        frames = traceback.extract_tb(error.__traceback__)
        files = (Path(frame.filename) for frame in reversed(frames))
        self.file = next((each.name for each in files if each.parent.name == "versions"), "?")
        self.kind = type(error).__name__
        super().__init__(f"{self.file}: {self.kind}")


def migrate(database: Database, to: str = "head", *, step: Step | None = None) -> None:
    """Bring the schema to a version; an older one than it has takes data away with it.

    `step` is told after each migration how many of how many are applied. Raises `UnknownSchema`
    and `MigrationFailed`; nothing is changed then.
    """
    check(database)
    found = version(database)
    if found == (_head() if to == "head" else to):
        return
    direction = "downgrade" if to in _versions_before(found) else "upgrade"
    try:
        with database.engine.begin() as connection:
            _change(direction, connection, to, step=_counted(step, found) if step else None)
    except DATABASE_TROUBLE:
        raise
    except Exception as error:
        raise MigrationFailed(error) from error


def in_memory() -> Database:
    """An empty database in memory with the newest tables, without triggers or search."""
    database = Database("sqlite://")
    repositories()  # registers all tables
    Base.metadata.create_all(database.engine)
    return database


@contextmanager
def migrated_copy(database: Database, folder: Path | None) -> Iterator[Database]:
    """A copy of an SQLite database with the newest tables, kept in a folder while it is looked at.

    Raises `MigrationFailed`, and a database's trouble.
    """
    with TemporaryDirectory(prefix=".copy-", dir=folder) as made:
        copy = Database(f"sqlite:///{made}/copy.db")
        try:
            with (
                database.engine.connect() as source,
                closing(sqlite3.connect(f"{made}/copy.db")) as target,
            ):
                source.connection.driver_connection.backup(target)  # type: ignore[union-attr]
            migrate(copy)
            yield copy
        finally:
            copy.close()


def raise_to(connection: Connection, to: str = "head") -> None:
    """Bring the schema up to a version, in a transaction that the caller commits."""
    _change("upgrade", connection, to)


def _counted(step: Step, found: str | None) -> Callable[..., None]:
    """Callback that Alembic calls after each migration up to the newest."""
    total = len(_revisions()) - len(_versions_before(found)) - (found is not None) + 1
    done = itertools.count(1)
    return lambda **_: step(next(done), total)


def _change(
    direction: str,
    connection: Connection,
    to: str,
    *,
    step: Callable[..., None] | None = None,
) -> None:
    from alembic import command  # noqa: PLC0415 - see above

    config = migration_config()
    config.attributes["connection"] = connection
    config.attributes["step"] = step
    change = command.upgrade if direction == "upgrade" else command.downgrade
    change(config, to)


def is_current(database: Database) -> bool:
    """True if the schema is the one that this code was written for; raises as `check` does."""
    check(database)
    return version(database) == _head()


def has_no_tables(database: Database) -> bool:
    """True if there is no table yet."""
    return not inspect(database.engine).get_table_names()


def version(database: Database) -> str | None:
    """The version that the database has; None when it is empty."""
    with database.engine.connect() as connection:
        return version_on(connection)


def version_on(connection: Connection) -> str | None:
    """The version that the database behind a connection has."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}"))  # noqa: S608 - our own name
    return found


def knows(revision: str) -> bool:
    """True if this code can read a database of that version."""
    return revision in _revisions()


def is_from_before(revision: str) -> bool:
    """True if a database of that version was made before version 1.0."""
    return revision < _BEGINNING


def check(database: Database) -> None:
    """Refuse a database that was made by a newer Terreau, or by one from before 1.0."""
    found = version(database)
    if found is not None and not knows(found):
        raise OlderSchema if is_from_before(found) else NewerSchema


def _head() -> str:
    """The newest version."""
    (head,) = set(_revisions()) - set(_revisions().values())
    return head


def _versions_before(found: str | None) -> set[str]:
    """The versions before this one, `base` included."""
    before = {"base"}
    while found is not None and (found := _revisions()[found]) is not None:
        before.add(found)
    return before


def _revisions() -> Mapping[str, str | None]:
    """The version of each migration, and the one before it."""
    found: dict[str, str | None] = {}
    for path in (_SCRIPTS / "versions").glob("*.py"):
        named = dict(_NAMED.findall(path.read_text(encoding="utf-8")))
        found[literal_eval(named["revision"])] = literal_eval(named["down_revision"])
    return found


def migration_config() -> "Config":
    """The configuration by which Alembic finds the migrations."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
