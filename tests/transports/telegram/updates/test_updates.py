"""Updates of Telegram in words: messages, mentions, answers, captions, and dropped ones."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.messages.incoming import Answered, Incoming, Kind, Mention
from bot.transports.telegram.polling import read_batch, unreadable
from tests.transports.telegram.updates.raw_updates import (
    ANA,
    CHANNEL,
    DIRECT,
    GROUP,
    NOON,
    OURS,
    READER,
    ROBOT,
    Json,
    message,
    read,
)

ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group"}


def heard(text: str = "", /, **more: Any) -> Incoming:  # noqa: ANN401
    """Read a message that must not be dropped."""
    incoming = read(message=message(text, **more))
    assert incoming is not None
    return incoming


def mention(text: str, words: str, **more: Any) -> Json:  # noqa: ANN401
    """An entity over some words of a text, as Telegram counts."""
    before = len(text[: text.index(words)].encode("utf-16-le")) // 2
    length = len(words.encode("utf-16-le")) // 2
    return {"type": "mention", "offset": before, "length": length} | more


def answered(text: str, /, command: str = "/actu", **more: Any) -> Answered | None:  # noqa: ANN401
    """The answered message, as it comes with a command in a group."""
    return heard(command, reply_to_message=message(text, **more)).answered


def test_a_command_brings_the_persons_message_that_it_answers() -> None:
    zoe = {"id": 43, "is_bot": False, "first_name": "Zoé"}

    assert answered("Bonjour", sender=zoe) == Answered("Bonjour", "telegram:43", "Zoé")
    assert answered("", caption="Le plan", sender=zoe) == Answered("Le plan", "telegram:43", "Zoé")
    assert answered("x" * 5000, sender=zoe) == Answered("x" * 4000, "telegram:43", "Zoé")


@pytest.mark.parametrize(
    ("more", "brought"),
    [
        pytest.param({"sender": OURS}, None, id="ours"),
        pytest.param({"command": "/actu 5"}, None, id="a command with more"),
        pytest.param({"sender": ROBOT}, Answered("Bonjour"), id="a bot's"),
        pytest.param({"via_bot": ROBOT}, Answered("Bonjour"), id="made by a bot"),
        pytest.param({"sender_chat": CHANNEL}, Answered("Bonjour"), id="a channel's"),
        pytest.param({"sender_chat": GROUP}, Answered("Bonjour"), id="an anonymous admin's"),
        pytest.param(
            {"forward_origin": {"type": "user", "sender_user": ANA | {"id": 44}}},
            Answered("Bonjour", "telegram:44", "Ana López"),
            id="passed on: its writer's",
        ),
        pytest.param(
            {"forward_origin": {"type": "hidden_user", "sender_user_name": "Zoé"}},
            Answered("Bonjour"),
            id="passed on for a hidden person",
        ),
    ],
)
def test_an_answer_brings_the_answered_message(more: Json, brought: Answered | None) -> None:
    assert answered("Bonjour", **more) == brought


MAX = {"type": "user", "sender_user": ANA | {"id": 44, "first_name": "Max", "last_name": ""}}
POSTED = {"type": "channel", "chat": CHANNEL, "message_id": 12}


@pytest.mark.parametrize(
    ("origin", "brought"),
    [
        pytest.param(MAX, Answered("/effacer", "telegram:44", "Max"), id="of a person"),
        pytest.param(
            {"type": "hidden_user", "sender_user_name": "Zoé"},
            Answered("/effacer", None, "Zoé"),
            id="of a hidden person",
        ),
        pytest.param(
            POSTED,
            Answered(
                "/effacer", None, CHANNEL["title"], f"telegram:{CHANNEL['id']}", message_id="12"
            ),
            id="of a channel: its place",
        ),
    ],
)
def test_what_is_forwarded_in_private_is_anothers_and_no_command(
    origin: Json, brought: Answered
) -> None:
    incoming = heard("/effacer", chat=DIRECT, forward_origin=origin)

    assert incoming.forwarded == brought
    assert not incoming.command
    assert read(message=message("Bonjour", forward_origin=origin)) is None


@pytest.mark.parametrize("who", [ANA, OURS])
def test_ones_own_message_and_ours_are_not_anothers(who: Json) -> None:
    origin = {"type": "user", "sender_user": who}
    assert heard("Bonjour", chat=DIRECT, forward_origin=origin).forwarded is None


def test_words_in_a_direct_room_come_with_all_their_fields() -> None:
    assert heard("Bonjour\nà vous", chat=DIRECT) == Incoming(
        kind=Kind.WORDS,
        network="telegram",
        key="1000",
        room="telegram:42",
        direct=True,
        sender="telegram:42",
        name="Ana López",
        handle="ana_b",
        locale="fr",
        words="Bonjour\nà vous",
        message_id="7",
        sent_at=datetime.fromtimestamp(NOON, UTC),
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("/agenda", "agenda", id="bare"),
        pytest.param("!agenda", "agenda", id="the other mark"),
        pytest.param("/agenda@terreau_bot", "agenda", id="ours"),
        pytest.param("/Agenda@Terreau_BOT demain", "Agenda demain", id="capitals"),
        pytest.param("/événement Visite", "événement Visite", id="accents"),
        pytest.param("/sondage Où ?\n— ici\n— là", "sondage Où ?\n— ici\n— là", id="lines"),
        pytest.param("/question: pourquoi ?", "question: pourquoi ?", id="a colon"),
        pytest.param("/who  @terreau_bot", "who  @terreau_bot", id="our name later"),
    ],
)
def test_a_command_comes_without_its_mark(typed: str, words: str) -> None:
    for chat in (DIRECT, GROUP):
        incoming = heard(typed, chat=chat)
        assert (incoming.command, incoming.words) == (True, words)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("Tu viens samedi ?", id="chatter"),
        pytest.param("/agenda@other_bot", id="another bot's"),
        pytest.param("/home/user", id="a path"),
        pytest.param("!!!", id="exclamation"),
        pytest.param("/ 12", id="a mark alone"),
        pytest.param("/12", id="a number"),
        pytest.param("écrivez à a@terreau_bot.example", id="an e-mail address"),
    ],
)
def test_messages_for_others_in_a_shared_room_are_dropped(typed: str) -> None:
    assert read(message=message("/agenda")) is not None
    assert read(message=message(typed)) is None
    assert read(edited_message=message(typed)) is None


@pytest.mark.parametrize("typed", ["/", "!!!", "/12", "/home/user", "/agenda@other_bot", "ok"])
def test_no_message_of_a_direct_room_is_dropped(typed: str) -> None:
    assert heard(typed, chat=DIRECT).words in {typed, typed[1:]}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("@terreau_bot aide-nous", "aide-nous", id="first"),
        pytest.param("@Terreau_Bot, aide-nous", "aide-nous", id="called out to"),
        pytest.param("🌱 dis @terreau_bot", "🌱 dis", id="last, after a wide letter"),
        pytest.param("@terreau_bot", "", id="alone"),
    ],
)
def test_a_mention_of_us_is_for_us(typed: str, words: str) -> None:
    name = typed[typed.index("@") :].split(maxsplit=1)[0].rstrip(",")
    incoming = heard(typed, entities=[mention(typed, name)])
    assert (incoming.words, incoming.command, incoming.mentions) == (words, False, ())


def test_a_mention_of_us_by_account_is_for_us() -> None:
    typed = "Terreau: aide"
    entity = mention(typed, "Terreau", type="text_mention", user=OURS)
    assert heard(typed, entities=[entity]).words == "aide"


def test_an_answer_to_us_is_for_us() -> None:
    answered = message("Qui vient ?", sender=OURS) | {"message_id": 5}
    incoming = heard("Moi", reply_to_message=answered)
    assert (incoming.words, incoming.about) == ("Moi", "5")


def test_an_answer_to_another_person_is_dropped() -> None:
    answered = message("Qui vient ?") | {"message_id": 5}
    assert read(message=message("/agenda", reply_to_message=answered)) is not None
    assert read(message=message("Moi", reply_to_message=answered)) is None


def test_a_line_that_opened_a_topic_is_not_the_answered_message() -> None:
    opened = message(sender=OURS, forum_topic_created={"name": "Eau", "icon_color": 1})
    in_topic: Json = {
        "message_thread_id": 17,
        "is_topic_message": True,
        "reply_to_message": opened | {"message_id": 17},
    }
    assert read(message=message("Bonjour à tous", **in_topic)) is None
    incoming = heard("/agenda", **in_topic)
    assert (incoming.room, incoming.about) == ("telegram:-1001/17", None)


def test_a_thread_of_answers_outside_a_forum_is_no_topic() -> None:
    assert heard("/agenda", message_thread_id=5).room == "telegram:-1001"


def test_topics_in_a_direct_room_are_one_room() -> None:
    incoming = heard("ok", chat=DIRECT, message_thread_id=5, is_topic_message=True)
    assert incoming.room == incoming.sender == "telegram:42"


def test_people_named_are_told_by_account_or_by_user_name() -> None:
    typed = "/who 🌱 @luc_c Zoé"
    named = [
        {"type": "bot_command", "offset": 0, "length": 4},
        mention(typed, "@luc_c"),
        mention(typed, "Zoé", type="text_mention", user=ANA | {"id": 51}),
    ]
    assert heard(typed, entities=named).mentions == (
        Mention("@luc_c"),
        Mention("Zoé", "telegram:51"),
    )


@pytest.mark.parametrize(
    ("content", "attachment"),
    [
        ({"photo": [{}]}, "photo"),
        ({"voice": {}}, "voice"),
        ({"sticker": {}}, "sticker"),
        ({"animation": {}, "document": {}}, "animation"),
        ({"venue": {}, "location": {}}, "venue"),
        ({"live_photo": {}, "photo": [{}]}, "live_photo"),
    ],
)
def test_pictures_and_the_like_come_with_their_caption(content: Json, attachment: str) -> None:
    incoming = heard(chat=DIRECT, caption="au jardin", **content)
    assert (incoming.attachment, incoming.words) == (attachment, "au jardin")
    assert read(message=message(caption="au jardin", **content)) is None


def test_a_caption_may_be_a_command() -> None:
    incoming = heard(photo=[{}], caption="/news Le composteur")
    assert (incoming.command, incoming.words) == (True, "news Le composteur")


def test_a_line_about_the_direct_room_itself_is_dropped() -> None:
    assert read(message=message("x", chat=DIRECT)) is not None
    assert read(message=message(chat=DIRECT, pinned_message=message("x"))) is None


def test_an_edit_is_told_as_such() -> None:
    for typed, chat in (("Bonjour", DIRECT), ("/agenda", GROUP)):
        incoming = read(edited_message=message(typed, chat=chat, edit_date=NOON + 60))
        assert incoming is not None
        assert incoming.kind is Kind.EDIT


@pytest.mark.parametrize(
    "who",
    [
        pytest.param({"sender": ROBOT}, id="a bot"),
        pytest.param({"sender_chat": CHANNEL}, id="a person as a channel"),
        pytest.param(
            {"sender_chat": CHANNEL, "is_automatic_forward": True}, id="the linked channel"
        ),
        pytest.param({"via_bot": ROBOT}, id="through an inline bot"),
    ],
)
def test_commands_of_bots_and_channels_are_dropped(who: Json) -> None:
    assert read(message=message("/agenda")) is not None
    assert read(message=message("/agenda", **who)) is None


def test_a_gif_found_through_an_inline_bot_is_not_dropped_in_a_direct_room() -> None:
    assert heard(chat=DIRECT, animation={}, via_bot=ROBOT).attachment == "animation"


@pytest.mark.parametrize(
    "who", [{"sender": ANONYMOUS}, {"sender": ANONYMOUS, "sender_chat": GROUP}]
)
def test_an_anonymous_administrator_is_named_so(who: Json) -> None:
    incoming = heard("/agenda", **who)
    assert (incoming.anonymous, incoming.sender) == (True, "telegram:1087968824")
    assert (incoming.name, incoming.handle) == ("", None)


def test_characters_that_no_database_takes_are_mended() -> None:
    incoming = heard("a\0b \ud83d c", chat=DIRECT)
    assert incoming.words == "a b ? c"


def test_one_unreadable_update_does_not_hide_the_others() -> None:
    batch = read_batch(
        READER,
        [
            {"update_id": 1, "message": message("un", chat=DIRECT)},
            {"update_id": 2, "message": {"message_id": 1, "text": "\ud83d"}},
            {"update_id": 3, "message": message("chatter")},
            {"update_id": 4, "message": message("deux", chat=DIRECT)},
            {"update_id": 5, "message": message(new_chat_members=[ANA, ANA | {"id": 43}])},
        ],
    )
    assert [it.words for it in batch.arrivals] == ["un", "deux", "", ""]
    assert [each.key for each in batch.unreadable] == ["2"]
    assert batch.unreadable[0].raw.isascii()
    assert (batch.size, batch.offset) == (5, 6)


ZOE: Json = {"id": 43, "is_bot": False, "first_name": "Zoé Canari"}
BROKEN: Json = {"message_id": 1, "date": "soon", "text": "un canari"}


@pytest.mark.parametrize(
    ("update", "sender", "is_kept"),
    [
        pytest.param({"message": BROKEN | {"chat": DIRECT, "from": ANA}}, 42, True, id="private"),
        pytest.param({"edited_message": BROKEN | {"chat": DIRECT}}, 42, True, id="of a chat alone"),
        pytest.param(
            {"callback_query": {"from": ANA, "data": "canari", "message": {"chat": DIRECT}}},
            42,
            True,
            id="a press",
        ),
        pytest.param({"message": BROKEN | {"chat": GROUP, "from": ANA}}, 42, False, id="a group"),
        pytest.param(
            {"message": BROKEN | {"chat": DIRECT, "from": ANA, "forward_origin": {"user": [ZOE]}}},
            42,
            False,
            id="words of another person",
        ),
        pytest.param(
            {
                "message": BROKEN
                | {"chat": DIRECT, "from": ANA, "contact": {"first_name": "canari"}}
            },
            42,
            False,
            id="a contact",
        ),
        pytest.param({"message": BROKEN | {"chat": GROUP}}, None, False, id="nobody's"),
        pytest.param({"message": BROKEN | {"from": {"id": "42"}}}, None, False, id="no number"),
        pytest.param({"message": BROKEN | {"from": {"id": True}}}, None, False, id="no id"),
        pytest.param({"message": [["canari"]], "other": "canari"}, None, False, id="a list"),
        pytest.param(["canari"], None, False, id="no update"),
        pytest.param("canari", None, False, id="a word"),
    ],
)
def test_an_unreadable_update_keeps_its_sender_and_words_of_nobody_else(
    update: object, sender: int | None, *, is_kept: bool
) -> None:
    kept = unreadable("telegram", "7", update)

    assert kept.sender == ("" if sender is None else f"telegram:{sender}")
    assert ("canari" in kept.raw) is is_kept
    assert json.loads(kept.raw)


def test_an_update_that_no_program_reads_is_set_aside_by_its_shape() -> None:
    deep: list[object] = ["canari"]
    for _ in range(100_000):
        deep = [deep]

    kept = unreadable("telegram", "7", {"message": {"chat": DIRECT, "from": ANA, "text": deep}})

    assert kept.sender == "telegram:42"
    assert json.loads(kept.raw) == {"message": {"chat": "dict", "from": "dict", "text": "list"}}
