"""`terreau migrate` and `terreau purge`."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, time
from pathlib import Path

from bot.app import declarations
from bot.config import Settings
from bot.core.context.clock import Clock
from bot.core.context.job_context import Contact, JobContext
from bot.core.messages.content import ntext, text
from bot.operations import log
from bot.operations.copied_text import AtTheTerminal
from bot.operations.instance import NOT_UP_TO_DATE, opened, secrets_of, settings_of
from bot.operations.progress import steps
from bot.operations.terminal import in_terminal_language, show, stop, terminal_locale
from bot.vocabulary.community_settings import contact
from handlers.personal_data import InactivityStep, ask_inactive_members, count_inactive_members
from storage.operations import is_current, migrate
from storage.retention import Purged
from storage.unit_of_work import Database, Store


def migrate_database(config: Path) -> None:
    words = text("Changing the tables")
    with opened(settings_of(config)) as database, steps(words) as step:
        migrate(database, step=step)
    show(in_terminal_language(text("The database is up to date.")))


def purge_database(config: Path, *, dry_run: bool) -> None:
    """Purge expired data, and print how much."""
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="ERROR")
    with opened(settings) as database:
        if not is_current(database):
            stop(NOT_UP_TO_DATE)
        found = forget_now(settings, database, Clock().now(), dry=dry_run)
    for line in purge_lines(found, terminal_locale(settings.instance.locale), dry=dry_run):
        show(line)


def forget_now(settings: Settings, database: Database, now: datetime, *, dry: bool) -> list[Purged]:
    """Purge rows and people past their time; a `dry` run changes nothing."""
    found: list[Purged] = []
    who = contact(settings)
    database.shown_in = declarations().shown_in
    with suppress(_OnlyLooked), database.unit() as store:
        found += store.purge(now, who.ages)
        if dry:
            raise _OnlyLooked
    seen = who.ages.unseen_since(now.date())
    if seen is not None:
        before = datetime.combine(seen, time.min, UTC)
        step = (_count_members if dry else _purge_members)(database, who, now)
        found.append(Purged("members (asked whether to stay)", before, step.asked))
        found.append(Purged("members", before, step.erased))
    return found


def purge_lines(found: Iterable[Purged], locale: str, *, dry: bool) -> Iterator[str]:
    """A line for each table with expired rows: how many, and before which moment they ended."""
    reader = AtTheTerminal(locale)
    due = _by_table(found)
    if not due:
        yield reader.say(text("Nothing to delete: no data is past its time."))
        return
    for each in due:
        yield reader.say(
            ntext(
                "{table}: {count} row from before {moment}",
                "{table}: {count} rows from before {moment}",
                each.count,
                table=each.table,
                moment=each.before,
            )
        )
    yield reader.say(
        text("Nothing was deleted: this was only a preview.")
        if dry
        else text("All of it is deleted.")
    )


def _by_table(found: Iterable[Purged]) -> list[Purged]:
    """The tables with expired rows, each once: all its rows, and the last of their moments."""
    tables: dict[str, Purged] = {}
    for each in found:
        if each.count:
            seen = tables.get(each.table, Purged(each.table, each.before, 0))
            before = max(seen.before, each.before)
            tables[each.table] = Purged(each.table, before, seen.count + each.count)
    return list(tables.values())


def _count_members(database: Database, who: Contact, now: datetime) -> InactivityStep:
    with database.unit() as store:
        return count_inactive_members(_context(store, who, now))


def _purge_members(database: Database, who: Contact, now: datetime) -> InactivityStep:
    """Ask and erase all who are due, a few in each transaction."""
    asked = erased = 0
    step = InactivityStep(1, 1)
    while step:
        with database.unit() as store:
            step = ask_inactive_members(_context(store, who, now))
        asked, erased = asked + step.asked, erased + step.erased
    return InactivityStep(asked, erased)


def _context(store: Store, who: Contact, now: datetime) -> JobContext:
    return JobContext(store, now=now, community=None, contact=who, declared=declarations())


class _OnlyLooked(Exception):
    """Undoes what was done to look."""
