"""How long is kept what nobody needs for ever, as whoever answers for the data set it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages at which rows are purged.

    `set_aside` is for the words of a message that could not be handled, `received` for knowing
    that a message came in, `sent` for knowing which message said what, `audit_months` for the
    traces of who did, read or exported what. Whoever was not seen for `unseen_months` is asked
    whether to stay, and has `answer_days` to give a sign; 0 months: nobody ever is.
    """

    set_aside: timedelta = timedelta(days=7)
    received: timedelta = timedelta(days=30)
    sent: timedelta = timedelta(days=60)
    audit_months: int = 12
    unseen_months: int = 0
    answer_days: int = 30

    def audit_since(self, now: datetime) -> datetime:
        """The start of the day (UTC) from which on traces are kept: they are purged once a day."""
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return today - relativedelta(months=self.audit_months)

    def unseen_since(self, today: date) -> date | None:
        """The day before which somebody was last seen who is to be asked; None: nobody is."""
        return today - relativedelta(months=self.unseen_months) if self.unseen_months else None

    def asked_until(self, today: date) -> date:
        """The day until which somebody was asked whose time to answer is over."""
        return today - timedelta(days=self.answer_days)
