"""Raw updates of Telegram: what comes in, and what is dropped."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.messages.incoming import Answered, Incoming, Kind, Mention
from bot.transports.telegram.messages.message_words import Account
from bot.transports.telegram.updates.update_batches import read_batch
from bot.transports.telegram.updates.updates import UpdateReader

Json = dict[str, Any]

US = Account(123, "terreau_bot")
READER = UpdateReader("telegram", US)
OURS: Json = {"id": 123, "is_bot": True, "first_name": "Terreau", "username": "terreau_bot"}
ANA: Json = {
    "id": 42,
    "is_bot": False,
    "first_name": "Ana",
    "last_name": "López",
    "username": "ana_b",
    "language_code": "fr",
}
ROBOT: Json = {"id": 77, "is_bot": True, "first_name": "Robot"}
ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
DIRECT: Json = {"id": 42, "type": "private", "first_name": "Ana"}
GROUP: Json = {"id": -1001, "type": "supergroup", "title": "Énergie"}
CHANNEL: Json = {"id": -1009, "type": "channel", "title": "Annonces"}
NOON = 1795608000


def message(text: str = "", /, chat: Json = GROUP, sender: Json = ANA, **more: Any) -> Json:  # noqa: ANN401
    written = {"text": text} if text else {}
    return {"message_id": 7, "date": NOON, "chat": chat, "from": sender} | written | more


def read(**update: Any) -> Incoming | None:  # noqa: ANN401
    return READER.read({"update_id": 1000, **update})


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
            id="passed on for somebody hidden",
        ),
    ],
)
def test_whose_message_is_answered(more: Json, brought: Answered | None) -> None:
    assert answered("Bonjour", **more) == brought


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
def test_what_is_not_for_us_in_a_shared_room_is_dropped(typed: str) -> None:
    assert read(message=message(typed)) is None
    assert read(edited_message=message(typed)) is None


@pytest.mark.parametrize("typed", ["/", "!!!", "/12", "/home/user", "/agenda@other_bot", "ok"])
def test_nothing_that_is_written_in_a_direct_room_is_dropped(typed: str) -> None:
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


def test_an_answer_to_somebody_else_is_dropped() -> None:
    answered = message("Qui vient ?") | {"message_id": 5}
    assert read(message=message("Moi", reply_to_message=answered)) is None


def test_a_line_that_opened_a_topic_is_not_what_is_answered() -> None:
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
        pytest.param({"sender_chat": CHANNEL}, id="somebody as a channel"),
        pytest.param(
            {"sender_chat": CHANNEL, "is_automatic_forward": True}, id="the linked channel"
        ),
        pytest.param({"via_bot": ROBOT}, id="through an inline bot"),
    ],
)
def test_commands_of_bots_and_channels_are_dropped(who: Json) -> None:
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


def test_a_press_tells_what_was_pressed_where() -> None:
    query = {"id": "99", "from": ANA, "data": "vote:7:2", "chat_instance": "x"}
    topic: Json = {"message_thread_id": 17, "is_topic_message": True}
    incoming = read(callback_query=query | {"message": message("Sondage 7", sender=OURS, **topic)})
    assert incoming is not None
    assert incoming == Incoming(
        kind=Kind.PRESS,
        network="telegram",
        key="1000",
        room="telegram:-1001/17",
        direct=False,
        sender="telegram:42",
        name="Ana López",
        handle="ana_b",
        locale="fr",
        press="vote:7:2",
        press_id="99",
        about="7",
        about_at=incoming.about_at,
        shown=False,
    )
    assert incoming.about_at == datetime(2026, 11, 25, 12, tzinfo=UTC)


BUTTONS: Json = {
    "inline_keyboard": [
        [{"text": "mardi", "callback_data": "vote:7:1"}],
        [
            {"text": "Lire", "url": "https://example.org"},
            {"text": "?", "callback_data": "vote:7:2"},
        ],
    ]
}


@pytest.mark.parametrize(
    ("pressed", "shown"),
    [
        pytest.param(message("?", sender=OURS, reply_markup=BUTTONS), True, id="a button of it"),
        pytest.param(message("Bonjour", sender=OURS), False, id="forged"),
        pytest.param({"chat": GROUP, "message_id": 7, "date": 0}, None, id="a deleted message"),
    ],
)
def test_a_press_says_whether_the_message_has_that_button(
    *, pressed: Json, shown: bool | None
) -> None:
    incoming = read(callback_query={"id": "9", "from": ANA, "data": "vote:7:2", "message": pressed})
    assert incoming is not None
    assert incoming.shown is shown


def test_a_press_under_a_message_out_of_reach_tells_where() -> None:
    gone = {"message_id": 7, "chat": GROUP, "date": 0}
    incoming = read(callback_query={"id": "99", "from": ANA, "data": "vote:7:2", "message": gone})
    assert incoming is not None
    assert (incoming.room, incoming.about) == ("telegram:-1001", "7")
    assert incoming.about_at is None


@pytest.mark.parametrize("query", [{"data": "vote:7:2"}, {"message": message("x"), "game": "g"}])
def test_a_press_on_nothing_of_ours_is_dropped(query: Json) -> None:
    assert read(callback_query={"id": "99", "from": ANA} | query) is None


LIMITED: Json = {"status": "restricted", "is_member": True, "can_send_messages": False}


@pytest.mark.parametrize(
    ("chat", "before", "now", "kind"),
    [
        pytest.param(DIRECT, "member", "kicked", Kind.WENT, id="blocked"),
        pytest.param(DIRECT, "kicked", "member", Kind.CAME, id="unblocked"),
        pytest.param(GROUP, "left", "member", Kind.CAME, id="added"),
        pytest.param(GROUP, "left", "administrator", Kind.CAME, id="added as administrator"),
        pytest.param(GROUP, "administrator", "left", Kind.WENT, id="removed"),
        pytest.param(GROUP, "member", "kicked", Kind.WENT, id="kicked"),
        pytest.param(GROUP, "member", "administrator", None, id="promoted"),
        pytest.param(GROUP, "left", "kicked", None, id="banned from afar"),
        pytest.param(GROUP, "member", LIMITED, Kind.WENT, id="silenced"),
        pytest.param(GROUP, LIMITED, "member", Kind.CAME, id="given its voice back"),
    ],
)
def test_our_comings_and_goings_are_told(
    chat: Json, before: str | Json, now: str | Json, kind: Kind | None
) -> None:
    change = {
        "chat": chat,
        "from": ANA,
        "date": NOON,
        "old_chat_member": {"status": before} if isinstance(before, str) else before,
        "new_chat_member": {"status": now} if isinstance(now, str) else now,
    }
    incoming = read(my_chat_member=change)
    if kind is None:
        assert incoming is None
    else:
        assert incoming is not None
        assert (incoming.kind, incoming.room) == (kind, f"telegram:{chat['id']}")
        assert incoming.sender == "telegram:42"


@pytest.mark.parametrize(("chat", "broadcast"), [(CHANNEL, True), (GROUP, False), (DIRECT, False)])
def test_a_channel_is_told_from_a_group(chat: Json, broadcast: bool) -> None:  # noqa: FBT001
    change = {
        "chat": chat,
        "from": ANA,
        "date": NOON,
        "old_chat_member": {"status": "left"},
        "new_chat_member": {"status": "administrator"},
    }
    incoming = read(my_chat_member=change)

    assert incoming is not None
    assert incoming.broadcast is broadcast


def test_a_move_is_told_once() -> None:
    old = {"id": -55, "type": "group", "title": "Énergie"}
    moved = read(message=message(chat=old, sender=OURS, migrate_to_chat_id=-1001))
    assert moved is not None
    assert (moved.kind, moved.room, moved.words) == (Kind.MOVED, "telegram:-55", "telegram:-1001")
    assert read(message=message(migrate_from_chat_id=-55)) is None


OUT: Json = {"status": "restricted", "is_member": False, "can_send_messages": False}
BANNED: Json = {"status": "kicked", "until_date": 0}


def moved(before: str | Json, now: str | Json, *, who: Json = ANA, chat: Json = GROUP) -> Json:
    """The change of somebody's place in a chat, made by somebody else."""
    change: Json = {"chat": chat, "from": ROBOT, "date": NOON}
    for when, standing in (("old", before), ("new", now)):
        told = {"status": standing} if isinstance(standing, str) else standing
        change[f"{when}_chat_member"] = told | {"user": who}
    return change


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        pytest.param("left", "member", Kind.ENTERED, id="joined"),
        pytest.param("kicked", "member", Kind.ENTERED, id="joined after a ban"),
        pytest.param("left", "administrator", Kind.ENTERED, id="came to lead"),
        pytest.param("left", LIMITED, Kind.ENTERED, id="joined, and has to prove something first"),
        pytest.param(OUT, "member", Kind.ENTERED, id="came back to a chat that limits them"),
        pytest.param("member", "left", Kind.EXITED, id="left"),
        pytest.param("administrator", BANNED, Kind.EXITED, id="banned"),
        pytest.param(LIMITED, OUT, Kind.EXITED, id="left a chat that limits them"),
        pytest.param("member", "administrator", None, id="promoted"),
        pytest.param(LIMITED, "member", None, id="proved it"),
        pytest.param("member", LIMITED, None, id="silenced"),
        pytest.param("left", BANNED, None, id="banned from afar"),
        pytest.param(BANNED, "left", None, id="forgiven"),
    ],
)
def test_others_comings_and_goings_are_told(
    before: str | Json, now: str | Json, kind: Kind | None
) -> None:
    incoming = read(chat_member=moved(before, now))
    if kind is None:
        assert incoming is None
        return
    assert incoming == Incoming(
        kind=kind,
        network="telegram",
        key="1000",
        room="telegram:-1001",
        direct=False,
        sender="telegram:42",
        name="Ana López",
        handle="ana_b",
        locale="fr",
        sent_at=datetime.fromtimestamp(NOON, UTC),
    )


