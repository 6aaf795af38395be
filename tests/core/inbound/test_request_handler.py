"""Messages find their handler: commands, plain words, answers, and newcomers."""

import re
from datetime import timedelta

import pytest

from bot.core import (
    Answer,
    Button,
    Card,
    OpenDirect,
    Picture,
    Replace,
    Toast,
    button,
    text,
)
from bot.core.messages.incoming import Kind
from tests.core.engine import SQUARE, Engine
from tests.core.inbound.feature import OLD, Feature
from tests.register import members_of


@pytest.mark.parametrize("words", ["/show", "show", "Montrer", "MONTRER !", "show."])
async def test_a_command_in_private_needs_no_mark(
    engine: Engine, feature: Feature, words: str
) -> None:
    assert await engine.says(words) == "done"
    assert feature.calls == [("show", "")]


async def test_plain_words_in_private_are_never_dropped(engine: Engine) -> None:
    assert await engine.says("montrer quelque chose") == "what can I do?"
    assert await engine.says("", attachment="photo") == "what can I do?"


async def test_an_unknown_command_is_told_in_private_only(engine: Engine) -> None:
    assert await engine.says("/montrez") == (
        "Je ne connais pas « montrez ». Vouliez-vous dire /montrer ?"
    )
    assert await engine.says("/xyz", room=SQUARE) == ""


async def test_a_shared_room_is_answered_only_when_the_bot_is_meant(
    engine: Engine, feature: Feature
) -> None:
    assert await engine.says("montrer", room=SQUARE) == "done"
    assert await engine.says("montrer la voie", room=SQUARE) == ""
    assert feature.calls == [("show", "")]


async def test_a_reply_goes_to_the_subject_of_the_answered_message(
    engine: Engine, feature: Feature
) -> None:
    engine.act(lambda ctx: ctx.post(SQUARE, "a letter", about="letter:12"))
    await engine.send()

    assert await engine.says("thank you", room=SQUARE, about="m1") == "forwarded"
    assert await engine.says("thank you", room=SQUARE, about="m99") == ""
    assert await engine.says("/show", room=SQUARE, about="m1") == "done"
    assert feature.calls == [("reply", 12, "thank you"), ("show", "")]


async def test_an_edited_message_is_not_followed_and_the_person_is_told(
    engine: Engine, feature: Feature
) -> None:
    assert "ne relis pas les messages modifiés" in await engine.says("/show", kind=Kind.EDIT)
    assert await engine.says("/show", kind=Kind.EDIT, room=SQUARE) == ""
    assert feature.calls == []


async def test_a_label_or_its_number_presses_a_button(engine: Engine, feature: Feature) -> None:
    rows = ((button(text("Skip"), "vote", 3, 1), Button("Away", url="https://x.example")),)
    feature.answer = Card(
        "pick",
        (),
        (
            *rows,
            (button("Oui", "vote", 3, 2),),
        ),
    )

    await engine.says("/show")
    for typed in ("passer", "2", "OUI"):
        feature.answer = "counted"
        assert await engine.says(typed) == "counted"

    assert feature.calls[1:] == [("vote", 1, 3, 1), ("vote", 1, 3, 2), ("vote", 1, 3, 2)]
    for typed in ("0", "3"):
        assert await engine.says(typed) == f"Il n'y a pas de choix {typed} ici."
    for typed in ("²", "9" * 4000):
        assert await engine.says(typed) == "what can I do?"


async def test_buttons_that_did_not_arrive_yet_cannot_be_typed(
    engine: Engine, feature: Feature
) -> None:
    feature.answer = Card("now", (), ((button("Oui", "vote", 1, 1),),))
    await engine.says("/show")
    engine.act(
        lambda ctx: ctx.tell(
            members_of(ctx.store, 1)[0],
            Card("tomorrow", (), ((button("Oui", "vote", 2, 2),),)),
            unasked=True,
        )
    )
    feature.answer = "counted"
    await engine.handle(engine.heard("oui"))

    assert feature.calls[-1] == ("vote", 1, 1, 1)


async def test_a_private_matter_is_answered_in_private(engine: Engine, feature: Feature) -> None:
    feature.answer = "private matter"

    assert await engine.says("/mien", room=SQUARE) == "Je vous ai répondu en privé."
    assert engine.network.said_in("telegram:7") == ["private matter"]


