"""The next letter exactly as a circle gets it, or as rooms show it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import Answer, Button, Card, Context, LetterItem, Router, text
from bot.domain.digest.preflight import for_circle
from bot.domain.roles import Circle, Role
from bot.references.digest import preview_digest_as
from bot.vocabulary.audiences.circles import LABELS
from handlers.digest import acts
from handlers.digest.decision_buttons import decision_buttons
from handlers.digest.letters.letter import items_of, lasting_items, room_items
from handlers.digest.letters.letter_cards import room_card, whole_card
from storage.digest import Digest, Digests

router = Router()

IN_ROOMS = "rooms"
READERS_LEAD = text("To see it as it arrives, by how people take part or in rooms:")


@router.button(preview_digest_as, who=Role.GARDENER, trace=acts.LOOK_AT_THE_DRAFT_OF_THE_LETTER)
def show_as(ctx: Context, reader: str) -> Answer:
    """Show the next letter as a circle gets it, or as rooms do, with the decisions to take."""
    if reader not in {IN_ROOMS, *Circle}:
        return text("There is no such circle.")
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    letter = items_of(ctx, digest)
    items = room_items(ctx, digest, lasting_items(ctx, letter))
    card = (
        _as_in_rooms(ctx, digest, items) if reader == IN_ROOMS else _as(ctx, digest, items, reader)
    )
    return replace(card, buttons=(*card.buttons, *decision_buttons(ctx, digest, letter)))


def _as_in_rooms(ctx: Context, digest: Digest, items: Sequence[LetterItem]) -> Card:
    if not items:
        return Card(None, (text("Rooms get nothing of this letter."),))
    card = room_card(ctx, digest, items)
    return Card(card.title, card.lines)


def _as(ctx: Context, digest: Digest, items: Sequence[LetterItem], reader: str) -> Card:
    own = for_circle(items, reader)
    if own:
        return whole_card(ctx, digest, own)
    nobody = text("Nobody who chose “{circle}” gets this letter.", circle=LABELS[Circle(reader)])
    return Card(None, (nobody,))


def reader_buttons() -> tuple[tuple[Button, ...], ...]:
    """Buttons to preview the letter as a circle, or as rooms."""
    circles = [preview_digest_as.button(LABELS[each], each.value) for each in Circle]
    rooms = preview_digest_as.button(text("As in rooms"), IN_ROOMS)
    return tuple((each,) for each in (*circles, rooms))
