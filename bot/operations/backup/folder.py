"""The instance that is backed up: its folder of data, and the names of its backups."""

import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Settings
from bot.config.settings import folder_of, is_key_file, is_server_folder, known_folders
from bot.core.context.clock import Clock
from bot.domain.refusals import Refusal
from bot.transports.matrix.device import IDENTITY, begin_anew, session_of
from handlers.seats import CODE_FILE
from storage.folder import LINK_KEY
from storage.invitations import KEY as INVITEES_KEY
from storage.operations import file_of
from storage.restored_backups import KEY, LIST, ErasureList
from storage.unit_of_work import Database

_BACKUP_NAME = re.compile(r"terreau-\d{4}-\d\d-\d\d-\d{6}Z\.tar\.gz")
_LONGEST = timedelta(days=1)
_FILES = (".tar.gz", ".tgz")
ASIDE = "before-"
_STAGED = ".restoring"


class ForeignFile(Refusal):
    """This backup would write “{name}” into the folder of data, which no backup of Terreau does.

    It was made up or changed by others. Nothing was changed.
    """


class Folder:
    """One instance's folder; `private` files hold secrets, or are no part of it.

    Nor is the database of SQLite, which has more files whose names begin as its own does.
    """

    def __init__(
        self, settings: Settings, private: Collection[Path] = (), database: Path | None = None
    ) -> None:
        self.path = settings.instance.data
        self._users = {each.network: each.settings.user for each in settings.servers}
        secret = [self.path / each for each in (LIST, KEY, LINK_KEY, INVITEES_KEY, CODE_FILE)]
        keys = [each.pickle_key_file for each in settings.servers]
        outside = [*secret, *keys, *private]
        self._outside = {each.resolve() for each in outside}
        self._database = None if database is None else database.resolve()

    @property
    def devices(self) -> dict[str, str]:
        """The devices that the bot is on Matrix servers, by their folders; removed ones too."""
        found = {each.name: session_of(each).device_id for each in known_folders(self.path)}
        return {name: device for name, device in found.items() if device}

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The files of a backup: names below the folder, and contents."""
        for file in self._files_below(self.path):
            name = file.relative_to(self.path).as_posix()
            if self._may_hold(name):
                try:
                    yield name, file.read_bytes()
                except FileNotFoundError:
                    continue  # deleted meanwhile

    def stage(self, name: str, content: bytes) -> None:
        """Stage a file of a backup. Raises `ForeignFile` for what no backup of ours has."""
        if not self._may_hold(name):
            raise ForeignFile(name=name)
        file = self.path / _STAGED / name
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as made:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())

    def unstage(self) -> None:
        """Delete the staged files."""
        shutil.rmtree(self.path / _STAGED, ignore_errors=True)

    def put_back(self, aside: str, *, devices: Mapping[str, str]) -> Path | None:
        """Move the staged files into place; gives the folder that keeps the previous ones.

        An identity on Matrix that is there stays, since a backup's can only be an older one. A
        device does not: it is given up, be it the one of here or the backup's, one of `devices`.
        """
        given_up = {**devices, **self.devices}
        users = {each.name: session_of(each).user_id for each in known_folders(self.path)}
        users |= {folder_of(self.path, name).name: user for name, user in self._users.items()}
        kept = self.path / aside
        moved = [each for each in self._files_below(self.path) if not self._is_identity(each)]
        if moved:
            kept.mkdir(mode=0o700, parents=True)
        for file in moved:
            _move(file, kept / file.relative_to(self.path))
        staged = self.path / _STAGED
        for file in self._files_below(staged):
            place = self.path / file.relative_to(staged)
            if not place.exists():
                _move(file, place)
        for name, user in users.items():
            folder = self.path / name
            if user and (name in given_up or (folder / IDENTITY).exists()):
                begin_anew(folder, user, given_up.get(name, ""))
        return kept if moved else None

    def _may_hold(self, name: str) -> bool:
        """True for the name of a file that a backup has, and that a restore may bring here.

        The secrets of a machine are its own, whether it has them already or not, and so is the
        folder of a device: whoever made up a backup could sign links, or name a cultivator.
        """
        parts = name.split("/")
        if is_server_folder(parts[0]) and parts[1:] != [IDENTITY]:
            return False
        if any(part[:1] == "." for part in parts) or is_backup(parts[-1]):
            return False
        if len(parts) > 1 and parts[0].startswith(ASIDE):
            return False
        on_the_way = ("/".join(parts[:many]) for many in range(1, len(parts) + 1))
        return not any(self._is_outside((self.path / each).resolve()) for each in on_the_way)

    def _is_identity(self, file: Path) -> bool:
        """True for the bot's identity on a Matrix server."""
        folder = file.parent
        return (
            file.name == IDENTITY and folder.parent == self.path and is_server_folder(folder.name)
        )

    def _files_below(self, folder: Path) -> list[Path]:
        """The files of a folder, without what is hidden, private, or was put aside."""
        found: list[Path] = []
        for parent, folders, files in os.walk(folder):
            here = Path(parent)
            folders[:] = [
                name
                for name in sorted(folders)
                if name[0] != "." and not (here == self.path and name.startswith(ASIDE))
            ]
            found += [
                here / name for name in sorted(files) if name[0] != "." and not is_backup(name)
            ]
        return [each for each in found if not self._is_outside(each.resolve())]

    def _is_outside(self, file: Path) -> bool:
        its = self._database
        of_database = (
            its is not None and file.parent == its.parent and file.name.startswith(its.name)
        )
        is_key = file.parent == self.path.resolve() and is_key_file(file.name)
        return of_database or is_key or file in self._outside


@dataclass(frozen=True, slots=True)
class Instance:
    """One Terreau; `private` are the files of its configuration, wherever they are."""

    settings: Settings
    database: Database
    erasures: ErasureList
    clock: Clock
    private: Collection[Path] = ()

    def folder(self, archive: Path) -> Folder:
        """Its folder of data, of which neither the database is a part nor a backup in there."""
        return Folder(self.settings, [*self.private, archive], file_of(self.database))


def is_backup(name: str) -> bool:
    """True if a file is a backup, by its name."""
    return _BACKUP_NAME.fullmatch(name) is not None


def backup_place(output: Path, at: datetime) -> Path:
    """The file to write: `output` where that names a file, else one in that folder."""
    if output.name.endswith(_FILES) and not output.is_dir():
        return output
    return output / f"terreau-{at.astimezone(UTC):%Y-%m-%d-%H%M%S}Z.tar.gz"


def delete_the_unfinished(folder: Path, now: datetime) -> None:
    """Delete what killed processes left half written; nobody writes for a day."""
    for each in folder.glob(".terreau-*.part"):
        if now - datetime.fromtimestamp(each.stat().st_mtime, UTC) > _LONGEST:
            each.unlink(missing_ok=True)


def keep_the_newest(folder: Path, many: int) -> list[Path]:
    """Delete all backups of a folder but the newest; gives those deleted."""
    found = sorted(each for each in folder.iterdir() if is_backup(each.name))
    old = found[:-many]
    for each in old:
        each.unlink()
    return old


def _move(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.rename(place)
