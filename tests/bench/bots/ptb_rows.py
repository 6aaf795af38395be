"""python-telegram-bot's Application: commit a row, answer."""

import argparse
import asyncio

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from tests.bench.bots.rows import Rows
from tests.bench.bots.starting import start


async def main(options: argparse.Namespace) -> None:
    rows = Rows(options.database, in_threads=options.in_threads)

    async def count_tap(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None
        await rows.add(query.from_user.id, query.data or "")
        await query.answer("Noté")

    async def keep_words(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        assert message is not None
        await rows.add(message.chat_id, message.text or "")
        await message.reply_text("Noté")

    builder = Application.builder().token(options.token).base_url(f"{options.api}/bot")
    app = builder.build()
    app.add_handlers([CallbackQueryHandler(count_tap), MessageHandler(filters.TEXT, keep_words)])
    async with app:
        assert app.updater is not None
        await app.start()
        await app.updater.start_polling()
        await asyncio.Event().wait()


if __name__ == "__main__":
    start(main)
