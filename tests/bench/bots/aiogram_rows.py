"""aiogram's Dispatcher: commit a row, answer."""

import argparse

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, Message

from tests.bench.bots.rows import Rows
from tests.bench.bots.starting import start


async def main(options: argparse.Namespace) -> None:
    rows = Rows(options.database, in_threads=options.in_threads)

    async def count_tap(query: CallbackQuery) -> None:
        await rows.add(query.from_user.id, query.data or "")
        await query.answer("Noté")

    async def keep_words(message: Message) -> None:
        await rows.add(message.chat.id, message.text or "")
        await message.answer("Noté")

    dispatcher = Dispatcher()
    dispatcher.callback_query.register(count_tap)
    dispatcher.message.register(keep_words)
    session = AiohttpSession(api=TelegramAPIServer.from_base(options.api))
    await dispatcher.start_polling(Bot(options.token, session=session))


if __name__ == "__main__":
    start(main)
