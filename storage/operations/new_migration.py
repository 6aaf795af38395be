"""`make migration SAYS="Things to borrow"`: write the migration that the code's tables ask for."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext

from storage.operations.migrations import migrate, migration_config, version_on
from storage.unit_of_work import Database


class NothingChanged(RuntimeError):
    """The tables of the code are those of the last migration: there is nothing to write."""


def write_migration(says: str) -> None:
    """Write the step from the last migration to the code's tables, as the next number.

    `says` becomes the file's name and docstring. Raises `NothingChanged`.
    """
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder, 'empty.db')}")
        migrate(database)
        config = migration_config()
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            number = int(version_on(connection) or 0) + 1
            command.revision(
                config,
                says,
                autogenerate=True,
                rev_id=f"{number:04}",
                process_revision_directives=_refuse_empty,
            )
        database.close()


def _refuse_empty(
    _context: MigrationContext, _revision: object, scripts: list[MigrationScript]
) -> None:
    for each in scripts:
        if each.upgrade_ops is None or each.upgrade_ops.is_empty():
            raise NothingChanged(str(NothingChanged.__doc__))


if __name__ == "__main__":
    try:
        write_migration(sys.argv[1])
    except NothingChanged as error:
        sys.exit(str(error))
