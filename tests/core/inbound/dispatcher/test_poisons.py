"""Messages that always fail, or end the process: set aside, and no trouble to others."""

from datetime import timedelta
from random import Random

import pytest

from bot.core import Context
from bot.core.inbound.batches import DEATHS
from storage.communities import Communities, RoomKind
from storage.inbound.inbox import Inbox
from tests.core.conftest import Make
from tests.core.engine import SQUARE
from tests.core.inbound.dispatcher.noting import FAILURES, SORRY, calls, notes, noting, rows, told


@pytest.mark.crashes("failed", "failed in a batch", "set aside")
@pytest.mark.parametrize("way", FAILURES)
async def test_a_poison_gets_three_attempts_and_the_person_is_told(make: Make, way: str) -> None:
    engine = make(noting())

    await engine.handle(
        engine.heard("/note before"), engine.heard(f"/fail {way}"), engine.heard("/note behind")
    )

    assert calls.count(way) == 3
    assert notes(engine) == ["before", "behind"], "nothing half done stays, the order is kept"
    poison = rows(engine)[1]
    assert (poison.state, poison.attempts) == ("quarantined", 3)
    assert poison.payload is not None, "a person may look at it"
    assert await told(engine) == [SORRY]


@pytest.mark.crashes("failed", "failed in a batch", "set aside")
@pytest.mark.postgres
async def test_a_statement_that_is_always_refused_is_a_poison_too(make_postgresql: Make) -> None:
    router = noting()

    @router.command("index", fr="indexer")
    def index(ctx: Context) -> None:
        """Put more into an index than it takes, which psycopg calls operational."""
        calls.append("index")
        long = "".join(Random(1).choices("abcdefghijklmnop", k=30_000))
        ctx.store[Communities].put_room(long, RoomKind.DIRECT, None)

    engine = make_postgresql(router)
    await engine.handle(engine.heard("/index"), engine.heard("/note behind"))
    assert calls == ["index", "index", "index", "behind"]


@pytest.mark.crashes("failed", "failed in a batch", "set aside")
async def test_a_poison_holds_no_other_room_up(make: Make) -> None:
    engine = make(noting())

    await engine.handle(
        engine.heard("/fail an exception", sender="telegram:1"),
        *(engine.heard("/note fine", sender=f"telegram:{nth}") for nth in range(2, 12)),
    )

    assert notes(engine) == ["fine"] * 10


@pytest.mark.crashes("failed", "failed in a batch", "set aside")
async def test_many_poisons_in_a_row_end_too(make: Make) -> None:
    engine = make(noting())

    await engine.handle(
        *(engine.heard("/fail an exception") for _ in range(5)), engine.heard("/note at last")
    )

    assert notes(engine) == ["at last"]
    assert len(calls) == 16


@pytest.mark.crashes("failed", "failed in a batch", "set aside")
async def test_a_payload_that_cannot_be_decoded_is_set_aside(make: Make) -> None:
    engine = make(noting())
    payload = {"kind": "telepathy", "network": "telegram"}
    engine.store(
        lambda s: s[Inbox].receive("telegram", [("odd", "telegram:7", payload)], engine.clock.now())
    )

    await engine.handle(engine.heard("/note behind"))

    assert notes(engine) == ["behind"]
    assert [row.state for row in rows(engine)] == ["quarantined", "done"]
    assert await told(engine) == []


async def test_a_person_of_a_message_that_cannot_be_decoded_is_told(make: Make) -> None:
    engine = make(noting())
    payload = {"kind": "telepathy", "network": "telegram", "sender": "telegram:7", "direct": True}
    engine.store(
        lambda s: s[Inbox].receive("telegram", [("odd", "telegram:7", payload)], engine.clock.now())
    )

    await engine.handle()

    assert await told(engine) == [SORRY]


@pytest.mark.crashes("failed", "failed in a batch", "set aside")
async def test_a_broken_button_is_answered(make: Make) -> None:
    engine = make(noting())

    await engine.handle(engine.pressed("break"), engine.pressed("toast"))

    assert [answer.words for answer in engine.answers] == [SORRY, "Annuler"]


@pytest.mark.crashes("failed in a batch")
async def test_a_press_that_succeeds_at_its_second_try_is_answered_once(make: Make) -> None:
    engine = make(noting())
    limps = engine.pressed("limp")

    await engine.handle(limps, engine.pressed("toast"))

    first, _ = engine.answers
    assert (first.press_id, first.words) == (limps.press_id, "Annuler")
    assert notes(engine) == ["try 2", "pressed"]


@pytest.mark.crashes("failed", "set aside")
async def test_a_shared_room_hears_nothing_that_was_not_asked(make: Make) -> None:
    engine = make(noting())

    await engine.handle(engine.heard("/fail an exception", room=SQUARE))
    assert await told(engine, SQUARE) == [SORRY]


async def test_a_few_deaths_of_the_process_cost_no_message(make: Make) -> None:
    engine = make(noting())
    await engine.receive(engine.heard("/note innocent"))

    for _ in range(DEATHS - 1):  # it is claimed, then everything ends
        engine.store(engine.dispatcher._batches.claim)
    await engine.handle()

    assert notes(engine) == ["innocent"]


@pytest.mark.crashes("set aside")
async def test_a_row_with_which_the_process_always_dies_is_set_aside(make: Make) -> None:
    engine = make(noting())
    await engine.receive(engine.heard("/note deadly"), engine.heard("/note behind"))

    for _ in range(DEATHS):  # it is claimed, then everything ends
        engine.store(engine.dispatcher._batches.claim)
    await engine.handle()

    assert notes(engine) == ["behind"]
    assert rows(engine)[0].error == "the process died with it"
    assert await told(engine) == [SORRY]


@pytest.mark.parametrize("ways", [("late",), ("died",), ("late", "died")])
async def test_a_press_that_takes_no_answer_any_more_is_told_in_private(
    make: Make, ways: tuple[str, ...]
) -> None:
    engine = make(noting())
    await engine.receive(engine.pressed("break"))
    if "died" in ways:
        engine.store(engine.dispatcher._batches.claim)
    if "late" in ways:
        engine.clock.move(timedelta(seconds=3))

    await engine.handle()

    assert engine.answers == []
    assert await told(engine) == [SORRY], "once"


async def test_a_member_is_told_in_private_what_failed_in_a_shared_room(make: Make) -> None:
    router = noting()

    @router.reply("thing")
    def break_down(_ctx: Context, _key: int, _words: str) -> None:
        raise RuntimeError

    engine = make(router)
    engine.member("Ana", "telegram:7")
    engine.act(lambda ctx: ctx.post(SQUARE, "Words", about="thing:1"))
    await engine.delivering.flush()

    await engine.handle(engine.heard("to that", room=SQUARE, about="m1"))

    assert rows(engine)[0].state == "quarantined"
    assert await told(engine) == [SORRY]
    assert await told(engine, SQUARE) == ["Words"]


async def test_messages_behind_a_killed_batch_keep_their_attempts(make: Make) -> None:
    engine = make(noting())
    await engine.receive(*(engine.heard(f"/note {nth}") for nth in range(5)))

    engine.store(engine.dispatcher._batches.claim)
    await engine.handle()

    assert notes(engine) == ["0", "1", "2", "3", "4"]
