"""People who may be written to at any time of day while the tests run."""

from datetime import datetime, timedelta

from storage.members import Member

HALF_A_DAY = timedelta(hours=12)
ONE_HOUR = timedelta(hours=1)


def stay_awake(member: Member, now: datetime) -> None:
    """Move the quiet hours of a person half a day away from `now`, which is in UTC."""
    member.timezone = "UTC"
    member.quiet_from = f"{now + HALF_A_DAY:%H:%M}"
    member.quiet_to = f"{now + HALF_A_DAY + ONE_HOUR:%H:%M}"
