"""Check-in at an event: with its code, or by a gardener for people who did not sign up."""

from datetime import datetime, timedelta
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    Line,
    Link,
    Picture,
    Replace,
    Router,
    Text,
    Toast,
    Unsent,
    Where,
    asks,
    at_most,
    text,
    together,
)
from bot.domain import codes
from bot.domain.dates.spans import Span
from bot.domain.events.attendance import check_day, check_hours, opens_at
from bot.domain.events.rules import LONGEST_NAME, EventState, Rsvp
from bot.domain.rates import CODES
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import name_key, person_name, search_words
from bot.references.events import (
    NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT,
    add_walk_in,
    check_in_with_code,
    event_command,
    show_attendance_list,
    show_check_in_code,
)
from bot.references.joining import typed_codes
from bot.vocabulary.accounts import count_wrong, too_many_tries
from bot.vocabulary.lists import NONE_TO_COME, events_to_come
from bot.vocabulary.places import place_in_words
from handlers.events.attendance_list import (
    FIRST_PAGE,
    NotOnTheList,
    announced_event_by_id,
    announced_event_by_number,
    attendees,
    headcount_lines,
    typed_attendance,
)
from handlers.events.event_lookup import check_open
from handlers.events.words import event_card_title, event_time, event_title, location_lines
from storage.events import Attendances, CheckInCodes, CheckIns, Event, Events, Guests, IssuedCode
from storage.inbound import Forms, OpenForm
from storage.members import Member, MemberSearch, Registers

router = Router()

GET_A_CODE_FOR_A_DOOR = Act(
    text("{who} got a check-in code for an event"), text("get a check-in code for an event")
)

CODE_LENGTH = codes.LENGTH
"""Letters of a code without its hyphens; a token has more."""

MOST_MATCHES = 8
NAME_FORM = "event_walk_name"
"""The name under which a typed name is kept until it is noted, or is a member's."""
KEPT_FOR = timedelta(hours=1)


class CodeInPrivate(Refusal):
    """I give codes in private only: write {door} to me there."""


class NotYourGuest(Refusal):
    """This person is no longer on your list of guests."""


class NameOver(Refusal):
    """This name is not kept any more. Write it again: {add}."""


class NotedAlready(Refusal):
    """“{name}” is already noted. If this is another person, add an initial or a place."""


class NotAName(Refusal):
    """Write the name of the person who came, for example Jeanne Petit."""


@router.command(
    "event door",
    fr="evenement porte",
    aliases=("events door", "evenements porte"),
    who=Role.GARDENER,
    where=Where.DIRECT,
    example=("12 door", "12 porte"),
    theme="garden",
    limit=CODES,
    trace=GET_A_CODE_FOR_A_DOOR,
)
def show_code(
    ctx: Context,
    number: Annotated[int, asks("For which event?", choices=events_to_come, nothing=NONE_TO_COME)],
) -> Answer:
    """Get a check-in code for an event: scanning or typing it notes attendance."""
    event = announced_event_by_number(ctx, number)
    check_open(ctx, event)
    code = ctx.store[CheckInCodes].made(event.id)
    return _new_code(ctx, event) if code is None else _renewal_question(event, code)


@router.button(show_check_in_code, who=Role.GARDENER, limit=CODES, trace=GET_A_CODE_FOR_A_DOOR)
def show_code_in_private(ctx: Context, event_id: int) -> Answer:
    """Send a check-in code in private."""
    event = announced_event_by_id(ctx, event_id)
    if ctx.private_room() is None:
        raise CodeInPrivate(door=event_command.typed(event.number, ("door", "porte")))
    answer = show_code(ctx, event.number)
    if ctx.direct or not isinstance(answer, Card | Picture):
        return answer
    ctx.whisper(answer)
    return Toast(text("I have written to you in private."))


@router.button("event_door_new", who=Role.GARDENER, limit=CODES, trace=GET_A_CODE_FOR_A_DOOR)
def renew_code(ctx: Context, event_id: int, mark: str) -> Answer:
    """Replace the check-in code."""
    event = announced_event_by_id(ctx, event_id)
    check_open(ctx, event)
    code = ctx.store[CheckInCodes].made(event.id)
    if code is not None and code.mark != mark:  # a second tap, or another gardener's
        return _renewal_question(event, code)
    return _new_code(ctx, event)


