"""The next letter exactly as a circle gets it, or as rooms show it."""

from bot.core import Answer, Button, Card, Context, Router, text
from bot.domain.digest.preflight import for_circle
from bot.domain.roles import Circle, Role
from bot.references.digest import preview_digest_as
from bot.vocabulary.circles import LABELS
from handlers.digest import acts
from handlers.digest.letter import items_of, lasting_items, room_items
from handlers.digest.letter_cards import room_card, whole_card
from storage.digest import Digests

router = Router()

IN_ROOMS = "rooms"
READERS_LEAD = text("To see it as it arrives, by how people take part or in rooms:")


@router.button(preview_digest_as, who=Role.GARDENER, trace=acts.LOOK_AT_THE_DRAFT_OF_THE_LETTER)
def show_as(ctx: Context, reader: str) -> Answer:
    """Show the next letter as a circle gets it, or as rooms do."""
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    items = room_items(ctx, digest, lasting_items(ctx, items_of(ctx, digest)))
    if reader == IN_ROOMS:
        if not items:
            return text("Rooms get nothing of this letter.")
        card = room_card(ctx, digest, items)
        return Card(card.title, card.lines)
    if reader not in list(Circle):
        return text("There is no such circle.")
    own = for_circle(items, reader)
    if not own:
        return text("Nobody who chose “{circle}” gets this letter.", circle=LABELS[Circle(reader)])
    return whole_card(ctx, digest, own)


def reader_buttons() -> tuple[tuple[Button, ...], ...]:
    """Buttons to preview the letter as a circle, or as rooms."""
    circles = [preview_digest_as.button(LABELS[each], each.value) for each in Circle]
    rooms = preview_digest_as.button(text("As in rooms"), IN_ROOMS)
    return tuple((each,) for each in (*circles, rooms))
