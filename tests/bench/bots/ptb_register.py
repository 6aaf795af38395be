"""python-telegram-bot's Application with the register behind it."""

import argparse
import asyncio

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from tests.bench.bots.register import opened
from tests.bench.bots.starting import start


async def main(options: argparse.Namespace) -> None:
    async with opened(options.database) as register:

        async def vote(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
            query = update.callback_query
            assert query is not None
            words = await register.vote(
                update.update_id, query.to_dict(), query.from_user.id, query.data or ""
            )
            await query.answer(words)

        builder = Application.builder().token(options.token).base_url(f"{options.api}/bot")
        app = builder.build()
        app.add_handler(CallbackQueryHandler(vote))
        async with app:
            assert app.updater is not None
            await app.start()
            await app.updater.start_polling()
            await asyncio.Event().wait()


if __name__ == "__main__":
    start(main)
