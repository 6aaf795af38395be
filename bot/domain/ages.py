"""How long is kept what nobody needs for ever, as whoever answers for the data set it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages at which rows are purged.

    `set_aside` is for the words of a message that could not be handled, `received` for knowing
    that a message came in, `sent` for knowing which message said what, `audit_months` for the
    traces of who did, read or exported what.
    """

    set_aside: timedelta = timedelta(days=7)
    received: timedelta = timedelta(days=30)
    sent: timedelta = timedelta(days=60)
    audit_months: int = 12

    def audit_since(self, now: datetime) -> datetime:
        """The moment from which on traces are kept."""
        return now - relativedelta(months=self.audit_months)
