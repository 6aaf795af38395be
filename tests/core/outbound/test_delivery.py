"""What was committed is sent, in order, at the network's pace, and nothing is lost or repeated.

The network is written for the test; the rest is the engine itself over a real database.
"""

import asyncio
import sqlite3
from asyncio import CancelledError
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from random import Random

import pytest

from bot.core import JobContext, Router, text
from bot.core.context.card_posts import post_card, refresh_card
from bot.core.context.clock import Clock, MovableClock
from bot.core.messages.answers import Message
from bot.core.messages.encoding.message_encoding import encode
from bot.core.messages.ports import (
    Capabilities,
    FateUnknown,
    NotSent,
    Rejected,
    RoomGone,
    RoomMoved,
    TryLater,
)
from bot.core.messages.rendering import Rendered
from bot.core.outbound.result_recorder import MOST_MOVES, MOVES_AT_ONCE
from bot.domain.send_limits import Pace, Window
from storage.communities import Communities, RoomKind
from storage.outbound import Outbox
from storage.outbound.deliveries import Delivery, Priority
from storage.outbound.paces import Paces
from tests.core.conftest import Make
from tests.core.engine import SQUARE, START, Engine, failing
from tests.core.scripted_network import FREE, ScriptedNetwork
from tests.domain.send_limits.test_learned_pace import Synapse
from tests.domain.send_limits.test_limits import exceeded

SECOND = timedelta(seconds=1)
LIKE_TELEGRAM = replace(
    FREE,
    whole=(Window(30, SECOND),),
    shared=(Window(1, SECOND), Window(20, 60 * SECOND)),
    direct=(Window(1, SECOND),),
    card_pace=6 * SECOND,
)
LIKE_MATRIX = replace(FREE, resends=True)
ROOM, OTHER = "telegram:1", "telegram:2"


def put(
    engine: Engine,
    words: Message,
    *,
    room: str = ROOM,
    priority: Priority = Priority.ANNOUNCEMENT,
    **values: object,
) -> int:
    """A message that is to go out."""
    return engine.store(
        lambda store: store[Outbox].put(
            room=room,
            priority=priority,
            at=engine.clock.now(),
            payload=encode(words),
            locale="fr",
            zone="Europe/Paris",
            community_id=1,
            **values,
        )
    )


def row(engine: Engine, delivery_id: int) -> Delivery:
    return engine.store(lambda store: store._session.get_one(Delivery, delivery_id))


def states(engine: Engine) -> dict[str, int]:
    """How many messages came how far."""
    rows = engine.store(lambda store: store._session.query(Delivery.state).all())
    return Counter(state for (state,) in rows)


async def restart(make: Make, engine: Engine, **parts: object) -> Engine:
    """A new process over the same database and network."""
    again = make(network=engine.network, clock=engine.clock, **parts)
    await again.lanes.run(again.delivering.recover)
    return again


def hearing() -> tuple[Router, list[tuple[str, object]]]:
    """A feature that wants to know of what went wrong, and what it was told."""
    router = Router()
    heard: list[tuple[str, object]] = []

    @router.hook("uncertain")
    def uncertain(ctx: JobContext, deliveries: Sequence[Delivery]) -> None:
        heard.append(("uncertain", [each.room for each in deliveries]))
        ctx.tell_gardeners(text("Cancel"))

    @router.hook("room_lost")
    def room_lost(ctx: JobContext, address: str) -> None:
        heard.append(("room_lost", address))

    return router, heard


# Order


async def test_what_is_more_urgent_goes_first(make: Make) -> None:
    engine = make(capabilities=LIKE_TELEGRAM)
    for nth, priority in enumerate([3, 2, 0, 3, 2, 0, 1]):
        put(engine, f"{priority}{nth}", priority=Priority(priority))

    await engine.send(within=10 * SECOND)

    assert engine.network.said_in(ROOM) == ["02", "05", "16", "21", "24", "30", "33"]


