"""Things that are withdrawn when a member leaves, and the words about it before."""

from bot.core import Context, Router, Text, ntext
from bot.domain.events.rules import Rsvp
from bot.references.personal_data import leaving, losses
from storage.events import Attendances, Events, MemberAttendances
from storage.members import Member, Members

router = Router()


@router.contribution(leaving)
def withdraw_answers(ctx: Context, member: Member) -> None:
    """Withdraw the member's answers to events of the community that are to come."""
    ctx.store[MemberAttendances].leave(member.id, ctx.community.id, ctx.now)


@router.contribution(losses)
def lost_places(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """The number of upcoming events that the member answered, unless there are none."""
    left = ctx.store[Members].communities_of(member) if everywhere else [ctx.community.id]
    events = [event.id for each in left for event in ctx.store[Events].upcoming(each, ctx.now)]
    answers = ctx.store[Attendances].by(member.id, events).values()
    count = sum(each.answer in (Rsvp.GOING, Rsvp.MAYBE, Rsvp.WAITING) for each in answers)
    withdrawn = ntext(
        "Your answer to {count} upcoming event is withdrawn, and your place goes to others.",
        "Your answers to {count} upcoming events are withdrawn, and your places go to others.",
        count,
    )
    return [withdrawn] if count else []