def _renewal_question(event: Event, code: IssuedCode) -> Card:
    why = text(
        "A code already exists, made on {moment}. I cannot show it again. A new code makes the "
        "old one invalid.",
        moment=code.at,
    )
    new = renew_code.button(text("Make a new code"), event.id, code.mark)
    return Card(event_card_title(event), (why,), ((new,),))


def _new_code(ctx: Context, event: Event) -> Answer:
    """Make a code and draw it for each network whose apps can scan it."""
    code, token = codes.new_code(), codes.new_token()
    ctx.store[CheckInCodes].put(
        event.id, code=codes.digest_of_code(code), token=codes.digest_of_token(token), at=ctx.now
    )
    ctx.trace(number=event.number)
    word = check_in_with_code.link_word(ctx, token)
    scanned = {
        name: links.start_link(word) or links.start_link("")
        for name, links in ctx.contact.networks.items()
    }
    pictures = [_code_picture(ctx, event, name, url, code) for name, url in scanned.items() if url]
    card = _code_card(ctx, event, code, ctx.store[CheckInCodes].made(event.id))
    if not pictures:
        return card
    ctx.whisper(card)
    for each in pictures[:-1]:
        ctx.whisper(each)
    return pictures[-1]


def _code_card(ctx: Context, event: Event, code: str, made: IssuedCode | None) -> Card:
    opens, over = opens_at(event.starts_at), event.over_at
    lines: list[Line] = [
        text("Check-in code: {code}", code=code),
        text("Valid {when}.", when=Span(opens.astimezone(event.tz), over.astimezone(event.tz))),
        text("Show these pictures to people who arrive, or ask them to write to me in private:"),
    ]
    for name, links in ctx.contact.networks.items():
        network, typed = ctx.contact.network_name(name), _typed_code(links.mark, ctx, code)
        lines.append(text("{network}: {typed}", network=network, typed=typed))
        address = links.start_link("")
        if address and not links.start_link("x"):
            lines.append(Link(text("Where to write to me on {network}", network=network), address))
    lines.append(
        text(
            "Members who had not signed up are noted too. Other people can join first. A new code "
            "makes this one invalid."
        )
    )
    mark = "" if made is None else made.mark
    new = renew_code.button(text("Make a new code"), event.id, mark)
    return Card(event_card_title(event), tuple(lines), ((new,),))


def _code_picture(ctx: Context, event: Event, network: str, url: str, code: str) -> Picture:
    links = ctx.contact.networks[network]
    values = {"event": event_title(event), "network": ctx.contact.network_name(network)}
    if links.start_link("x"):
        return Picture(url, text("{event}: to scan on arrival, for {network}.", **values))
    typed = _typed_code(links.mark, ctx, code)
    return Picture(
        url,
        text(
            "{event}: to scan on arrival, for {network}; then write {typed}", **values, typed=typed
        ),
    )


def _typed_code(mark: str, ctx: Context, code: str) -> str:
    name = "ici" if ctx.person.locale == "fr" else "here"
    return f"{mark}{name} {code}"


@router.command("here", fr="ici", where=Where.DIRECT, example="K7M-4PX-2R", theme="part")
def check_in_by_code(ctx: Context, code: str) -> Answer:
    """Check in at an event with the code shown at the door."""
    return _check_in(ctx, codes.read_code(code).replace("-", ""))


@router.button(check_in_with_code, deep=True)
def ask_check_in(ctx: Context, word: str) -> Answer:
    """Ask for a confirmation: a link may be opened anywhere."""
    if not ctx.direct:
        return text("Send me this code in private.")
    event = _entered_event(ctx, word)
    if isinstance(event, Text):
        return event
    if ctx.person.circle is None:
        noted = text("If you join, you are noted as present.")
        return together(Card(event_card_title(event), (noted,)), _check_in(ctx, word))
    here = confirm_check_in.button(text("I am here"), word)
    lines = (text("{when}", when=event_time(event)), *location_lines(event)[:1])
    return Card(event_card_title(event), lines, ((here,),))


@router.contribution(typed_codes)
def take_code(ctx: Context, code: str) -> Answer:
    """Ask the sender of a door's code to confirm that they are there."""
    is_known = ctx.store[CheckInCodes].event_of(codes.digest_of_code(code)) is not None
    return ask_check_in(ctx, code.replace("-", "")) if is_known else None


@router.button("doorin", who=Role.MEMBER, deep=True, by_link=check_in_with_code)
def confirm_check_in(ctx: Context, word: str) -> Answer:
    """Check in with a scanned code, after joining where needed."""
    if not ctx.direct:
        return text("Send me this code in private.")
    return _check_in(ctx, word)


