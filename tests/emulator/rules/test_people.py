"""People act as they do on Telegram, and their updates tell of it truly."""

import pytest
import telegram
from telegram import BotCommand

from tests.emulator import BotApi, Person


async def changes(bot: telegram.Bot) -> list[tuple[int, str, str]]:
    updates = await bot.get_updates()
    told = [update.my_chat_member for update in updates if update.my_chat_member]
    return [(it.chat.id, it.old_chat_member.status, it.new_chat_member.status) for it in told]


async def test_comings_and_goings_of_the_bot_are_told(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    group = api.group("Énergie")
    ana.blocks()
    ana.unblocks()
    group.promote(api.bot)
    group.kick_bot()
    group.add_bot()
    await bot.leave_chat(group.id)

    assert await changes(bot) == [
        (ana.id, "member", "kicked"),
        (ana.id, "kicked", "member"),
        (group.id, "member", "administrator"),
        (group.id, "administrator", "kicked"),
        (group.id, "kicked", "member"),
        (group.id, "member", "left"),
    ]


async def test_a_person_who_left_or_blocked_cannot_write(api: BotApi, ana: Person) -> None:
    group = api.group("Énergie")
    with pytest.raises(AssertionError, match="Ana is not in Énergie"):
        ana.says("a", to=group)
    ana.blocks()
    with pytest.raises(AssertionError, match="Ana has blocked the bot"):
        ana.says("a")


async def test_joining_and_leaving_leave_a_line(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    group = api.group("Énergie")
    group.add(ana)
    group.remove(ana)

    joined, left = [update.message for update in await bot.get_updates()]
    assert joined is not None
    assert [user.id for user in joined.new_chat_members] == [ana.id]
    assert left is not None
    assert left.left_chat_member is not None
    assert left.left_chat_member.id == ana.id


async def test_an_administrator_is_told_of_each_and_others_read_a_line(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    group, luc = api.group("Énergie", supergroup=True), api.person("Luc")
    await bot.get_updates(allowed_updates=["message", "chat_member"])
    group.add_all(ana, luc)
    group.leave(luc)
    group.promote(api.bot)
    group.add(luc)

    together, left, *apart = await bot.get_updates()
    assert together.message is not None
    assert [it.id for it in together.message.new_chat_members] == [ana.id, luc.id]
    assert left.message is not None
    assert left.message.left_chat_member is not None
    change, line = apart
    assert change.chat_member is not None
    assert change.chat_member.from_user.id == luc.id, "by the group's link"
    assert (
        change.chat_member.old_chat_member.status,
        change.chat_member.new_chat_member.status,
    ) == (
        "left",
        "member",
    )
    assert line.message is not None


async def test_a_person_asking_to_join_can_be_written_to_for_five_minutes(
    api: BotApi, bot: telegram.Bot
) -> None:
    group, ana = api.group("Énergie", supergroup=True), api.person("Ana")
    ana.asks_to_join(group)
    assert await bot.get_updates() == (), "only administrators are told"
    group.promote(api.bot)
    await bot.get_updates()
    before = len(api.updates.pending)
    ana.asks_to_join(group)
    request = (await bot.get_updates())[before].chat_join_request

    assert request is not None
    assert (request.chat.id, request.from_user.id) == (group.id, ana.id)
    await bot.send_message(request.user_chat_id, "Bonjour")
    api.clock.forward(seconds=300)
    with pytest.raises(telegram.error.Forbidden, match="can't initiate conversation"):
        await bot.send_message(request.user_chat_id, "Bonsoir")
    ana.asks_to_join(group)
    group.approve(ana)
    with pytest.raises(telegram.error.Forbidden, match="can't initiate conversation"):
        await bot.send_message(request.user_chat_id, "Bonsoir")
    assert group.has(ana)


async def test_an_anonymous_administrator_has_no_name(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    group = api.group("Énergie", supergroup=True)
    group.add(ana)
    ana.says("/salon", to=group, anonymous=True)

    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.from_user is not None
    assert message.sender_chat is not None
    assert (message.from_user.id, message.from_user.username) == (1087968824, "GroupAnonymousBot")
    assert message.sender_chat.id == group.id


async def test_words_in_a_topic_answer_the_line_that_opened_it(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    forum = api.group("Énergie", topics=True)
    forum.add(ana)
    agenda = forum.topic("Agenda")
    ana.says("/agenda", to=forum, thread=agenda)

    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert (message.message_thread_id, message.is_topic_message) == (agenda, True)
    assert message.reply_to_message is not None
    assert message.reply_to_message.forum_topic_created is not None
    with pytest.raises(AssertionError, match="has no topic 1"):
        ana.says("a", to=forum, thread=1)


async def test_a_deep_link_starts_the_bot(api: BotApi, ana: Person) -> None:
    assert ana.follows("https://t.me/terreau_bot?start=a-B_9").text == "/start a-B_9"
    assert ana.follows("tg://resolve?domain=terreau_bot&start=x").text == "/start x"
    for wrong in ("https://t.me/other_bot?start=a", "https://t.me/terreau_bot?start=a.b"):
        with pytest.raises(AssertionError, match=r"does not lead|payload"):
            ana.follows(wrong)


async def test_pictures_voices_and_documents_arrive(bot: telegram.Bot, ana: Person) -> None:
    ana.sends_photo(caption="Mon toit")
    ana.sends_voice(b"OggS!")
    ana.sends_document(b"a", name="a.txt")

    photo, voice, document = [update.message for update in await bot.get_updates()]
    assert photo is not None
    assert voice is not None
    assert voice.voice is not None
    assert document is not None
    assert document.document is not None
    assert (len(photo.photo), photo.caption) == (2, "Mon toit")
    assert document.document.file_name == "a.txt"
    fetched = await (await voice.voice.get_file()).download_as_bytearray()
    assert bytes(fetched) == b"OggS!"


async def test_chats_tell_who_is_in_them(api: BotApi, bot: telegram.Bot, ana: Person) -> None:
    group, luc = api.group("Énergie"), api.person("Luc")
    group.add(ana)
    group.promote(ana)

    chat = await bot.get_chat(group.id)
    assert (chat.title, chat.type) == ("Énergie", "group")
    statuses = [(await bot.get_chat_member(group.id, it.id)).status for it in (ana, luc, api.bot)]
    assert statuses == ["administrator", "left", "member"]
    leading = await bot.get_chat_administrators(group.id)
    assert {it.user.id for it in leading} == {ana.id, group.owner.id}
    with pytest.raises(telegram.error.BadRequest, match="no administrators in the private chat"):
        await bot.get_chat_administrators(ana.id)
    with pytest.raises(telegram.error.BadRequest, match="User not found"):
        await bot.get_chat_member(group.id, 77)


async def test_the_menu_is_the_narrowest_in_ones_own_language(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    luc, group = api.person("Luc", language="en"), api.group("Énergie")
    group.promote(ana)

    async def menu(command: str, scope: telegram.BotCommandScope, language: str = "") -> None:
        await bot.set_my_commands([BotCommand(command, "…")], scope, language)

    await menu("menu", telegram.BotCommandScopeDefault())
    await menu("aide", telegram.BotCommandScopeAllPrivateChats(), "fr")
    await menu("tout", telegram.BotCommandScopeAllPrivateChats())
    await menu("lettre", telegram.BotCommandScopeChatAdministrators(group.id))

    assert (ana.menu(), luc.menu()) == (["aide"], ["tout"])
    assert (ana.menu(group), luc.menu(group)) == (["lettre"], ["menu"])
    (command,) = await bot.get_my_commands(telegram.BotCommandScopeAllPrivateChats(), "fr")
    assert command.command == "aide"
    await bot.delete_my_commands(telegram.BotCommandScopeAllPrivateChats(), "fr")
    assert ana.menu() == ["tout"]


@pytest.mark.parametrize(
    ("commands", "language", "words"),
    [
        pytest.param([("a", "b")] * 101, "fr", "Bot_commands_too_much", id="101"),
        pytest.param([("Aide", "b")], "fr", "Bot_command_invalid", id="capitals"),
        pytest.param([("réglages", "b")], "fr", "Bot_command_invalid", id="accents"),
        pytest.param([("a" * 33, "b")], "fr", "Bot_command_invalid", id="long"),
        pytest.param([("a", "")], "fr", "Bot_command_description_invalid", id="no words"),
        pytest.param([("a", "b" * 257)], "fr", "Bot_command_description_invalid", id="many"),
        pytest.param([("a", "b")], "fra", "Invalid language code specified", id="language"),
    ],
)
async def test_wrong_menus_are_refused(
    api: BotApi,
    bot: telegram.Bot,
    commands: list[tuple[str, str]],
    language: str,
    words: str,
) -> None:
    with pytest.raises(telegram.error.BadRequest, match=words):
        await bot.set_my_commands(commands, language_code=language)
    assert len(api.violations) == 1
