"""Restoring a backup, with all that must be done before the bot may start on it.

It is one transaction: either the old database is there as it was, or the new one is there with the
erasures done again, and with nothing in it that would be said or done twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.app import declarations, job_registries
from bot.core.context.audience import expand
from bot.core.declarations.jobs import Jobs
from bot.domain.refusals import Refusal
from bot.operations.backup.archive import Manifest, verified
from bot.operations.backup.folder import ASIDE
from bot.operations.backup.instance import Instance
from bot.operations.backup.rows import PuttingBack
from bot.operations.terminal.progress import Watch, unwatched
from bot.vocabulary.community.applied_settings import contact
from handlers.communities import plan_restoration_notices
from storage.audit import Audit
from storage.members import Identities, Members
from storage.operations import Importing, in_place_of, is_empty, kept_at, knows, raise_to
from storage.outbound import Mailings, UncertainDeliveries
from storage.restored_backups import Erasure, ErasureList, Recogniser, Restorations
from storage.unit_of_work import Store, working_on


class NewerBackup(Refusal):
    """This backup was made by a newer Terreau ({program}): install that one first."""


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

    Raises `NotABackup`, `NewerBackup`, `WouldReplace`, `ErasuresUnknown`, `ErasuresTooOld`,
    `ErasureKeyLost`, `CannotKeepAside`; nothing is changed then.
    """
    manifest = verified(file)
    if not knows(manifest.revision):
        raise NewerBackup(program=manifest.made_by)
    replaces = not is_empty(instance.database)
    if replaces and not wanted.replace:
        raise WouldReplace
    listed = [] if wanted.without_erasures else _listed(instance.erasures, manifest)
    known = Recogniser(listed, instance.erasures.hash_of)
    now = instance.clock.now()
    aside = f"{ASIDE}{now:%Y%m%d-%H%M%S}"
    folder = instance.folder(file)
    folder.unstage()  # leftovers of a killed restore
    try:
        with in_place_of(instance.database, aside if replaces else None) as connection:
            raise_to(connection, manifest.revision)
            putting = PuttingBack(file, manifest, known)
            putting.run(Importing(connection), folder, watch)
            raise_to(connection)
            with working_on(connection) as store:
                erased = _erase_again(store, known, putting.traces)
                uncertain, missed = _make_believable(store, instance, manifest.made_at, now)
            kept_folder = folder.put_back(aside, devices=manifest.devices)
    finally:
        folder.unstage()
    kept = [kept_at(instance.database, aside)] if replaces else []
    kept += [] if kept_folder is None else [str(kept_folder)]
    done = Restored(manifest, putting.rows, putting.left_out, erased, uncertain, missed)
    return replace(done, kept=kept)


def _listed(erasures: ErasureList, manifest: Manifest) -> Sequence[Erasure]:
    """The erasures that the backup may not know of."""
    if not erasures.is_there or erasures.fingerprint() != manifest.erasures:
        raise ErasuresUnknown(folder=erasures.path.parent, at=manifest.made_at)
    listed = erasures.read()
    if listed.lines < manifest.lines:
        raise ErasuresTooOld(folder=erasures.path.parent)
    return listed.since(manifest.since)


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


def _make_believable(
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
