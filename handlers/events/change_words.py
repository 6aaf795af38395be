"""The changes of an event in words: what it was and what it is, to each whom it concerns."""

from bot.core import Button, Buttons, Card, Line, Link, Text, text
from bot.domain.dates.spans import Span
from bot.domain.events.changes import Known, NoticeKind
from bot.domain.events.rules import Rsvp
from bot.references.events import press_event, press_rsvp
from handlers.events.words import address, called, in_writing, when, where
from storage.events import Event


def known_of(event: Event) -> Known:
    """What people know of an event as it is now, as far as they are told of its changes."""
    return Known(
        title=event.title,
        starts_at=event.starts_at.astimezone(event.tz),
        ends_at=None if event.ends_at is None else event.ends_at.astimezone(event.tz),
        zone=event.zone,
        place=event.place,
        commune=event.commune,
        link=event.link,
    )


def differences(before: Known, after: Known) -> list[Line]:
    """What changed, the old and the new, the date first."""
    lines: list[Line] = []
    if _span(before) != _span(after):
        lines.append(_date(before, after))
    if before.where != after.where:
        lines.append(_place(address(*before.where), address(*after.where)))
    if before.link != after.link:
        lines.append(_link(after.link))
    if before.title != after.title:
        titles = {"before": before.title, "after": after.title}
        lines.append(text("The title changes: “{before}” becomes “{after}”.", **titles))
    return lines


def is_moved(before: Known, after: Known) -> bool:
    """Whether it begins at another time, so that people have to be asked again."""
    return before.starts_at != after.starts_at


def _span(known: Known) -> Span:
    return Span(known.starts_at, known.ends_at)


def _date(before: Known, after: Known) -> Text:
    spans = {"before": _span(before), "after": _span(after)}
    if before.starts_at.date() != after.starts_at.date():
        return text("The date changes: {before}, becomes {after}.", **spans)
    return text("The hours change: {before}, becomes {after}.", **spans)


def _place(before: str, after: str) -> Text:
    if not after:
        return text("It is no longer at this place: {before}.", before=before)
    if not before:
        return text("It has a place now: {after}.", after=after)
    return text("The place changes: “{before}” becomes “{after}”.", before=before, after=after)


def _link(after: str) -> Line:
    if not after:
        return text("It is no longer online.")
    return Link(text("The link to take part changes: {link}", link=after), after)


# To those who signed up


def changed_card(event: Event, before: Known, after: Known, answer: Rsvp) -> Card:
    """What changed; whoever comes, or waits, is asked again if the date moved."""
    lines = differences(before, after)
    if not is_moved(before, after) or answer is Rsvp.MAYBE:
        return Card(called(event), tuple(lines), (_details(event),))
    return Card(called(event), (*lines, text("Do you still come?")), _still(event))


def cancelled_card(event: Event, before: Known, reason: str) -> Card:
    """It does not take place, when it was to be, and why."""
    off = text("It does not take place. It was to be {when}.", when=_span(before))
    return Card(called(event), (off, *_why(reason)))


def _why(reason: str) -> list[Line]:
    return [text("Why: {reason}", reason=reason)] if reason else []


def restored_card(event: Event, answer: Rsvp) -> Card:
    """It takes place after all; nobody has to do anything, save who made other plans."""
    lines = (text("It takes place after all: {when}.", when=when(event)), *where(event))
    if answer is Rsvp.MAYBE:
        return Card(called(event), lines, (_details(event),))
    kept = text("Your answer stays as it was.")
    return Card(called(event), (*lines, kept), _still(event))


def _still(event: Event) -> Buttons:
    yes = press_rsvp.button(text("I still come"), event.id, Rsvp.GOING.value)
    no = press_rsvp.button(text("I no longer come"), event.id, Rsvp.DECLINED.value)
    return ((yes, no), _details(event))


def _details(event: Event) -> tuple[Button]:
    return (press_event.button(text("Details"), event.id),)


# To the rooms, and to whoever made it or tends it


def moved_in_room(event: Event, before: Known, after: Known) -> Card:
    """A moved date, said anew where the card stands: an edit of it calls nobody."""
    by_hand = text("To answer in writing: {rsvp}", rsvp=in_writing(event))
    return Card(called(event), (_date(before, after), by_hand))


def restored_in_room(event: Event) -> Card:
    """What was called off takes place."""
    return Card(called(event), (text("It takes place after all: {when}.", when=when(event)),))


def by_its_maker(event: Event, name: str, kind: NoticeKind, reason: str, lines: list[Line]) -> Card:
    """To the gardeners: what a member did with the event that they made."""
    done = {
        NoticeKind.CHANGED: text(
            "{name} changed their event {number}, “{title}”.", **_of(event, name)
        ),
        NoticeKind.CANCELLED: text(
            "{name} called their event {number}, “{title}”, off.", **_of(event, name)
        ),
        NoticeKind.RESTORED: text(
            "{name} lets their event {number}, “{title}”, take place after all.", **_of(event, name)
        ),
    }
    return Card(None, (done[kind], *lines, *_why(reason)), (_details(event),))


def _of(event: Event, name: str) -> dict[str, object]:
    return {"name": name, "number": event.number, "title": event.title}


def by_those_who_tend(
    event: Event, community: str, kind: NoticeKind, reason: str, lines: list[Line]
) -> Card:
    """To whoever made it: what those who tend the community did with their event."""
    done = {
        NoticeKind.CHANGED: text(
            "Those who tend {community} changed your event.", community=community
        ),
        NoticeKind.CANCELLED: text(
            "Those who tend {community} called your event off.", community=community
        ),
        NoticeKind.RESTORED: text(
            "Those who tend {community} let your event take place after all.", community=community
        ),
    }
    return Card(called(event), (done[kind], *lines, *_why(reason)), (_details(event),))
