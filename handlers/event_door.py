"""The door of an event: a code to scan or to type, and whoever brings it is noted as here.

Members who did not sign up are noted too; whoever is no member yet is led to join, and what they
came for goes on. Why codes are safe is said in `bot.domain.codes`; the ones here only let somebody
be counted, work for some hours, and are shown to a room full of people.
"""

from datetime import datetime
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    Line,
    Link,
    Picture,
    Replace,
    Router,
    Text,
    Toast,
    Typed,
    Where,
    asks,
    button,
    text,
)
from bot.core.attending import check_open
from bot.core.event_words import called, when, where
from bot.core.roll import DOOR, event_numbered, event_pressed
from bot.core.tries import count_wrong, too_many_tries
from bot.domain import codes
from bot.domain.doors import check_hours, opens_at
from bot.domain.events import EventState, Rsvp
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.spans import Span
from storage.events import Event

router = Router()

BARE = codes.LENGTH
"""How many letters a code has without its hyphens; a token has more."""


class CodeInPrivate(Refusal):
    """I give codes in private only: write {door} to me there."""


class NotYourGuest(Refusal):
    """This person is not on your list of guests any more."""


# For the gardeners


@router.command(
    "event door",
    fr="evenement porte",
    aliases=("events door", "evenements porte"),
    who=Role.GARDENER,
    where=Where.DIRECT,
    example="/evenement 12 porte",
    theme="garden",
)
def show_door(ctx: Context, number: Annotated[int, asks("Of which event? Its number:")]) -> Answer:
    """Get a code for the door of an event: whoever scans or types it is noted as here."""
    event = event_numbered(ctx, number)
    check_open(ctx, event)
    made = ctx.store.doors.made_at(event.id)
    return _new_code(ctx, event) if made is None else _ask_first(event, made)


@router.button(DOOR, who=Role.GARDENER)
def press_door(ctx: Context, event_id: int) -> Answer:
    """Get a code for the door, in private."""
    event = event_pressed(ctx, event_id)
    if ctx.private_room is None:
        number = event.number
        raise CodeInPrivate(door=Typed(f"/event {number} door", f"/evenement {number} porte"))
    answer = show_door(ctx, event.number)
    if ctx.direct or not isinstance(answer, Card | Picture):
        return answer
    ctx.whisper(answer)
    return Toast(text("I have written to you in private."))


@router.button("event_door_new", who=Role.GARDENER)
def renew_code(ctx: Context, event_id: int) -> Answer:
    """Make another code; the one before works no more."""
    event = event_pressed(ctx, event_id)
    check_open(ctx, event)
    return _new_code(ctx, event)


def _ask_first(event: Event, made: datetime) -> Card:
    why = text(
        "The code of {moment} works. I cannot show it again, and a new one stops it: whoever "
        "brings the old one is then turned away.",
        moment=made,
    )
    new = button(text("Make a new code"), "event_door_new", event.id)
    return Card(called(event), (why,), ((new,),))


def _new_code(ctx: Context, event: Event) -> Answer:
    """Make a code, tell it in words, and draw it for each network whose apps scan it."""
    code, token = codes.new_code(), codes.new_token()
    ctx.store.doors.put(
        event.id,
        code=codes.digest_of_code(code),
        token=codes.digest_of_token(token),
        at=ctx.now,
    )
    ctx.trace(number=event.number)
    word = ctx.start_word("door", token)
    scanned = {
        name: door.start_link(word) or door.start_link("")
        for name, door in ctx.contact.doors.items()
    }
    pictures = [_picture(ctx, event, name, url, code) for name, url in scanned.items() if url]
    card = _door_card(ctx, event, code)
    if not pictures:
        return card
    ctx.whisper(card)
    for each in pictures[:-1]:
        ctx.whisper(each)
    return pictures[-1]


def _door_card(ctx: Context, event: Event, code: str) -> Card:
    lines: list[Line] = [
        text("Code at the door: {code}", code=code),
        text("It works {when}.", when=_hours(event)),
        text("Show the pictures to whoever arrives, or let them write to me in private:"),
    ]
    for name, door in ctx.contact.doors.items():
        typed = _typed(door.mark, ctx, code)
        lines.append(text("{network}: {typed}", network=name.capitalize(), typed=typed))
        address = door.start_link("")
        if address and not door.start_link("x"):
            network = name.capitalize()
            lines.append(Link(text("Where to write to me on {network}", network=network), address))
    lines.append(
        text(
            "Members who had not signed up are noted too; whoever is no member can join first. "
            "A new code stops this one."
        )
    )
    new = button(text("Make a new code"), "event_door_new", event.id)
    return Card(called(event), tuple(lines), ((new,),))


