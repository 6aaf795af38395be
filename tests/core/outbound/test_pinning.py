"""Cards are pinned once they are posted, and unpinned; a repeat does no harm."""

from datetime import timedelta
from typing import Any

import pytest

from bot.core import Card, JobContext, Router
from bot.core.declarations.references import CardRef
from bot.core.messages.ports import FateUnknown, NotSent, RoomMoved, SendError
from storage.communities import RoomKind
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine
from tests.core.outbound.sending import states

DAY = timedelta(days=1)


def feature() -> Router:
    router = Router()

    @router.card("notice")
    def notice(_ctx: object, key: int) -> Card:
        return Card(f"notice {key}")

    return router


def post_and_pin(engine: Engine) -> None:
    def post(ctx: JobContext) -> None:
        square = [each for each in ctx.rooms(RoomKind.COMMUNITY) if each.address == SQUARE]
        CardRef[Any]("notice").post_in_each(ctx, square, 1, pinned=True)

    engine.act(post)


def asked(engine: Engine) -> list[tuple[str, str | None]]:
    return [(each.action, each.target) for each in engine.network.requests]


async def test_a_card_is_pinned_after_it_is_posted_also_after_a_restart(make: Make) -> None:
    engine = make(feature())
    post_and_pin(engine)
    again = make(feature(), network=engine.network, clock=engine.clock)
    await again.lanes.run(again.delivering.recover)
    await again.send(within=DAY)
    again.act(lambda ctx: CardRef[Any]("notice").unpin(ctx, 1))
    await again.send(within=DAY)

    assert asked(again) == [("send", None), ("pin", "m1"), ("unpin", "m1")]
    assert states(again) == {"sent": 3}


@pytest.mark.parametrize("trouble", [NotSent("no"), FateUnknown("cut")])
async def test_a_pin_waits_for_its_card_and_is_repeated(
    make_light: Make, trouble: SendError
) -> None:
    engine = make_light(feature())
    engine.network.fails(SQUARE, NotSent("no"), None, trouble)
    post_and_pin(engine)
    await engine.send(within=DAY)

    assert asked(engine) == [("send", None), ("send", None), ("pin", "m1"), ("pin", "m1")]


async def test_a_pin_does_not_follow_a_moved_room(make_light: Make) -> None:
    engine = make_light(feature())
    engine.network.fails(SQUARE, None, RoomMoved("telegram:-9"))
    post_and_pin(engine)
    await engine.send(within=DAY)

    assert asked(engine) == [("send", None), ("pin", "m1")]
    assert states(engine) == {"sent": 1, "failed": 1}
