"""Chats where the bot can write, messages that it answers, and files that it sends."""

import pytest
import telegram
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.emulator import BotApi, Person
from tests.emulator.conftest import Line


async def test_numbers_of_messages_grow_in_each_chat(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    group = api.group("Énergie")

    private = [(await bot.send_message(ana.id, "a")).message_id for _ in range(3)]
    shared = [(await bot.send_message(group.id, "a")).message_id for _ in range(2)]

    assert (private, shared) == ([1, 2, 3], [1, 2])


async def test_a_person_must_write_first(api: BotApi, bot: telegram.Bot) -> None:
    luc = api.person("Luc")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(luc.id, "Bonjour")

    luc.says("/start")
    await bot.send_message(luc.id, "Bonjour")
    luc.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(luc.id, "Bonjour")
    luc.unblocks()
    await bot.send_message(luc.id, "Rebonjour")

    assert [message.text for message in luc.private.said] == ["Bonjour", "Rebonjour"]
    assert api.violations == []


async def test_an_unknown_chat_is_not_found(api: BotApi, bot: telegram.Bot) -> None:
    channel = api.channel("Annonces", username="annonces")

    assert (await bot.send_message("@Annonces", "a")).chat_id == channel.id
    for unknown in (77, "@nobody"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(unknown, "a")


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_group_without_the_bot_is_closed_to_it(
    api: BotApi, bot: telegram.Bot, kind: str
) -> None:
    group = api.group("Énergie", topics=kind == "supergroup")
    group.kick_bot()
    with pytest.raises(Forbidden, match=f"bot was kicked from the {kind} chat"):
        await bot.send_message(group.id, "a")

    group.add_bot()
    await bot.send_message(group.id, "a")
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match=f"bot is not a member of the {kind} chat"):
        await bot.send_message(group.id, "a")


async def test_a_channel_takes_posts_of_administrators_only(api: BotApi, bot: telegram.Bot) -> None:
    channel = api.channel("Annonces")
    posted = await bot.send_message(channel.id, "a")
    assert (posted.from_user, posted.sender_chat.id) == (None, channel.id)  # type: ignore[union-attr]

    channel.demote(api.bot)
    with pytest.raises(BadRequest, match="Need administrator rights in the channel chat"):
        await bot.send_message(channel.id, "a")
    channel.kick_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the channel chat"):
        await bot.send_message(channel.id, "a")
    channel.remove(api.bot)
    with pytest.raises(Forbidden, match="bot is not a member of the channel chat"):
        await bot.send_message(channel.id, "a")


async def test_a_migrated_group_tells_its_new_id(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    group = api.group("Énergie")
    group.add(ana)
    group.promote(api.bot)
    new = group.migrate()

    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "a")

    assert moved.value.new_chat_id == new.id
    updates = await bot.get_updates()
    told = [update.message for update in updates if update.message]
    assert [(it.migrate_to_chat_id, it.migrate_from_chat_id) for it in told[-2:]] == [
        (new.id, None),
        (None, group.id),
    ]
    assert (new.kind, new.has(ana), new.bot_is_admin) == ("supergroup", True, True)


async def test_a_reply_needs_its_message(
    api: BotApi, bot: telegram.Bot, line: Line, ana: Person
) -> None:
    asked = ana.says("Quand ?")
    reply = await bot.send_message(ana.id, "Demain", reply_to_message_id=asked.id)

    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "Quand ?"
    assert ana.private.messages[-1].reply_to is asked
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(ana.id, "Demain", reply_to_message_id=99)
    loose = {"message_id": 99, "allow_sending_without_reply": True}
    told = await line.call("sendMessage", chat_id=ana.id, text="a", reply_parameters=loose)
    assert "reply_to_message" not in told["result"]
    assert api.violations == []


async def test_a_topic_must_exist(api: BotApi, bot: telegram.Bot, line: Line, ana: Person) -> None:
    forum = api.group("Énergie", topics=True)
    forum.add(ana)
    asked = ana.says("/aide", to=forum, thread=17)

    sent = await bot.send_message(forum.id, "a", message_thread_id=17)
    answer = await bot.send_message(forum.id, "a", reply_to_message_id=asked.id)

    assert (sent.message_thread_id, sent.is_topic_message) == (17, True)
    assert answer.message_thread_id == 17
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum.id, "a", message_thread_id=3)
    assert api.violations == []
    refusal = await line.refusal("sendMessage", chat_id=ana.id, text="a", message_thread_id=17)
    assert refusal == "Bad Request: message thread not found"
    assert len(api.violations) == 1


async def test_replies_in_a_plain_supergroup_carry_a_thread_that_cannot_be_written_to(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    group = api.group("Énergie", supergroup=True)
    group.add(ana)
    card = await bot.send_message(group.id, "Sondage 7")
    reply = ana.says("2", to=group, reply_to=group.find(card.message_id))

    update = (await bot.get_updates())[-1].message
    assert update is not None
    assert (update.message_thread_id, update.is_topic_message) == (card.message_id, None)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "a", message_thread_id=reply.thread)


async def test_files_are_sent_and_fetched(api: BotApi, bot: telegram.Bot, ana: Person) -> None:
    sent = await bot.send_document(ana.id, b"a,b\n", caption="<b>Liste</b>", filename="liste.csv",
                                   parse_mode="HTML")  # fmt: skip
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption) == ("liste.csv", "Liste")
    again = await bot.send_document(ana.id, sent.document.file_id)

    offered = await bot.get_file(again.document or "")
    assert bytes(await offered.download_as_bytearray()) == b"a,b\n"
    assert ana.private.messages[0].text == "Liste"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "File must be non-empty"), (b"a" * (10 * 2**20 + 1), "Request Entity Too Large")],
)
async def test_a_wrong_file_is_refused(
    bot: telegram.Bot, ana: Person, content: bytes, words: str
) -> None:
    with pytest.raises(telegram.error.NetworkError, match=words):
        await bot.send_photo(ana.id, content)


async def test_a_file_must_be_known_and_not_too_big(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    voice = ana.sends_voice(b"a" * (20 * 2**20 + 1)).media["voice"]["file_id"]

    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(voice)
    with pytest.raises(BadRequest, match="Wrong file identifier/http url specified"):
        await bot.send_photo(ana.id, "nothing")
