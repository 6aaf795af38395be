"""nio's client and python-telegram-bot on one event loop; taps are answered, stalls measured."""

import argparse
import asyncio

import uvloop
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from tests.bench.bots.nio_bot import Bot, arguments
from tests.bench.bots.ticking import tick


async def answer_tap(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("Noté")


async def main(options: argparse.Namespace) -> None:
    ticking = asyncio.create_task(tick())
    app = Application.builder().token(options.token).base_url(f"{options.api}/bot").build()
    app.add_handler(CallbackQueryHandler(answer_tap))
    async with app:
        assert app.updater is not None
        await app.start()
        await app.updater.start_polling()
        await Bot(options).live()
    ticking.cancel()


if __name__ == "__main__":
    parser = arguments()
    parser.add_argument("--api", required=True, help="where the emulator answers")
    parser.add_argument("--token", required=True)
    uvloop.run(main(parser.parse_args()))