async def test_a_room_keeps_its_order_and_waits_for_no_other(make: Make) -> None:
    engine = make()
    for nth in range(10):
        put(engine, str(nth), room=ROOM)
        put(engine, str(nth), room=OTHER)
    engine.network.fails(ROOM, None, TryLater(5 * SECOND))

    await engine.send()
    assert engine.network.said_in(OTHER) == [str(nth) for nth in range(10)]
    assert engine.network.said_in(ROOM) == ["0", "1"]

    await engine.send(within=6 * SECOND)
    assert engine.network.said_in(ROOM) == ["0", "1", *(str(nth) for nth in range(1, 10))]


async def test_an_answer_overtakes_a_long_letter(make_light: Make) -> None:
    engine = make_light(capabilities=LIKE_TELEGRAM)
    for nth in range(300):
        put(engine, "letter", room=f"telegram:{nth + 100}", priority=Priority.DIGEST)
    await engine.send()
    put(engine, "answer", priority=Priority.ANSWER)

    await engine.send(within=SECOND)

    assert [each.said for each in engine.network.requests][30] == "answer"


async def test_one_room_is_asked_for_one_thing_at_a_time(make_light: Make) -> None:
    engine = make_light(network=SlowNetwork(FREE))
    for nth in range(5):
        put(engine, str(nth))

    await engine.send()

    assert isinstance(engine.network, SlowNetwork)
    assert engine.network.most_at_once == 1


class SlowNetwork(ScriptedNetwork):
    """A network that takes its time, and counts what is under way."""

    def __init__(self, capabilities: Capabilities) -> None:
        super().__init__(capabilities, Clock())
        self.at_once = self.most_at_once = 0

    async def send(self, room: str, said: Rendered, *, txn: str, reply_to: str | None) -> str:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.005)
        self.at_once -= 1
        return await super().send(room, said, txn=txn, reply_to=reply_to)


# Limits


async def test_no_limit_is_exceeded_across_a_restart(make: Make) -> None:
    engine = make(capabilities=LIKE_TELEGRAM)
    chance = Random(3)
    rooms = [SQUARE, "telegram:-2", *(f"telegram:{nth}" for nth in range(12))]
    for nth in range(150):
        put(engine, f"{nth}", room=chance.choice(rooms), priority=Priority(chance.randrange(4)))

    await engine.send(within=2 * SECOND)
    engine = await restart(make, engine)
    await engine.send(within=5 * SECOND)
    engine = await restart(make, engine)
    await engine.send(within=timedelta(minutes=3))

    assert states(engine) == {"sent": 150}
    times = [each.at for each in engine.network.requests]
    assert exceeded(times, LIKE_TELEGRAM.whole) == []
    for room in rooms:
        windows = LIKE_TELEGRAM.shared if ":-" in room else LIKE_TELEGRAM.direct
        theirs = [each.at for each in engine.network.requests if each.room == room]
        assert exceeded(theirs, windows) == []


async def test_a_burst_to_many_takes_no_longer_than_the_network_needs(make_light: Make) -> None:
    engine = make_light(capabilities=LIKE_TELEGRAM)
    for nth in range(300):
        put(engine, "letter", room=f"telegram:{nth + 100}", priority=Priority.DIGEST)
    began = engine.clock.now()

    await engine.send(within=timedelta(minutes=1))

    assert engine.network.requests[-1].at - began == 9 * SECOND


async def test_the_network_is_obeyed_when_it_asks_to_wait(make_light: Make) -> None:
    engine = make_light()
    for room in (ROOM, OTHER):
        put(engine, "late", room=room)
    engine.network.fails(ROOM, TryLater(20 * SECOND, whole=True))

    await engine.send(within=19 * SECOND)
    put(engine, "later", room="telegram:3")
    await engine.send()
    assert len(engine.network.requests) == 2, "what was under way, and nothing more"

    await engine.send(within=2 * SECOND)
    assert engine.network.said_in(ROOM) == ["late", "late"]
    assert row(engine, 1).attempts == 1, "a wait that was asked for is no attempt"
    await engine.send(within=21 * SECOND)
    assert states(engine) == {"sent": 3}, "no faster than was taught"


