"""The to-do lines of needs: those at which the territory's gardener has not looked."""

from bot.core import Context, Router, Todo, ntext, text
from bot.domain.needs.need import NeedKind
from bot.domain.roles import Seat
from bot.references.needs import look_at_need, need_command
from handlers.needs.need_words import headline, need_reader
from storage.needs import NeedFilter, Needs

router = Router()

MOST_LISTED = 3


@router.todo
def new_needs(ctx: Context) -> list[Todo]:
    """New needs and offers, the oldest first; many are one line."""
    if Seat.TERRITORY not in ctx.seats:
        return []
    new = NeedFilter(day=ctx.today, reader=need_reader(ctx), noted=False)
    found = ctx.store[Needs].listed(ctx.community.id, new)
    others = len(found) - MOST_LISTED
    lines = []
    for each in reversed(found[-MOST_LISTED:]):
        values = {"number": each.id, "words": headline(each.words)}
        line = text("New need {number}: “{words}”", **values)
        label = text("Look at need {number}", **values)
        if each.kind is NeedKind.OFFER:
            line = text("New offer {number}: “{words}”", **values)
            label = text("Look at offer {number}", **values)
        lines.append(Todo(line, (look_at_need.button(label, each.id),)))
    if others > 0:
        more = ntext("{count} more new need or offer", "{count} more new needs and offers", others)
        lines.append(Todo(more, (need_command.button(text("Needs and offers")),)))
    return lines
