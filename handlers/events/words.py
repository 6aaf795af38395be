"""An event in words, the same wherever it is told: on its card, in a list, in a reminder."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.core import Bold, Button, Line, Link, Text, Typed, Words, ntext, text
from bot.domain import communes
from bot.domain.dates.spans import Span
from bot.domain.events.places import free
from bot.domain.events.rules import EventKind, EventState, Rsvp
from bot.domain.roles import Circle, Seat
from bot.domain.words import fold
from bot.references.events import press_rsvp, rsvp_command
from bot.vocabulary.circles import LABELS
from bot.vocabulary.domains import domain_label
from bot.vocabulary.places import in_words
from storage.events import Counts, Event

KINDS = {
    EventKind.MEETING: text("Meeting"),
    EventKind.VISIT: text("Visit"),
    EventKind.TRAINING: text("Training by doing"),
    EventKind.WEBINAR: text("Webinar"),
    EventKind.YEARLY: text("Yearly event"),
    EventKind.REGIONAL: text("Event of the Region"),
    EventKind.WORKGROUP: text("Working group"),
}
SIDES = {Seat.TERRITORY: text("the field"), Seat.REGION: text("the Region")}
ANSWERS = {
    Rsvp.GOING: text("I am coming"),
    Rsvp.MAYBE: text("Maybe"),
    Rsvp.DECLINED: text("I am not coming"),
}
SAID = {
    **ANSWERS,
    Rsvp.WAITING: text("on the waiting list"),
    Rsvp.NONE: text("no answer"),
}
AFTERWARDS = "event_afterwards"
"""The section of a card that other features fill once an event is over."""
SHORT = 300
"""How much of a description a card in a room shows."""


def called(event: Event) -> Text:
    """Its number and its title, with a word before them where it does not take place."""
    words = text("Event {number} · {title}", number=event.number, title=event.title)
    if event.state == EventState.CANCELLED:
        return text("CANCELLED · {event}", event=words)
    return words


def listed(event: Event) -> Text:
    """One line of a list: number, title, when, where."""
    where = where_in_short(event)
    if where is None:
        return text("{number} · {title}: {when}", **_short(event))
    return text("{number} · {title}: {when}, {where}", where=where, **_short(event))


def _short(event: Event) -> dict[str, object]:
    return {"number": event.number, "title": event.title, "when": when(event)}


def when(event: Event) -> Span:
    """From when until when, by the clocks of the event."""
    ends = None if event.ends_at is None else event.ends_at.astimezone(event.tz)
    return Span(event.starts_at.astimezone(event.tz), ends)


def where_in_short(event: Event) -> Words | None:
    """The commune, else the address, else that it is online; None where nobody said."""
    commune = in_words(event.commune, None)
    return commune or event.place or (text("online") if event.link else None)


def where(event: Event) -> list[Line]:
    """Where it is: the address and its commune, and where it is online."""
    place = address(event.place, event.commune)
    lines: list[Line] = [text("Where: {place}", place=place)] if place else []
    if event.link:
        lines.append(Link(text("Online: {link}", link=event.link), event.link))
    return lines


def address(place: str, code: str | None) -> str:
    """An address with its commune, which is said once."""
    commune = None if code is None else communes.at(code)
    if commune is None or fold(commune.name) in fold(place):
        return place
    return ", ".join(filter(None, (place, commune.name)))


def what(event: Event) -> Text:
    """Its kind, and who organises it."""
    return text(
        "{kind}, organised by {side}",
        kind=KINDS[EventKind(event.kind)],
        side=SIDES[Seat(event.organiser)],
    )


def coming(counts: Counts) -> Text:
    """How many come, perhaps come, and do not."""
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
    return text(
        "{going} · {maybe} maybe · {declined}",
        going=going,
        maybe=counts.maybe,
        declined=ntext("{count} not coming", "{count} not coming", counts.declined),
    )


def seats(event: Event, counts: Counts) -> list[Line]:
    """How many places are left, and how many people wait for one."""
    left = free(event.capacity, counts.seats)
    if left is None or event.capacity is None:
        return []
    if left and not counts.waiting:
        return [
            ntext(
                "{count} place left of {all}",
                "{count} places left of {all}",
                left,
                all=event.capacity,
            )
        ]
    full: Text = ntext(
        "Full: all of its {count} places are taken.",
        "Full: all of its {count} places are taken.",
        event.capacity,
    )
    if not counts.waiting:
        return [full]
    return [
        full,
        ntext("{count} person is waiting.", "{count} people are waiting.", counts.waiting),
    ]


def meant_for(event: Event) -> list[Line]:
    """Whom it is for, where it is not for everyone."""
    audience = event.audience
    parts: list[Words] = [LABELS[Circle(each)] for each in audience.circles]
    parts += [domain_label(each) for each in audience.domains]
    parts += list(audience.territories)
    return [text("For: {whom}", whom=parts)] if parts else []


def described(description: str, most: int | None = None) -> list[Line]:
    """A description with its light formatting: titles, bold lines, lists and links.

    It is read as CommonMark; what a chat cannot show alike on every network is plain words.
    """
    shown = description if most is None or len(description) <= most else _cut(description, most)
    tree = SyntaxTreeNode(_MARKDOWN.parse(shown))
    return [line for node in tree.children for line in _block(node)]


_MARKDOWN = MarkdownIt("zero").enable(
    ["emphasis", "heading", "list", "link", "autolink", "newline", "escape"]
)


def _cut(words: str, most: int) -> str:
    head = words[:most].rsplit(None, 1)[0]
    return f"{head.rstrip()}…"


def _block(node: SyntaxTreeNode) -> list[Line]:
    if node.type in ("bullet_list", "ordered_list"):
        return [
            line
            for nth, item in enumerate(node.children, start=1)
            for line in _item("•" if node.type == "bullet_list" else f"{nth}.", item)
        ]
    if node.type == "heading":
        return [Bold(_inline(node))]
    words = _inline(node)
    if not words:
        return []
    return [Bold(words)] if _is_bold(node) else list(words.split("\n"))


def _item(mark: str, item: SyntaxTreeNode) -> list[Line]:
    words = "\n".join(filter(None, map(_inline, item.children)))
    return [f"{mark} {words}"]


def _is_bold(node: SyntaxTreeNode) -> bool:
    inline = node.children[0] if node.children else node
    return len(inline.children) == 1 and inline.children[0].type == "strong"


def _inline(node: SyntaxTreeNode) -> str:
    """The words of a block, a link as its words and its address."""
    if node.type == "text":
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    words = "".join(map(_inline, node.children)) or (node.content if not node.children else "")
    if node.type == "link":
        url = str(node.attrs.get("href", ""))
        return url if words == url else f"{words} ({url})"
    return words


def about(event: Event, most: int | None = None) -> list[Line]:
    """All that is known before anybody answers; of its description, the beginning."""
    lines: list[Line] = [text("{when}", when=when(event)), *where(event), what(event)]
    return [*lines, *meant_for(event), *described(event.description, most)]


def rules(event: Event) -> list[Line]:
    """How many may come, until when one signs up, and what is asked then."""
    lines: list[Line] = []
    if event.capacity is not None:
        lines.append(ntext("{count} place", "{count} places", event.capacity))
    if event.deadline is not None:
        lines.append(text("Sign-ups until {deadline}.", deadline=event.deadline))
    if event.guests:
        lines.append(text("Whoever comes may bring somebody along."))
    if event.question:
        lines.append(text("Asked at sign-up: {question}", question=event.question))
    return lines


def answer_buttons(event: Event) -> tuple[Button, ...]:
    """The three answers, the same wherever an event is shown."""
    return tuple(press_rsvp.button(label, event.id, rsvp.value) for rsvp, label in ANSWERS.items())


def in_writing(event: Event) -> Typed:
    """How one answers in writing."""
    return rsvp_command.typed(event.number, ("yes", "oui"))


def names_line(names: Sequence[str], counts: Counts) -> list[Line]:
    """Names of those who come and whom everybody may see, and how many more there are."""
    if not names:
        return []
    others = counts.going - len(names)
    more = [ntext("{count} other", "{count} others", others)] if others > 0 else []
    return [text("Among them: {names}", names=[*names, *more])]
