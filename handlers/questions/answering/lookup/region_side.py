"""The Region's side: its people, and the rooms in which they read questions."""

from bot.core import JobContext, agents_of
from bot.domain.questions.question import Question
from bot.domain.roles import Seat
from storage.communities import RoomKind
from storage.members import Identities, Member
from storage.outbound import Cards

CARDS = ("region_question", "agent_question")


def end_cards_of_others(ctx: JobContext, question_id: int) -> None:
    """Stop drawing a question anew for people who do not handle questions any more."""
    status = ctx.seat_statuses[Seat.REGION]
    held = () if status.holder is None else (status.holder,)
    side = [*held, *status.deputies, *agents_of(ctx.store, ctx.community)]
    accounts = [each for member in side for each in ctx.store[Identities].of(member)]
    rooms = {each.direct for each in accounts}
    rooms |= {room.address for room in ctx.rooms(RoomKind.REGION)}
    for kind in CARDS:
        for card in ctx.store[Cards].living(kind, question_id):
            if card.room not in rooms:
                ctx.store[Cards].end(card.id)


def who_follows(ctx: JobContext, question: Question) -> list[Member]:
    """The taker of a question, if they still handle questions; else the Region's gardener."""
    gardeners = region_gardeners(ctx)
    handling = [*gardeners, *agents_of(ctx.store, ctx.community)]
    return [each for each in handling if each.id == question.taken_by][:1] or gardeners


def region_gardeners(ctx: JobContext) -> list[Member]:
    """Gardeners who act for the Region's seat; its holder if away without a deputy."""
    status = ctx.seat_statuses[Seat.REGION]
    held = () if status.holder is None else (status.holder,)
    return list(status.acting or held)
