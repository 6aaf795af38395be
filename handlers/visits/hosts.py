"""Hosts of a series: adults who volunteer, or say yes to a gardener, until they take it back.

A visit is called off when its host leaves or is erased.
"""

from typing import Annotated

from bot.core import (
    MOST_WAITING,
    Answer,
    Card,
    Context,
    JobContext,
    OpenDirect,
    Replace,
    Router,
    Text,
    Toast,
    Todo,
    asks,
    ntext,
    text,
    todos,
)
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.personal_data import erasure, leaving, losses
from bot.references.visits import (
    TEND_VISITS,
    host_visits,
    invite_host,
    leave_hosts,
    show_visits,
    visit_card,
    visit_thing,
)
from handlers.events import call_off_event, event_title
from handlers.profile import age_check
from handlers.visits.series import found_series, series_card
from handlers.visits.turns import without_host_text
from storage.events import Events
from storage.members import Member, Members
from storage.visits import Visits, VisitSeries

router = Router()


class CannotHost(Final):
    """I cannot ask {name}: they get no messages unasked, or are not known to be 18."""


@router.button(host_visits, of=visit_thing, who=Role.MEMBER)
def volunteer(ctx: Context, series_id: int) -> Answer:
    """Volunteer to host, for adults; the details are sent in private."""
    series = found_series(ctx, series_id)
    word = show_visits.link_word(ctx, series.id)
    barred = age_check(ctx, word)
    if barred is None:
        ctx.store[Visits].join(series.id, ctx.member.id, ctx.now, agreed=True)
        visit_card.refresh(ctx, series.id)
    answer = barred or series_card(ctx, series, text("Thank you! You are on the list."))
    if ctx.direct:
        return Replace(answer)
    return (
        Toast(text("I have written to you in private."))
        if ctx.whisper(answer)
        else OpenDirect(word)
    )


@router.button(leave_hosts, who=Role.MEMBER)
def stop_hosting(ctx: Context, series_id: int) -> Replace:
    """Host no longer, or say no to a gardener; the next one is asked."""
    series = found_series(ctx, series_id)
    host = ctx.store[Visits].host(series.id, ctx.member.id)
    if host is not None:
        ctx.store[Visits].leave(host)
        visit_card.refresh(ctx, series.id)
    again = show_visits.button(series.title, series.id)
    return Replace(Card(None, (text("Noted: I do not ask you any more."),), ((again,),)))


@router.button(invite_host, of=visit_thing, who=Role.GARDENER, trace=TEND_VISITS)
def ask_whom(ctx: Context, series_id: int) -> Answer:
    """Ask which member could host."""
    series = found_series(ctx, series_id)
    if series.posted_at is None:  # members do not see it yet: a yes would find nothing
        return series_card(ctx, series)
    return invite_member.ask(ctx, series=str(series.id))


@router.form("visit_invite_whom", who=Role.GARDENER, limit=MESSAGES, trace=TEND_VISITS)
def invite_member(
    ctx: Context, series: int, member: Annotated[Member, asks("Whom do I ask to host?")]
) -> Text:
    """Ask a member whether they would host; they are on the list once they say yes."""
    found = found_series(ctx, series)
    ctx.trace(about=member)
    if member.adult is not True or not ctx.tell(member, _question(ctx, found), unasked=True):
        raise CannotHost(name=member.name)
    ctx.store[Visits].join(found.id, member.id, ctx.now, agreed=False)
    return text("{name} is asked, and is on the list after a yes.", name=member.name)


def _question(ctx: Context, series: VisitSeries) -> Card:
    lines = (
        text("{name} asks whether you would host once in turn.", name=ctx.member.name),
        text("Three weeks before each date I ask one host. Your address goes to who comes only."),
    )
    yes = host_visits.button(text("Yes, I will host once"), series.id)
    no = leave_hosts.button(text("No, thank you"), series.id)
    return Card(text("🏡 {title}", title=series.title), lines, ((yes, no),))


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
