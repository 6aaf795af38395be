"""The folder of data: what of it goes into a backup, and what stays where it is."""

import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from bot.config import Settings
from bot.operations.backup.naming import is_one
from bot.transports.matrix.account_folder import FOLDER, IDENTITY, begin_anew, device_of
from handlers.seats import CODE_FILE
from storage.erasures import KEY, LIST
from storage.invitations import KEY as INVITEES_KEY
from storage.keyfile import LINK_KEY

ASIDE = "before-"
_STAGED = ".restoring"


class Folder:
    """One instance's folder; what is `private` holds secrets, or is no part of it.

    Nor is the database of SQLite, which has more files whose names begin as its own does.
    """

    def __init__(
        self, settings: Settings, private: Collection[Path] = (), database: Path | None = None
    ) -> None:
        self.path = settings.instance.data
        self._matrix = settings.matrix
        secret = [self.path / each for each in (LIST, KEY, LINK_KEY, INVITEES_KEY, CODE_FILE)]
        outside = [*secret, settings.pickle_key_file, *private]
        self._outside = {each.resolve() for each in outside}
        self._database = None if database is None else database.resolve()

    @property
    def device(self) -> str:
        """The device that the bot is on Matrix; empty where it is none."""
        return device_of(self.path / FOLDER)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The files of a backup: names below the folder, and contents."""
        for file in self._below(self.path):
            name = file.relative_to(self.path)
            if name.parts[0] != FOLDER or file == self._identity:
                try:
                    yield name.as_posix(), file.read_bytes()
                except FileNotFoundError:
                    continue  # deleted meanwhile

    def stage(self, name: str, content: bytes) -> None:
        """Lay a file of a backup ready."""
        file = self.path / _STAGED / name
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as made:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())

    def unstage(self) -> None:
        """Forget what was laid ready."""
        shutil.rmtree(self.path / _STAGED, ignore_errors=True)

    def put_back(self, aside: str, *, device: str) -> Path | None:
        """Put what was laid ready into its place; gives where that is kept which was there.

        The identity on Matrix that is there stays, since a backup's can only be an older one. The
        device does not: it is given up, be it the one of here or `device`, the backup's.
        """
        given_up = self.device or device
        kept = self.path / aside
        moved = [each for each in self._below(self.path) if each != self._identity]
        if moved:
            kept.mkdir(mode=0o700, parents=True)
        for file in moved:
            _move(file, kept / file.relative_to(self.path))
        staged = self.path / _STAGED
        for file in self._below(staged):
            place = self.path / file.relative_to(staged)
            if not place.exists():
                _move(file, place)
        if self._matrix is not None and (given_up or self._identity.exists()):
            begin_anew(self.path / FOLDER, self._matrix.user, given_up)
        return kept if moved else None

    @property
    def _identity(self) -> Path:
        return self.path / FOLDER / IDENTITY

    def _below(self, folder: Path) -> list[Path]:
        """The files of a folder, without what is hidden, private, or was put aside."""
        found: list[Path] = []
        for parent, folders, files in os.walk(folder):
            here = Path(parent)
            folders[:] = [
                name
                for name in sorted(folders)
                if name[0] != "." and not (here == self.path and name.startswith(ASIDE))
            ]
            found += [here / name for name in sorted(files) if name[0] != "." and not is_one(name)]
        return [each for each in found if not self._is_outside(each.resolve())]

    def _is_outside(self, file: Path) -> bool:
        its = self._database
        of_database = (
            its is not None and file.parent == its.parent and file.name.startswith(its.name)
        )
        return of_database or file in self._outside


def _move(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.rename(place)
