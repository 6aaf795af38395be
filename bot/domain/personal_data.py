"""Purposes of consents, the yes of a person without a phone, and retention periods."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from bot.domain.refusals import Final

MEMBERSHIP = "membership"
"""Joining: the text of the notice."""
LETTER = "letter"
"""Getting the letter in private."""
MESSAGES = "messages"
"""Being written to in private without having asked: announcements, reminders."""
DIRECTORY = "directory"
"""Being shown to the other members, in the directory and on the map."""
PAIRS = "pairs"
"""Being proposed to another member for a coffee, once a month."""
EMAIL = "email"
"""Being written to by e-mail: without this yes no address is kept."""
GREETING = "greeting"
"""Welcoming newcomers: being given what they show, and their account."""
RELAUNCH = "relaunch"
"""Being shown to the gardeners as not seen for long, and asked how one is."""
REQUEST_HOLDS = timedelta(days=60)
"""Time for which data is kept before a person's own yes, unless they ask again: 60 days."""
MAIL_WAITS = timedelta(days=3)
"""So long, an e-mail waits for its sender to confirm it."""


class AskedLongAgo(Final):
    """They asked more than 60 days ago. Call them again, and write the day of that call."""


class NotActedFor(Final):
    """You no longer act for this person. {proxy} shows for whom you act."""


def request_expiry(asked_on: date, today: date) -> date:
    """The day on which all goes that was asked for on `asked_on`."""
    if asked_on + REQUEST_HOLDS <= today:
        raise AskedLongAgo
    return asked_on + REQUEST_HOLDS


def silent_since(now: datetime, weeks: int) -> date:
    """The day, in UTC as last visits are, since which a member without a sign was not seen."""
    return now.astimezone(UTC).date() - timedelta(weeks=weeks)


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
