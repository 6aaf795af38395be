"""This machine: the file, the database, changes by the next start."""

import os
import shlex
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from glob import escape
from pathlib import Path
from shutil import disk_usage

from bot.config import Settings, secret_files
from bot.core.messages.content import Text, Words, ntext, text
from bot.domain.incidents import is_old
from bot.domain.roles import Seat
from bot.operations.check import Finding, fine, to_come, wrong
from bot.operations.ownership import all_places, may_use, remedy
from bot.vocabulary.community_settings import apply_settings
from bot.workers.worker_process import can_limit
from storage.communities import Communities, Cultivators, RoomKind, SeatHolders
from storage.members import Identities, Members
from storage.operations import (
    MigrationFailed,
    UnknownSchema,
    file_of,
    has_no_tables,
    in_memory,
    is_current,
    migrated_copy,
    shares_connections,
)
from storage.restored_backups import LastBackup
from storage.trouble import (
    DatabaseDamaged,
    DatabaseFull,
    DatabaseNotOpened,
    DatabaseReadOnly,
    DiskFails,
)
from storage.unit_of_work import DATABASE_TROUBLE, Database, Store

OTHERS_MAY_READ = 0o077
LEAST_SHARE = 0.05
"""The share of a disk that is free before it is told."""
MOST_FILES = 10
"""The most files that others may read which are named."""
_CLOCKS_APART = timedelta(seconds=60)
_KINDS = tuple(kind for kind in RoomKind if kind is not RoomKind.DIRECT)


@dataclass(frozen=True, slots=True)
class Place:
    """A room of a community, as the next start will know it."""

    community: str
    address: str
    kind: RoomKind


@dataclass(frozen=True, slots=True)
class Holder:
    """A named account, and whether its owner has joined."""

    community: str
    seat: Seat | None
    address: str
    name: str


def look_at_file(path: Path) -> Finding:
    """Check that only its owner can read the file, which holds secrets."""
    subject = text("Configuration")
    if path.exists() and path.stat().st_mode & OTHERS_MAY_READ:
        return to_come(
            subject,
            text(
                "other users of this machine can read {file} and its secrets: chmod 600 {file}",
                file=str(path),
            ),
        )
    return fine(subject, str(path))


def look_at_files(settings: Settings, path: Path) -> list[Finding]:
    """The database and all other files about people or with secrets: nobody else may read them."""
    database = file_of(Database(settings.instance.database))
    beside = [] if database is None else sorted(database.parent.glob(f"{escape(database.name)}*"))
    named = [each for each in secret_files(path) if each != path] if path.exists() else []
    keys = [each.pickle_key_file for each in settings.servers]
    files = [*beside, *named, *keys, *_files_below(settings.instance.data)]
    open_ones = list(
        dict.fromkeys(str(each) for each in files if each.is_file() and _is_open(each))
    )
    if not open_ones:
        return []
    shown = open_ones[:MOST_FILES]
    what = ntext(
        "other users of this machine can read {count} file: chmod 600 {files}",
        "other users of this machine can read {count} files: chmod 600 {files}",
        len(open_ones),
        files=" ".join(map(shlex.quote, shown)) + " …" * (len(open_ones) > len(shown)),
    )
    return [to_come(text("Files"), what)]


def _is_open(path: Path) -> bool:
    """True if others may read it, or go into it."""
    with suppress(OSError):
        return bool(path.stat().st_mode & OTHERS_MAY_READ)
    return False


def _files_below(folder: Path) -> Iterator[Path]:
    """The files of a folder that others may go into."""
    for parent, folders, files in os.walk(folder if _is_open(folder) else os.devnull):
        folders[:] = [each for each in sorted(folders) if _is_open(Path(parent, each))]
        yield from (Path(parent, each) for each in sorted(files))


