"""This machine: the file, the database, and what the next start will make of both."""

from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.checking.findings import Finding, fine, to_come, wrong
from bot.config import Settings
from bot.core.messages import Words, text
from bot.core.setting_up import apply
from bot.domain.roles import Seat
from storage.communities import RoomKind
from storage.migrating import NewerSchema, is_current, migrate
from storage.unit_of_work import DATABASE_TROUBLE, Database, Store

OTHERS_MAY_READ = 0o077
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
    """Somebody who was named, and whether they have joined."""

    community: str
    seat: Seat | None
    address: str
    name: str


def look_at_file(path: Path) -> Finding:
    """The file was read before; it holds secrets."""
    subject = text("Configuration")
    if path.exists() and path.stat().st_mode & OTHERS_MAY_READ:
        return to_come(
            subject,
            text(
                "{file} can be read by others on this machine, with the secrets in it: "
                "chmod 600 {file}",
                file=str(path),
            ),
        )
    return fine(subject, str(path))


def look_at_clock(theirs: datetime | None, ours: datetime) -> Finding:
    """This machine's clock beside a network's."""
    subject = text("Clock")
    if theirs is not None and abs(apart := ours - theirs) > _CLOCKS_APART:
        if apart > timedelta():
            what = text("{time} fast; set this machine's clock (timedatectl)", time=apart)
        else:
            what = text("{time} slow; set this machine's clock (timedatectl)", time=-apart)
        return wrong(subject, what)
    return fine(subject, text("right"))


def named(kind: RoomKind, which: Words) -> Words:
    """A room, as what it is for its community."""
    match kind:
        case RoomKind.CHANNEL:
            return text("Channel {which}", which=which)
        case RoomKind.GARDENERS:
            return text("Gardeners' room {which}", which=which)
        case RoomKind.REGION:
            return text("Region's room {which}", which=which)
        case _:
            return text("Room {which}", which=which)


def look_at_database(settings: Settings) -> tuple[Database | None, list[Finding]]:
    """The database, where it can be worked with; a file of SQLite is made at the first start."""
    reached, tables = text("Database"), text("Tables")
    database = Database(settings.instance.database)
    file = Path(database.url.database or "")
    if database.is_sqlite and not file.exists():
        if not file.parent.is_dir():
            what = text("the folder of {file} does not exist: make it", file=str(file))
            return None, [wrong(reached, what)]
        made = text("{file} will be made at the first start", file=str(file))
        return None, [fine(reached, made)]
    where = str(file) if database.is_sqlite else str(database.url.host or "PostgreSQL")
    if not database.answers():
        database.close()
        what = text("{where} does not answer: is it running, is its address right?", where=where)
        return None, [wrong(reached, what)]
    answers = fine(reached, text("{where} answers", where=where))
    try:
        if is_current(database):
            return database, [answers, fine(tables, text("up to date"))]
    except NewerSchema:
        database.close()
        what = text("made by a newer Terreau: install that one, or restore an older backup")
        return None, [answers, wrong(tables, what)]
    except DATABASE_TROUBLE:
        pass
    database.close()
    if database.is_sqlite:
        return None, [answers, fine(tables, text("will be brought up to date at the next start"))]
    return None, [answers, wrong(tables, text("not up to date: run « terreau migrate »"))]


def as_it_will_be(
    database: Database | None, settings: Settings, now: datetime
) -> tuple[list[Place], list[Holder]]:
    """Rooms, seats and cultivators once the file is applied; then all of it is undone."""
    if database is None:
        database = Database("sqlite://")
        migrate(database)
    places: list[Place] = []
    holders: list[Holder] = []
    with closing(database), suppress(_OnlyLooked, *DATABASE_TROUBLE), database.unit() as store:
        apply(store, settings, now)
        for address in store.communities.cultivators():
            holders += [Holder("", None, address, _name(store, address))]
        for community in store.communities.all():
            for kind in _KINDS:
                rooms = store.communities.rooms(community, kind)
                places += [Place(community.name, room.address, kind) for room in rooms]
            seats = dict.fromkeys(Seat, "") | store.communities.seats(community)
            holders += [
                Holder(community.name, seat, address, _name(store, address))
                for seat, address in seats.items()
            ]
        raise _OnlyLooked
    return places, holders


class _OnlyLooked(Exception):
    """Nothing is kept of what was done to look."""


def _name(store: Store, address: str) -> str:
    identity = store.members.identity(address) if address else None
    member = None if identity is None else store.members.get(identity.member_id)
    return "" if member is None else member.name
