"""Presses that the whole room sees, and presses that are taken back."""

from dataclasses import replace
from typing import Annotated

import pytest

from bot.core import (
    Answer,
    Card,
    Context,
    OpenDirect,
    Picture,
    Replace,
    Router,
    Toast,
    asks,
    text,
)
from bot.core.messages.incoming import Incoming, Kind
from storage.members import Members
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine
from tests.core.inbound.feature import OLD, Feature


def reaction(engine: Engine, press: str = "vote:3:2", **more: object) -> Incoming:
    """A press that its network has no answer for."""
    shown = engine.pressed(press, **{"room": SQUARE, "about": "m1"} | more)
    return replace(shown, press_id="")


@pytest.mark.parametrize(
    ("answer", "whispered"),
    [
        (None, []),
        (Toast("shown"), []),
        ("words", ["words"]),
        (text("Cancel"), ["Annuler"]),
        (Card("card"), ["card"]),
        (Picture("code", "a code"), ["a code"]),
        (OpenDirect("cmd-show"), ["followed"]),
        (OpenDirect("vote-1-2"), ["Continuons en privé."]),
    ],
)
async def test_a_press_that_all_see_is_answered_in_private(
    engine: Engine, feature: Feature, answer: Answer, whispered: list[str]
) -> None:
    feature.answer, feature.shown = answer, "followed"

    await engine.handle(reaction(engine))
    await engine.send()

    assert engine.answers == []
    assert engine.network.said_in(SQUARE) == []
    assert engine.network.said_in("telegram:7") == whispered


async def test_a_press_that_all_see_may_change_its_message(
    engine: Engine, feature: Feature
) -> None:
    feature.answer = Replace(Card("new"))

    await engine.handle(reaction(engine))
    await engine.send()

    [request] = engine.network.requests
    assert (request.action, request.room, request.target) == ("edit", SQUARE, "m1")


async def test_a_refusal_of_a_press_that_all_see_is_told_in_private(engine: Engine) -> None:
    await engine.handle(reaction(engine, "nothing:1"))
    await engine.send()

    assert engine.network.said_in(SQUARE) == []
    assert engine.network.said_in("telegram:7") == [OLD]


async def test_a_form_begun_before_all_asks_in_private_and_says_nothing_else(
    make_light: Make,
) -> None:
    router = Router()

    @router.form("name")
    def name(ctx: Context, words: Annotated[str, asks("What is your question?")]) -> str:
        return words

    engine = make_light(router)
    engine.member("Zoé", "telegram:7")

    await engine.handle(reaction(engine, "ask:name"))
    await engine.send()

    assert engine.network.said_in(SQUARE) == []
    assert engine.network.said_in("telegram:7") == ["Quelle est votre question ?"]


async def test_a_press_of_a_room_of_no_community_is_answered_too(engine: Engine) -> None:
    await engine.handle(reaction(engine, "nothing", room="telegram:-7"))
    await engine.send()

    assert engine.network.said_in("telegram:7") == [OLD]


async def test_a_newcomer_who_presses_before_all_is_led_to_that_button(
    engine: Engine, feature: Feature
) -> None:
    await engine.handle(reaction(engine, "many:3:1,2", sender="telegram:9"))

    assert set(feature.calls) == {("newcomer", "in1-many-3-1-2")}
    await engine.says(f"/start {engine.own('in1-many-3-1-2')}")
    assert feature.calls[-1] == ("many", 3, [1, 2])


async def test_a_failed_press_that_all_see_is_excused_in_private(
    engine: Engine, feature: Feature
) -> None:
    def apologise(store: Store) -> None:
        engine.dispatcher._batches._request_handler.apologise(
            store, reaction(engine), engine.clock.now()
        )

    engine.store(apologise)
    await engine.send()

    assert engine.network.said_in(SQUARE) == []
    assert engine.network.said_in("telegram:7")[0].startswith("Quelque chose n'a pas marché")


def taken_back(engine: Engine, of: Incoming, **more: object) -> Incoming:
    values: dict[str, object] = {"room": of.room if not of.direct else None, "sender": of.sender}
    return engine.heard("", kind=Kind.UNPRESS, about=of.key, **values | more)  # type: ignore[arg-type]


async def test_a_press_that_is_taken_back_is_undone_once(engine: Engine, feature: Feature) -> None:
    pressed = reaction(engine)
    feature.undone = Replace(Card("undone"))

    await engine.handle(pressed, taken_back(engine, pressed), taken_back(engine, pressed))
    await engine.send()

    assert feature.calls == [("vote", 1, 3, 2), ("undo", 1, 3, 2)]
    assert engine.network.requests[-1].target == "m1"


async def test_only_its_presser_takes_it_back(engine: Engine, feature: Feature) -> None:
    engine.member("Max", "telegram:8")
    pressed = reaction(engine)

    await engine.handle(pressed, taken_back(engine, pressed, sender="telegram:8"))

    assert feature.calls == [("vote", 1, 3, 2)]


async def test_a_press_that_did_nothing_is_not_undone(engine: Engine, feature: Feature) -> None:
    early, free, answered = (
        reaction(engine),
        reaction(engine, "free"),
        engine.pressed("vote:3:2", room=SQUARE),
    )

    await engine.handle(taken_back(engine, early), free, taken_back(engine, free))
    await engine.handle(answered, taken_back(engine, answered))

    assert feature.calls == [("free",), ("vote", 1, 3, 2)]


async def test_nothing_is_kept_of_a_press_that_was_refused_or_a_newcomers(
    engine: Engine, feature: Feature
) -> None:
    strange = reaction(engine, sender="telegram:9")
    feature.refuses = True
    refused = reaction(engine)

    await engine.handle(strange, refused, taken_back(engine, strange), taken_back(engine, refused))

    assert {call[0] for call in feature.calls} == {"newcomer", "vote"}


async def test_a_former_member_undoes_nothing(engine: Engine, feature: Feature) -> None:
    pressed = reaction(engine)
    await engine.handle(pressed)

    def leave(store: Store) -> None:
        standing = store[Members].standing("telegram:7", 1)
        assert standing is not None
        store[Members].leave(standing.member, 1, engine.clock.now())

    engine.store(leave)
    await engine.handle(taken_back(engine, pressed))

    assert feature.calls == [("vote", 1, 3, 2)]


async def test_a_refused_undo_is_told_in_private(engine: Engine, feature: Feature) -> None:
    pressed = reaction(engine)
    await engine.handle(pressed)
    feature.refuses = True

    await engine.handle(taken_back(engine, pressed))
    await engine.send()

    assert engine.network.said_in("telegram:7")[-1] == "Répondez oui ou non."
    assert engine.network.said_in(SQUARE) == []
