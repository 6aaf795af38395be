"""Networks that fail, messages of unknown fate, and rooms that are gone or moved."""

from asyncio import CancelledError
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import JobContext, Router, text
from bot.core.context.clock import MovableClock
from bot.core.declarations.registry import doubtful_deliveries, lost_rooms
from bot.core.messages.ports import (
    FateUnknown,
    NotSent,
    Rejected,
    RoomGone,
    RoomMoved,
)
from bot.core.outbound.result_recorder import MOST_MOVES, MOVES_AT_ONCE
from bot.domain.send_limits import Pace, Window
from storage.communities import Communities, RoomKind
from storage.outbound import Outbox
from storage.outbound.deliveries import Delivery, Priority
from storage.outbound.traffic import Paces
from tests.core.conftest import Make
from tests.core.engine import SQUARE, START, failing
from tests.core.outbound.sending import (
    LIKE_MATRIX,
    LIKE_TELEGRAM,
    OTHER,
    ROOM,
    SECOND,
    OneBudget,
    put,
    restart,
    row,
    states,
)
from tests.domain.send_limits.test_learned_pace import Synapse
from tests.domain.send_limits.test_limits import exceeded


def hearing() -> tuple[Router, list[tuple[str, object]]]:
    """A feature that wants to know of failures, and the reports that it got."""
    router = Router()
    heard: list[tuple[str, object]] = []

    @router.contribution(doubtful_deliveries)
    def uncertain(ctx: JobContext, deliveries: Sequence[Delivery]) -> None:
        heard.append(("uncertain", [each.room for each in deliveries]))
        ctx.tell_gardeners(text("Cancel"))

    @router.contribution(lost_rooms)
    def room_lost(ctx: JobContext, address: str) -> None:
        heard.append(("room_lost", address))

    return router, heard


@pytest.mark.parametrize(
    "error",
    [
        NotSent,
        FateUnknown,
        pytest.param(RuntimeError, marks=pytest.mark.crashes("the transport failed")),
    ],
)
async def test_a_failing_network_is_asked_once_a_second_at_most(
    make_light: Make, error: type[Exception]
) -> None:
    engine = make_light(capabilities=replace(LIKE_TELEGRAM, resends=True))
    for nth in range(20):
        put(engine, str(nth), room=f"telegram:{nth}")
    engine.network.always = error("down")

    await engine.send(within=timedelta(minutes=5))
    tries = engine.network.requests
    at_first, then = tries[:8], tries[8:]
    assert len({each.at for each in at_first}) == 1
    times = [at_first[0].at, *(each.at for each in then)]
    assert exceeded(times, [Window(1, SECOND)]) == []
    assert 5 <= len(then) <= 15, "less and less often"

    engine.network.always = None
    await engine.send(within=timedelta(minutes=15))
    assert states(engine) == {"sent": 20}


async def test_requests_that_fail_together_are_one_failure(make_light: Make) -> None:
    engine = make_light()
    for nth in range(8):
        put(engine, str(nth), room=f"telegram:{nth}")
        engine.network.fails(f"telegram:{nth}", *failing(NotSent))

    await engine.send(within=3 * SECOND)

    assert states(engine) == {"sent": 8}


async def test_one_message_that_always_fails_keeps_no_other_waiting(make_light: Make) -> None:
    engine = make_light()
    put(engine, "cursed", priority=Priority.ANSWER)
    engine.network.fails(ROOM, *failing(NotSent, 50))
    await engine.send()
    for nth in range(5):
        put(engine, "fine", room=f"telegram:{nth + 10}")

    await engine.send(within=5 * SECOND)

    assert states(engine) == {"sent": 5, "waiting": 1}
    await engine.send(within=timedelta(minutes=10))
    assert 5 < len(engine.network.said_in(ROOM)) < 15


async def test_order_in_a_room_is_kept_while_it_fails_and_over_a_restart(make: Make) -> None:
    engine = make()
    for nth in range(3):
        put(engine, str(nth))
    engine.network.fails(ROOM, *failing(NotSent, 3))

    await engine.send(within=5 * SECOND)
    engine = await restart(make, engine)
    await engine.send(within=timedelta(minutes=1))

    assert list(dict.fromkeys(engine.network.said_in(ROOM))) == ["0", "1", "2"]
    assert engine.network.said_in(ROOM)[-2:] == ["1", "2"]


async def test_a_message_sent_again_is_the_same_message(make_light: Make) -> None:
    engine = make_light(capabilities=LIKE_MATRIX)
    put(engine, "once", again=False)
    engine.network.fails(ROOM, FateUnknown("cut"), NotSent("down"))

    await engine.send(within=timedelta(minutes=1))

    assert len(engine.network.requests) == 3
    assert len({each.txn for each in engine.network.requests}) == 1


async def test_a_message_of_unknown_fate_is_not_repeated_and_the_gardeners_are_told(
    make: Make,
) -> None:
    router, heard = hearing()
    engine = make(router)
    lost, other = put(engine, "result", again=False), put(engine, "answer", room=OTHER)
    for room in (ROOM, OTHER):
        engine.network.fails(room, FateUnknown("cut"))

    await engine.send(within=timedelta(minutes=1))

    assert row(engine, lost).state == "uncertain"
    assert row(engine, other).state == "sent"
    assert engine.network.said_in(ROOM) == ["result"]
    assert engine.network.said_in(OTHER) == ["answer", "answer"]
    assert heard == [("uncertain", [ROOM])]


