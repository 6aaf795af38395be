"""Whoever brings the code of a door is noted as here: by scanning it, or by typing it.

Members who did not sign up are noted too; whoever is no member yet is led to join, and what they
came for goes on. Why codes are safe is said in `bot.domain.codes`; those of a door only let
somebody be counted, work for some hours, and are shown to a room full of people.
"""

from datetime import datetime

from bot.core import (
    Answer,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Where,
    text,
    together,
)
from bot.domain import codes
from bot.domain.events.check_in_codes import check_hours
from bot.domain.events.rules import EventState, Rsvp
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.events import press_door
from bot.vocabulary.wrong_codes import count_wrong, too_many_tries
from handlers.events.attending import check_open
from handlers.events.words import called, when, where
from storage.events import Attendances, Doors, Event, Events, Presence

router = Router()

BARE = codes.LENGTH
"""How many letters a code has without its hyphens; a token has more."""


class NotYourGuest(Refusal):
    """This person is not on your list of guests any more."""


@router.command("here", fr="ici", where=Where.DIRECT, example="K7M-4PX-2R", theme="part")
def bring_code(ctx: Context, code: str) -> Answer:
    """Say that you are at an event, with the code that is shown at its door."""
    return _arrive(ctx, codes.read_code(code).replace("-", ""))


@router.button(press_door, deep=True)
def follow_code(ctx: Context, word: str) -> Answer:
    """Ask for a confirmation of presence: a link may be opened anywhere."""
    if not ctx.direct:
        return text("Bring me this code in private.")
    event = _event_at(ctx, word)
    if isinstance(event, Text):
        return event
    if ctx.person.circle is None:
        noted = text("If you join, you are noted as here.")
        return together(Card(called(event), (noted,)), _arrive(ctx, word))
    here = confirm_presence.button(text("I am here"), word)
    return Card(called(event), (text("{when}", when=when(event)), *where(event)[:1]), ((here,),))


@router.button("doorin", who=Role.MEMBER, deep=True, by_link=press_door)
def confirm_presence(ctx: Context, word: str) -> Answer:
    """Say that one is there, on a code that was scanned; after having joined, where need be."""
    if not ctx.direct:
        return text("Bring me this code in private.")
    return _arrive(ctx, word)


def _arrive(ctx: Context, word: str) -> Answer:
    """Note whoever brings a code as here, or lead them to join first."""
    event = _event_at(ctx, word)
    if isinstance(event, Text):
        return event
    if ctx.person.circle is None:
        return ctx.follow(confirm_presence.link_word(ctx, word))
    came = ctx.store[Presence].arrive(event.id, ctx.member.id, ctx.now)
    return _greeting(ctx, event, came.answer, is_new=came.is_new, at=came.came_at)


def _check_door(ctx: Context, event: Event) -> None:
    """Refuse whoever comes before the door opens or after the end, or to what is called off."""
    if event.state != EventState.PUBLISHED:
        check_open(ctx, event)
    check_hours(event.number, event.starts_at, event.over_at, ctx.now)


def _event_at(ctx: Context, word: str) -> Event | Text:
    """The event at whose door this code is shown, its community entered; else why there is none."""
    event = _event_behind(ctx, word)
    if isinstance(event, Event):
        ctx.enter(event.community_id)
        _check_door(ctx, event)
    return event


def _event_behind(ctx: Context, word: str) -> Event | Text:
    """The event whose code this is; else why there is none. Wrong codes are counted."""
    if (refused := too_many_tries(ctx)) is not None:
        return refused
    if len(word) == BARE:
        digest = codes.digest_of_code(codes.read_code(word))
    else:
        digest = codes.digest_of_token(word)
    event_id = ctx.store[Doors].event_of(digest)
    if event_id is not None:
        return ctx.store[Events].get(event_id)
    count_wrong(ctx)
    return text("This code is wrong, or there is a newer one. Whoever receives you shows it.")


def _greeting(ctx: Context, event: Event, answer: Rsvp, *, is_new: bool, at: datetime) -> Card:
    name = ctx.member.name
    said = text("Welcome, {name}: you are noted as here.", name=name)
    if not is_new:
        since = at.astimezone(event.tz).time()
        said = text("{name}, you are noted as here since {hour}.", name=name, hour=since)
    lines: list[Line] = [said]
    if answer is not Rsvp.GOING:
        lines.append(text("You had not signed up: that is no problem for the list."))
    lines += [text("{when}", when=when(event)), *where(event)[:1]]
    mine = ctx.store[Attendances].mine(event.id, ctx.member.id)
    brought = [] if mine is None else ctx.store[Attendances].guests_of(mine.id)
    awaited = [each for each in brought if each.came_at is None]
    if awaited:
        lines.append(text("Did those whom you bring come with you?"))
    rows = tuple(
        (
            note_guest.button(
                text("{name} is here too", name=each.name or text("My guest")), event.id, each.id
            ),
        )
        for each in awaited
    )
    return Card(called(event), tuple(lines), rows)


@router.button("door_guest", who=Role.MEMBER)
def note_guest(ctx: Context, event_id: int, guest_id: int) -> Replace:
    """Note that somebody's guest came along, while the door is open."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    mine = None if event is None else ctx.store[Attendances].mine(event.id, ctx.member.id)
    if event is None or mine is None or mine.came_at is None:
        raise NotYourGuest
    _check_door(ctx, event)
    if not ctx.store[Presence].guest_arrives(event.id, mine.id, guest_id, ctx.now):
        raise NotYourGuest
    answer, came_at = Rsvp(mine.answer), mine.came_at
    return Replace(_greeting(ctx, event, answer, is_new=True, at=came_at))
