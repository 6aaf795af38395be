"""A backup: a compressed tar whose manifest says what is in it, made while the bot runs."""

import json
import os
import tarfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from bot.config import MATRIX
from bot.domain.refusals import Refusal
from bot.operations.backup.folder import (
    Folder,
    Instance,
    backup_place,
    delete_the_unfinished,
    keep_the_newest,
)
from bot.operations.release import version
from bot.operations.terminal import Watch, unwatched
from storage.operations import Snapshot, snapshot
from storage.restored_backups import LastBackup

FORMAT = 1
MANIFEST = "manifest.json"
_COMPRESSION = 6
DATABASE, DATA = "database", "data"
_PART = 4


class NotABackup(Refusal):
    """{file} is not a Terreau backup, or is damaged. Nothing was changed."""


class NothingToKeep(Refusal):
    """The database is still empty: start the bot once before you make a backup."""


class TableChanged(RuntimeError):
    """A table does not have as many rows as were read of it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a backup."""

    name: str
    columns: list[str]
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of a backup.

    `since` is the instant from which on it may not know of an erasure, `erasures` tells the list
    that does, and how many lines that had. `devices` are the bot's, by the folder of each Matrix
    server.
    """

    made_by: str
    made_at: datetime
    since: datetime
    database: str
    revision: str
    tables: list[Table]
    erasures: str
    lines: int
    devices: dict[str, str]
    sha256: dict[str, str]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made, and the old ones that were deleted after it."""

    path: Path
    size: int
    rows: int
    files: int
    deleted: Collection[Path]


