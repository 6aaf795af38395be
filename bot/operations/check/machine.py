"""This machine: the file, the database, changes by the next start, the address of our pages."""

import os
import secrets
import shlex
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from glob import escape
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientSSLError, ClientTimeout, web

from bot.config import Settings, secret_files
from bot.config.settings import Http
from bot.core.messages.content import Text, Words, ntext, text
from bot.domain.roles import Seat
from bot.operations.check.findings import Finding, fine, to_come, wrong
from bot.vocabulary.community_settings import apply_settings
from bot.web.files import HERE, UNNAMED, add_here
from bot.web.server import serve
from bot.workers.worker_process import can_limit
from storage.communities import Communities, Cultivators, RoomKind, SeatHolders
from storage.members import Identities, Members
from storage.operations import (
    NewerSchema,
    file_of,
    has_no_tables,
    in_memory,
    is_current,
    shares_connections,
)
from storage.trouble import (
    DatabaseDamaged,
    DatabaseFull,
    DatabaseNotOpened,
    DatabaseReadOnly,
    DiskFails,
)
from storage.unit_of_work import DATABASE_TROUBLE, Database, Store

OTHERS_MAY_READ = 0o077
MOST_FILES = 10
"""The most files that others may read which are named."""
_CLOCKS_APART = timedelta(seconds=60)
_KINDS = tuple(kind for kind in RoomKind if kind is not RoomKind.DIRECT)
_PATIENCE = ClientTimeout(total=10)
_LONGEST = 200


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


def look_at_database(settings: Settings) -> tuple[Database | None, list[Finding]]:
    """The database, where it can be worked with; a file of SQLite is made at the first start."""
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
    except NewerSchema:
        database.close()
        what = text("made by a newer Terreau: install that version, or restore an older backup")
        return None, [answers, wrong(tables, what)]
    except DATABASE_TROUBLE as error:
        database.close()
        return None, [wrong(reached, _trouble(error, where))]
    database.close()
    if comes_by_itself:
        return None, [answers, fine(tables, text("will be brought up to date at the next start"))]
    return None, [answers, wrong(tables, text("not up to date: run “terreau migrate”"))]


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


async def look_at_pages(http: Http, paths: Sequence[str]) -> list[Finding]:
    """Check that each of our public paths leads to this process.

    While no bot runs, we answer ourselves for a moment.
    """
    url, subject = http.public_url, text("Pages")
    if not url:
        return []
    async with _server_if_none(http), ClientSession(timeout=_PATIENCE) as session:
        own = f"http://{_own_host(http.host)}:{http.port}"
        try:
            here = await _body_at(session, f"{own}{paths[0]}{HERE}")
        except (ClientError, TimeoutError, OSError):
            here = ""
        if not here:
            what = text(
                "{listen} is used by another program: choose another port", listen=http.listen
            )
            return [wrong(subject, what)]
        found = [await _path_finding(session, http, below, here) for below in paths]
    trouble = next((each for each in found if each is not None), None)
    if trouble is not None:
        return [trouble]
    if _is_unencrypted(url):
        what = text("{url} is not encrypted, and files contain personal data: use https", url=url)
        return [to_come(subject, what)]
    return [fine(subject, text("{url} leads here", url=url))]


async def _path_finding(
    session: ClientSession, http: Http, below: str, here: str
) -> Finding | None:
    """The problem with a public path; None if it leads here as it should."""
    url, subject = http.public_url, text("Pages")
    path = f"{urlsplit(url).path}{below}/"
    try:
        there = await _body_at(session, f"{url}{below}{HERE}")
    except ClientSSLError:
        return wrong(subject, text("the certificate of {url} is not valid", url=url))
    except (ClientError, TimeoutError, OSError):
        what = text(
            "{url} does not answer from here; make your web server forward {path} to "
            "http://{listen}",
            url=url,
            path=path,
            listen=http.listen,
        )
        return wrong(subject, what)
    if there == here:
        return None
    if there == here + UNNAMED:
        what = text(
            "your web server is not declared, so one person trying wrong links makes everyone "
            "wait: write its address under [http], as trusted_proxies"
        )
        return to_come(subject, what)
    what = text(
        "{url} leads elsewhere; make your web server forward {path} to http://{listen}",
        url=url,
        path=path,
        listen=http.listen,
    )
    return wrong(subject, what)


@asynccontextmanager
async def _server_if_none(http: Http) -> AsyncIterator[None]:
    """Answer at our address, unless another program does."""
    page = web.Application()
    add_here(page, secrets.token_hex(8), http.trusted_proxies)
    try:
        runner = await serve(page, http.host, http.port, trusted=http.trusted_proxies)
    except OSError:
        yield
        return
    try:
        yield
    finally:
        await runner.cleanup()


async def _body_at(session: ClientSession, url: str) -> str:
    async with session.get(url, allow_redirects=False) as answer:
        body = await answer.content.read(_LONGEST)
        return body.decode(errors="replace") if answer.status == 200 else ""  # noqa: PLR2004 - HTTP


def _own_host(host: str) -> str:
    """The address under which this machine reaches itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "[::1]"  # noqa: PLR2004 - IPv4
    return f"[{host}]" if address.version == 6 else host  # noqa: PLR2004 - IPv6


def _is_unencrypted(url: str) -> bool:
    """True if others may read along: plain HTTP, and not to this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        is_here = ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    return parts.scheme == "http" and not is_here
