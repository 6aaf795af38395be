"""The judge of our transport, in one conversation; its rules are proved in the files beside."""

import asyncio

import telegram

from tests.emulator import BotApi

YES = telegram.InlineKeyboardMarkup.from_button(
    telegram.InlineKeyboardButton("Je viens", callback_data="going")
)


async def serve(bot: telegram.Bot) -> None:
    """Be the smallest bot: post a card when asked to, count taps, confirm what was heard."""
    offset = 0
    while True:
        for update in await bot.get_updates(offset, timeout=5):
            offset = update.update_id + 1
            if update.callback_query is not None:
                await update.callback_query.answer("À bientôt")
                await update.callback_query.edit_message_text("Visite <b>(1)</b>", "HTML")
            elif update.message is not None and update.message.chat.type != "private":
                await bot.send_message(update.message.chat.id, "Visite", reply_markup=YES)


async def test_a_conversation_on_the_emulator_works() -> None:
    async with BotApi() as api, telegram.Bot(api.token, f"{api.url}/bot") as bot:
        ana, group = api.person("Ana"), api.group("Énergie", topics=True)
        served = asyncio.create_task(serve(bot))
        group.add(ana)
        card = await group.expect(lambda message: message.text == "Visite")

        answer = await ana.taps(card, "Je viens")
        await group.expect(lambda message: message.text == "Visite (1)")
        ana.says("bonjour", to=group, thread=17)
        await api.quiet()

        assert answer.text == "À bientôt"
        assert (card.edits, card.buttons) == (1, ())
        assert group.said[0].text == "Visite (1)"
        assert (api.violations, api.pings, api.too_many, api.unanswered()) == ([], [], [], [])
        served.cancel()