def _hours(event: Event) -> Span:
    opens, over = opens_at(event.starts_at), event.over_at
    return Span(opens.astimezone(event.tz), over.astimezone(event.tz))


def _picture(ctx: Context, event: Event, network: str, url: str, code: str) -> Picture:
    door = ctx.contact.doors[network]
    if door.start_link("x"):
        caption = text(
            "{event}: to scan on arrival, for {network}.",
            event=called(event),
            network=network.capitalize(),
        )
        return Picture(url, caption)
    caption = text(
        "{event}: to scan on arrival, for {network}; then write {typed}",
        event=called(event),
        network=network.capitalize(),
        typed=_typed(door.mark, ctx, code),
    )
    return Picture(url, caption)


def _typed(mark: str, ctx: Context, code: str) -> str:
    name = "ici" if ctx.person.locale == "fr" else "here"
    return f"{mark}{name} {code}"


# For whoever arrives


@router.command("here", fr="ici", where=Where.DIRECT, example="/ici K7M-4PX-2R", theme="part")
def bring_code(ctx: Context, code: str) -> Answer:
    """Say that you are at an event, with the code that is shown at its door."""
    return _arrive(ctx, codes.read_code(code).replace("-", ""))


@router.button("door", deep=True)
def follow_code(ctx: Context, word: str) -> Answer:
    """Say so by the link that a QR code holds."""
    if not ctx.direct:
        return text("Bring me this code in private.")
    return _arrive(ctx, word)


@router.button("doorin", who=Role.MEMBER, deep=True)
def follow_in(ctx: Context, word: str) -> Answer:
    """Go on at the door after having joined."""
    return follow_code(ctx, word)


def _arrive(ctx: Context, word: str) -> Answer:
    """Note whoever brings a code as here, or lead them to join first."""
    event = _event_behind(ctx, word)
    if isinstance(event, Text):
        return event
    ctx.enter(event.community_id)
    _check_door(ctx, event)
    if ctx.person.circle is None:
        return ctx.follow(ctx.start_word("doorin", word))
    came = ctx.store.presence.arrive(event.id, ctx.member.id, ctx.now)
    return _greeting(ctx, event, came.answer, is_new=came.is_new, at=came.came_at)


def _check_door(ctx: Context, event: Event) -> None:
    """Refuse whoever comes before the door opens or after the end, or to what is called off."""
    if event.state != EventState.PUBLISHED:
        check_open(ctx, event)
    check_hours(event.number, event.starts_at, event.over_at, ctx.now)


def _event_behind(ctx: Context, word: str) -> Event | Text:
    """The event whose code this is; else why there is none. Wrong codes are counted."""
    if (refused := too_many_tries(ctx)) is not None:
        return refused
    if len(word) == BARE:
        digest = codes.digest_of_code(codes.read_code(word))
    else:
        digest = codes.digest_of_token(word)
    event_id = ctx.store.doors.event_of(digest)
    if event_id is not None:
        return ctx.store.events.get(event_id)
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
    mine = ctx.store.attendances.mine(event.id, ctx.member.id)
    brought = [] if mine is None else ctx.store.attendances.guests_of(mine.id)
    awaited = [each for each in brought if each.came_at is None]
    if awaited:
        lines.append(text("Did those whom you bring come with you?"))
    rows = tuple(
        (
            button(
                text("{name} is here too", name=each.name or text("My guest")),
                "door_guest",
                event.id,
                each.id,
            ),
        )
        for each in awaited
    )
    return Card(called(event), tuple(lines), rows)


@router.button("door_guest", who=Role.MEMBER)
def note_guest(ctx: Context, event_id: int, guest_id: int) -> Replace:
    """Note that somebody's guest came along, while the door is open."""
    event = ctx.store.events.find(ctx.community.id, event_id)
    mine = None if event is None else ctx.store.attendances.mine(event.id, ctx.member.id)
    if event is None or mine is None or mine.came_at is None:
        raise NotYourGuest
    _check_door(ctx, event)
    if not ctx.store.presence.guest_arrives(event.id, mine.id, guest_id, ctx.now):
        raise NotYourGuest
    answer, came_at = Rsvp(mine.answer), mine.came_at
    return Replace(_greeting(ctx, event, answer, is_new=True, at=came_at))
