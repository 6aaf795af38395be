"""`terreau purge`: forget at once what the bot forgets every hour, or only tell what that would be.

Telling does the same work and undoes it: what is told is what would go, whatever the rules are.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from bot.config import Settings
from bot.core.context import JobContext
from bot.core.messages import ntext, text
from bot.core.setting_up import contact
from bot.terminal import AtTheTerminal
from schedules.housekeeping import Purged, purge
from storage.unit_of_work import Database


def forget_now(settings: Settings, database: Database, now: datetime, *, dry: bool) -> list[Purged]:
    """Forget what has had its time; a `dry` run changes nothing."""
    found: list[Purged] = []
    with suppress(_OnlyLooked), database.unit() as store:
        found += purge(JobContext(store, now=now, community=None, contact=contact(settings)))
        if dry:
            raise _OnlyLooked
    return found


def told(found: Iterable[Purged], locale: str, *, dry: bool) -> Iterator[str]:
    """A line for each table: how many rows, and before which moment their time was over."""
    reader = AtTheTerminal(locale)
    for each in found:
        yield reader.say(
            ntext(
                "{table}: {count} row, from before {moment}",
                "{table}: {count} rows, from before {moment}",
                each.count,
                table=each.table,
                moment=each.before,
            )
        )
    yield reader.say(
        text("Nothing was deleted: this was only a look.") if dry else text("All of it is gone.")
    )


class _OnlyLooked(Exception):
    """Nothing is kept of what was done to look."""
