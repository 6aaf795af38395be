"""`terreau backup` and `terreau restore`, and their output."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.config import MatrixServer, Settings, secret_files
from bot.core.context.clock import Clock
from bot.core.messages.content import Text, ntext, text
from bot.domain.refusals import Refusal
from bot.operations import log
from bot.operations.backup import Instance, Wanted, back_up, restore
from bot.operations.backup.archive import Backup
from bot.operations.backup.restoring import Restored
from bot.operations.copied_text import AtTheTerminal
from bot.operations.instance import erasures_of, opened, secrets_of, settings_of
from bot.operations.terminal import bar, show, stop, stop_by_system, terminal_locale
from storage.operations import CannotKeepAside, alone_on
from storage.restored_backups import KEY, LIST
from storage.unit_of_work import Database

_MEGABYTE = 1_000_000


def make_backup(config: Path, output: Path, keep: int | None) -> None:
    """Save the database and the data's files."""
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="ERROR")
    with opened(settings) as database, _failures_told(settings):
        made = back_up(
            _instance(settings, database, config),
            output,
            keep,
            watch=bar(text("Saving the tables")),
        )
    for line in backup_lines(settings, made):
        show(line)


def restore_backup(config: Path, file: Path, wanted: Wanted) -> None:
    """Put a backup back."""
    settings = settings_of(config)
    with suppress(OSError):  # which is told below
        if not file.exists():
            stop(text("{file} does not exist: check its name and its folder.", file=file))
    log.configure(secrets_of(settings), level="ERROR")
    with opened(settings) as database, _failures_told(settings), alone_on(database):
        done = restore(
            _instance(settings, database, config), file, wanted, watch=bar(text("Putting back"))
        )
    for line in restore_lines(settings, done):
        show(line)


def backup_lines(settings: Settings, made: Backup) -> Iterator[str]:
    """The output of a backup: the files written, and those to be kept apart."""
    say = _reader(settings).say
    yield say(
        text(
            "{file}: {size} MB (rows: {rows}, files: {files}).",
            file=made.path,
            size=f"{max(made.size / _MEGABYTE, 0.1):.1f}",
            rows=made.rows,
            files=made.files,
        )
    )
    if made.deleted:
        yield say(
            ntext(
                "{count} older backup was deleted.",
                "{count} older backups were deleted.",
                len(made.deleted),
            )
        )
    data, keys = settings.instance.data, [each.pickle_key_file for each in settings.servers]
    apart = [str(each) for each in (data / LIST, data / KEY, *keys)]
    yield say(
        text(
            "Not included, keep them separately: the configuration with its secrets; {files}.",
            files=apart,
        )
    )


def restore_lines(settings: Settings, done: Restored) -> Iterator[str]:
    """The output of a restore: the work done, and the work left."""
    say = _reader(settings).say
    restored_from = done.manifest.made_at
    yield say(
        text("Restored from the backup of {at} (rows: {rows}).", at=restored_from, rows=done.rows)
    )
    yield from map(say, _losses(done))
    if done.left_out:
        yield say(text("Unknown here, left out: {tables}.", tables=done.left_out))
    if done.kept:
        yield say(
            text(
                "The previous data is kept in {places}; delete it when everything works.",
                places=done.kept,
            )
        )
    for server in settings.servers:
        if server.folder.exists():
            yield from map(say, _device_steps(server))
    yield say(
        text(
            "Make sure that no other copy of the bot is running, then start it: systemctl start "
            "terreau (as root) where it is a service of the system, otherwise terreau run"
        )
    )


def _losses(done: Restored) -> Iterator[Text]:
    if done.erased:
        yield ntext(
            "{count} person erased since then was erased again.",
            "{count} people erased since then were erased again.",
            done.erased,
        )
    if done.uncertain:
        yield ntext(
            "{count} waiting message may have been sent since then: it is not sent again.",
            "{count} waiting messages may have been sent since then: they are not sent again.",
            done.uncertain,
        )
    if done.missed:
        yield ntext(
            "{count} task due since then is not done.",
            "{count} tasks due since then are not done.",
            done.missed,
        )


def _device_steps(server: MatrixServer) -> Iterator[Text]:
    if server.settings.password.get_secret_value():
        yield text(
            "On {network} the bot becomes a new device, signed by its identity.",
            network=server.name,
        )
    else:
        yield text(
            "On {network} the bot needs a new device: log in again, and write the new "
            "access_token in the configuration before you start it.",
            network=server.name,
        )
    if not server.pickle_key_file.exists():
        yield text(
            "{file} is missing: put it back from your own copy, or the bot's {network} identity "
            "cannot be opened.",
            file=server.pickle_key_file,
            network=server.name,
        )


def _reader(settings: Settings) -> AtTheTerminal:
    return AtTheTerminal(terminal_locale(settings.instance.locale), zone=settings.instance.timezone)


def _instance(settings: Settings, database: Database, config: Path) -> Instance:
    return Instance(settings, database, erasures_of(settings), Clock(), secret_files(config))


@contextmanager
def _failures_told(settings: Settings) -> Iterator[None]:
    """End the program with a line if a backup cannot be made or restored."""
    try:
        yield
    except Refusal as refusal:
        stop(_reader(settings).say(Text(refusal.sentence, refusal.values)))
    except CannotKeepAside:
        stop(
            text(
                "[instance] database: its role may not make schemas, so the old tables cannot be "
                "kept aside. Grant CREATE on the database, or name an empty one."
            )
        )
    except OSError as error:
        stop_by_system(error, settings.instance.data)
