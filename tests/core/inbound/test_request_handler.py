"""What came in finds its handler: commands, plain words, buttons, links, replies, rooms."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

import pytest

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    OpenDirect,
    Picture,
    Replace,
    Router,
    Toast,
    Where,
    asks,
    button,
    text,
)
from bot.core.declarations.arguments.readers import NeitherYesNorNo
from bot.core.declarations.references.engine_buttons import cancel_form
from bot.core.messages.incoming import Incoming, Kind
from bot.domain.roles import Role
from storage.communities import Communities, RoomKind
from storage.inbound.inbox import Inbox
from storage.members import Identities, Members
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine

OLD = "Ce bouton n'est plus valable. /menu montre ce que vous pouvez faire maintenant."


class Feature:
    """One of everything, noting what it was called with."""

    def __init__(self) -> None:  # noqa: C901 - one declaration of each kind
        self.router = Router()
        self.calls: list[tuple[object, ...]] = []
        self.answer: Answer = "done"
        self.shown: Answer = None
        self.undone: Answer = None
        self.refuses = False
        router, calls = self.router, self.calls

        @router.command("show", fr="montrer")
        def show(ctx: Context, words: str = "") -> Answer:
            """Show."""
            calls.append(("show", words))
            return self.shown or self.answer

        @router.command("mine", fr="mien", where=Where.DIRECT)
        def mine(ctx: Context, words: str = "") -> Answer:
            """Show what is mine."""
            calls.append(("mine", words))
            return self.answer

        @router.command("tend", fr="jardiner", who=Role.GARDENER)
        def tend(ctx: Context) -> str:
            """Tend."""
            calls.append(("tend",))
            return "tended"

        @router.command("tend now", fr="jardiner maintenant", who=Role.GARDENER)
        def tend_now(ctx: Context) -> str:
            """Tend at once."""
            calls.append(("tend now",))
            return "tended now"

        @router.command("start", fr="start", aliases=("demarrer",))
        def start(ctx: Context) -> str:
            """Begin."""
            return "welcome"

        @router.button("poll", who=Role.MEMBER, deep=True)
        def poll(ctx: Context, poll: int) -> str:
            calls.append(("poll", ctx.community.id, poll))
            return "choose"

        @router.button("vote", who=Role.MEMBER, deep=True, by_link=poll)
        def vote(ctx: Context, poll: int, choice: int) -> Answer:
            calls.append(("vote", ctx.community.id, poll, choice))
            if self.refuses:
                raise NeitherYesNorNo
            return self.answer

        @router.undo(vote)
        def take_back(ctx: Context, poll: int, choice: int) -> Answer:
            calls.append(("undo", ctx.community.id, poll, choice))
            if self.refuses:
                raise NeitherYesNorNo
            return self.undone

        @router.button("many", who=Role.MEMBER, deep=True, by_link=poll)
        def many(ctx: Context, poll: int, choices: list[int]) -> Answer:
            calls.append(("many", poll, choices))
            return self.answer

        @router.button("free")
        def free(ctx: Context) -> Answer:
            calls.append(("free",))
            return self.answer

        @router.reply("letter")
        def reply(ctx: Context, number: int, words: str) -> str:
            calls.append(("reply", number, words))
            return "forwarded"

        @router.hook("words")
        def words(ctx: Context) -> str:
            calls.append(("words", ctx.incoming.words))
            return "what can I do?"

        @router.hook("newcomer")
        def newcomer(ctx: Context, word: str) -> Answer:
            calls.append(("newcomer", word))
            return OpenDirect(word)

        @router.hook("came")
        def came(ctx: Context) -> str:
            calls.append(("came",))
            return "hello"


@pytest.fixture
def feature() -> Feature:
    return Feature()


@pytest.fixture
def engine(make_light: Make, feature: Feature) -> Engine:
    made = make_light(feature.router)
    made.agrees(made.member("Zoé", "telegram:7"))
    return made


# Words


@pytest.mark.parametrize("words", ["/show", "show", "Montrer", "MONTRER !", "show."])
async def test_in_private_a_command_needs_no_mark(
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


async def test_a_reply_goes_to_what_it_replies_to(engine: Engine, feature: Feature) -> None:
    engine.act(lambda ctx: ctx.post(SQUARE, "a letter", about="letter:12"))
    await engine.send()

    assert await engine.says("thank you", room=SQUARE, about="m1") == "forwarded"
    assert await engine.says("thank you", room=SQUARE, about="m99") == ""
    assert await engine.says("/show", room=SQUARE, about="m1") == "done"
    assert feature.calls == [("reply", 12, "thank you"), ("show", "")]


async def test_a_correction_is_not_followed_and_told_so(engine: Engine, feature: Feature) -> None:
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
            ctx.store[Members].in_community(1)[0],
            Card("tomorrow", (), ((button("Oui", "vote", 2, 2),),)),
            unasked=True,
        )
    )
    feature.answer = "counted"
    await engine.handle(engine.heard("oui"))

    assert feature.calls[-1] == ("vote", 1, 1, 1)


# Answers


async def test_what_belongs_in_private_is_answered_there(engine: Engine, feature: Feature) -> None:
    feature.answer = "private matter"

    assert await engine.says("/mien", room=SQUARE) == "Je vous ai répondu en privé."
    assert engine.network.said_in("telegram:7") == ["private matter"]


async def test_who_has_no_private_room_is_led_there(engine: Engine, feature: Feature) -> None:
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


# Buttons and links


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
async def test_a_forged_or_outlived_button_does_nothing_and_says_so(
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
async def test_a_link_to_what_is_no_link_is_a_welcome(
    engine: Engine, feature: Feature, word: str
) -> None:
    assert await engine.says(f"/start {word}") == "welcome"
    assert feature.calls == []


async def test_a_link_cannot_run_in_circles(engine: Engine) -> None:
    assert await engine.says("/start cmd-start-cmd-start") == "welcome"


# Newcomers


async def test_a_newcomer_is_led_to_what_they_came_for(engine: Engine, feature: Feature) -> None:
    await engine.handle(engine.pressed("vote:3:2", room=SQUARE, sender="telegram:9"))

    assert feature.calls == [("newcomer", "in1-vote-3-2")]
    assert [each.start[17:] for each in engine.answers] == ["in1-vote-3-2"]


async def test_an_anonymous_admin_is_nobody(engine: Engine, feature: Feature) -> None:
    told = await engine.says("/jardiner", room=SQUARE, sender="telegram:43", anonymous=True)

    assert told.startswith("Je ne peux pas savoir qui vous êtes")
    assert feature.calls == []


# Rooms


def community_of(engine: Engine, address: str) -> int | None:
    room = engine.store(lambda s: s[Communities].room(address))
    return None if room is None else room.community_id


def happened(engine: Engine, kind: Kind, words: str = "") -> Incoming:
    return engine.heard(words, room=SQUARE, kind=kind)


async def test_a_room_that_moved_is_known_at_its_new_address(engine: Engine) -> None:
    await engine.handle(happened(engine, Kind.MOVED, "telegram:-100500"))

    assert community_of(engine, "telegram:-100500") == 1
    assert community_of(engine, SQUARE) is None


async def test_a_room_that_was_left_gets_nothing_until_it_is_entered_again(
    engine: Engine, feature: Feature
) -> None:
    await engine.handle(happened(engine, Kind.WENT, "kicked"))
    rooms = engine.act(lambda ctx: [each.address for each in ctx.rooms(RoomKind.COMMUNITY)])
    assert SQUARE not in rooms

    await engine.handle(happened(engine, Kind.CAME))
    rooms = engine.act(lambda ctx: [each.address for each in ctx.rooms(RoomKind.COMMUNITY)])
    assert SQUARE in rooms
    assert feature.calls == [("came",)]


@pytest.mark.parametrize(
    "words", ["/show", "/mien", "/jardiner", "/start in1-vote-1-2", "/unknown", "/montrer --x y"]
)
async def test_a_room_of_no_community_is_answered_too(
    engine: Engine, feature: Feature, words: str
) -> None:
    await engine.handle(engine.heard(words, room="telegram:-7"))
    await engine.delivering.flush()

    assert engine.store(lambda s: s[Inbox].oldest_waiting()) is None
    said = engine.network.said_in("telegram:-7")
    assert not any("Quelque chose n'a pas marché" in each for each in said)


async def test_a_topic_belongs_to_its_forums_community(engine: Engine, feature: Feature) -> None:
    await engine.handle(engine.pressed("vote:3:2", room=f"{SQUARE}/15"))
    assert feature.calls == [("vote", 1, 3, 2)]


async def test_a_pressed_message_says_which_community_is_meant(
    engine: Engine, feature: Feature
) -> None:
    engine.act(
        lambda ctx: ctx.tell(ctx.store[Members].in_community(1)[0], "vote!", about="letter:1")
    )
    await engine.send()
    engine.clock.move(timedelta(days=1))
    other = engine.found("eau")
    engine.member("Zoé", "telegram:7", community=other)

    await engine.presses("vote:3:2", about="m1")
    asked = await engine.presses("vote:3:2", about="m99")

    assert [call[1] for call in feature.calls] == [1]
    assert asked.startswith("Pour quelle communauté ?")


# In writing, as an answer to a message of ours

ROWS = (
    (button("Oui", "vote", 3, 1), cancel_form.button("Annuler")),
    (replace(button("Non", "vote", 3, 2), private=True),),
)


async def asked(engine: Engine, room: str = SQUARE) -> None:
    """The message `m1`, which has buttons, and another one behind it."""
    engine.act(lambda ctx: ctx.post(room, Card("Yes?", (), ROWS)))
    engine.act(lambda ctx: ctx.post(room, Card("Else?", (), ((button("Non", "vote", 4, 2),),))))
    await engine.send()


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


@pytest.mark.parametrize("words", ["non", "3"])
async def test_what_is_private_is_asked_again_in_private(
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


# Presses that the whole room sees


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


async def test_a_newcomer_who_presses_before_all_is_led_to_what_they_pressed(
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
        engine.dispatcher._batches._handling.apologise(store, reaction(engine), engine.clock.now())

    engine.store(apologise)
    await engine.send()

    assert engine.network.said_in(SQUARE) == []
    assert engine.network.said_in("telegram:7")[0].startswith("Quelque chose n'a pas marché")


# Presses that are taken back


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


async def test_only_whoever_pressed_takes_it_back(engine: Engine, feature: Feature) -> None:
    engine.member("Max", "telegram:8")
    pressed = reaction(engine)

    await engine.handle(pressed, taken_back(engine, pressed, sender="telegram:8"))

    assert feature.calls == [("vote", 1, 3, 2)]


async def test_what_was_never_pressed_or_does_nothing_is_not_undone(
    engine: Engine, feature: Feature
) -> None:
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


async def test_whoever_has_left_undoes_nothing(engine: Engine, feature: Feature) -> None:
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


# Whose room it is


@pytest.mark.parametrize("kind", list(RoomKind))
async def test_a_room_of_ours_is_nobodys_even_if_one_person_is_in_it(
    engine: Engine, feature: Feature, kind: RoomKind
) -> None:
    def tie(store: Store) -> None:
        store[Communities].put_room("telegram:!r", kind, store[Communities].get(1))

    engine.store(tie)
    await engine.handle(engine.heard("hello", room="telegram:!r/@zoe", direct=True))
    await engine.send()

    direct = kind is RoomKind.DIRECT
    assert feature.calls == ([("words", "hello")] if direct else [])
    identity = engine.store(lambda store: store[Identities].get("telegram:7"))
    assert identity is not None
    assert identity.direct == ("telegram:!r/@zoe" if direct else "telegram:7")


async def test_such_a_room_is_answered_at_its_own_address(engine: Engine) -> None:
    def tie(store: Store) -> None:
        store[Communities].put_room("telegram:!r", RoomKind.COMMUNITY, store[Communities].get(1))

    engine.store(tie)
    await engine.handle(engine.heard("/show", room="telegram:!r/@zoe", direct=True))
    await engine.send()

    assert engine.network.said_in("telegram:!r") == ["done"]
