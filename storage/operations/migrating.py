"""The schema's versions: brought up to date, taken back, compared with the code's."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from storage.unit_of_work import Database

_SCRIPTS = Path(__file__).parents[1] / "migrations"


class NewerSchema(RuntimeError):
    """The database was made by a newer Terreau: install that one, or restore an older backup."""


def migrate(database: Database, to: str = "head") -> None:
    """Bring the schema to a version; an older one than it has takes data away with it.

    Raises `NewerSchema` when this code does not know the version that the database has.
    """
    check(database)
    change = command.downgrade if _is_behind(database, to) else command.upgrade
    with database.engine.begin() as connection:
        _changed(change, connection, to)


def raise_to(connection: Connection, to: str = "head") -> None:
    """Bring the schema up to a version, in a transaction that somebody else commits."""
    _changed(command.upgrade, connection, to)


def _changed(change: Callable[[Config, str], None], connection: Connection, to: str) -> None:
    config = migration_config()
    config.attributes["connection"] = connection
    change(config, to)


def is_current(database: Database) -> bool:
    """Whether the schema is the one that this code was written for; raises `NewerSchema`."""
    check(database)
    return version(database) == _scripts().get_current_head()


def has_no_tables(database: Database) -> bool:
    """Whether there is no table yet."""
    return not inspect(database.engine).get_table_names()


def version(database: Database) -> str | None:
    """The version that the database has; None when it is empty."""
    with database.engine.connect() as connection:
        return version_on(connection)


def version_on(connection: Connection) -> str | None:
    """The version that the database behind a connection has."""
    return MigrationContext.configure(connection).get_current_revision()


def knows(revision: str) -> bool:
    """Whether this code can read a database of that version."""
    return revision in {each.revision for each in _scripts().walk_revisions()}


def check(database: Database) -> None:
    """Refuse a database that was made by a newer Terreau."""
    found = version(database)
    if found is not None and not knows(found):
        raise NewerSchema(str(NewerSchema.__doc__))


def _is_behind(database: Database, to: str) -> bool:
    """Whether `to` lies before the version that the database has."""
    found = version(database)
    if found is None or to == "head":
        return to == "base"
    ancestors = _scripts().iterate_revisions(found, "base")
    return to == "base" or to in {script.revision for script in ancestors}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(migration_config())


def migration_config() -> Config:
    """Where Alembic finds the migrations."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
