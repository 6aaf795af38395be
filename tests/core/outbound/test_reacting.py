"""Acknowledgments by a reaction, or in words where the network takes none."""

from datetime import timedelta

import pytest

from bot.core import PASSED_ON, PassedOn, Router, text
from bot.core.declarations.registry import plain_words
from bot.core.messages.ports import FateUnknown, NotSent, Rejected, RoomGone, RoomMoved, SendError
from storage.outbound import SentMessages
from tests.core.conftest import Make
from tests.core.engine import Engine
from tests.core.outbound.sending import restart, states

ZOE, MOVED = "telegram:7", "telegram:8"
DAY = timedelta(days=1)


def feature() -> Router:
    """A feature that passes on what it is told."""
    router = Router()

    @router.contribution(plain_words)
    def pass_on(_ctx: object) -> PassedOn:
        return PassedOn(text("Passed on."))

    @router.button("pass")
    def press(_ctx: object) -> PassedOn:
        return PassedOn(text("Passed on."))

    return router


def asked(engine: Engine) -> list[tuple[str, str, str, str | None]]:
    return [(it.action, it.room, it.said, it.target) for it in engine.network.requests]


async def test_a_reaction_is_one_request_and_no_message_of_ours(make: Make) -> None:
    engine = make(feature())
    await engine.handle(engine.heard("Bonjour"))
    await engine.send(within=DAY)

    assert asked(engine) == [("react", ZOE, PASSED_ON, "1")]
    assert states(engine) == {"sent": 1}
    assert not engine.store(lambda store: store[SentMessages].knows(ZOE, "1"))


@pytest.mark.parametrize("trouble", [NotSent("no"), FateUnknown("cut")])
async def test_a_reaction_is_given_again(make_light: Make, trouble: SendError) -> None:
    engine = make_light(feature())
    engine.network.fails(ZOE, trouble)
    await engine.handle(engine.heard("Bonjour"))
    await engine.send(within=DAY)

    assert asked(engine) == [("react", ZOE, PASSED_ON, "1")] * 2
    assert len({each.txn for each in engine.network.requests}) == 1


async def test_a_reaction_survives_a_restart(make: Make) -> None:
    engine = make(feature())
    await engine.handle(engine.heard("Bonjour"))

    again = await restart(make, engine)
    await again.send(within=DAY)

    assert asked(again) == [("react", ZOE, PASSED_ON, "1")]


async def test_words_replace_a_forbidden_reaction(make: Make) -> None:
    engine = make(feature())
    engine.network.fails(ZOE, Rejected("REACTION_INVALID"))
    await engine.handle(engine.heard("Bonjour"))
    await engine.send(within=DAY)

    assert asked(engine)[1:] == [("send", ZOE, "Passed on.", None)]


async def test_words_replace_a_reaction_in_another_room(make_light: Make) -> None:
    engine = make_light(feature())
    engine.network.fails(ZOE, RoomMoved(MOVED))
    await engine.handle(engine.heard("Bonjour"))
    await engine.send(within=DAY)

    assert [each[:2] for each in asked(engine)] == [("react", ZOE), ("send", MOVED)]


async def test_a_room_that_is_gone_is_told_nothing(make_light: Make) -> None:
    engine = make_light(feature())
    engine.network.fails(ZOE, RoomGone("blocked"))
    await engine.handle(engine.heard("Bonjour"))
    await engine.send(within=DAY)

    assert [each[:2] for each in asked(engine)] == [("react", ZOE)]


async def test_a_press_is_answered_in_words(make_light: Make) -> None:
    engine = make_light(feature())

    assert await engine.presses("pass") == "Passed on."