async def test_messages_on_their_way_at_a_crash_are_settled_at_the_start(make: Make) -> None:
    router, heard = hearing()
    engine = make(router)
    may, must_not = put(engine, "answer"), put(engine, "letter", room=OTHER, again=False)
    put(engine, "waits", room="telegram:3")
    engine.store(lambda store: store[Outbox].sending([may, must_not]))

    again = make(router, network=engine.network, clock=engine.clock)
    await again.lanes.run(again.delivering.recover)
    await again.send()

    assert again.network.said_in(ROOM) == ["answer"]
    assert again.network.said_in(OTHER) == []
    assert row(again, must_not).state == "uncertain"
    assert heard == [("uncertain", [OTHER])]


async def test_a_crash_repeats_everything_where_repeating_is_harmless(make_light: Make) -> None:
    engine = make_light(capabilities=LIKE_MATRIX)
    sent = put(engine, "letter", again=False)
    engine.store(lambda store: store[Outbox].sending([sent]))

    engine = await restart(make_light, engine)
    await engine.send()

    assert row(engine, sent).state == "sent"


@pytest.mark.parametrize("kind", [RoomKind.COMMUNITY, RoomKind.DIRECT])
async def test_a_dead_room_is_given_up_once_and_told_once(make: Make, kind: RoomKind) -> None:
    router, heard = hearing()
    engine = make(router)
    engine.store(lambda s: s[Communities].put_room(ROOM, kind, s[Communities].get(1)))
    for _ in range(3):
        put(engine, "hello")
    put(engine, "fine", room=OTHER)
    engine.network.fails(ROOM, RoomGone("blocked"), RoomGone("blocked"))

    await engine.send()
    assert len(engine.network.said_in(ROOM)) == 1
    assert states(engine) == {"failed": 3, "sent": 1}

    put(engine, "again")
    await engine.send()
    assert heard == [("room_lost", ROOM)]
    room = engine.store(lambda s: s[Communities].room(ROOM))
    assert room is not None
    assert (room.gone_at, room.gone_why) == (engine.clock.now(), "blocked")


async def test_a_room_that_moved_is_followed(make: Make) -> None:
    engine = make()
    new = "telegram:-100500"
    for nth in range(3):
        put(engine, str(nth), room=SQUARE)
    engine.network.fails(SQUARE, RoomMoved(new))

    await engine.send(within=SECOND)

    assert engine.network.said_in(SQUARE) == ["0"]
    assert engine.network.said_in(new) == ["0", "1", "2"]
    assert engine.store(lambda s: s[Communities].room(new)) is not None
    assert engine.store(lambda s: s[Communities].room(SQUARE)) is None


async def test_a_room_that_moves_twice_in_a_row_is_followed_at_once(make_light: Make) -> None:
    engine = make_light(network=OneBudget(MovableClock(START), Synapse(rate=0.01, burst=100)))
    left, person, new = "telegram:5/7", "telegram:7", "telegram:6/7"
    put(engine, "hello", room=left)
    engine.network.fails(left, RoomMoved(person))
    engine.network.fails(person, RoomMoved(new))

    await engine.send()

    assert [each.room for each in engine.network.requests] == [left, person, new]
    assert states(engine) == {"sent": 1}


async def test_moves_cost_nothing_of_a_learned_budget(make_light: Make) -> None:
    engine = make_light(capabilities=LIKE_MATRIX)
    engine.store(lambda s: s[Paces].keep("telegram", Pace(50 * SECOND, 1, engine.clock.now())))
    engine.store(engine.delivering.recover)
    await engine.send(within=timedelta(minutes=2))
    put(engine, "hello", room=ROOM)
    engine.network.fails(ROOM, RoomMoved(OTHER))
    engine.network.fails(OTHER, RoomMoved("telegram:3"))

    await engine.send()

    assert engine.network.said_in("telegram:3") == ["hello"]


async def test_a_room_that_never_stays_is_given_up(make_light: Make) -> None:
    engine = make_light()
    lost = put(engine, "hello")
    began = engine.clock.now()
    for _ in range(9):
        engine.network.fails(ROOM, RoomMoved(OTHER))
        engine.network.fails(OTHER, RoomMoved(ROOM))

    await engine.send(within=timedelta(minutes=5))

    asked = [each.at - began for each in engine.network.requests]
    assert len(asked) == MOST_MOVES + 1
    assert asked[MOVES_AT_ONCE] == timedelta()
    assert asked[MOVES_AT_ONCE + 1] >= 2 * SECOND
    assert row(engine, lost).state == "failed"


async def test_a_refused_message_holds_nothing_up(make_light: Make) -> None:
    engine = make_light()
    refused = put(engine, "bad")
    put(engine, "good")
    engine.network.fails(ROOM, Rejected("too rude"))

    await engine.send()

    assert engine.network.said_in(ROOM) == ["bad", "good"]
    assert (row(engine, refused).state, row(engine, refused).error) == ("failed", "too rude")


@pytest.mark.slow
@pytest.mark.crashes("an incident was not told")
async def test_an_incident_that_no_feature_can_tell_holds_nothing_up(make: Make) -> None:
    router = Router()

    @router.contribution(doubtful_deliveries)
    def fail(ctx: JobContext, deliveries: Sequence[Delivery]) -> None:
        ctx.store._session.execute("nonsense")  # type: ignore[call-overload]

    @router.contribution(lost_rooms)
    def cancel(ctx: JobContext, address: str) -> None:
        raise CancelledError

    engine = make(router)
    engine.store(lambda s: s[Communities].put_room(ROOM, RoomKind.DIRECT, None))
    put(engine, "lost")
    put(engine, "doubt", room=OTHER, again=False)
    put(engine, "fine", room="telegram:3")
    engine.network.fails(ROOM, RoomGone("gone"))
    engine.network.fails(OTHER, FateUnknown("cut"))

    await engine.send(within=3 * SECOND)

    assert states(engine) == {"failed": 1, "uncertain": 1, "sent": 1}
