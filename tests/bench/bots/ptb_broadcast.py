"""python-telegram-bot with its own rate limiter: write to many, and answer those who come."""

import argparse
import asyncio
import json
from pathlib import Path

from telegram import Update
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
)

from tests.bench.bots.starting import start


async def answer_tap(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("Noté")


async def answer_command(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_text("Voici l'aide.")


async def main(options: argparse.Namespace) -> None:
    told = json.loads(Path(options.mailing).read_text())  # noqa: ASYNC240 - nothing runs yet
    builder = Application.builder().token(options.token).base_url(f"{options.api}/bot")
    app = builder.rate_limiter(AIORateLimiter(max_retries=5)).build()
    # Each update is a task, so that one answer in the limiter's queue holds no other back.
    app.add_handler(CallbackQueryHandler(answer_tap, block=False))
    app.add_handler(CommandHandler("aide", answer_command, block=False))
    async with app:
        assert app.updater is not None
        await app.start()
        await app.updater.start_polling()
        await asyncio.gather(
            *(app.bot.send_message(person, told["words"]) for person in told["people"])
        )
        await asyncio.Event().wait()


if __name__ == "__main__":
    start(main)
