"""Buttons pressed in writing, by answers to a message of ours."""

from datetime import timedelta

import pytest

from tests.core.engine import SQUARE, Engine
from tests.core.inbound.feature import Feature, asked


@pytest.mark.parametrize("words", ["1", "oui", "OUI"])
@pytest.mark.parametrize("room", [SQUARE, f"{SQUARE}/15", None])
async def test_an_answer_to_a_message_presses_its_button(
    engine: Engine, feature: Feature, words: str, room: str | None
) -> None:
    await asked(engine, room or "telegram:7")

    assert await engine.says(words, room=room, about="m1") == "done"
    assert feature.calls == [("vote", 1, 3, 1)]


@pytest.mark.parametrize(
    ("words", "about"), [("1", None), ("1", "m99"), ("7", "m1"), ("oui merci", "m1"), ("", "m1")]
)
async def test_other_words_of_a_shared_room_press_nothing(
    engine: Engine, feature: Feature, words: str, about: str | None
) -> None:
    await asked(engine)

    assert await engine.says(words, room=SQUARE, about=about) == ""
    assert feature.calls == []
    await engine.says("1", room=SQUARE, about="m1")
    assert len(feature.calls) == 1


@pytest.mark.parametrize("words", ["non", "3"])
async def test_private_questions_are_asked_again_in_private(
    engine: Engine, feature: Feature, words: str
) -> None:
    await asked(engine)

    said = await engine.says(words, room=SQUARE, about="m1")

    assert said == "Je vous ai répondu en privé."
    assert engine.network.said_in("telegram:7") == [
        "Dans un salon partagé, tout le monde verrait votre choix. Choisissez plutôt ici."
    ]
    assert feature.calls == []
    await engine.says("3")
    assert feature.calls == [("vote", 1, 3, 2)]


async def test_a_newcomer_who_answers_is_led_to_what_they_chose(
    engine: Engine, feature: Feature
) -> None:
    await asked(engine)

    await engine.says("non", room=SQUARE, about="m1", sender="telegram:9")

    assert feature.calls == [("newcomer", "in1-vote-3-2")]


async def test_a_number_that_answers_a_question_is_no_press(
    engine: Engine, feature: Feature
) -> None:
    await asked(engine, "telegram:7")

    assert await engine.says("2", about="m1") == "what can I do?"
    assert feature.calls == [("words", "2")]


async def test_a_typed_press_goes_on_in_the_community_that_asked(
    engine: Engine, feature: Feature
) -> None:
    await asked(engine, "telegram:7")
    engine.clock.move(timedelta(days=1))
    engine.member("Zoé", "telegram:7", community=engine.found("eau"))

    await engine.says("1")

    assert feature.calls == [("vote", 1, 4, 2)]
