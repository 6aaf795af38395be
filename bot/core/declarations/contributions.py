"""Contributions of features to others: tasks that wait for gardeners, sections of the letter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, ParamSpec, TypeVar

from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.context.revisions import stamped_press
from bot.core.declarations.registry import declarations_of
from bot.core.messages.content import Button, Card, Line, Picture, Words, split_revision
from bot.core.messages.encoding import decode, encode
from bot.domain.digest.composing import ItemFacts, in_sections
from bot.domain.roles import Seat
from storage.digest import PICTURE, FrozenItem

C = TypeVar("C", bound=JobContext)
P = ParamSpec("P")
R = TypeVar("R")


class Contributions(Generic[C, P, R]):
    """Functions that features declare with `@router.contribution`, and one feature collects.

    Made in `bot/references/<feature>.py` of the feature that collects.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def collect(self, ctx: C, /, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """Call all of them, in the order of the features' packages."""
        declared = declarations_of(ctx).contributions.get(self.name, ())
        return [call(ctx, *args, **kwargs) for call in declared]


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits: a line, the buttons that settle it, and when it becomes late."""

    line: Words
    buttons: tuple[Button, ...]
    due: datetime | None = None


def waiting(ctx: Context) -> Sequence[Todo]:
    """All tasks of the community, the most urgent first."""
    found = [each for tell in declarations_of(ctx).todos for each in tell(ctx)]
    return sorted(found, key=lambda each: (each.due is None, each.due or ctx.now))


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


def letter_items(ctx: JobContext) -> list[LetterItem]:
    """Items of all features for the community's next letter, by section."""
    declared = sorted(declarations_of(ctx).sections, key=lambda each: each.order)
    return in_sections(
        [replace(item, section=each.section) for each in declared for item in each.call(ctx)]
    )


def frozen_item(ctx: JobContext, item: LetterItem) -> FrozenItem:
    """Convert an item to its stored form: its button carries the revision of now."""
    by, button = item.signature, item.button
    if button is not None and ctx.declared is not None:
        item = replace(item, button=replace(button, press=stamped_press(ctx, button.press)))
    return FrozenItem(
        kind=item.kind,
        ref=item.ref,
        section=item.section,
        audience=item.audience,
        until=item.until,
        words=_stored_words(item),
        seat=None if by is None else by.seat,
        author_id=None if by is None else by.member_id,
        author=None if by is None else by.name,
    )


def thawed_item(stored: FrozenItem) -> LetterItem:
    """Restore an item from its stored form."""
    card = decode(stored.words)
    picture = decode(stored.words[PICTURE]) if PICTURE in stored.words else None
    assert isinstance(card, Card)  # noqa: S101 - as `frozen_item` stores it
    assert picture is None or isinstance(picture, Picture)  # noqa: S101 - likewise
    is_unsigned = stored.seat is None and stored.author is None
    return LetterItem(
        kind=stored.kind,
        ref=stored.ref,
        section=stored.section,
        audience=stored.audience,
        until=stored.until,
        headline=card.title or "",
        lines=card.lines,
        button=card.buttons[0][0] if card.buttons else None,
        signature=None if is_unsigned else Signature(stored.seat, stored.author, stored.author_id),
        picture=picture,
    )


def item_words(item: LetterItem) -> dict[str, Any]:
    """The words of an item without its signature, and without the revision of its button."""
    if item.button is not None:
        bare, _ = split_revision(item.button.press)
        item = replace(item, button=replace(item.button, press=bare))
    return _stored_words(item)


def _stored_words(item: LetterItem) -> dict[str, Any]:
    """Encode an item without its signature, as JSON."""
    words = encode(item.card)
    return words if item.picture is None else {**words, PICTURE: encode(item.picture)}
