"""Who comes, for the gardeners: a list by name, and a tap for each person who is there.

The code at the door is in `handlers/events/check_in_codes.py`; people who did not sign up are added
in `handlers/events/walk_ins.py`, files are given by `handlers/events/attendance_sheets.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Where,
    Words,
    asks,
    in_rows,
    text,
)
from bot.domain.events.attendance_list import Attendee, Those, counted, letters, sifted
from bot.domain.events.check_in_codes import check_day, noted_from
from bot.domain.events.rules import EventState, Rsvp
from bot.domain.names import searched
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.events import (
    press_event_add,
    press_event_door,
    press_event_roll,
    press_event_sheets,
)
from handlers.events import acts
from handlers.events.attendance_list import (
    NotOnTheList,
    event_numbered,
    event_pressed,
    headcount,
    name_of,
    people_of,
    present,
)
from handlers.events.words import called
from storage.events import Event, Presence

router = Router()

ON_A_PAGE = 10
LONGEST_LABEL = 40
LONGEST_SEARCH = 20
"""How many bytes of a button say what is looked for."""
Number = Annotated[int, asks("Of which event? Its number:")]


class ListOutlived(Refusal):
    """This list has had its day. {present} shows it as it is now."""


@dataclass(frozen=True, slots=True)
class View:
    """Which people of the list are shown, from which place on, as a button says it."""

    those: Those = Those.ALL
    at: int = 0
    words: str = ""

    def __str__(self) -> str:
        return f"{self.those.value}{self.at}.{self.words}"

    @classmethod
    def read(cls, event: Event, pressed: str) -> "View":
        """Read it off a button; raises `ListOutlived` where it is none."""
        found = re.fullmatch(r"([anhmw])(\d{0,6})\.([^:]*)", pressed)
        if found is None:
            raise ListOutlived(present=present(event))
        return cls(Those(found[1]), int(found[2] or 0), found[3])


@router.command(
    "event present",
    fr="evenement presents",
    aliases=(
        *("event attendance", "events present", "evenement present", "evenements presents"),
        *("evenement presence", "evenement presences"),
    ),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example="12 presents",
    theme="garden",
    trace=acts.READ_WHO_COMES_TO_AN_EVENT,
)
def show_roll(ctx: Context, number: Number, words: str = "") -> Card:
    """See who comes to an event, and note who is there."""
    return _page(ctx, event_numbered(ctx, number), View(words=_cut(words)))


@router.button(press_event_roll, who=Role.GARDENER, trace=acts.READ_WHO_COMES_TO_AN_EVENT)
def turn_page(ctx: Context, event_id: int, view: str) -> Replace:
    """Show others of the list."""
    event = event_pressed(ctx, event_id)
    return Replace(_page(ctx, event, View.read(event, view)))


@router.button("event_came", who=Role.GARDENER, trace=acts.NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def note_presence(ctx: Context, event_id: int, mark: str, here: int, view: str) -> Replace:
    """Note that somebody is there, or is not after all: what the button said, however often."""
    event = event_pressed(ctx, event_id)
    shown = View.read(event, view)
    if here:
        check_day(event.number, event.starts_at, event.tz, ctx.now)
    before = {each.mark: each for each in people_of(ctx, event)}
    if mark not in before:
        raise NotOnTheList(number=event.number, present=present(event))
    ctx.store[Presence].note(event.id, mark, ctx.now if here else None)
    name = name_of(before[mark])
    said = text("{name}: noted as here.", name=name)
    if not here:
        said = text("{name}: noted as not here.", name=name)
    return Replace(_page(ctx, event, shown, said))


@router.button("event_letters", who=Role.GARDENER, trace=acts.READ_WHO_COMES_TO_AN_EVENT)
def choose_letter(ctx: Context, event_id: int, view: str) -> Replace:
    """Choose where in the alphabet to go on."""
    event = event_pressed(ctx, event_id)
    shown = View.read(event, view)
    found = letters(sifted(people_of(ctx, event), shown.those))
    buttons = [
        press_event_roll.button(letter, event.id, str(replace(shown, at=at)))
        for letter, at in found.items()
    ]
    back = (press_event_roll.button(text("Back to the list"), event.id, str(shown)),)
    asked = text("Names that begin with which letter?")
    return Replace(Card(called(event), (asked,), (*in_rows(buttons, 6), back)))


@router.button("event_seek", who=Role.GARDENER, trace=acts.READ_WHO_COMES_TO_AN_EVENT)
def ask_name(ctx: Context, event_id: int) -> Answer:
    """Ask who is looked for."""
    return find_people.ask(ctx, event=str(event_pressed(ctx, event_id).id))


@router.form("event_seek", who=Role.GARDENER)
def find_people(
    ctx: Context,
    event: int,
    name: Annotated[str, asks("Whom are you looking for? Write a name or its beginning.")],
) -> Card:
    """Find somebody on the list by name."""
    return _page(ctx, event_pressed(ctx, event), View(words=_cut(name)))


# A page


def _page(ctx: Context, event: Event, view: View, said: Text | None = None) -> Card:
    people = people_of(ctx, event)
    found = sifted(people, view.those, view.words)
    view = replace(view, at=max(0, min(view.at, len(found) - 1)))
    shown = found[view.at : view.at + ON_A_PAGE]
    ctx.trace(number=event.number, members=len(shown))
    lines: list[Line] = [] if said is None else [said]
    lines += headcount(counted(people))
    if view.words:
        lines.append(text("Only names with “{words}”.", words=view.words))
    elif view.those is not Those.ALL:
        lines.append(text("Only: {those}.", those=_LABELS[view.those]))
    if len(found) > ON_A_PAGE:
        first, last = view.at + 1, view.at + len(shown)
        lines.append(text("{first} to {last} of {all}:", first=first, last=last, all=len(found)))
    lines += [_line(event, each) for each in shown]
    if not found:
        lines.append(text("Nobody on the list is like that.") if people else _NOBODY)
    opens = noted_from(event.starts_at, event.tz)
    if ctx.now < opens:
        lines.append(text("Whoever is there is noted from {opens} on.", opens=opens))
    ticks = [] if ctx.now < opens else _ticks(event, shown, view)
    rows = (*ticks, *_ways(event, len(found), view))
    return Card(called(event), tuple(lines), rows)


def _line(event: Event, each: Attendee) -> Text:
    """A person, and where they stand."""
    parts: list[Words] = [_STANDING[each.answer]]
    if each.came_at is not None:
        hour = each.came_at.astimezone(event.tz).time()
        parts = [text("here, noted at {hour}", hour=hour)]
        parts += [] if each.is_expected else [_STANDING[each.answer]]
    if each.host:
        parts.append(text("with {name}", name=each.host))
    if each.asked_on is not None:
        parts.append(text("signed up by voice"))
    if each.reply:
        parts.append(text("“{reply}”", reply=each.reply))
    return text("{name}: {details}", name=name_of(each), details=_joined(parts))


def _joined(parts: Sequence[Words]) -> Words:
    whole = parts[0]
    for each in parts[1:]:
        whole = text("{told}, {detail}", told=whole, detail=each)
    return whole


def _ticks(event: Event, shown: Sequence[Attendee], view: View) -> list[tuple[Button, ...]]:
    """A button a person, which says what it makes of them."""
    rows: list[tuple[Button, ...]] = []
    for each in shown:
        name = _short(name_of(each))
        here = each.came_at is None
        label = text("Here: {name}", name=name) if here else text("Not here: {name}", name=name)
        rows.append((note_presence.button(label, event.id, each.mark, int(here), str(view)),))
    return rows


def _ways(event: Event, found: int, view: View) -> list[tuple[Button, ...]]:
    """Other pages, other people, and what else is done with the list."""

    def to(label: Text, other: View) -> Button:
        return press_event_roll.button(label, event.id, str(other))

    turning = []
    if view.at > 0:
        turning.append(to(text("Previous"), replace(view, at=max(view.at - ON_A_PAGE, 0))))
    if view.at + ON_A_PAGE < found:
        turning.append(to(text("Next"), replace(view, at=view.at + ON_A_PAGE)))
    finding = [ask_name.button(text("Find by name"), event.id)]
    if found > ON_A_PAGE and not view.words:
        finding.append(choose_letter.button(text("By letter"), event.id, str(view)))
    others = [
        to(label, View(each))
        for each, label in _LABELS.items()
        if each is not view.those or view.words
    ]
    doing = [
        press_event_add.button(text("Add somebody"), event.id),
        press_event_sheets.button(text("Files"), event.id),
    ]
    if event.state == EventState.PUBLISHED:
        doing.append(press_event_door.button(text("Code at the door"), event.id))
    rows: Buttons = (tuple(turning), tuple(finding), *in_rows(others, 3), *in_rows(doing, 2))
    return [row for row in rows if row]


def _cut(typed: str) -> str:
    """What is looked for, as short as a button takes it; names are found by their beginnings."""
    words = " ".join(searched(typed))
    return words.encode()[:LONGEST_SEARCH].decode(errors="ignore").strip()


def _short(name: Words) -> Words:
    if isinstance(name, Text) or len(name) <= LONGEST_LABEL:
        return name
    return name[: LONGEST_LABEL - 1] + "…"


_NOBODY = text("Nobody has signed up so far.")
_LABELS = {
    Those.ALL: text("Everybody"),
    Those.AWAITED: text("Not here yet"),
    Those.HERE: text("Those here"),
    Those.MAYBE: text("Perhaps"),
    Those.WAITING: text("Waiting list"),
}
_STANDING = {
    Rsvp.GOING: text("is coming"),
    Rsvp.MAYBE: text("may be coming"),
    Rsvp.WAITING: text("on the waiting list"),
    Rsvp.DECLINED: text("had said no"),
    Rsvp.NONE: text("without having signed up"),
}
