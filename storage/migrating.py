"""The schema's versions: brought up to date, taken back, compared with the code's."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.unit_of_work import Database

_SCRIPTS = Path(__file__).parent / "migrations"


class NewerSchema(RuntimeError):
    """The database was made by a newer Terreau: install that one, or restore an older backup."""


def migrate(database: Database, to: str = "head") -> None:
    """Bring the schema to a version; an older one than it has takes data away with it.

    Raises `NewerSchema` when this code does not know the version that the database has.
    """
    check(database)
    change = command.downgrade if _is_behind(database, to) else command.upgrade
    with database.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        change(config, to)


def is_current(database: Database) -> bool:
    """Whether the schema is the one that this code was written for; raises `NewerSchema`."""
    check(database)
    return version(database) == ScriptDirectory.from_config(_config()).get_current_head()


def version(database: Database) -> str | None:
    """The version that the database has; None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def check(database: Database) -> None:
    """Refuse a database that was made by a newer Terreau."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    found = version(database)
    if found is not None and found not in known:
        raise NewerSchema(str(NewerSchema.__doc__))


def _is_behind(database: Database, to: str) -> bool:
    """Whether `to` lies before the version that the database has."""
    found = version(database)
    if found is None or to == "head":
        return to == "base"
    ancestors = ScriptDirectory.from_config(_config()).iterate_revisions(found, "base")
    return to == "base" or to in {script.revision for script in ancestors}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
