"""The map in the letter, once a quarter: about how many members it shows."""

from datetime import date

from bot.core import JobContext, LetterItem, Router, text
from bot.domain.digest.composing import Section
from bot.references.map import map_command
from handlers.map.member_snapshot import monthly_snapshot
from storage.map import EVERYBODY

router = Router()

KIND = "map"


@router.section(Section.NEWS, order=4)
def map_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The rounded number of members on the map, if it shows any."""
    areas = monthly_snapshot(ctx).counts.get(EVERYBODY, ())
    count = sum(each.count for each in areas)
    if not count:
        return []
    line = text(
        "About {count} members chose to be counted on the map: {map}",
        count=count,
        map=map_command.typed(),
    )
    headline = text("🗺 The map of the community")
    return [LetterItem(kind=KIND, ref=_quarter(ctx.today), headline=headline, lines=(line,))]


def _quarter(day: date) -> int:
    """The number of a quarter: a member gets the item once in each."""
    return day.year * 4 + (day.month - 1) // 3
