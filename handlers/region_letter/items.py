"""Open an item of the letter to the Region."""

from bot.core import Answer, Card, Context, Router, text
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.region_letter import open_region_item
from handlers.region_letter import acts
from handlers.region_letter.letter import source_of
from storage.region_letter import RegionLetters

router = Router()


class CannotWriteInPrivate(Refusal):
    """This opens in private, where I cannot write to you: write to me there, then try again."""


class ItemGone(Final):
    """This item of the letter is no longer there."""


@router.button(open_region_item, who=Role.GARDENER, agents=True, trace=acts.OPEN_AN_ITEM)
def open_item(ctx: Context, letter_id: int, number: int) -> Answer:
    """Open an item of a letter: a question in the Region's room, others in private."""
    letter = ctx.store[RegionLetters].get(letter_id, ctx.community.id)
    keys = [] if letter is None else letter.keys
    if not 0 < number <= len(keys):
        raise ItemGone
    kind, ref = keys[number - 1]
    source = source_of(ctx, kind)
    if source is None or source.show(ctx, ref) is None:
        raise ItemGone
    answer = source.open(ctx, ref)
    if ctx.direct or source.is_opened_in_room or not isinstance(answer, Card):
        return answer
    if not ctx.whisper(answer):
        raise CannotWriteInPrivate
    return None if ctx.incoming.in_the_open else text("I answered you in private.")