async def test_a_person_without_a_private_room_is_led_there(
    engine: Engine, feature: Feature
) -> None:
    feature.answer = "private matter"

    assert await engine.says("/mien", room=SQUARE, sender="telegram:9") == "Continuons en privé."
    assert (feature.calls, engine.network.said_in("telegram:9")) == ([], [])
    word = engine.network.starts[-1]
    assert await engine.says(f"/start {word}", sender="telegram:9") == "private matter"
    assert len(feature.calls) == 1, "done once, where it can be answered"


@pytest.mark.parametrize(
    ("answer", "told", "said"),
    [
        ("words", "words", []),
        (Toast("shown"), "shown", []),
        (text("Cancel"), "Annuler", []),
        ("x" * 300, "x" * 199 + "…", []),
        (Card("card"), "", ["card"]),
        (Picture("code", "a code"), "", ["a code"]),
        (Replace(Card("new")), "", ["new"]),
        (None, "", []),
    ],
)
async def test_a_button_in_a_shared_room_is_answered(
    engine: Engine, feature: Feature, answer: Answer, told: str, said: list[str]
) -> None:
    feature.answer = answer

    await engine.handle(engine.pressed("free", room=SQUARE, about="m1"))
    await engine.delivering.flush()

    assert [each.words for each in engine.answers] == [told]
    assert engine.network.said_in(SQUARE) == said
    if isinstance(answer, Replace):
        assert engine.network.requests[0].target == "m1"


async def test_a_button_may_lead_into_the_private_room(engine: Engine, feature: Feature) -> None:
    feature.answer = OpenDirect("vote-1-2")
    await engine.handle(engine.pressed("free", room=SQUARE))
    (told,) = engine.answers
    assert told.words == ""
    assert re.fullmatch(r"_[A-Za-z0-9_-]{16}vote-1-2", told.start)


@pytest.mark.parametrize(
    "press",
    [
        "",
        ":",
        "unknown",
        "vote",
        "vote:1",
        "vote:1:2:3",
        "vote:x:1",
        "vote:1:-2",
        "vote:1:99999999999999999999",
        "vote:²:1",
        "form",
        "form_pick:#1",
        "form_unknown",
        "ask:unknown",
        "ask",
        "vote:1:\x00",
        "été:1",
    ],
)
async def test_a_forged_or_old_button_does_nothing_and_says_so(
    engine: Engine, feature: Feature, press: str
) -> None:
    assert await engine.presses(press) == OLD
    assert feature.calls == []


async def test_a_button_of_a_link_goes_on_in_its_community(
    engine: Engine, feature: Feature
) -> None:
    other = engine.found("eau")
    engine.clock.move(timedelta(days=1))
    engine.member("Zoé", "telegram:7", community=other)

    await engine.says("/start in1-poll-3")
    await engine.says(f"/start in{other}-poll-3")
    asked = await engine.says("/start poll-3")

    assert [call[1] for call in feature.calls] == [1, other]
    assert asked.startswith("Pour quelle communauté ?")


async def test_a_link_is_no_way_around_who_may(engine: Engine, feature: Feature) -> None:
    await engine.says("/start in1-poll-3", sender="telegram:9")
    assert feature.calls == [("newcomer", "in1-poll-3")]


@pytest.mark.parametrize("word", ["free", "in1-free", "xyz", "in²-vote-1-1", "in" + "9" * 4000])
async def test_a_wrong_link_is_a_welcome(engine: Engine, feature: Feature, word: str) -> None:
    assert await engine.says(f"/start {word}") == "welcome"
    assert feature.calls == []


async def test_a_link_cannot_run_in_circles(engine: Engine) -> None:
    assert await engine.says("/start cmd-start-cmd-start") == "welcome"


async def test_a_newcomer_is_led_to_their_attempt(engine: Engine, feature: Feature) -> None:
    await engine.handle(engine.pressed("vote:3:2", room=SQUARE, sender="telegram:9"))

    assert feature.calls == [("newcomer", "in1-vote-3-2")]
    assert [each.start[17:] for each in engine.answers] == ["in1-vote-3-2"]


async def test_an_anonymous_admin_is_nobody(engine: Engine, feature: Feature) -> None:
    told = await engine.says("/jardiner", room=SQUARE, sender="telegram:43", anonymous=True)

    assert told.startswith("Je ne peux pas savoir qui vous êtes")
    assert feature.calls == []