def test_the_line_in_a_group_tells_of_each_who_came() -> None:
    people = [ROBOT, ANA, OURS, ANA | {"id": 43, "first_name": "Bea"}]
    line = message(new_chat_members=people, sender=ANA | {"id": 50})
    came = READER.read_all({"update_id": 1000, "message": line})

    assert [(it.kind, it.key, it.sender) for it in came] == [
        (Kind.ENTERED, "1000", "telegram:42"),
        (Kind.ENTERED, "1000.1", "telegram:43"),
    ]
    assert {it.room for it in came} == {"telegram:-1001"}
    gone = read(message=message(left_chat_member=ANA, sender=ANA | {"id": 50}))
    assert gone is not None
    assert (gone.kind, gone.sender) == (Kind.EXITED, "telegram:42")


@pytest.mark.parametrize(("who", "chat"), [(ROBOT, GROUP), (ANA, CHANNEL)])
def test_bots_and_readers_of_a_channel_do_not_come_in(who: Json, chat: Json) -> None:
    assert read(chat_member=moved("left", "member", who=who, chat=chat)) is None
    assert read(chat_member=moved("member", "left", who=who, chat=chat)) is None
    assert read(message=message(left_chat_member=who, chat=chat)) is None
    line = message(new_chat_members=[who], chat=chat)
    assert READER.read_all({"update_id": 1000, "message": line}) == []


def test_a_request_to_be_let_in_tells_where_one_may_answer() -> None:
    request: Json = {"chat": GROUP, "from": ANA, "user_chat_id": 4200, "date": NOON, "bio": "x"}
    assert read(chat_join_request=request) == Incoming(
        kind=Kind.ASKED,
        network="telegram",
        key="1000",
        room="telegram:4200",
        direct=True,
        sender="telegram:42",
        name="Ana López",
        handle="ana_b",
        locale="fr",
        words="telegram:-1001",
        sent_at=datetime.fromtimestamp(NOON, UTC),
    )


def test_what_no_database_takes_is_mended() -> None:
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
    assert [key for key, _ in batch.unreadable] == ["2"]
    assert batch.unreadable[0][1].isascii()
    assert (batch.size, batch.offset) == (5, 6)