def look_at_accounts(settings: Settings) -> list[Finding]:
    """Check that the bot's account may read and write its files and folders."""
    keys = [each.pickle_key_file for each in settings.servers]
    places = dict.fromkeys((*all_places(settings), *keys))
    lost = [each for each in places if not may_use(each)]
    if not lost:
        return []
    more = len(lost) - 1
    words: Words = text("{file}: {words}", file=lost[0], words=remedy(lost[0]))
    if more:
        words = ntext(
            "{words} (and {count} file more)", "{words} (and {count} files more)", more, words=words
        )
    return [wrong(text("Account"), words)]


def look_at_backups(settings: Settings, now: datetime) -> list[Finding]:
    """The age of the last good backup."""
    subject, last = text("Backups"), LastBackup.read(settings.instance.data)
    if last is None or not last.is_made:
        what = text("none yet: “terreau backup” makes one, terreau-backup.timer one each night")
        is_late = last is not None and is_old(last.at, now)
        return [wrong(subject, what) if is_late else to_come(subject, what)]
    if is_old(last.at, now):
        what = text(
            "the last good one is of {moment}: see journalctl --unit terreau-backup",
            moment=last.at,
        )
        return [wrong(subject, what)]
    return [fine(subject, text("the last good one is of {moment}", moment=last.at))]


def look_at_disks(settings: Settings) -> list[Finding]:
    """The disks of the data and of the database: nearly full is told before it is full."""
    database = file_of(Database(settings.instance.database))
    folders = {settings.instance.data, *([] if database is None else [database.parent])}
    found = []
    for folder in sorted(each for each in folders if each.is_dir()):
        space = disk_usage(folder)
        if space.free < space.total * LEAST_SHARE:
            what = text(
                "{free} MB are left on the disk of {folder}, less than {share} %: free some space",
                free=space.free // 10**6,
                folder=folder,
                share=round(LEAST_SHARE * 100),
            )
            found.append(to_come(text("Disk"), what))
    return found[:1]


def look_at_limits() -> list[Finding]:
    """Protections that this operating system lacks."""
    if can_limit():
        return []
    what = text(
        "this system cannot limit the memory or processor of the program that reads external "
        "calendars and photos: Linux can"
    )
    return [to_come(text("Machine"), what)]


def look_at_clock(theirs: datetime | None, ours: datetime) -> Finding:
    """This machine's clock beside a network's."""
    subject = text("Clock")
    if theirs is not None and abs(apart := ours - theirs) > _CLOCKS_APART:
        if apart > timedelta():
            what = text("{time} ahead; set this machine's clock (timedatectl)", time=apart)
        else:
            what = text("{time} behind; set this machine's clock (timedatectl)", time=-apart)
        return wrong(subject, what)
    return fine(subject, text("right"))


def named(kind: RoomKind, which: Words) -> Words:
    """A room, by its purpose for its community."""
    match kind:
        case RoomKind.CHANNEL:
            return text("Channel {which}", which=which)
        case RoomKind.GARDENERS:
            return text("Gardening team's room {which}", which=which)
        case RoomKind.REGION:
            return text("Region's room {which}", which=which)
        case _:
            return text("Room {which}", which=which)