async def test_a_refresh_that_must_wait_holds_its_room(make_light: Make) -> None:
    engine = make_light(drawing()[0])
    engine.act(lambda ctx: post_card(ctx, ROOM, "count", 1))
    await engine.send()
    engine.act(lambda ctx: refresh_card(ctx, "count", 1))
    engine.network.fails(ROOM, TryLater(30 * SECOND))
    await engine.send()
    put(engine, "answer", priority=Priority.ANSWER)

    await engine.send(within=29 * SECOND)
    assert "answer" not in engine.network.said_in(ROOM)
    await engine.send(within=2 * SECOND)
    assert engine.network.said_in(ROOM)[-2:] == ["answer", "count 1: 1"]


class OneBudget(ScriptedNetwork):
    """A network with one budget for all rooms, which it keeps to itself."""

    def __init__(self, clock: Clock, server: Synapse) -> None:
        super().__init__(LIKE_MATRIX, clock)
        self.server = server
        self.refused = 0

    def _asked(
        self, action: str, room: str, said: str, txn: str, target: str | None = None
    ) -> None:
        wait = self.server.asked(self.clock.now())
        if wait is not None:
            self.refused += 1
            raise TryLater(wait, whole=True)
        super()._asked(action, room, said, txn, target)


async def test_one_budget_for_all_rooms_is_learned_and_outlives_a_restart(make: Make) -> None:
    clock = MovableClock(START)
    network = OneBudget(clock, Synapse(rate=0.2, burst=10, began=START))
    engine = make(clock=clock, network=network)
    for nth in range(60):
        put(engine, str(nth), room=f"telegram:{nth + 1}", priority=Priority.ANSWER)

    await engine.send(within=60 * SECOND)
    refused, taken = network.refused, len(network.requests)
    assert 20 <= taken <= 22, "ten at once, then one in five seconds"
    assert 1 <= refused <= 10, "those that were on their way together, and one more"

    for _ in range(3):
        engine = await restart(make, engine)
        await engine.send(within=60 * SECOND)
    await engine.send(within=30 * SECOND)

    assert network.refused == refused, "no restart bursts"
    assert states(engine) == {"sent": 60}


async def test_a_learned_budget_is_forgotten_a_day_after_the_last_refusal(make_light: Make) -> None:
    clock = MovableClock(START)
    network = OneBudget(clock, Synapse(rate=0.2, burst=2, began=START))
    engine = make_light(clock=clock, network=network)
    for nth in range(10):
        put(engine, str(nth), room=f"telegram:{nth + 1}")
    await engine.send(within=60 * SECOND)
    network.server = Synapse(rate=100, burst=100, began=START)  # somebody lifted the limit
    clock.move(timedelta(hours=24))

    for nth in range(10):
        put(engine, str(nth), room=f"telegram:{nth + 1}")
    await engine.send()

    assert states(engine) == {"sent": 20}


async def test_half_of_a_learned_burst_is_left_to_answers(make_light: Make) -> None:
    router, state = drawing()
    clock = MovableClock(START)
    network = OneBudget(clock, Synapse(rate=0.2, burst=10, began=START))
    engine = make_light(router, clock=clock, network=network)
    engine.store(lambda s: s[Paces].keep("telegram", Pace(5 * SECOND, 10, START)))
    for nth in range(12):
        engine.act(partial(post_card, room=f"telegram:{nth + 1}", kind="count", key=1))
    engine.store(engine.delivering.recover)
    await engine.send(within=timedelta(minutes=3))
    state[0] += 1
    engine.act(lambda ctx: refresh_card(ctx, "count", 1))

    await engine.send()
    refreshed = [each for each in network.requests if each.action == "edit"]
    for nth in range(4):
        put(engine, "answer", room=f"telegram:{nth + 50}", priority=Priority.ANSWER)
    await engine.send()

    assert len(refreshed) == 6, "until half of the burst is left"
    assert [each.said for each in network.requests[-4:]] == ["answer"] * 4, "at once"
    await engine.send(within=timedelta(minutes=3))
    assert sum(each.action == "edit" for each in network.requests) == 12
    assert network.refused == 0


def drawing() -> tuple[Router, list[int]]:
    router = Router()
    state = [1]

    @router.card("count")
    def draw(ctx: JobContext, key: int) -> str:
        return f"count {key}: {state[0]}"

    return router, state


# A network that fails


