"""Restoring a backup, with all that must be done before the bot may start on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import declarations, job_registries
from bot.core.context.audience import expand
from bot.core.declarations.jobs import Jobs
from bot.domain.refusals import Refusal
from bot.operations.backup.archive import (
    DATA,
    DATABASE,
    MANIFEST,
    Manifest,
    NotABackup,
    members,
    verified,
)
from bot.operations.backup.folder import ASIDE, Folder, Instance
from bot.operations.terminal import Watch, unwatched
from bot.vocabulary.community_settings import contact
from handlers.communities import plan_restoration_notices
from storage.audit import Audit
from storage.members import Identities, Members
from storage.operations import (
    NotTheSameTables,
    RowImport,
    in_place_of,
    is_empty,
    is_from_before,
    kept_at,
    knows,
    raise_to,
)
from storage.outbound import Mailings, UncertainDeliveries
from storage.restored_backups import Erasure, ErasureList, Recogniser, Restorations, traces_in
from storage.unit_of_work import Store, working_on


class NewerBackup(Refusal):
    """This backup was made by a newer Terreau ({program}): install that one first."""


class OlderBackup(Refusal):
    """This backup is from before version 1.0, and only its own version reads it: {program}."""


class WouldReplace(Refusal):
    """The database already contains data.

    To replace it with the backup, add --replace: the current data is kept aside.
    """


class ErasuresUnknown(Refusal):
    """The list of erasures that goes with this backup is not in {folder}.

    Without it, people erased since {at} would come back. Copy “erasures” and “erasures.key” there;
    if they are lost, add --without-erasures.
    """


class ErasuresTooOld(Refusal):
    """The list of erasures in {folder} is older than this backup.

    Copy the latest one there; if it is lost, add --without-erasures.
    """


@dataclass(frozen=True, slots=True)
class Wanted:
    """Options of a restore."""

    replace: bool = False
    without_erasures: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """Results of a restore, and the places of the former data."""

    manifest: Manifest
    rows: int
    left_out: Sequence[str]
    erased: int
    uncertain: int
    missed: int
    kept: Sequence[str] = ()


def restore(
    instance: Instance, file: Path, wanted: Wanted, *, watch: Watch = unwatched
) -> Restored:
    """Put a backup back; nobody else may work on the database.

    Raises `NotABackup`, `NewerBackup`, `OlderBackup`, `WouldReplace`, `ErasuresUnknown`,
    `ErasuresTooOld`, `ErasureKeyLost`, `CannotKeepAside`; nothing is changed then.
    """
    manifest = verified(file)
    if not knows(manifest.revision):
        refused = OlderBackup if is_from_before(manifest.revision) else NewerBackup
        raise refused(program=manifest.made_by)
    replaces = not is_empty(instance.database)
    if replaces and not wanted.replace:
        raise WouldReplace
    listed = [] if wanted.without_erasures else _erasures_since(instance.erasures, manifest)
    known = Recogniser(listed, instance.erasures.hash_of)
    now = instance.clock.now()
    aside = f"{ASIDE}{now:%Y%m%d-%H%M%S}"
    folder = instance.folder(file)
    folder.unstage()  # leftovers of a killed restore
    try:
        with in_place_of(instance.database, aside if replaces else None) as connection:
            raise_to(connection, manifest.revision)
            restoration = RowRestoration(file, manifest, known)
            restoration.run(RowImport(connection), folder, watch)
            raise_to(connection)
            with working_on(connection, declarations().shown_in) as store:
                erased = _erase_again(store, known, restoration.traces)
                uncertain, missed = _settle_past(store, instance, manifest.made_at, now)
            kept_folder = folder.put_back(aside, devices=manifest.devices)
    finally:
        folder.unstage()
    kept = [kept_at(instance.database, aside)] if replaces else []
    kept += [] if kept_folder is None else [str(kept_folder)]
    done = Restored(manifest, restoration.rows, restoration.left_out, erased, uncertain, missed)
    return replace(done, kept=kept)


def _erasures_since(erasures: ErasureList, manifest: Manifest) -> Sequence[Erasure]:
    """The erasures that the backup may not know of."""
    if not erasures.is_there or erasures.fingerprint() != manifest.erasures:
        raise ErasuresUnknown(folder=erasures.path.parent, at=manifest.made_at)
    listed = erasures.read()
    if listed.lines < manifest.lines:
        raise ErasuresTooOld(folder=erasures.path.parent)
    return listed.since(manifest.since)


class RowRestoration:
    """Puts rows into their tables and stages files; notes traces of people erased since."""

    def __init__(self, file: Path, manifest: Manifest, known: Recogniser) -> None:
        self._file = file
        self._tables = {each.name: each for each in manifest.tables}
        self._known = known
        self._members = len(manifest.sha256) + 1  # and the manifest itself
        self.rows = 0
        self.left_out: list[str] = []
        self.traces: dict[str, Erasure] = {}

    def run(self, row_import: RowImport, folder: Folder, watch: Watch) -> None:
        """Put all of it back; raises `NotABackup` where it contradicts its manifest."""
        for name, content in watch(members(self._file), self._members):
            kind, _, rest = name.partition("/")
            if kind == DATA and rest:
                folder.stage(rest, content)
            elif kind == DATABASE:
                self._put(row_import, rest.partition("/")[0], content)
            elif name != MANIFEST:
                raise NotABackup(file=self._file)
        for table in self._tables.values():
            if not row_import.knows(table.name):
                self.left_out.append(table.name)
            elif row_import.count(table.name) != table.rows:
                raise NotABackup(file=self._file)
        row_import.finish()

    def _put(self, row_import: RowImport, name: str, content: bytes) -> None:
        if not row_import.knows(name):
            return
        try:
            rows = row_import.put(name, self._tables[name].columns, content)
        except (KeyError, NotTheSameTables):
            raise NotABackup(file=self._file) from None
        self.rows += len(rows)
        if self._known:
            self._look_for_traces(rows)

    def _look_for_traces(self, rows: Sequence[dict[str, Any]]) -> None:
        """Note the stored values, and the accounts, that identify erased people."""
        for value in (each for row in rows for each in _strings([*row.values()])):
            for trace in traces_in(value):
                erasure = self._known.find(trace)
                if erasure is not None:
                    self.traces |= {value: erasure, trace: erasure}


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _strings(each)
        case list():
            for each in value:
                yield from _strings(each)


def _erase_again(store: Store, known: Recogniser, traces: dict[str, Erasure]) -> int:
    """Repeat the erasures since the backup, except of members who joined afterwards."""
    if not known:
        return 0
    members = set()
    for account in store[Identities].all():
        for erasure in filter(None, map(known.find, account.traces)):
            if account.joined_at <= erasure.at:
                members.add(account.member_id)
    for member in filter(None, map(store[Members].get, sorted(members))):
        store.erase(member)
    store.forget([each for each in traces if store[Identities].get(each) is None])
    return len(members)


def _settle_past(
    store: Store, instance: Instance, backup_at: datetime, now: datetime
) -> tuple[int, int]:
    """Give up what may have happened since, and plan that people are told.

    Gives how many deliveries are uncertain, and how many due times were missed.
    """
    while unfinished := store[Mailings].unfinished(paused=True):
        expand(store, unfinished[0], now)
        store.flush()
    store.restored(now)
    uncertain = store[UncertainDeliveries].count_restored()
    missed = Jobs(job_registries(), contact(instance.settings), declarations()).give_up(store, now)
    number = store[Restorations].add(backup_at, now)
    plan_restoration_notices(store, number, backup_at=backup_at, now=now)
    store[Audit].note("", "restore", None, "done", now)
    return uncertain, missed
