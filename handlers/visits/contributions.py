"""Visits in the to-do list; their cancellation when a host leaves or is erased."""

from bot.core import MOST_WAITING, Context, JobContext, Router, Text, Todo, ntext, text, todos
from bot.references.personal_data import erasure, leaving, losses
from bot.references.visits import show_visits
from handlers.events import call_off_event, event_title
from handlers.visits.turns import without_host_text
from storage.events import Events
from storage.members import Member, Members
from storage.visits import Visits

router = Router()


@router.contribution(todos)
def dates_without_host(ctx: Context) -> list[Todo]:
    """The next dates that nobody hosts."""
    if not ctx.seats():
        return []
    found = ctx.store[Visits].without_host(ctx.community.id, ctx.now, MOST_WAITING)
    return [
        Todo(
            without_host_text(series, turn),
            (show_visits.button(text("See “{title}”", title=series.title), series.id),),
            turn.starts_at,
            thing=f"visit turn {turn.id}",
        )
        for turn, series in found
    ]


@router.contribution(leaving)
def leave_visits(ctx: Context, member: Member) -> None:
    """Cancel the visits at the home of a member who leaves, and end their hosting."""
    _leave(ctx, member)


@router.contribution(erasure)
def leave_all_visits(ctx: JobContext, member: Member) -> None:
    """Likewise in each community, before they are erased."""
    for community_id in ctx.store[Members].communities_of(member):
        _leave(ctx.within(community_id), member)


def _leave(ctx: JobContext, member: Member) -> None:
    ctx.store[Visits].leave_all(member.id, ctx.community.id)
    for event_id in ctx.store[Visits].hosted_events(member.id, ctx.community.id, ctx.now):
        event = ctx.store[Events].change(event_id, ctx.now, place="")
        call_off_event(ctx, event, "")
        gone = text("{event}: its host has left, so it is called off.", event=event_title(event))
        ctx.tell_gardeners(gone)


@router.contribution(losses)
def lost_visits(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """The number of visits at the member's home that would be called off."""
    left = ctx.store[Members].communities_of(member) if everywhere else [ctx.community.id]
    count = sum(len(ctx.store[Visits].hosted_events(member.id, each, ctx.now)) for each in left)
    called_off = ntext(
        "{count} visit at your home will be called off.",
        "{count} visits at your home will be called off.",
        count,
    )
    return [called_off] if count else []


router.personal_data(
    "visit_series",
    text("Visits that you organise"),
    text("Kept without your name when you have your data erased."),
    order=122,
    labels={
        "rule": text("rhythm"),
        "posted_at": text("announced on"),
        "stopped_at": text("stopped on"),
    },
)
router.personal_data(
    "visit_hosts",
    text("Visits that you host in turn"),
    text(
        "Kept until you host no longer. The address of a visit is kept with the event; it goes "
        "when you have your data erased."
    ),
    order=123,
    labels={
        "series_id": text("series"),
        "agreed": text("you said yes"),
        "joined_at": text("since"),
        "hosted": text("times"),
        "hosted_on": text("the last time on"),
    },
)
