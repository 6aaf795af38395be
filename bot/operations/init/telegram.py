"""Telegram: a token that works, and what listens there."""

import asyncio
import re
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from functools import partial

from bot.core.messages.content import Words, text
from bot.core.messages.ports import SendError
from bot.core.outbound.health import is_of_certificate
from bot.operations.check import untrusted
from bot.operations.init.asking import Asker, Stopped, Wrong
from bot.operations.init.installer_account import FirstMessage, NothingReceived
from bot.transports.telegram import Arrivals, Me, ReadElsewhere, TokenRefused, TooMuchWaits, Visit

_EXAMPLE = "123456789:AAF-kx3…"
_TOKEN = re.compile(r"\d+:[\w-]{3,}", re.ASCII)


def ask_token(
    asker: Asker, runner: asyncio.Runner, given: str | None, api_base: str
) -> tuple[str, Me]:
    """A token that Telegram knows, and whose it is."""
    found: list[Me] = []

    def try_token(token: str) -> str:
        if not _TOKEN.fullmatch(token):
            raise Wrong(
                text(
                    "This is not a token. @BotFather gives you one when you send /newbot: digits, "
                    "a colon, letters, like {example}",
                    example=_EXAMPLE,
                )
            )
        try:
            found.append(runner.run(_who_is(token, api_base)))
        except TokenRefused:
            raise Wrong(
                text(
                    "Telegram does not know this token. Copy it completely from @BotFather, or "
                    "ask @BotFather for a new one with /token."
                )
            ) from None
        except SendError as error:
            if is_of_certificate(str(error)):
                raise Wrong(untrusted(api_base)) from None
            raise Wrong(
                text(
                    "{address} does not answer: check this machine's network, then give the token "
                    "again.",
                    address=api_base,
                )
            ) from None
        return token

    how = text(
        "You need a bot first. In Telegram, open https://t.me/BotFather, send it /newbot and "
        "answer its two questions: a name, then a user name that ends in “bot”. It then gives you "
        "a token, like {example}",
        example=_EXAMPLE,
    )
    asker.explain(how, option="--token", given=given)
    token = asker.ask(
        text("The token that @BotFather gave you:"), option="--token", given=given, read=try_token
    )
    us = found[-1]
    asker.say(text("It works: this is {name}, {bot} on Telegram.", name=us.name, bot=us.username))
    return token, us


@dataclass(slots=True)
class TelegramListener:
    """Messages to the bot while it does not run."""

    asker: Asker
    runner: asyncio.Runner
    visit: Visit
    us: Me
    network: str = "telegram"
    mark: str = "/"
    _arrivals: Arrivals = field(init=False)

    def __post_init__(self) -> None:
        self._arrivals = self.visit.arrivals(self.us)

    @property
    def where(self) -> Words:
        return text("on Telegram: https://t.me/{bot}", bot=self.us.username)

    def open(self) -> None:
        """Hear what comes in; where another program does, only if the installer says so."""
        try:
            if self.runner.run(self.visit.webhook()):
                self._take_over()
        except SendError:
            raise Stopped(text("Telegram no longer answers: start again.")) from None

    async def next(self) -> FirstMessage:
        try:
            arrival = await anext(self._arrivals)
        except ReadElsewhere:
            raise NothingReceived(
                text("Another program reads this bot's messages: stop it first.")
            ) from None
        except TooMuchWaits:
            raise Stopped(
                text(
                    "Too many messages are already waiting for this bot: start again with "
                    "--cultivator."
                )
            ) from None
        return FirstMessage(arrival.what, take=partial(self._arrivals.take, arrival))

    async def tell(self, message: FirstMessage, words: str) -> None:
        await self.visit.tell(message.what.sender, words)

    async def close(self) -> None:
        with suppress(SendError):
            await self._arrivals.close()
        await self.visit.aclose()

    def _take_over(self) -> None:
        if not self.asker.yes(
            text("Another program receives the messages sent to this bot. Take over from it?"),
            default=False,
        ):
            raise Stopped(text("Ask @BotFather for a bot only for Terreau, then start again."))
        self.runner.run(self.visit.end_webhook())


async def _who_is(token: str, api_base: str) -> Me:
    async with aclosing(Visit(token, api_base=api_base)) as visit:
        return await visit.me()
