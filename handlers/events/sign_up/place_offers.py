"""Offer places that became free: expired offers, and places given up without an answer."""

from bot.core import JobContext, text
from bot.domain.events.rules import EventState, Rsvp
from bot.references.events import event_card, rsvp_command
from handlers.events.sign_up.answers import offer_places
from storage.events import Attendance, Attendances, Events, WaitingList
from storage.members import Members

AT_ONCE = 200


def offer_freed_places(ctx: JobContext) -> None:
    """Offer places that were given up or not taken in time to the next people."""
    store = ctx.store
    lapsed = store[WaitingList].lapsed(ctx.now, AT_ONCE)
    for each in lapsed:
        _end_offer(ctx, each)
    given_up = {each.event_id for each in lapsed}
    for event_id in sorted({*given_up, *store[WaitingList].queued(ctx.now)}):
        event = store[Events].get(event_id)
        offer_places(ctx.within(event.community_id), event)


def _end_offer(ctx: JobContext, waiting: Attendance) -> None:
    """Record an expired offer as a maybe, with its time of answering: later changes are told."""
    event = ctx.store[Events].get(waiting.event_id)
    member = None if waiting.member_id is None else ctx.store[Members].get(waiting.member_id)
    if member is None:
        return
    ctx.store[Attendances].put(event.id, member.id, Rsvp.MAYBE, waiting.answered_at)
    event_card.refresh(ctx, event.id)
    if event.state == EventState.PUBLISHED and event.starts_at > ctx.now:
        again = rsvp_command.typed(event.number, ("yes", "oui"))
        notice = text(
            "The place at event {number}, “{title}”, went to the next person. To join the waiting "
            "list again: {again}",
            number=event.number,
            title=event.title,
            again=again,
        )
        ctx.within(event.community_id).tell(member, notice, calm=True)
