"""Backups: the last good one, restored ones, and the time that was lost by it.

The last good one is noted in a file of the data, the erasures that are done again in one beside it:
both are kept outside the database.
"""

import hmac
import json
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.repository import Repository
from storage.trouble import DatabaseAway, DatabaseFull, kind_of

_FILE = ".backup"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """Time of the last good backup, or of the start of the wait for the first one."""

    at: datetime
    is_made: bool

    @classmethod
    def read(cls, data: Path) -> Self | None:
        """The note; None without one, or where it cannot be read."""
        try:
            noted = json.loads((data / _FILE).read_text(encoding="utf-8"))
            return cls(datetime.fromisoformat(noted["at"]), bool(noted["is_made"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, data: Path) -> None:
        """Note it, readable by its owner only."""
        part = data / f"{_FILE}.part"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({"at": self.at.isoformat(), "is_made": self.is_made}, file)
        part.replace(data / _FILE)


class Backups(Repository):
    """The backups, as far as they are noted."""

    def last(self) -> LastBackup | None:
        return None if self._folder is None else LastBackup.read(self._folder.data)

    def wait_since(self, now: datetime) -> LastBackup | None:
        """The last one; where none was ever noted, it is waited for from now on."""
        last = self.last()
        if last is None and self._folder is not None:
            last = LastBackup(now, is_made=False)
            last.write(self._folder.data)
        return last


APART = timedelta(seconds=2)
"""The largest difference to the clock of a network, which may tell whole seconds only."""


class RestorationRow(Base):
    """A backup of `backup_at` was put back at `restored_at`."""

    __tablename__ = "restorations"

    id: Mapped[int] = mapped_column(primary_key=True)
    backup_at: Mapped[datetime]
    restored_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class LostTime:
    """A span of time that the database lost."""

    since: datetime
    until: datetime

    def has(self, moment: datetime) -> bool:
        """True if a moment, by a network's clock, lies in it."""
        return self.since - APART < moment < self.until


class Restorations(Repository):
    """The times that were lost."""

    def add(self, backup_at: datetime, restored_at: datetime) -> int:
        """Record that a backup is put back; gives its number."""
        return self._added(RestorationRow(backup_at=backup_at, restored_at=restored_at)).id

    def get(self, restoration_id: int) -> LostTime:
        """The time lost by one of them, which must exist."""
        row = self._session.get_one(RestorationRow, restoration_id)
        return LostTime(row.backup_at, row.restored_at)

    def lost(self) -> Sequence[LostTime]:
        """All that was lost, the latest last."""
        rows = self._session.scalars(select(RestorationRow).order_by(RestorationRow.id)).all()
        return [LostTime(row.backup_at, row.restored_at) for row in rows]


LIST = "erasures"
KEY = "erasures.key"
_KEY_BYTES = 32
_LINE = re.compile(
    rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6})Z"
    rb" (erasing|erased|kept) ([0-9a-f]{16})((?: [0-9a-f]{64})*)"
)


class ErasureKeyLost(RuntimeError):
    """The list of erasures is there and its key is not, or holds no key."""


