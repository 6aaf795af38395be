"""A backup, made while the bot runs: the database as it is at one instant, and the data's files."""

from collections.abc import Collection
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.domain.refusals import Refusal
from bot.operations.backup.archive import Manifest, Table, Writing, writing
from bot.operations.backup.folder import Folder
from bot.operations.backup.instance import Instance
from bot.operations.backup.naming import delete_the_unfinished, keep_the_newest, place_of
from bot.operations.terminal.progress import Watch, unwatched
from storage.operations import Snapshot, snapshot

DATABASE, DATA = "database", "data"
_PART = 4


class NothingToKeep(Refusal):
    """The database is still empty: start the bot once before you make a backup."""


class TableChanged(RuntimeError):
    """A table does not have as many rows as were read of it."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made, and the old ones that were deleted after it."""

    path: Path
    size: int
    rows: int
    files: int
    deleted: Collection[Path]


def back_up(
    instance: Instance, output: Path, keep: int | None = None, *, watch: Watch = unwatched
) -> Backup:
    """Write a backup into a folder, or as a file, and leave at most `keep` in there.

    Raises `NothingToKeep`, `ErasureKeyLost`, and what reading and writing raises.
    """
    erasures, database = instance.erasures, instance.database
    erasures.make()  # so that a restore knows which list to ask
    now = instance.clock.now()
    path = place_of(output, now)
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
    deleted = [] if keep is None else keep_the_newest(path.parent, keep)
    rows = sum(each.rows for each in tables)
    return Backup(path, path.stat().st_size, rows, files, deleted)


def program() -> str:
    """The version of this Terreau."""
    try:
        return f"terreau {version('terreau')}"
    except PackageNotFoundError:
        return "terreau"


def _add_table(archive: Writing, seen: Snapshot, name: str) -> Table:
    rows = 0
    for nth, part in enumerate(seen.parts(name), start=1):
        archive.add(f"{DATABASE}/{name}/{nth:0{_PART}}.jsonl", part.content)
        rows += part.rows
    if rows != seen.count(name):
        raise TableChanged(name)
    return Table(name, seen.columns(name), rows)


def _add_files(archive: Writing, folder: Folder) -> int:
    many = 0
    for name, content in folder.files():
        archive.add(f"{DATA}/{name}", content)
        many += 1
    return many
