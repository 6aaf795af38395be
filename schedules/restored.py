"""After a backup was put back: people hear what was lost, and what they have to do again."""

from datetime import timedelta

from bot.core import Card, JobContext, JobRegistry, Line, text
from bot.references.calendars import calendar_command
from storage.communities import RoomKind
from storage.restorations import Restorations

jobs = JobRegistry()

TELL = "tell_restored"
HOWEVER_LATE = timedelta(days=3650)


@jobs.job(TELL, grace=HOWEVER_LATE)
def tell_restored(ctx: JobContext, restoration_id: int) -> None:
    """Say it once in the community's rooms, and to the gardeners with what it means for them."""
    since = ctx.store[Restorations].get(restoration_id).since
    for room in ctx.rooms(RoomKind.COMMUNITY):
        ctx.post(
            room.address,
            text(
                "I was restored from a backup of {at}. What you did with me since then is lost: "
                "votes, messages, registrations. Please do it again.",
                at=since,
            ),
        )
    lines: tuple[Line, ...] = (
        text(
            "I was restored from a backup of {at}. What was done with me since then is lost. I "
            "said so in the rooms.",
            at=since,
        ),
        text(
            "What waited to be sent, and what was due since then, I do not send: it may have "
            "arrived. If that concerns a letter or an announcement, I tell you apart."
        ),
        text(
            "The buttons of my messages since then no longer work: post again what is still to be "
            "answered. Whoever joined since has to join again."
        ),
    )
    if ctx.contact.public_url:
        lines += (
            text(
                "The secret addresses of people's calendars no longer work: whoever had one gets a "
                "new one with {calendar}.",
                calendar=calendar_command.typed(),
            ),
        )
    ctx.tell_gardeners(Card(text("Restored from a backup"), lines))


def told_key(community_id: int) -> str:
    """The plan under which a community is told."""
    return f"restored:{community_id}"
