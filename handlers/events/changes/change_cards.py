"""Cards about a change of an event, old and new, for each audience."""

from bot.core import Button, Buttons, Card, Line, Link, Text, text
from bot.domain.dates.spans import Span
from bot.domain.events.notices import KnownState, NoticeKind
from bot.domain.events.rules import Rsvp
from bot.references.events import answer_event, open_event
from handlers.events.words import event_time, full_address, location_lines, titled_card, typed_yes
from storage.events import Event


def known_values(event: Event) -> KnownState:
    """The values of an event whose changes are announced."""
    return KnownState(
        title=event.title,
        starts_at=event.starts_at.astimezone(event.tz),
        ends_at=None if event.ends_at is None else event.ends_at.astimezone(event.tz),
        zone=event.zone,
        place=event.place,
        commune=event.commune,
        link=event.link,
    )


def change_lines(before: KnownState, after: KnownState) -> list[Line]:
    """The changed fields, old and new, the date first."""
    lines: list[Line] = []
    if _span(before) != _span(after):
        lines.append(_date_line(before, after))
    if before.where != after.where:
        lines.append(_place_line(full_address(*before.where), full_address(*after.where)))
    if before.link != after.link:
        lines.append(_link_line(after.link))
    if before.title != after.title:
        titles = {"before": before.title, "after": after.title}
        lines.append(text("The title changes: “{before}” becomes “{after}”.", **titles))
    return lines


def is_moved(before: KnownState, after: KnownState) -> bool:
    """True if the start changed, so that people are asked again."""
    return before.starts_at != after.starts_at


def _span(known: KnownState) -> Span:
    return Span(known.starts_at, known.ends_at)


def _date_line(before: KnownState, after: KnownState) -> Text:
    spans = {"before": _span(before), "after": _span(after)}
    if before.starts_at.date() != after.starts_at.date():
        return text("The date changes: {before}, now {after}.", **spans)
    return text("The time changes: {before}, now {after}.", **spans)


def _place_line(before: str, after: str) -> Text:
    if not after:
        return text("It is no longer at this place: {before}.", before=before)
    if not before:
        return text("The place is now known: {after}.", after=after)
    return text("The place changes: “{before}” becomes “{after}”.", before=before, after=after)


def _link_line(after: str) -> Line:
    if not after:
        return text("It is no longer online.")
    return Link(text("The link to take part changes: {link}", link=after), after)


def changed_card(event: Event, before: KnownState, after: KnownState, answer: Rsvp) -> Card:
    """The changes; people who come or wait are asked again if the date moved."""
    lines = change_lines(before, after)
    if not is_moved(before, after) or answer is Rsvp.MAYBE:
        return titled_card(event, tuple(lines), (_details_row(event),))
    return titled_card(event, (*lines, text("Are you still coming?")), _still_coming_buttons(event))


def cancelled_card(event: Event, before: KnownState, reason: str) -> Card:
    """It does not take place: its date and the reason."""
    off = text("This event is cancelled. It was planned for: {when}.", when=_span(before))
    return titled_card(event, (off, *_reason_lines(reason)))


def _reason_lines(reason: str) -> list[Line]:
    return [text("Why: {reason}", reason=reason)] if reason else []


def restored_card(event: Event, answer: Rsvp) -> Card:
    """It takes place after all; answers stay as they were."""
    lines = (
        text("This event will take place after all: {when}.", when=event_time(event)),
        *location_lines(event),
    )
    if answer is Rsvp.MAYBE:
        return titled_card(event, lines, (_details_row(event),))
    kept = text("Your answer is kept.")
    return titled_card(event, (*lines, kept), _still_coming_buttons(event))


def _still_coming_buttons(event: Event) -> Buttons:
    yes = answer_event.button(text("I am still coming"), event.id, Rsvp.GOING.value)
    no = answer_event.button(text("I am no longer coming"), event.id, Rsvp.DECLINED.value)
    return ((yes, no), _details_row(event))


def _details_row(event: Event) -> tuple[Button]:
    return (open_event.button(text("Details"), event.id),)


def room_moved_card(event: Event, before: KnownState, after: KnownState) -> Card:
    """A new message on a moved date: an edit of the card notifies nobody."""
    return titled_card(event, (_date_line(before, after),), typed=typed_yes(event))


def room_restored_card(event: Event) -> Card:
    """It takes place after all."""
    return titled_card(
        event,
        (text("This event will take place after all: {when}.", when=event_time(event)),),
    )


def gardeners_card(
    event: Event, name: str, kind: NoticeKind, reason: str, lines: list[Line]
) -> Card:
    """For gardeners: a member's change to their own event."""
    done = {
        NoticeKind.CHANGED: text(
            "{name} changed their event {number}, “{title}”.", **_maker_values(event, name)
        ),
        NoticeKind.CANCELLED: text(
            "{name} cancelled their event {number}, “{title}”.", **_maker_values(event, name)
        ),
        NoticeKind.RESTORED: text(
            "{name} restored their event {number}, “{title}”: it will take place.",
            **_maker_values(event, name),
        ),
    }
    return Card(None, (done[kind], *lines, *_reason_lines(reason)), (_details_row(event),))


def _maker_values(event: Event, name: str) -> dict[str, object]:
    return {"name": name, "number": event.number, "title": event.title}


def maker_card(
    event: Event, community: str, kind: NoticeKind, reason: str, lines: list[Line]
) -> Card:
    """For the maker: a gardener's change to their event."""
    done = {
        NoticeKind.CHANGED: text(
            "The gardening team of {community} changed your event.", community=community
        ),
        NoticeKind.CANCELLED: text(
            "The gardening team of {community} cancelled your event.", community=community
        ),
        NoticeKind.RESTORED: text(
            "The gardening team of {community} restored your event: it will take place.",
            community=community,
        ),
    }
    return titled_card(event, (done[kind], *lines, *_reason_lines(reason)), (_details_row(event),))