@pytest.mark.parametrize("error", [NotSent, FateUnknown, RuntimeError])
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


async def test_what_is_sent_again_is_the_same_message(make_light: Make) -> None:
    engine = make_light(capabilities=LIKE_MATRIX)
    put(engine, "once", again=False)
    engine.network.fails(ROOM, FateUnknown("cut"), NotSent("down"))

    await engine.send(within=timedelta(minutes=1))

    assert len(engine.network.requests) == 3
    assert len({each.txn for each in engine.network.requests}) == 1


# Uncertain


async def test_what_must_not_be_said_twice_is_not_and_the_gardeners_are_told(make: Make) -> None:
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


async def test_what_was_on_its_way_at_a_crash_is_settled_at_the_start(make: Make) -> None:
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


# Rooms that are gone, or moved


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


async def test_what_the_network_refuses_holds_nothing_up(make_light: Make) -> None:
    engine = make_light()
    refused = put(engine, "bad")
    put(engine, "good")
    engine.network.fails(ROOM, Rejected("too rude"))

    await engine.send()

    assert engine.network.said_in(ROOM) == ["bad", "good"]
    assert (row(engine, refused).state, row(engine, refused).error) == ("failed", "too rude")


async def test_a_hook_that_fails_holds_nothing_up(make: Make) -> None:
    router = Router()

    @router.hook("uncertain")
    def fail(ctx: JobContext, deliveries: Sequence[Delivery]) -> None:
        ctx.store._session.execute("nonsense")  # type: ignore[call-overload]

    @router.hook("room_lost")
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


# Long messages


async def test_a_long_message_goes_in_pieces_that_lose_nothing(make_light: Make) -> None:
    engine = make_light(capabilities=LIKE_TELEGRAM)
    engine.network.longest = 40
    words = "\n".join(f"line {nth} of a long letter" for nth in range(8))
    put(engine, words)
    put(engine, "next")

    await engine.send(within=timedelta(minutes=1))

    *pieces, last = engine.network.said_in(ROOM)
    assert "".join(pieces) == words
    assert len(pieces) == 8
    assert last == "next"


async def test_a_crash_between_pieces_goes_on_at_the_right_one(make: Make) -> None:
    engine = make(capabilities=replace(LIKE_TELEGRAM, resends=True))
    engine.network.longest = 10
    put(engine, "first one second 2 third one ")
    await engine.send(within=SECOND)
    assert engine.network.said_in(ROOM) == ["first one ", "second 2 "]

    engine = await restart(make, engine)
    engine.network.fails(ROOM, FateUnknown("cut"))
    await engine.send(within=timedelta(minutes=1))

    assert engine.network.said_in(ROOM) == ["first one ", "second 2 ", "third one ", "third one "]
    assert len({each.txn for each in engine.network.requests}) == 3


# Ending


async def test_ending_leaves_nothing_half_sent(make: Make) -> None:
    engine = make(network=SlowNetwork(FREE))
    for nth in range(40):
        put(engine, "letter", room=f"telegram:{nth}", again=False)

    running = asyncio.create_task(engine.delivering.run())
    await asyncio.sleep(0.05)
    running.cancel()
    with pytest.raises(CancelledError):
        await running

    assert set(states(engine)) <= {"sent", "waiting"}
    assert states(engine).get("sent", 0) == len(engine.network.requests)


async def test_the_loop_goes_on_after_a_database_error(
    make_light: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.outbound.delivery.PAUSE_AFTER_DATABASE_ERROR", 0.01)
    engine = make_light()
    engine.store(lambda s: s._session.connection().exec_driver_sql("PRAGMA busy_timeout=10"))
    running = asyncio.create_task(engine.delivering.run())
    await asyncio.sleep(0.05)
    with closing(sqlite3.connect(engine.url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        engine.delivering.wake()
        await asyncio.sleep(0.1)
        other.rollback()
    put(engine, "at last")
    engine.delivering.wake()
    for _ in range(100):
        await asyncio.sleep(0.02)
        if engine.network.requests:
            break
    running.cancel()
    with pytest.raises(CancelledError):
        await running

    assert engine.network.said_in(ROOM) == ["at last"]
    assert states(engine) == {"sent": 1}