def _check_in(ctx: Context, word: str) -> Answer:
    """Check this person in, or lead them to join first."""
    event = _entered_event(ctx, word)
    if isinstance(event, Text):
        return event
    if ctx.person.circle is None:
        return ctx.follow(confirm_check_in.link_word(ctx, word))
    came = ctx.store[CheckIns].arrive(event.id, ctx.member.id, ctx.now)
    return _greeting_card(ctx, event, came.answer, is_new=came.is_new, at=came.came_at)


def _check_check_in_hours(ctx: Context, event: Event) -> None:
    """Raise if the event does not take place, or outside the hours of check-in."""
    if event.state != EventState.PUBLISHED:
        check_open(ctx, event)
    check_hours(event.number, event.starts_at, event.over_at, ctx.now)


def _entered_event(ctx: Context, word: str) -> Event | Text:
    """Return the event of a code and enter its community, or say why there is none."""
    event = _event_of_code(ctx, word)
    if isinstance(event, Event):
        ctx.enter(event.community_id)
        _check_check_in_hours(ctx, event)
    return event


def _event_of_code(ctx: Context, word: str) -> Event | Text:
    """Return the event of a code, or say why there is none. Wrong codes are counted."""
    if (refused := too_many_tries(ctx)) is not None:
        return refused
    if len(word) == CODE_LENGTH:
        digest = codes.digest_of_code(codes.read_code(word))
    else:
        digest = codes.digest_of_token(word)
    event_id = ctx.store[CheckInCodes].event_of(digest)
    if event_id is not None:
        return ctx.store[Events].get(event_id)
    count_wrong(ctx)
    return text("This code is wrong, or there is a newer one. Ask for it at the door.")


def _greeting_card(ctx: Context, event: Event, answer: Rsvp, *, is_new: bool, at: datetime) -> Card:
    name = ctx.member.name
    greeting = text("Welcome, {name}: you are noted as present.", name=name)
    if not is_new:
        since = at.astimezone(event.tz).time()
        greeting = text(
            "{name}, you have been noted as present since {hour}.", name=name, hour=since
        )
    lines: list[Line] = [greeting]
    if answer is not Rsvp.GOING:
        lines.append(text("You had not signed up: no problem, you are on the list now."))
    lines += [text("{when}", when=event_time(event)), *location_lines(event)[:1]]
    attendance = ctx.store[Attendances].mine(event.id, ctx.member.id)
    brought = [] if attendance is None else ctx.store[Guests].of(attendance.id)
    awaited = [each for each in brought if each.came_at is None]
    if awaited:
        lines.append(text("Are your guests with you?"))
    labels = [text("{name} is here too", name=each.name or text("My guest")) for each in awaited]
    rows = tuple(
        (check_in_guest.button(label, event.id, each.id),)
        for label, each in zip(labels, awaited, strict=True)
    )
    return Card(event_card_title(event), tuple(lines), rows)


