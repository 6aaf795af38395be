"""Live cards follow what they show, at the pace that their rooms bear."""

from asyncio import CancelledError
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text as sql

from bot.core import Card, JobContext, Router, button, text
from bot.core.declarations.references import CardRef
from bot.core.messages.ports import NotSent, RoomGone, RoomMoved
from storage.communities import Communities, RoomKind
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine, failing
from tests.core.outbound.sending import LIKE_TELEGRAM, put

SECOND = timedelta(seconds=1)


class Counter:
    """A feature with one card, whose number is moved."""

    def __init__(self) -> None:
        self.router = Router()
        self.number = 0
        self.breaks: BaseException | str | None = None
        self.router.card("count")(self.draw)

    def draw(self, ctx: JobContext, key: int) -> Card:
        if isinstance(self.breaks, str):
            ctx.store._session.execute(sql(self.breaks))
        elif self.breaks is not None:
            raise self.breaks
        choice = button(text("Cancel"), "choose", key, self.number)
        return Card(f"{key}: {self.number}", (), ((choice,),))

    def count(self, engine: Engine, times: int = 1) -> None:
        for _ in range(times):
            self.number += 1
            engine.act(lambda ctx: CardRef[Any]("count").refresh(ctx, 1))


def post(engine: Engine, room: str = SQUARE) -> None:
    engine.act(lambda ctx: CardRef[Any]("count").post(ctx, room, 1))


async def test_a_hundred_refreshes_are_a_few_edits_and_the_last_state_is_shown(
    make: Make,
) -> None:
    counter = Counter()
    engine = make(counter.router, capabilities=LIKE_TELEGRAM)
    post(engine)
    await engine.send()

    for _ in range(10):
        counter.count(engine, times=10)
        await engine.send(within=SECOND)
    await engine.send(within=timedelta(minutes=1))

    posted, *edits = engine.network.requests
    assert (posted.action, posted.said) == ("send", "1: 0")
    assert {(each.action, each.target) for each in edits} == {("edit", "m1")}
    assert len(edits) <= 4
    assert edits[-1].said == "1: 100"


async def test_a_card_is_posted_as_it_is_when_it_leaves(make_light: Make) -> None:
    counter = Counter()
    engine = make_light(counter.router)
    post(engine)
    counter.count(engine, times=3)

    await engine.send(within=timedelta(minutes=1))

    assert engine.network.said_in(SQUARE) == ["1: 3"]


async def test_a_card_that_changed_while_it_was_posted_is_refreshed(make_light: Make) -> None:
    counter = Counter()
    engine = make_light(counter.router)
    post(engine)

    await engine.delivering.step()  # it is on its way
    counter.count(engine)
    await engine.send(within=timedelta(minutes=1))

    assert engine.network.said_in(SQUARE) == ["1: 0", "1: 1"]


async def test_every_room_with_the_card_is_refreshed(make_light: Make) -> None:
    counter = Counter()
    engine = make_light(counter.router)
    post(engine)
    post(engine, "telegram:7")
    await engine.send()

    counter.count(engine)
    await engine.send()

    for room in (SQUARE, "telegram:7"):
        assert engine.network.said_in(room) == ["1: 0", "1: 1"]


@pytest.mark.crashes("cannot be drawn")
@pytest.mark.parametrize("trouble", [RuntimeError("no"), CancelledError(), "SELECT * FROM nowhere"])
async def test_a_card_that_cannot_be_drawn_holds_nothing_up(
    make: Make, trouble: BaseException | str
) -> None:
    counter = Counter()
    engine = make(counter.router)
    post(engine)
    await engine.send()
    counter.count(engine)
    counter.breaks = trouble
    post(engine, "telegram:7")
    put(engine, "fine", room=SQUARE)
    put(engine, "fine", room="telegram:7")

    await engine.send()
    assert engine.network.said_in(SQUARE) == ["1: 0", "fine"]
    assert engine.network.said_in("telegram:7") == ["fine"]

    counter.breaks = None
    counter.count(engine)
    await engine.send()
    assert engine.network.said_in(SQUARE)[-1] == "1: 2"


async def test_refreshes_take_half_of_a_room(make_light: Make) -> None:
    counter = Counter()
    engine = make_light(counter.router, capabilities=LIKE_TELEGRAM)
    post(engine)
    await engine.send()

    for nth in range(60):
        counter.count(engine)
        put(engine, f"word {nth}", room=SQUARE)
        await engine.send(within=SECOND)

    actions = [each.action for each in engine.network.requests]
    assert actions.count("edit") <= 10
    assert actions.count("send") >= 10


async def test_an_answer_does_not_wait_for_cards(make_light: Make) -> None:
    counter = Counter()
    engine = make_light(counter.router, capabilities=LIKE_TELEGRAM)
    rooms = [f"telegram:{nth}" for nth in range(60)]
    for room in rooms:
        post(engine, room)
    await engine.send(within=timedelta(minutes=1))
    counter.count(engine)
    put(engine, "answer", room="telegram:999", priority=0)  # type: ignore[arg-type]
    done = len(engine.network.requests)

    await engine.send()

    assert engine.network.requests[done].said == "answer"


async def test_a_refresh_that_fails_is_tried_again_and_others_go_on(make_light: Make) -> None:
    counter = Counter()
    engine = make_light(counter.router)
    post(engine)
    post(engine, "telegram:7")
    await engine.send()
    engine.network.fails(SQUARE, *failing(NotSent, 3))
    counter.count(engine)

    await engine.send(within=4 * SECOND)
    assert engine.network.said_in("telegram:7")[-1] == "1: 1"
    await engine.send(within=timedelta(minutes=1))
    assert engine.network.said_in(SQUARE)[-1] == "1: 1"
    assert len(engine.network.said_in(SQUARE)) == 5


async def test_the_card_of_a_dead_room_is_not_refreshed_any_more(make: Make) -> None:
    counter = Counter()
    engine = make(counter.router)
    post(engine)
    await engine.send()
    engine.network.fails(SQUARE, RoomGone("kicked"))
    counter.count(engine)
    await engine.send()
    counter.count(engine)

    await engine.send(within=timedelta(minutes=1))

    assert len(engine.network.requests) == 2


async def test_a_card_that_waits_follows_its_room(make: Make) -> None:
    counter = Counter()
    engine = make(counter.router)
    new = "telegram:-100500"
    post(engine)
    engine.network.fails(SQUARE, RoomMoved(new))

    await engine.send()
    counter.count(engine)
    await engine.send()

    assert engine.network.said_in(new) == ["1: 0", "1: 1"]


async def test_a_cards_buttons_can_be_typed(make_light: Make) -> None:
    counter = Counter()
    pressed: list[tuple[int, int]] = []

    @counter.router.button("choose")
    def choose(ctx: JobContext, key: int, number: int) -> None:
        pressed.append((key, number))

    engine = make_light(counter.router)
    engine.store(lambda s: s[Communities].put_room("telegram:7", RoomKind.DIRECT, None))
    post(engine, "telegram:7")
    await engine.send()

    await engine.handle(engine.heard("1"), engine.heard("ANNULER"))

    assert pressed == [(1, 0), (1, 0)]


async def test_a_card_is_in_the_language_of_its_room(make_light: Make) -> None:
    router = Router()

    @router.card("count")
    def draw(ctx: JobContext, key: int) -> Card:
        return Card(text("Cancel"))

    engine = make_light(router, capabilities=replace(LIKE_TELEGRAM, direct=()))
    post(engine)
    await engine.send()

    assert engine.network.said_in(SQUARE) == ["Annuler"]
