"""Members who agreed to mailings."""

from datetime import timedelta

from bot.domain.personal_data import LETTER
from storage.members.member_tables import Member
from tests.core.engine import Engine

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def member(engine: Engine, nth: int, *, reads: bool = True) -> Member:
    """Make a member who agreed to messages and, if `reads`, to the letter in private."""
    made = engine.agrees(engine.member(f"M{nth}", f"telegram:{nth}"))
    return engine.agrees(made, LETTER) if reads else made