class ArchiveWriter:
    """A backup that is being written."""

    def __init__(self, tar: tarfile.TarFile, at: datetime) -> None:
        self._tar = tar
        self._at = at
        self.sha256: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        self.sha256[name] = sha256(content).hexdigest()
        self._put(name, content)

    def end(self, manifest: Manifest) -> None:
        """Add the manifest, last."""
        manifest_data = {"format": FORMAT, **asdict(manifest)}
        for name in ("made_at", "since"):
            manifest_data[name] = manifest_data[name].isoformat()
        self._put(MANIFEST, json.dumps(manifest_data, indent=1, ensure_ascii=False).encode())

    def _put(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = len(content), 0o600, int(self._at.timestamp())
        self._tar.addfile(member, BytesIO(content))


def back_up(
    instance: Instance, output: Path, keep: int | None = None, *, watch: Watch = unwatched
) -> Backup:
    """Write a backup into a folder, or as a file, and leave at most `keep` in there.

    Raises `NothingToKeep`, `ErasureKeyLost`, and what reading and writing raises.
    """
    erasures, database = instance.erasures, instance.database
    erasures.make()  # so that a restore knows which list to ask
    now = instance.clock.now()
    path = backup_place(output, now)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    delete_the_unfinished(path.parent, now)
    listed = erasures.read()
    folder = instance.folder(path)
    with snapshot(database) as seen, writing(path, now) as archive:
        if seen.revision is None:
            raise NothingToKeep
        tables = [_add_table(archive, seen, name) for name in watch(seen.tables, len(seen.tables))]
        files = _add_files(archive, folder)
        archive.end(
            Manifest(
                made_by=program(),
                made_at=now,
                since=listed.settled_until(now),
                database=database.url.get_backend_name(),
                revision=seen.revision,
                tables=tables,
                erasures=erasures.fingerprint(),
                lines=listed.lines,
                devices=folder.devices,
                sha256=archive.sha256,
            )
        )
    LastBackup(now, is_made=True).write(instance.settings.instance.data)
    deleted = [] if keep is None else keep_the_newest(path.parent, keep)
    rows = sum(each.rows for each in tables)
    return Backup(path, path.stat().st_size, rows, files, deleted)


def _add_table(archive: ArchiveWriter, seen: Snapshot, name: str) -> Table:
    rows = 0
    for nth, part in enumerate(seen.parts(name), start=1):
        archive.add(f"{DATABASE}/{name}/{nth:0{_PART}}.jsonl", part.content)
        rows += part.rows
    if rows != seen.count(name):
        raise TableChanged(name)
    return Table(name, seen.columns(name), rows)


def _add_files(archive: ArchiveWriter, folder: Folder) -> int:
    many = 0
    for name, content in folder.files():
        archive.add(f"{DATA}/{name}", content)
        many += 1
    return many


def program() -> str:
    return f"terreau {version()}"


@contextmanager
def writing(path: Path, at: datetime) -> Iterator[ArchiveWriter]:
    """Write a backup atomically, readable by its owner only."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=_COMPRESSION) as tar:
                yield ArchiveWriter(tar, at)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def verified(path: Path) -> Manifest:
    """Read a backup through, and give what it says of itself. Raises `NotABackup`."""
    found: dict[str, str] = {}
    manifest_content = b""
    for name, content in members(path):
        if name == MANIFEST:
            manifest_content = content
        else:
            found[name] = sha256(content).hexdigest()
    manifest = _manifest(path, manifest_content)
    if manifest.sha256 != found or _is_below_another(found):
        raise NotABackup(file=path)
    return manifest


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """The members of a backup in order, with their contents. Raises `NotABackup`, and `OSError`.

    Links, devices and sparse files are no part of one, nor is a second file of the same name.
    """
    known: set[str] = set()
    try:
        with tarfile.open(path, "r|gz") as tar:
            for member in tar:
                file = tar.extractfile(member) if member.type == tarfile.REGTYPE else None
                name = member.name
                leads_down = "\\" not in name and not any(
                    part in {"", ".", ".."} for part in name.split("/")
                )
                is_plain = leads_down and name.isprintable()
                if file is None or not is_plain or name in known:
                    raise NotABackup(file=path)
                known.add(name)
                yield name, file.read()
    except OSError as error:
        if error.errno is None:  # of what is in it, such as `BadGzipFile`
            raise NotABackup(file=path) from None
        raise type(error)(error.errno, error.strerror, str(path)) from None  # it cannot be read
    except (tarfile.TarError, EOFError, zlib.error):
        raise NotABackup(file=path) from None


def _is_below_another(names: Collection[str]) -> bool:
    """True if one of the files would have to be a folder, too."""
    folders = {parent for name in names for parent in PurePosixPath(name).parents}
    return any(str(each) in names for each in folders)


def _manifest(path: Path, content: bytes) -> Manifest:
    try:
        manifest_data = json.loads(content)
        if manifest_data.pop("format") != FORMAT:
            raise NotABackup(file=path)
        tables = [Table(**each) for each in manifest_data.pop("tables")]
        if (device := manifest_data.pop("device", None)) is not None:  # there was one server
            manifest_data["devices"] = {MATRIX: device} if device else {}
        made_at = datetime.fromisoformat(manifest_data.pop("made_at"))
        since = datetime.fromisoformat(manifest_data.pop("since"))
        manifest = Manifest(made_at=made_at, since=since, tables=tables, **manifest_data)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise NotABackup(file=path) from None
    if not _is_well_formed(manifest):
        raise NotABackup(file=path)
    return manifest


def _is_well_formed(manifest: Manifest) -> bool:
    words: list[Any] = [each.name for each in manifest.tables]
    words += [manifest.made_by, manifest.database, manifest.revision, manifest.erasures]
    tables: list[Any] = [manifest.devices, manifest.sha256]
    for table in tables:
        words += [*table, *table.values()] if isinstance(table, dict) else [None]
    columns: list[Any] = [each.columns for each in manifest.tables]
    for each in columns:
        words += each if isinstance(each, list) else [None]
    numbers = [manifest.lines, *(each.rows for each in manifest.tables)]
    instants = [manifest.made_at.tzinfo, manifest.since.tzinfo]
    return (
        all(isinstance(each, str) for each in words)
        and all(isinstance(each, int) for each in numbers)
        and None not in instants
    )
