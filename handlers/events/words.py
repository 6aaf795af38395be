"""An event in words, for its card, lists and reminders, with its formatted description."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from bot.core import (
    Bold,
    Button,
    Buttons,
    Card,
    JobContext,
    Line,
    Link,
    Quote,
    Small,
    Text,
    Typed,
    Words,
    joined,
    ntext,
    text,
)
from bot.domain import communes
from bot.domain.dates.spans import Span
from bot.domain.events.attendance import answer_for_yes, free_places
from bot.domain.events.rules import EventKind, EventState, Rsvp
from bot.domain.roles import Seat
from bot.domain.words import fold
from bot.references.events import answer_event, rsvp_command
from bot.vocabulary.audiences import audience_text, group_labels
from bot.vocabulary.lists import with_others
from bot.vocabulary.places import home_in_words
from storage.events import Attendance, Counts, Event

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

KIND_LABELS = {
    EventKind.MEETING: text("Meeting"),
    EventKind.VISIT: text("Visit"),
    EventKind.TRAINING: text("Training by doing"),
    EventKind.WEBINAR: text("Webinar"),
    EventKind.YEARLY: text("Yearly event"),
    EventKind.REGIONAL: text("Event of the Region"),
    EventKind.WORKGROUP: text("Working group"),
}
SIDE_LABELS = {Seat.TERRITORY: text("the territory"), Seat.REGION: text("the Region")}
ANSWER_LABELS = {
    Rsvp.GOING: text("I am coming"),
    Rsvp.MAYBE: text("Maybe"),
    Rsvp.DECLINED: text("I am not coming"),
}
WAITING_LABEL = text("Waiting list")
TAKE_LABEL = text("I take it")
UNANNOUNCED_STATES = (EventState.DRAFT, EventState.PROPOSED)
MAY_COME = (Rsvp.GOING, Rsvp.MAYBE, Rsvp.WAITING)
ALL_ANSWER_LABELS = {
    **ANSWER_LABELS,
    Rsvp.WAITING: text("on the waiting list"),
    Rsvp.NONE: text("no answer"),
}
LONGEST_IN_ROOM = 300
"""Characters of a description on a card in a room."""


def event_title(event: Event) -> Text:
    """The number and title, marked if it is called off."""
    words = text("Event {number} · {title}", number=event.number, title=event.title)
    if event.state == EventState.CANCELLED:
        return text("CANCELLED · {event}", event=words)
    return words


def event_card_title(event: Event) -> Text:
    """The title of the card, marked if it is called off."""
    if event.state == EventState.CANCELLED:
        return text("🗓 CANCELLED · {title}", title=event.title)
    return text("🗓 {title}", title=event.title)


def titled_card(
    event: Event, lines: Sequence[Line], buttons: Buttons = (), *, typed: Typed | None = None
) -> Card:
    """A card about an event: its title, lines, and its number in small print.

    `typed` says how to answer in writing.
    """
    number = text("Event {number}", number=event.number)
    if typed is not None:
        number = text("Event {number} · in writing: {rsvp}", number=event.number, rsvp=typed)
    return Card(event_card_title(event), (*lines, Small(number)), buttons)


def event_line(event: Event) -> Text:
    values = {"number": event.number, "title": event.title, "when": event_time(event)}
    where = short_location(event)
    if where is None:
        return text("{number} · {title}: {when}", **values)
    return text("{number} · {title}: {when}, {where}", where=where, **values)


def event_time(event: Event) -> Span:
    """From when until when, in the time zone of the event."""
    ends = None if event.ends_at is None else event.ends_at.astimezone(event.tz)
    return Span(event.starts_at.astimezone(event.tz), ends)


def short_location(event: Event) -> Words | None:
    """The commune, else the address, else a note that it is online; None if unknown.

    An address for those who come is not in it.
    """
    commune = home_in_words(event.commune, None)
    if event.private_place:
        return commune or text("address given at sign-up")
    return commune or event.place or (text("online") if event.link else None)


def location_lines(event: Event, *, exact: bool = False) -> list[Line]:
    place = location_text(event, exact=exact)
    lines: list[Line] = [text("📍 {place}", place=place)] if place else []
    if event.link:
        lines.append(Link(text("Online: {link}", link=event.link), event.link))
    return lines


def location_text(event: Event, *, exact: bool = False) -> Words | None:
    """The address, or a note on how to get it; None if there is none."""
    place = full_address(event, exact=exact)
    if not event.private_place or exact:
        return place or None
    if not place:
        return text("The address is given at sign-up")
    return text("{place} (address given at sign-up)", place=place)


def full_address(event: Event, *, exact: bool = False) -> str:
    """The address with its commune, named once; `exact` includes a private address."""
    place = event.place if exact or not event.private_place else ""
    commune = None if event.commune is None else communes.at(event.commune)
    if commune is None or fold(commune.name) in fold(place):
        return place
    return ", ".join(filter(None, (place, commune.name)))


def gives_address(event: Event, attendance: Attendance | None) -> bool:
    """True if the event has a private address and this answer gives access to it."""
    return event.private_place and attendance is not None and attendance.answer == Rsvp.GOING


def kind_and_organiser(event: Event) -> Text:
    return text(
        "{kind}, organised by {side}",
        kind=KIND_LABELS[event.kind],
        side=SIDE_LABELS[event.organiser],
    )


def attendance_text(event: Event, counts: Counts) -> Words:
    """The numbers of those who come, may come and do not, and the free places, in one line."""
    parts: list[Words] = [_going_text(counts)]
    if counts.maybe:
        parts.append(text("{count} maybe", count=counts.maybe))
    if counts.declined:
        parts.append(ntext("{count} not coming", "{count} not coming", counts.declined))
    return text("👥 {people}", people=joined(parts[0], *parts[1:], *_places(event, counts)))


def _going_text(counts: Counts) -> Text:
    if not counts.going:
        some = counts.maybe or counts.declined or counts.places_taken or counts.waiting
        return text("Nobody so far") if some else text("Be the first to answer")
    going: Text = ntext("{count} person is coming", "{count} people are coming", counts.going)
    if counts.guests:
        going = ntext(
            "{going} with {count} guest", "{going} with {count} guests", counts.guests, going=going
        )
    if counts.passed_on:
        going = ntext(
            "{going} (of these, {count} sign-up was passed on)",
            "{going} (of these, {count} sign-ups were passed on)",
            counts.passed_on,
            going=going,
        )
    return going


def places_text(event: Event, counts: Counts) -> Words | None:
    """The numbers of places left and of people waiting; None where places have no end."""
    parts = _places(event, counts)
    return joined(parts[0], *parts[1:]) if parts else None


def _places(event: Event, counts: Counts) -> list[Words]:
    """The number of places left and of people waiting."""
    remaining = free_places(event.capacity, counts.places_taken)
    if remaining is None or event.capacity is None:
        return []
    if counts.offered:
        offered: Words = ntext(
            "A place is offered to the first person waiting",
            "{count} places are offered to those who wait",
            counts.offered,
        )
        return [offered, *_waiting(counts.waiting - counts.offered)]
    if remaining and not counts.waiting:
        return [ntext("{count} place left", "{count} places left", remaining)]
    full: Text = ntext("Full ({count} place)", "Full ({count} places)", event.capacity)
    return [full, *_waiting(counts.waiting)]


def _waiting(people: int) -> list[Words]:
    return [ntext("{count} waiting", "{count} waiting", people)] if people > 0 else []


def group_lines(ctx: JobContext, event: Event) -> list[Line]:
    """The working group of an event by its name."""
    if event.group_id is None:
        return []
    return [text("For: {whom}", whom=group_labels(ctx, event.audience))]


def audience_lines(event: Event) -> list[Line]:
    whom = audience_text(event.audience)
    return [] if whom is None else [whom]


def description_of(event: Event, most: int | None) -> Sequence[Line]:
    """The description; where it is given whole, a long one may be folded."""
    lines = description_lines(event.description, most)
    if most is None and len(event.description) > LONGEST_IN_ROOM:
        return [
            Quote(each.words, bold=True) if isinstance(each, Bold) else Quote(each)
            for each in lines
        ]
    return lines


def is_full(event: Event, counts: Counts) -> bool:
    """True if who says yes now waits for a place."""
    waiting = counts.waiting > counts.offered
    return answer_for_yes(event.capacity, counts.places_taken, others_wait=waiting) is Rsvp.WAITING


def answer_buttons(event: Event, counts: Counts) -> tuple[Button, ...]:
    """The answers of people without one; a full event has its waiting list."""
    yes = ANSWER_LABELS[Rsvp.GOING], Rsvp.GOING
    if is_full(event, counts):
        yes = WAITING_LABEL, Rsvp.WAITING
    others = ((ANSWER_LABELS[each], each) for each in (Rsvp.MAYBE, Rsvp.DECLINED))
    return tuple(answer_event.button(label, event.id, rsvp.value) for label, rsvp in (yes, *others))


def own_answer_buttons(
    event: Event, counts: Counts, attendance: Attendance | None
) -> tuple[Button, ...]:
    """The answers that a member can give who may have a place, or wait for one."""
    first, *others = answer_buttons(event, counts)
    if attendance is None:
        return first, *others
    if attendance.is_offered:
        return answer_event.button(TAKE_LABEL, event.id, Rsvp.GOING.value), *others
    if attendance.answer == Rsvp.WAITING:
        return tuple(others)
    if attendance.answer == Rsvp.GOING:
        yes = answer_event.button(ANSWER_LABELS[Rsvp.GOING], event.id, Rsvp.GOING.value)
        return yes, *others
    return first, *others


def typed_yes(event: Event) -> Typed:
    return rsvp_command.typed(event.number, ("yes", "oui"))


def typed_first_answer(event: Event, counts: Counts) -> Typed:
    """The command that does the same as the first button of the card."""
    if is_full(event, counts):
        return rsvp_command.typed(event.number, ("waiting", "attente"))
    return typed_yes(event)


def names_lines(names: Sequence[str], counts: Counts) -> list[Line]:
    """Names of attendees that everybody may see, and how many others there are."""
    if not names:
        return []
    return [text("Among them: {names}", names=with_others(names, counts.going))]


def description_lines(description: str, most: int | None = None) -> list[Bold | str]:
    """A description with its formatting: titles, bold lines, lists and links.

    It is read as CommonMark; what not every network shows becomes plain text.
    """
    if most is not None and len(description) > most:
        description = description[:most].rsplit(None, 1)[0].rstrip() + "…"
    from markdown_it.tree import SyntaxTreeNode  # noqa: PLC0415 - loaded where one is shown

    tree = SyntaxTreeNode(_markdown().parse(description))
    return [line for node in tree.children for line in _block_lines(node)]


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - likewise

    return MarkdownIt("zero").enable(
        ["emphasis", "heading", "list", "link", "autolink", "newline", "escape"]
    )


def _block_lines(node: "SyntaxTreeNode") -> list[Bold | str]:
    if node.type in ("bullet_list", "ordered_list"):
        texts = (
            "\n".join(filter(None, map(_inline_text, item.children))) for item in node.children
        )
        bullets = node.type == "bullet_list"
        return [
            f"{'•' if bullets else f'{nth}.'} {each}" for nth, each in enumerate(texts, start=1)
        ]
    if node.type == "heading":
        return [Bold(_inline_text(node))]
    words = _inline_text(node)
    if not words:
        return []
    inline = node.children[0] if node.children else node
    is_bold = len(inline.children) == 1 and inline.children[0].type == "strong"
    return [Bold(words)] if is_bold else list(words.split("\n"))


def _inline_text(node: "SyntaxTreeNode") -> str:
    """The text of a block; a link is its text and its address."""
    if node.type == "text":
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    words = "".join(map(_inline_text, node.children)) or (node.content if not node.children else "")
    if node.type == "link":
        url = str(node.attrs.get("href", ""))
        return url if words == url else f"{words} ({url})"
    return words
