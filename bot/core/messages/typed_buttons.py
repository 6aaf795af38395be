"""Buttons in writing: the numbered list in a message, and matching typed numbers or labels.

One module, so that a number presses the button that it stands beside. In a shared room, private
buttons have no number: see `Button`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Protocol, TypeVar

from bot.core.messages.content import Button, Text, Typed, text
from bot.core.messages.i18n import Reader
from bot.domain.words import fold

CANCEL_FORM, SKIP_QUESTION, OPEN_OTHER_FORM = "form_cancel", "form_skip", "form_instead"
GIVE_CHOICE, PICK_MEANING, GIVE_TYPED = "form_say", "form_pick", "form_typed"
END_LIST, SKIP_REST = "form_done", "form_rest"
_OF_FORMS = {
    CANCEL_FORM,
    SKIP_QUESTION,
    OPEN_OTHER_FORM,
    GIVE_CHOICE,
    PICK_MEANING,
    GIVE_TYPED,
    END_LIST,
    SKIP_REST,
}
"""The buttons beside a form's question: see `declarations/references.py`."""
_NUMBER = re.compile(r"\d{1,3}")
_MOST = 999
_OWN_NUMBER = re.compile(r"(\d{1,3})\s·\s(?=\S)")
"""The number of a thing, as labels of lists begin: “3 · Atelier vélo”."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place where a message is shown."""

    buttons: bool = True
    """True if the network shows buttons there."""
    deep_links: bool = True
    """True if links can carry a word."""
    direct: bool = False
    """True for one reader only."""
    door: str = ""
    """Address that opens a direct room with the bot."""


class Pressed(Protocol):
    """A pressable item: a button, or a choice in one reader's words."""

    @property
    def press(self) -> str: ...

    @property
    def private(self) -> bool: ...

    @property
    def deliberate(self) -> bool: ...


class Way(Pressed, Protocol):
    """A choice in one reader's words."""

    @property
    def label(self) -> str: ...

    @property
    def url(self) -> str: ...

    @property
    def start(self) -> str: ...


Each = TypeVar("Each", bound=Pressed)


def numbered(rows: Sequence[Sequence[Each]], *, direct: bool) -> list[Each]:
    """The items that can be pressed in writing, in the order of their numbers, from 1.

    Deliberate ones come last, so that the numbers shown have no gap.
    """
    found = [each for row in rows for each in row if each.press and (direct or not each.private)]
    return sorted(found, key=lambda each: each.deliberate)


def choice_numbers(labels: Sequence[str]) -> Sequence[int]:
    """The number of each choice: that of the thing in its label, else the next free one.

    They are counted from 1 where no label has a number, or where two have the same.
    """
    counted = range(1, len(labels) + 1)
    own = [0 if (found := _OWN_NUMBER.match(each)) is None else int(found[1]) for each in labels]
    named = [each for each in own if each]
    if len({*named}) < len(named) or max(named, default=0) + len(labels) > _MOST:
        return counted
    free = count(max(named, default=0) + 1)
    return [each or next(free) for each in own]


def takes_number(press: str) -> bool:
    """True if a number may press this; beside a form's question a number is the answer."""
    return not is_of_form(press) or press.startswith(f"{PICK_MEANING}:")


def is_of_form(press: str) -> bool:
    """True for a button that stands beside a form's question."""
    return press.partition(":")[0] in _OF_FORMS


def is_bare_number(words: str) -> bool:
    """True for a number that may be that of a button."""
    return _NUMBER.fullmatch(words) is not None


def meant(words: str, buttons: Sequence[Button], readers: Sequence[Reader]) -> Button | None:
    """The button whose number or label these words are, as one of the readers reads it."""
    if not words:
        return None
    if _NUMBER.fullmatch(words) and readers:
        numbers = choice_numbers([readers[0].say(each.label) for each in buttons])
        found = dict(zip(numbers, buttons, strict=True)).get(int(words))
        if found is not None:
            return found
    typed = fold(words)
    labels = ((fold(reader.say(each.label)), each) for each in buttons for reader in readers)
    return next((each for label, each in labels if label == typed), None)


def ways(rows: Sequence[Sequence[Way]], reader: Reader, place: Place) -> str:
    """Instructions for pressing in writing, where there are no buttons: a lead, a line a choice."""
    if place.buttons:
        return ""
    listed = numbered(rows, direct=place.direct)
    numbers = choice_numbers([each.label for each in listed])
    by_number = [
        f"{number}. {each.label.removeprefix(f'{number} · ')}"
        for number, each in zip(numbers, listed, strict=True)
        if _has_number(each)
    ]
    by_word = [each.label for each in listed if not _has_number(each)]
    lines: list[Text | str] = []
    if by_number:
        lines += [_lead_line(place), *by_number]
    if by_word:
        lines.append(_words_line(by_word, place, beside=bool(by_number)))
    lines += [
        line for row in rows for each in row if (line := _leading_line(each, place)) is not None
    ]
    if place.door and not place.direct and any(each.private for row in rows for each in row):
        lines.append(text("To choose in private: {door}", door=place.door))
    return "\n".join(map(reader.say, lines))


def why_not_pressed(rows: Sequence[Sequence[Way]], reader: Reader, place: Place) -> str:
    """Explain to an encrypted room, where presses would be reactions, why it has none."""
    if place.buttons or place.direct or not numbered(rows, direct=False):
        return ""
    return reader.say(text("This room is encrypted. Reactions would not be, so I offer none."))


def _has_number(each: Pressed) -> bool:
    return takes_number(each.press) and not each.deliberate


def _words_line(labels: Sequence[str], place: Place, *, beside: bool) -> Text:
    """The line that says how to choose by words; `beside` numbers, where there are some."""
    if beside or place.direct:
        return text("You can also write: {words}", words=", ".join(labels))
    return text("Answer this message with: {words}", words=", ".join(labels))


def _lead_line(place: Place) -> Text:
    if place.direct:
        return text("Answer with a number:")
    return text("Answer this message with a number:")


def _leading_line(way: Way, place: Place) -> Text | None:
    """A choice that leads away from here, as a line of its own."""
    if way.url:
        return text("{label}: {url}", label=way.label, url=way.url)
    if not way.start or way.press or place.deep_links:
        return None
    command = Typed(f"/start {way.start}", f"/start {way.start}")
    if place.direct:
        return text("{label}: write {command}", label=way.label, command=command)
    return text("{label}: write {command} to me in private", label=way.label, command=command)
