"""Acts for people without a phone, for the other gardener to review."""

from bot.core import Context, Router, Text, Todo, ntext, text
from bot.domain.roles import Seat
from handlers.proxies import acts
from storage.events import Attendances
from storage.polls import Ballots
from storage.proxies import Proxied, Proxies

router = Router()


@router.todo
def unreviewed_people(ctx: Context) -> list[Todo]:
    """People acted for since the last review."""
    if Seat.REGION not in ctx.seats:
        return []
    people = ctx.store[Proxies].unseen(ctx.community.id)
    ids = [each.member.id for each in people]
    votes = ctx.store[Ballots].passed_on_for(ids)
    signed_up = ctx.store[Attendances].passed_on_for(ids)
    return [
        Todo(
            _todo_line(each, votes.get(each.member.id, 0), signed_up.get(each.member.id, 0)),
            (mark_reviewed.button(text("Seen"), each.member.id),),
        )
        for each in people
    ]


@router.button("proxy_seen", seat=Seat.REGION, trace=acts.LOOK_AT_WHAT_WAS_DONE_BY_VOICE)
def mark_reviewed(ctx: Context, member_id: int) -> Text:
    """Mark a person as reviewed."""
    person = ctx.store[Proxies].of(member_id, ctx.community.id)
    if person is not None:
        ctx.store[Proxies].see(person.proxy, ctx.now)
    return text("Noted: it is off the list.")


def _todo_line(person: Proxied, votes: int, signed_up: int) -> Text:
    """The registered people, and the number of their votes and sign-ups, without details."""
    values = {"name": person.member.name, "day": person.proxy.asked_on}
    line = text("{name} is registered by phone, as asked on {day}.", **values)
    if votes:
        line = ntext(
            "{name} is registered by voice, as asked on {day}; {count} vote was passed on.",
            "{name} is registered by voice, as asked on {day}; {count} votes were passed on.",
            votes,
            **values,
        )
    if signed_up:
        line = ntext(
            "{line} {count} answer to an event was passed on.",
            "{line} {count} answers to events were passed on.",
            signed_up,
            line=line,
        )
    return line
