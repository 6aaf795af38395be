"""The times that figures are told of."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dateutil.relativedelta import relativedelta


class Stretch(StrEnum):
    """The time that figures cover."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def first_day(self, today: date) -> date:
        """The day on which it begins."""
        return today - relativedelta(months=_MONTHS[self])


@dataclass(frozen=True, slots=True)
class Period:
    """A time that figures are told of; its end is not part of it."""

    since: datetime
    until: datetime


_MONTHS = {Stretch.MONTH: 1, Stretch.QUARTER: 3, Stretch.YEAR: 12}
