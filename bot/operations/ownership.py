"""The account that an instance belongs to: files that another one made stop the bot.

A command typed as root in another account's folder would leave files there that the bot cannot use.
"""

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from glob import escape
from pathlib import Path

from bot.config import Settings
from bot.core.messages.content import Text, text
from bot.operations.terminal import TRY_LATER, stop
from storage.operations import file_of
from storage.unit_of_work import Database

ROOT = 0
BACKUPS = Path("backups")
"""The usual folder of backups, below the one where commands are typed."""


def check_account(settings: Settings) -> None:
    """End the program, before anything is written, where its account is not the right one."""
    if sys.platform == "win32":
        return
    refuse_root(settings)
    unusable = next((each for each in main_places(settings) if not may_use(each)), None)
    if unusable is not None:
        stop(text("{file}: {words}", file=unusable, words=remedy(unusable)), TRY_LATER)


def refuse_root(settings: Settings) -> None:
    """End a command that root typed in the folder of another account."""
    if sys.platform == "win32" or os.geteuid() != ROOT:
        return
    # The account of the bot is the owner of the data folder and the database.
    database, data = file_of(Database(settings.instance.database)), settings.instance.data
    there = [each for each in (data, database) if each is not None and each.exists()]
    heart = there or ([] if database is None else [database.parent])
    foreign = next((each for each in heart if not _is_ours(each)), None)
    if foreign is not None:
        stop(typed_as_root(foreign))


def typed_as_root(place: Path) -> Text:
    """The remedy for a command as root in a folder of another account."""
    account = account_of(place)
    return text(
        "{file} belongs to the account {account}: what is done there as root, {account} could not "
        "use any more. Type: su - {account} --command {command}. If it was done before: chown "
        "--recursive {account}: {folder}",
        file=place,
        account=account,
        command=shlex.quote(shlex.join(["terreau", *sys.argv[1:]])),
        folder=shlex.quote(str(_folder(place).absolute())),
    )


def remedy(place: Path) -> Text:
    """The remedy for a file or folder that this account cannot use."""
    return text(
        "it belongs to {owner}, and {account} cannot read and write it. As root: chown --recursive "
        "{account}: {folder}",
        owner=account_of(place),
        account=name_of(os.geteuid()),
        folder=shlex.quote(str(_folder(place).absolute())),
    )


def main_places(settings: Settings) -> Iterator[Path]:
    """The database with what lies beside it, and the folder of data with its files."""
    database, data = file_of(Database(settings.instance.database)), settings.instance.data
    if database is not None:
        yield from (database.parent, database)
        yield from sorted(database.parent.glob(f"{escape(database.name)}[-.]*"))
    yield data
    with suppress(OSError):
        yield from sorted(data.iterdir())


def all_places(settings: Settings) -> Iterator[Path]:
    """All that the bot has to read and write: the files below its folders, and the backups, too."""
    yield from main_places(settings)
    for folder in (settings.instance.data, BACKUPS):
        yield folder
        for parent, folders, files in os.walk(folder):
            yield from (Path(parent, name) for name in sorted((*folders, *files)))


def may_use(place: Path) -> bool:
    """True if it is this account's, not there, or may be read and written."""
    if _is_ours(place):
        return True
    wanted = os.R_OK | os.W_OK | (os.X_OK if place.is_dir() else 0)
    return os.access(place, wanted, effective_ids=os.access in os.supports_effective_ids)


def _is_ours(place: Path) -> bool:
    try:
        return place.stat().st_uid == os.geteuid()
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _folder(place: Path) -> Path:
    return place if place.is_dir() else place.parent


def account_of(place: Path) -> str:
    """The name of the account that a file belongs to."""
    with suppress(OSError):
        return name_of(place.stat().st_uid)
    return "?"


def name_of(number: int) -> str:
    if sys.platform != "win32":
        import pwd  # noqa: PLC0415 - not on Windows

        with suppress(KeyError):
            return pwd.getpwuid(number).pw_name
    return str(number)
