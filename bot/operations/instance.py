"""The instance that a command works on: settings, database, secrets, and what to type next."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from bot.config import ConfigError, Problem, RelativePath, Settings, load, paths_of, problem, reason
from bot.core.context.clock import Clock
from bot.core.messages.content import Text, text
from bot.operations.ownership import check_account
from bot.operations.terminal import (
    CONFIG,
    TRY_LATER,
    in_terminal_language,
    program,
    show,
    steps,
    stop,
    stop_by_configuration,
)
from storage.communities import AppliedSettings
from storage.folder import LINK_KEY, secret_at
from storage.operations import (
    InUse,
    MigrationFailed,
    SharedConnections,
    UnknownSchema,
    has_no_tables,
    is_current,
    migrate,
)
from storage.restored_backups import ErasureKeyLost, ErasureList
from storage.trouble import DatabaseFull, kind_of, sentence_of
from storage.unit_of_work import DATABASE_TROUBLE, Database

_FOLDER = "data"
"""The setting that tells which data folder belongs to the database."""
NOT_UP_TO_DATE = text("The database's tables are not up to date: run “terreau migrate” first.")


def check_paths(config: Path) -> None:
    """Raise `ConfigError` where a path would have led to something else before."""
    here, folder = Path.cwd(), config.absolute().parent
    if folder.resolve() == here:
        return
    is_another = (here / config.name).exists()
    moved = [
        _moved_path(each, here / each.path, config, folder)
        for each in paths_of(config)
        if _leads_elsewhere(here / each.path, folder / each.path, is_another=is_another)
    ]
    if moved:
        raise ConfigError(*moved)


def _leads_elsewhere(before: Path, now: Path, *, is_another: bool) -> bool:
    """True if what was used before may be meant; `is_another`: it may be another installation's."""
    if not _has_something(now):
        return _has_something(before)
    return before.is_file() and not is_another


def _moved_path(path: RelativePath, before: Path, config: Path, folder: Path) -> Problem:
    return problem(
        "{key}: “{path}” is looked for beside {config} now, and no longer where the command is "
        "typed. If {before} is not meant, type the command in {folder}; if it is, write into the "
        "file: {line}",
        key=path.name,
        path=path.path,
        config=config,
        before=before,
        folder=folder,
        line=path.line(before),
    )


def _has_something(place: Path) -> bool:
    """True for a file, and for a folder that is not empty."""
    with suppress(OSError):
        return any(place.iterdir()) if place.is_dir() else place.exists()
    return False