@router.button("door_guest", who=Role.MEMBER)
def check_in_guest(ctx: Context, event_id: int, guest_id: int) -> Replace:
    """Check in a guest of this member while check-in is open."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    attendance = None if event is None else ctx.store[Attendances].mine(event.id, ctx.member.id)
    if event is None or attendance is None or attendance.came_at is None:
        raise NotYourGuest
    _check_check_in_hours(ctx, event)
    if not ctx.store[CheckIns].guest_arrives(event.id, attendance.id, guest_id, ctx.now):
        raise NotYourGuest
    answer, came_at = Rsvp(attendance.answer), attendance.came_at
    return Replace(_greeting_card(ctx, event, answer, is_new=True, at=came_at))


@router.command(
    "event add",
    fr="evenement ajouter",
    aliases=("events add", "evenements ajouter"),
    who=Role.GARDENER,
    where=Where.DIRECT,
    example=("12 add Jeanne Petit", "12 ajouter Jeanne Petit"),
    theme="garden",
    trace=NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT,
)
def add_by_name(
    ctx: Context,
    number: Annotated[int, asks("For which event?", choices=events_to_come)],
    name: Annotated[
        str,
        asks(
            "Who came without signing up? Write a member's name, or another person's name, which "
            "I keep for 60 days."
        ),
        at_most(LONGEST_NAME),
    ],
) -> Card:
    """Note the attendance of someone who had not signed up."""
    event, name = announced_event_by_number(ctx, number), person_name(name)
    if not search_words(name):
        raise NotAName
    check_day(event.number, event.starts_at, event.tz, ctx.now)
    sought = MemberSearch(words=tuple(search_words(name)))
    page = ctx.store[Registers].page(ctx.community.id, sought, most=MOST_MATCHES)
    if not page.entries:
        return _add_walk_in(ctx, event, name)
    rows = []
    for each in page.entries:
        who, place = each.member.name, place_in_words(each.member)
        label = who if place is None else text("{name}, {place}", name=who, place=place)
        rows.append((check_in_member.button(label, event.id, each.member),))
    rows.append((_name_button(ctx, event, name),))
    return Card(event_card_title(event), (text("Who is it?"),), tuple(rows))


@router.button(add_walk_in, who=Role.GARDENER, trace=NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def ask_who_came(ctx: Context, event_id: int) -> Answer:
    """Ask who came without having signed up."""
    return add_by_name.ask(ctx, number=str(announced_event_by_id(ctx, event_id).number))


@router.button("event_walk", who=Role.GARDENER, trace=NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def check_in_member(ctx: Context, event_id: int, somebody: Member) -> Replace:
    """Check in a member, whatever their answer."""
    event = announced_event_by_id(ctx, event_id)
    check_day(event.number, event.starts_at, event.tz, ctx.now)
    came = ctx.store[CheckIns].arrive(event.id, somebody.id, ctx.now)
    return Replace(_checked_in_card(ctx, event, somebody.name, f"a{came.attendance_id}"))


def _name_button(ctx: Context, event: Event, name: str) -> Button:
    """The button that notes a name that is no member's; it waits in the draft alone."""
    room = ctx.form_room
    kept = OpenForm(NAME_FORM, ctx.community.id, {"words": name})
    mark = ctx.store[Forms].put_aside(room, kept, ctx.now + KEPT_FOR)
    label = text("Not a member: note “{name}”", name=Unsent(room, mark))
    return add_name.button(label, event.id, mark)


@router.button("event_walk_name", who=Role.GARDENER, trace=NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def add_name(ctx: Context, event_id: int, mark: int) -> Replace:
    """Keep the name of a person who is not a member."""
    event, room = announced_event_by_id(ctx, event_id), ctx.incoming.room
    name = ctx.store[Forms].kept_words(room, mark, ctx.now)
    if not name:
        raise NameOver(add=event_command.typed(event.number, ("add", "ajouter")))
    noted = _add_walk_in(ctx, event, name)
    ctx.store[Forms].forget_aside(room)
    return Replace(noted)


@router.button("event_walk_undo", who=Role.GARDENER, trace=NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def undo_check_in(ctx: Context, event_id: int, mark: str) -> Replace:
    """Undo a check-in."""
    event = announced_event_by_id(ctx, event_id)
    marks = {each.mark for each in attendees(ctx, event) if each.came_at is not None}
    if mark not in marks:
        raise NotOnTheList(number=event.number, present=typed_attendance(event))
    ctx.store[CheckIns].note(event.id, mark, None)
    confirmation = text("Undone: this person is no longer noted as present.")
    lines = (confirmation, *headcount_lines(attendees(ctx, event)))
    return Replace(Card(event_card_title(event), lines, ((_list_button(event),),)))


def _add_walk_in(ctx: Context, event: Event, name: str) -> Card:
    """Keep a name, once."""
    check_day(event.number, event.starts_at, event.tz, ctx.now)
    walked_in = (each for each in attendees(ctx, event) if each.answer == "none" and each.guest)
    if any(name_key(each.name) == name_key(name) for each in walked_in):
        raise NotedAlready(name=name)
    guest_id = ctx.store[CheckIns].walk_in(event.id, name, ctx.now)
    retention = text("The name is kept for 60 days, then this person is only counted.")
    return _checked_in_card(ctx, event, name, f"g{guest_id}", retention)


def _checked_in_card(ctx: Context, event: Event, name: str, mark: str, *more: Text) -> Card:
    confirmation = text("{name}: noted as present.", name=name)
    another = add_walk_in.button(text("Add another person"), event.id)
    undo = undo_check_in.button(text("Undo"), event.id, mark)
    lines = (confirmation, *more, *headcount_lines(attendees(ctx, event)))
    return Card(event_card_title(event), lines, ((another,), (undo, _list_button(event))))


def _list_button(event: Event) -> Button:
    return show_attendance_list.button(text("The list"), event.id, FIRST_PAGE)
