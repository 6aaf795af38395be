"""Items of the letter: what features tell in it, with signature, button and picture."""

from dataclasses import dataclass, replace
from typing import Any

from bot.core import Button, Card, Line, Picture, Words, encode, split_revision
from bot.domain.digest.composing import ItemFacts
from bot.domain.roles import Seat
from storage.digest import PICTURE


@dataclass(frozen=True, slots=True)
class Signature:
    """Source of an item: the side of the community, and the author's name where it is known."""

    seat: Seat | None
    """None if the author speaks for themselves."""
    name: str | None = None
    member_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterItem(ItemFacts):
    """One item of the letter, translated for each reader.

    Its words contain nothing that changes by itself, such as a count: an item that differs from
    the approved one is left out.
    """

    headline: Words
    """Its title, in bold."""
    lines: tuple[Line, ...] = ()
    button: Button | None = None
    """Opens the thing, or answers it."""
    signature: Signature | None = None
    picture: Picture | None = None
    """Sent to those who ask; its caption stands with the words, except in shared rooms."""

    @property
    def card(self) -> Card:
        """Its words, without its picture."""
        return Card(self.headline, self.lines, () if self.button is None else ((self.button,),))

    def says_the_same_as(self, other: "LetterItem") -> bool:
        """True if words, end and audience are equal."""
        return (
            item_words(self) == item_words(other)
            and self.until == other.until
            and self.audience.is_same_as(other.audience)
        )


def item_words(item: LetterItem) -> dict[str, Any]:
    """The words of an item without its signature, and without the revision of its button."""
    if item.button is not None:
        bare, _ = split_revision(item.button.press)
        item = replace(item, button=replace(item.button, press=bare))
    return stored_words(item)


def stored_words(item: LetterItem) -> dict[str, Any]:
    """Encode an item without its signature, as JSON."""
    words = encode(item.card)
    return words if item.picture is None else {**words, PICTURE: encode(item.picture)}
