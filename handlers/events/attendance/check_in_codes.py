"""Check-in codes of an event, to scan or to type; see `handlers/events/attendance/check_ins.py`.

Only hashes are kept: a code is shown once, and a new one replaces it.
"""

from typing import Annotated

from bot.core import Answer, Card, Context, Line, Link, Picture, Router, Toast, Where, asks, text
from bot.domain import codes
from bot.domain.dates.spans import Span
from bot.domain.events.attendance import opens_at
from bot.domain.rates import CODES
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.events import check_in_with_code, event_command, show_check_in_code
from bot.vocabulary.lists import NONE_TO_COME, events_to_come
from handlers.events import acts
from handlers.events.attendance.attendance_list import (
    announced_event_by_id,
    announced_event_by_number,
)
from handlers.events.event_lookup import check_open
from handlers.events.words import event_card_title, event_title
from storage.events import CheckInCodes, Event, IssuedCode

router = Router()


class CodeInPrivate(Refusal):
    """I give codes in private only: write {door} to me there."""


@router.command(
    "event door",
    fr="evenement porte",
    aliases=("events door", "evenements porte"),
    who=Role.GARDENER,
    where=Where.DIRECT,
    example=("12 door", "12 porte"),
    theme="garden",
    limit=CODES,
    trace=acts.GET_A_CODE_FOR_A_DOOR,
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


@router.button(show_check_in_code, who=Role.GARDENER, limit=CODES, trace=acts.GET_A_CODE_FOR_A_DOOR)
def show_code_in_private(ctx: Context, event_id: int) -> Answer:
    """Send a check-in code in private."""
    event = announced_event_by_id(ctx, event_id)
    if ctx.private_room is None:
        number = event.number
        raise CodeInPrivate(door=event_command.typed(number, ("door", "porte")))
    answer = show_code(ctx, event.number)
    if ctx.direct or not isinstance(answer, Card | Picture):
        return answer
    ctx.whisper(answer)
    return Toast(text("I have written to you in private."))


@router.button("event_door_new", who=Role.GARDENER, limit=CODES, trace=acts.GET_A_CODE_FOR_A_DOOR)
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
        event.id,
        code=codes.digest_of_code(code),
        token=codes.digest_of_token(token),
        at=ctx.now,
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
    lines: list[Line] = [
        text("Check-in code: {code}", code=code),
        text("Valid {when}.", when=_check_in_hours(event)),
        text("Show these pictures to people who arrive, or ask them to write to me in private:"),
    ]
    for name, links in ctx.contact.networks.items():
        typed = _typed_code(links.mark, ctx, code)
        lines.append(
            text("{network}: {typed}", network=ctx.contact.network_name(name), typed=typed)
        )
        address = links.start_link("")
        if address and not links.start_link("x"):
            network = ctx.contact.network_name(name)
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


def _check_in_hours(event: Event) -> Span:
    opens, over = opens_at(event.starts_at), event.over_at
    return Span(opens.astimezone(event.tz), over.astimezone(event.tz))


def _code_picture(ctx: Context, event: Event, network: str, url: str, code: str) -> Picture:
    links = ctx.contact.networks[network]
    if links.start_link("x"):
        caption = text(
            "{event}: to scan on arrival, for {network}.",
            event=event_title(event),
            network=ctx.contact.network_name(network),
        )
        return Picture(url, caption)
    caption = text(
        "{event}: to scan on arrival, for {network}; then write {typed}",
        event=event_title(event),
        network=ctx.contact.network_name(network),
        typed=_typed_code(links.mark, ctx, code),
    )
    return Picture(url, caption)


def _typed_code(mark: str, ctx: Context, code: str) -> str:
    name = "ici" if ctx.person.locale == "fr" else "here"
    return f"{mark}{name} {code}"
