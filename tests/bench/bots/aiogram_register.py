"""aiogram's Dispatcher with the register behind it."""

import argparse

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, Update

from tests.bench.bots.register import opened
from tests.bench.bots.starting import start


async def main(options: argparse.Namespace) -> None:
    async with opened(options.database) as register:

        async def vote(query: CallbackQuery, event_update: Update) -> None:
            payload = query.model_dump(mode="json", exclude_none=True)
            words = await register.vote(
                event_update.update_id, payload, query.from_user.id, query.data or ""
            )
            await query.answer(words)

        dispatcher = Dispatcher()
        dispatcher.callback_query.register(vote)
        session = AiohttpSession(api=TelegramAPIServer.from_base(options.api))
        await dispatcher.start_polling(Bot(options.token, session=session))


if __name__ == "__main__":
    start(main)
