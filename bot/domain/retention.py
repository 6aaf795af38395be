"""Retention periods, as the controller of the data sets them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, slots=True)
class RetentionPeriods:
    """Ages at which rows are purged."""

    set_aside: timedelta = timedelta(days=7)
    """Words of messages that could not be handled."""
    received: timedelta = timedelta(days=30)
    """Records that a message came in."""
    sent: timedelta = timedelta(days=60)
    """Records of the subject of each message."""
    audit_months: int = 12
    """Audit rows."""
    unseen_months: int = 0
    """Inactive members are asked whether to stay; 0: never."""
    answer_days: int = 30
    """Days in which they may answer."""

    def audit_since(self, now: datetime) -> datetime:
        """Start of the day (UTC) from which audit rows are kept: they are purged once a day."""
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return today - relativedelta(months=self.audit_months)

    def unseen_since(self, today: date) -> date | None:
        """Members last seen before this day are asked; None: no member is."""
        return today - relativedelta(months=self.unseen_months) if self.unseen_months else None

    def asked_until(self, today: date) -> date:
        """Members asked up to this day had their time to answer."""
        return today - timedelta(days=self.answer_days)