def look_at_database(
    settings: Settings, copies: ExitStack
) -> tuple[Database | None, list[Finding]]:
    """The database, where it can be worked with; a file of SQLite is made at the first start.

    One whose tables the next start will change is looked at in a copy, one of `copies`.
    """
    reached, tables = text("Database"), text("Tables")
    database = Database(settings.instance.database)
    file = Path(database.url.database or "")
    if database.is_sqlite and not file.exists():
        if not file.parent.is_dir():
            what = text("the folder of {file} does not exist: create it", file=str(file))
            return None, [wrong(reached, what)]
        made = text("{file} will be made at the first start", file=str(file))
        return None, [fine(reached, made)]
    where = str(file) if database.is_sqlite else str(database.url.host or "PostgreSQL")
    try:
        database.check()
    except DATABASE_TROUBLE as error:
        database.close()
        return None, [wrong(reached, _trouble(error, where))]
    answers = fine(reached, text("{where} answers", where=where))
    comes_by_itself = database.is_sqlite
    try:
        if shares_connections(database):
            database.close()
            what = text(
                "{where} is a pooler in transaction mode, which cannot hold locks: use PostgreSQL "
                "directly, or a pooler in session mode",
                where=where,
            )
            return None, [wrong(reached, what)]
        if is_current(database):
            return database, [answers, fine(tables, text("up to date"))]
        comes_by_itself = comes_by_itself or has_no_tables(database)
    except UnknownSchema as error:
        database.close()
        return None, [answers, wrong(tables, text(str(error)))]
    except DATABASE_TROUBLE as error:
        database.close()
        return None, [wrong(reached, _trouble(error, where))]
    if database.is_sqlite and not has_no_tables(database):
        copy, finding = _look_at_copy(settings, database, copies)
        return copy, [answers, finding]
    database.close()
    if comes_by_itself:
        return None, [answers, _later()]
    return None, [answers, wrong(tables, text("not up to date: run “terreau migrate”"))]


def _later() -> Finding:
    return fine(text("Tables"), text("will be brought up to date at the next start"))


def _look_at_copy(
    settings: Settings, database: Database, copies: ExitStack
) -> tuple[Database | None, Finding]:
    """The database with the tables of the next start."""
    data, file = settings.instance.data, file_of(database)
    folder = data if data.is_dir() or file is None else file.parent
    try:
        copy = copies.enter_context(migrated_copy(database, folder))
    except MigrationFailed as failed:
        what = text("cannot be brought up to date ({why})", why=failed)
        return None, wrong(text("Tables"), what)
    except (*DATABASE_TROUBLE, OSError) as error:  # there is no room for a copy
        what = text("will be brought up to date; a copy cannot be made ({why})", why=error)
        return None, to_come(text("Tables"), what)
    finally:
        database.close()
    return copy, _later()


def as_it_will_be(
    database: Database | None, settings: Settings, now: datetime
) -> tuple[list[Place], list[Holder]]:
    """Rooms, seats and cultivators once the file is applied; then all of it is undone."""
    if database is None:
        database = in_memory()
    places: list[Place] = []
    holders: list[Holder] = []
    with closing(database), suppress(_OnlyLooked, *DATABASE_TROUBLE), database.unit() as store:
        apply_settings(store, settings, now)
        for address in store[Cultivators].all():
            holders += [Holder("", None, address, _name(store, address))]
        for community in store[Communities].all():
            for kind in _KINDS:
                rooms = store[Communities].rooms(community, kind)
                places += [Place(community.name, room.address, kind) for room in rooms]
            seats = dict.fromkeys(Seat, "") | store[SeatHolders].of(community)
            holders += [
                Holder(community.name, seat, address, _name(store, address))
                for seat, address in seats.items()
            ]
        raise _OnlyLooked
    return places, holders


def _trouble(error: Exception, where: str) -> Text:
    match error:
        case DatabaseFull():
            return text("the disk of {where} is full: free some space", where=where)
        case DatabaseReadOnly():
            return text("{where} is read-only: allow Terreau to write to it", where=where)
        case DatabaseDamaged():
            return text(
                "{where} is damaged: keep a copy aside, and restore the last backup", where=where
            )
        case DatabaseNotOpened():
            return text(
                "{where} cannot be opened: is Terreau allowed to write to it and to its folder?",
                where=where,
            )
        case DiskFails():
            return text("the disk of {where} reports errors: see the system log", where=where)
    return text("{where} does not answer: is it running? Is its address right?", where=where)


class _OnlyLooked(Exception):
    """Undoes what was done to look."""


def _name(store: Store, address: str) -> str:
    identity = store[Identities].get(address) if address else None
    member = None if identity is None else store[Members].get(identity.member_id)
    return "" if member is None else member.name
