"""Edits, deletions and reactions."""

import pytest
import telegram
from telegram.error import BadRequest

from tests.emulator import BotApi, Person

YES = telegram.InlineKeyboardMarkup.from_button(
    telegram.InlineKeyboardButton("Oui", callback_data="yes")
)


async def test_an_edit_changes_words_and_takes_buttons_away(bot: telegram.Bot, ana: Person) -> None:
    sent = await bot.send_message(ana.id, "3 voix", reply_markup=YES)
    edited = await sent.edit_text("4 <b>voix</b>", parse_mode="HTML")

    message = ana.private.messages[-1]
    assert isinstance(edited, telegram.Message)
    assert (edited.text, edited.reply_markup) == ("4 voix", None)
    assert (message.text, message.buttons, message.edits) == ("4 voix", (), 1)
    assert message.history == ["3 voix", "4 voix"]
    await sent.edit_reply_markup(YES)
    assert (message.labels, message.edits, message.history) == (["Oui"], 2, ["3 voix", "4 voix"])


async def test_an_edit_must_change_something(api: BotApi, bot: telegram.Bot, ana: Person) -> None:
    sent = await bot.send_message(ana.id, "<b>3</b> voix", "HTML", reply_markup=YES)

    for same in ("<b>3</b> voix", " <strong>3</strong> voix\n"):
        with pytest.raises(BadRequest, match="Message is not modified: specified new message"):
            await sent.edit_text(same, parse_mode="HTML", reply_markup=YES)
    with pytest.raises(BadRequest, match="not modified"):
        await sent.edit_reply_markup(YES)
    assert ana.private.messages[-1].edits == 0
    await sent.edit_text("3 voix", reply_markup=YES)
    await sent.edit_text("3 voix")
    assert ana.private.messages[-1].edits == 2
    assert api.violations == []


async def test_only_own_messages_can_be_edited(api: BotApi, bot: telegram.Bot, ana: Person) -> None:
    words = ana.says("Bonjour")

    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("Bonsoir", ana.id, words.id)
    assert len(api.violations) == 1
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("Bonsoir", ana.id, 99)
    assert len(api.violations) == 1


async def test_pictures_have_captions_and_no_text(bot: telegram.Bot, ana: Person) -> None:
    sent = await bot.send_photo(ana.id, b"jpeg", "Carte")

    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await sent.edit_text("Plan")
    await sent.edit_caption("Plan")
    assert ana.private.messages[-1].history == ["Carte", "Plan"]


async def test_a_deleted_message_is_gone(bot: telegram.Bot, ana: Person) -> None:
    sent = await bot.send_message(ana.id, "a")
    await sent.delete()

    assert ana.private.messages[-1].deleted
    assert ana.private.said == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sent.delete()
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await sent.edit_text("b")


async def test_after_48_hours_a_message_stays(api: BotApi, bot: telegram.Bot, ana: Person) -> None:
    old, older = [await bot.send_message(ana.id, "a") for _ in range(2)]
    api.clock.forward(hours=47)
    await old.delete()
    api.clock.forward(hours=2)

    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await older.delete()


async def test_words_of_others_are_deleted_by_administrators_only(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    group = api.group("Énergie")
    group.add(ana)
    words = ana.says("Bonjour", to=group)

    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, words.id)
    group.promote(api.bot)
    await bot.delete_message(group.id, words.id)
    assert words.deleted


async def test_the_bot_reacts_with_one_known_emoji(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    words = ana.says("Bonjour")
    await bot.set_message_reaction(ana.id, words.id, "👍")

    assert words.reactions == {api.bot.id: ("👍",)}
    for wrong, refusal in (("✅", "Reaction_invalid"), (["👍", "👎"], "Reactions_too_many")):
        with pytest.raises(BadRequest, match=refusal):
            await bot.set_message_reaction(ana.id, words.id, wrong)
    assert len(api.violations) == 2