@dataclass(frozen=True, slots=True)
class Erased:
    """A person being erased: everything by which a backup would recognise them."""

    traces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure of the list; an `open` one may not have been committed."""

    ticket: str
    at: datetime
    hashes: frozenset[str]
    open: bool


@dataclass(frozen=True, slots=True)
class ErasureListContent:
    """The content of the list: erasures that were not undone, and its number of lines."""

    erasures: Sequence[Erasure] = ()
    lines: int = 0

    def since(self, start: datetime) -> list[Erasure]:
        """Erasures that a backup of that instant may not know of."""
        return [each for each in self.erasures if each.at >= start]

    def settled_until(self, now: datetime) -> datetime:
        """Up to when the database knows of each erasure: the first open one, else now."""
        return min((each.at for each in self.erasures if each.open), default=now)


class ErasureList:
    """The list in a folder, and its key."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        """Know the folder and the clock; nothing is read or made yet."""
        self.path = folder / LIST
        self.key_path = folder / KEY
        self._now = now
        self._key: bytes | None = None
        self._lock = Lock()

    @property
    def is_there(self) -> bool:
        """True if the list and its key exist."""
        return self.path.exists() and self.key_path.exists()

    def make(self) -> None:
        """Make what is not there yet; raises `ErasureKeyLost`."""
        with self._lock:
            self._open_key()
            self._append()

    def check(self) -> None:
        """Raise `ErasureKeyLost` where the list cannot be gone on with."""
        if self.path.exists():
            self.make()

    def fingerprint(self) -> str:
        """The identity of this list."""
        return self.hash_of("the list itself")[:16]

    def hash_of(self, trace: str) -> str:
        """The keyed hash under which a trace is listed; raises `ErasureKeyLost`."""
        key = self._key or self._open_key()
        return hmac.digest(key, trace.encode("utf-8", "replace"), "sha256").hex()

    def read(self) -> ErasureListContent:
        """All that is listed; a line that was cut by a lost power was never committed."""
        found: dict[str, Erasure] = {}
        lines = self.path.read_bytes().splitlines() if self.path.exists() else []
        for read in filter(None, map(_LINE.fullmatch, lines)):
            at, what, ticket = read[1].decode(), read[2], read[3].decode()
            if what == b"erasing":
                moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
                hashes = frozenset(read[4].decode().split())
                found[ticket] = Erasure(ticket, moment, hashes, open=True)
            elif what == b"kept":
                found.pop(ticket, None)
            elif ticket in found:
                known = found[ticket]
                found[ticket] = Erasure(ticket, known.at, known.hashes, open=False)
        return ErasureListContent(tuple(found.values()), len(lines))

    @contextmanager
    def listing(self, erased: Collection[Erased]) -> Iterator[None]:
        """List people as erased around the commit that erases them.

        Where that fails, or the process dies in it, the lines stay open until `settle`.
        """
        tickets = [secrets.token_hex(8) for _ in erased]
        with self._lock:
            self._open_key()
            self._append(
                *(
                    self._line("erasing", ticket, *sorted(map(self.hash_of, each.traces)))
                    for ticket, each in zip(tickets, erased, strict=True)
                )
            )
        yield
        with self._lock, suppress(DatabaseAway):  # `settle` says it later
            self._append(*(self._line("erased", ticket) for ticket in tickets))

    def settle(self, are_there: Callable[[Collection[Erasure]], Collection[str]]) -> None:
        """Close what a crash left open: `are_there` gives the tickets of those not erased.

        Nobody may be erasing meanwhile.
        """
        left = [each for each in self.read().erasures if each.open]
        if left:
            kept = set(are_there(left))
            with self._lock:
                self._append(
                    *(
                        self._line("kept" if each.ticket in kept else "erased", each.ticket)
                        for each in left
                    )
                )

    def _line(self, what: str, ticket: str, *hashes: str) -> str:
        at = self._now().astimezone(UTC).replace(tzinfo=None)
        return " ".join((f"{at.isoformat(timespec='microseconds')}Z", what, ticket, *hashes))

    def _append(self, *lines: str) -> None:
        """Write lines and wait until they are on disk; trouble with that is the database's own."""
        try:
            is_new = not self.path.exists()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                size = os.fstat(descriptor).st_size
                was_cut = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
                content = "\n" * was_cut + "".join(f"{line}\n" for line in lines)
                if content and os.write(descriptor, content.encode()) < len(content):
                    raise DatabaseFull("the list of erasures takes no more")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if is_new:
                _sync(self.path.parent)
        except OSError as error:
            raise _trouble(error, "the list of erasures cannot be written") from error

    def _open_key(self) -> bytes:
        """Read the key, or make it where there is no list yet."""
        if self._key is None:
            try:
                if not self.key_path.exists():
                    if self.path.exists():
                        raise ErasureKeyLost
                    _make_key(self.key_path)
                key = bytes.fromhex(self.key_path.read_text(encoding="ascii"))
            except OSError as error:
                raise _trouble(error, "the key of the erasures cannot be read") from error
            except ValueError:
                raise ErasureKeyLost from None
            if len(key) != _KEY_BYTES:
                raise ErasureKeyLost
            self._key = key
        return self._key


class Recogniser:
    """Knows the erased again by their traces."""

    def __init__(self, erasures: Collection[Erasure], hash_of: Callable[[str], str]) -> None:
        self._by_hash: dict[str, list[Erasure]] = {}
        for each in sorted(erasures, key=lambda erasure: erasure.at):
            for hashed in each.hashes:
                self._by_hash.setdefault(hashed, []).append(each)
        self._hash_of = hash_of

    def __bool__(self) -> bool:
        """True if there are erasures."""
        return bool(self._by_hash)

    def all(self, trace: str) -> Sequence[Erasure]:
        """The erasures of the person behind this trace, the latest last."""
        return self._by_hash.get(self._hash_of(trace), ())

    def find(self, trace: str) -> Erasure | None:
        """The latest of them."""
        found = self.all(trace)
        return found[-1] if found else None


def member_trace(member_id: int, joined_at: datetime) -> str:
    """A member, whatever their accounts: after a restore an id alone may be another person's."""
    return f"member {member_id} {joined_at.astimezone(UTC).isoformat()}"


def email_trace(email: str) -> str:
    """An address of e-mail, however it is written."""
    return email.strip().casefold()


def traces_in(value: str) -> Iterator[str]:
    """Traces in a stored value: an account, the owner of a direct room, an e-mail address."""
    if ":" in value:
        yield value
        network, _, rest = value.partition(":")
        person = rest.rpartition("/")[2]
        if person.startswith("@") and "/" in rest:
            yield f"{network}:{person}"
    if "@" in value:
        yield email_trace(value)


def _make_key(path: Path) -> None:
    """Write the key beside, for its owner's eyes only; one that is there already stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{secrets.token_hex(_KEY_BYTES)}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()
    _sync(path.parent)


def _trouble(error: OSError, what: str) -> DatabaseAway:
    return (kind_of(error) or DatabaseAway)(what)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
