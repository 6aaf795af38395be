"""A card is taken away: deleted where it stands, never sent where it does not, else rewritten."""

from datetime import timedelta
from typing import Any

import pytest

from bot.core import Card, JobContext, Router, button, text
from bot.core.declarations.references import CardRef
from bot.core.messages.ports import (
    Capabilities,
    FateUnknown,
    NotSent,
    Rejected,
    RoomGone,
    RoomMoved,
    SendError,
    TryLater,
)
from storage.outbound import Outbox, SentMessages
from storage.outbound.cards import CardRow
from storage.outbound.deliveries import DeliveryState
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine
from tests.core.outbound.sending import LIKE_MATRIX, put
from tests.core.scripted_network import FREE

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
GONE = text("It is over.")


def feature() -> Router:
    """A feature whose card says its key."""
    router = Router()

    @router.card("notice")
    def notice(ctx: JobContext, key: int) -> Card:
        del ctx
        return Card(f"notice {key}", (), ((button(text("Yes"), "yes", key),),))

    return router


def post(engine: Engine, key: int = 1, room: str = SQUARE, *, again: bool = True) -> None:
    engine.act(lambda ctx: CardRef[Any]("notice").post(ctx, room, key, again=again))


def take_away(engine: Engine, key: int = 1) -> None:
    engine.act(lambda ctx: CardRef[Any]("notice").take_away(ctx, key, instead=GONE))


def asked(engine: Engine) -> list[tuple[str, str | None]]:
    """The requests to the network, with their messages."""
    return [(each.action, each.target) for each in engine.network.requests]


def cards(engine: Engine) -> int:
    return engine.store(lambda store: store._session.query(CardRow).count())


def waiting(engine: Engine) -> int:
    return engine.store(lambda store: store[Outbox].count(DeliveryState.WAITING))


async def test_a_card_is_deleted_wherever_it_stands(make: Make) -> None:
    engine = make(feature())
    post(engine)
    post(engine, room="telegram:7")
    post(engine, key=2)
    await engine.send()

    take_away(engine)
    await engine.send()
    take_away(engine)
    await engine.send(within=DAY)

    deleted = [each for each in engine.network.requests if each.action == "delete"]
    assert {(each.room, each.target) for each in deleted} == {(SQUARE, "m1"), ("telegram:7", "m2")}
    assert len(deleted) == 2, "once"
    assert cards(engine) == 1, "the other one stays"


async def test_a_card_taken_away_before_it_was_sent_is_never_sent(make: Make) -> None:
    engine = make(feature())
    post(engine)
    take_away(engine)
    put(engine, "next", room=SQUARE)

    await engine.send(within=DAY)

    assert engine.network.said_in(SQUARE) == ["next"]
    assert (cards(engine), waiting(engine)) == (0, 0)


@pytest.mark.parametrize("capabilities", [FREE, LIKE_MATRIX])
@pytest.mark.parametrize("trouble", [NotSent("no"), TryLater(timedelta(minutes=5))])
async def test_a_card_taken_away_after_a_failed_try_is_never_sent(
    make_light: Make, trouble: SendError, capabilities: Capabilities
) -> None:
    engine = make_light(feature(), capabilities=capabilities)
    post(engine, again=False)
    engine.network.fails(SQUARE, trouble)
    await engine.send()

    take_away(engine)
    await engine.send(within=DAY)

    assert asked(engine) == [("send", None)], "only the try that failed"
    assert (cards(engine), waiting(engine)) == (0, 0)


async def test_a_card_under_way_is_deleted_when_it_has_arrived(make_light: Make) -> None:
    engine = make_light(feature())
    post(engine)
    await engine.delivering.step()

    take_away(engine)
    await engine.send(within=DAY)

    assert asked(engine) == [("send", None), ("delete", "m1")]


async def test_a_card_that_may_have_arrived_is_found_again_and_deleted(make: Make) -> None:
    """A network that knows transactions tells by a repeated one which message it is."""
    engine = make(feature(), capabilities=LIKE_MATRIX)
    post(engine, again=False)
    engine.network.fails(SQUARE, FateUnknown("cut"))
    await engine.send()

    take_away(engine)
    await engine.send(within=DAY)

    assert asked(engine) == [("send", None), ("send", None), ("delete", "m1")]
    first, second, _ = engine.network.requests
    assert first.txn == second.txn
    assert (cards(engine), waiting(engine)) == (0, 0)


