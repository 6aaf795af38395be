"""Tell communities after a restore which data was lost and which acts to repeat."""

from datetime import datetime, timedelta

from bot.core import Card, JobContext, JobRegistry, Line, text
from bot.domain.dates.recurrence import Once
from bot.references.calendars import calendar_command
from storage.communities import Communities, RoomKind
from storage.restored_backups import Restorations
from storage.schedules import Planned, Schedules
from storage.unit_of_work import Store

jobs = JobRegistry()

JOB = "tell_restored"
HOWEVER_LATE = timedelta(days=3650)


@jobs.job(JOB, grace=HOWEVER_LATE)
def tell_restored(ctx: JobContext, restoration_id: int) -> None:
    """Tell the community's rooms once, and its gardeners with the consequences for them."""
    since = ctx.store[Restorations].get(restoration_id).since
    for room in ctx.rooms(RoomKind.COMMUNITY):
        ctx.post(
            room.address,
            text(
                "The service was restored from a backup of {at}. What you did since then is lost: "
                "votes, messages, sign-ups. Please do it again.",
                at=since,
            ),
        )
    ctx.tell_gardeners(Card(text("Restored from a backup"), _gardener_lines(ctx, since)))


def _gardener_lines(ctx: JobContext, since: datetime) -> tuple[Line, ...]:
    lines: tuple[Line, ...] = (
        text(
            "The service was restored from a backup of {at}. Everything done since then is lost. "
            "I told the rooms.",
            at=since,
        ),
        text(
            "I do not send what was waiting: it may have arrived already. If it concerns a letter "
            "or an announcement, I tell you separately."
        ),
        text(
            "The buttons of messages sent since then no longer work: post again what still needs "
            "answers. People who joined since then have to join again."
        ),
        text(
            "Invitations from a list and the attendance codes of events no longer work: send the "
            "list again, show a new code."
        ),
    )
    if ctx.contact.public_url:
        lines += (
            text(
                "The secret addresses of people's calendars no longer work: {calendar} gives a new "
                "one.",
                calendar=calendar_command.typed(),
            ),
        )
    return lines


def plan_restoration_notices(
    store: Store, restoration_id: int, *, backup_at: datetime, now: datetime
) -> None:
    """Tell each community as soon as the bot runs."""
    for community in store[Communities].all():
        store[Schedules].put(
            Planned(
                key=f"restored:{community.id}",
                job=JOB,
                argument=restoration_id,
                community_id=community.id,
                rule=str(Once(now)),
                zone=community.timezone,
                since=backup_at,
            )
        )