def settings_of(path: Path) -> Settings:
    """The settings of a file; one that cannot be used ends the program, a line a problem."""
    with suppress(OSError):  # which is told below
        if not path.exists():
            stop(no_configuration(path))
    try:
        check_paths(path)
        return load(path)
    except ConfigError as error:
        stop_by_configuration(error)


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database; one that cannot be worked with ends the program, with a line."""
    check_account(settings)
    database = Database(
        settings.instance.database, settings.instance.data, erasures=erasures_of(settings)
    )
    try:
        yield database
    except UnknownSchema as error:
        stop(text(str(error)))
    except MigrationFailed as failed:
        stop(
            text(
                "The tables cannot be changed ({file}: {error}), and nothing was changed. Go back "
                "to the version before, and tell those who maintain Terreau.",
                file=failed.file,
                error=failed.kind,
            )
        )
    except InUse:
        _stop_beside_another(database)
    except SharedConnections:
        stop(
            text(
                "[instance] database: it is behind a pooler in transaction mode, which cannot hold "
                "locks. Use PostgreSQL directly, or a pooler in session mode."
            )
        )
    except ErasureKeyLost:
        erasures = erasures_of(settings)
        stop(
            text(
                "{key} is not there, or is no key, and {list} needs it. Put it back from where you "
                "keep it. Or move both away: then a backup made until now can only be restored "
                "with those who were erased since.",
                key=erasures.key_path,
                list=erasures.path,
            )
        )
    except DATABASE_TROUBLE as error:
        stop(_trouble("[instance] database", error), TRY_LATER)
    except OSError as error:
        place = Path(error.filename or settings.instance.data)
        if kind_of(error) is DatabaseFull:
            stop(_trouble(place, DatabaseFull()), TRY_LATER)
        data = settings.instance.data
        # The place is in the folder of data, or would contain it.
        is_of_data = place.is_relative_to(data) or data.is_relative_to(place)
        if error.filename is None or not is_of_data:
            raise
        stop(
            text(
                "[instance] data: {path} cannot be written ({error}). Allow it to Terreau, or name "
                "another folder.",
                path=place,
                error=reason(error),
            )
        )
    finally:
        database.close()


def bring_up_to_date(database: Database) -> None:
    """The tables: by themselves on SQLite and where there are none, else by command."""
    if database.is_sqlite or has_no_tables(database):
        migrate(database)
    elif not is_current(database):
        stop(NOT_UP_TO_DATE)


def migrate_database(config: Path) -> None:
    """Bring the tables up to date, by command."""
    words = text("Changing the tables")
    with opened(settings_of(config)) as database, steps(words) as step:
        migrate(database, step=step)
    show(in_terminal_language(text("The database is up to date.")))


def note_folder(database: Database) -> None:
    """Note which data folder belongs to the database, for a second Terreau that is started."""
    if database.data is not None:
        mark = _mark_of(secret_at(database.data / LINK_KEY))
        with database.unit() as store:
            store[AppliedSettings].change(_FOLDER, mark)


def _stop_beside_another(database: Database) -> NoReturn:
    """End, to be started again as the standby; one with a data folder of its own is none."""
    if _has_another_folder(database):
        stop(
            text(
                "Another Terreau is using this database with another data folder. A standby "
                "shares the folder of the one that runs ([instance] data): see docs/scale.md."
            )
        )
    stop(text("Another Terreau is using this database: stop it first."), TRY_LATER)


def _has_another_folder(database: Database) -> bool:
    """True if the data folder of the one that runs on the database is not ours."""
    with suppress(*DATABASE_TROUBLE):
        if database.data is None or has_no_tables(database):
            return False
        with database.reading() as store:
            noted = store[AppliedSettings].get(_FOLDER)
        key = database.data / LINK_KEY
        return noted is not None and not (key.exists() and _mark_of(secret_at(key)) == noted)
    return False


def _mark_of(key: bytes) -> str:
    """An identifier of a data folder: a hash of the key that signs its links."""
    return hmac.digest(key, b"the data folder", "sha256").hex()[:16]


def settle_erasures(database: Database) -> None:
    """Say in the list of erasures what became of those that a crash cut."""
    erasures = database.erasures
    if erasures is not None and erasures.path.exists():
        erasures.check()
        with database.unit() as store:
            erasures.settle(lambda left: store.not_erased(left, erasures.hash_of))


def erasures_of(settings: Settings) -> ErasureList:
    return ErasureList(settings.instance.data, Clock().now)


def secrets_of(settings: Settings) -> list[str]:
    """Values that no log may show, besides those that look like a secret."""
    password = urlsplit(settings.instance.database).password or ""
    secrets = [password, unquote(password)]
    if settings.telegram is not None:
        secrets.append(settings.telegram.token.get_secret_value())
    if settings.mail is not None:
        secrets += [
            settings.mail.password.get_secret_value(),
            settings.mail.smtp_password.get_secret_value(),
        ]
    for server in settings.servers:
        secrets.append(server.settings.password.get_secret_value())
        secrets.append(server.settings.access_token.get_secret_value())
        with suppress(OSError, ValueError):
            secrets.append(server.pickle_key_file.read_text(encoding="utf-8").strip())
    return secrets


def typed_command(name: str, config: Path) -> str:
    """A command as the person types it, with their configuration file."""
    return f"{program()} {name}" + ("" if config == CONFIG else f" --config {config}")


def no_configuration(config: Path) -> Text:
    """The error of a command without a configuration file."""
    init = typed_command("init", config)
    return text("{path}: does not exist; “{init}” creates it.", path=config, init=init)


def next_step(config: Path) -> Text:
    """The next step once there is a configuration file."""
    return text(
        "Next: {check} checks that everything is in order, {run} starts the bot.",
        check=typed_command("check", config),
        run=typed_command("run", config),
    )


def _trouble(place: object, trouble: BaseException) -> Text:
    return text("{key}: {fact}", key=place, fact=text(sentence_of(trouble)))