async def test_a_card_under_way_at_a_crash_is_found_again_and_deleted(make: Make) -> None:
    engine = make(feature(), capabilities=LIKE_MATRIX)
    post(engine, again=False)
    await engine.delivering.step()  # it leaves, and the process ends
    again = make(feature(), network=engine.network, clock=engine.clock)
    again.store(again.delivering.recover)

    take_away(again)
    await again.send(within=DAY)

    assert [action for action, _ in asked(engine)] == ["send", "send", "delete"]


async def test_a_card_of_unknown_fate_is_given_up(make_light: Make) -> None:
    engine = make_light(feature())
    post(engine, again=False)
    engine.network.fails(SQUARE, FateUnknown("cut"))
    await engine.send()

    take_away(engine)
    await engine.send(within=DAY)

    assert asked(engine) == [("send", None)]
    assert (cards(engine), waiting(engine)) == (0, 0)


async def test_a_card_that_cannot_be_deleted_is_rewritten(make: Make) -> None:
    engine = make(feature())
    post(engine)
    await engine.send()
    engine.network.fails(SQUARE, Rejected("message can't be deleted"))

    take_away(engine)
    await engine.send(within=DAY)

    assert asked(engine) == [("send", None), ("delete", "m1"), ("edit", "m1")]
    assert engine.network.requests[-1].said == "It is over."
    assert (cards(engine), waiting(engine)) == (0, 0)


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(RoomGone("kicked"), id="gone"),
        pytest.param(
            RoomMoved("telegram:-2002"), id="moved: its messages have other numbers there"
        ),
    ],
)
async def test_a_card_in_a_lost_or_moved_room_is_left_alone(make: Make, trouble: SendError) -> None:
    engine = make(feature())
    post(engine)
    await engine.send()
    engine.network.fails(SQUARE, trouble)

    take_away(engine)
    await engine.send(within=DAY)

    assert asked(engine) == [("send", None), ("delete", "m1")]
    assert (cards(engine), waiting(engine)) == (0, 0)


@pytest.mark.parametrize("trouble", [NotSent("no"), FateUnknown("cut"), TryLater(SECOND)])
async def test_a_deletion_is_tried_until_the_network_answers(
    make_light: Make, trouble: SendError
) -> None:
    engine = make_light(feature())
    post(engine)
    await engine.send()
    engine.network.fails(SQUARE, trouble, trouble)

    take_away(engine)
    await engine.send(within=DAY)

    assert asked(engine)[1:] == [("delete", "m1")] * 3
    assert cards(engine) == 0


async def test_a_deletion_outlives_a_crash(make: Make) -> None:
    engine = make(feature())
    post(engine)
    await engine.send()
    take_away(engine)
    await engine.delivering.step()  # it leaves, and the process ends
    again = make(feature(), network=engine.network, clock=engine.clock)
    again.store(again.delivering.recover)

    await again.send(within=DAY)

    assert asked(engine) == [("send", None), ("delete", "m1"), ("delete", "m1")]
    assert (cards(again), waiting(again)) == (0, 0)


async def test_a_card_taken_away_is_not_refreshed(make_light: Make) -> None:
    engine = make_light(feature())
    post(engine)
    await engine.send()
    take_away(engine)
    engine.act(lambda ctx: CardRef[Any]("notice").refresh(ctx, 1))

    await engine.send(within=DAY)

    assert asked(engine) == [("send", None), ("delete", "m1")]


async def test_a_message_by_its_number_is_deleted_too(make_light: Make) -> None:
    engine = make_light()
    put(engine, "", room=SQUARE, action="delete", target="m9")

    await engine.send()

    assert asked(engine) == [("delete", "m9")]


async def test_a_reply_to_a_deleted_message_presses_nothing(make_light: Make) -> None:
    engine = make_light(feature())
    post(engine)
    await engine.send()
    assert engine.store(lambda store: store[SentMessages].offer(SQUARE, "m1")) is not None
    take_away(engine)
    await engine.send()

    assert engine.store(lambda store: store[SentMessages].offer(SQUARE, "m1")) is None
