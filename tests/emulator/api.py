"""The emulator as tests hold it: the world, and the server before it."""

from types import TracebackType
from typing import Self

import telegram

from tests.emulator.calls.errors import Json
from tests.emulator.calls.server import Server
from tests.emulator.calls.signatures import misfit
from tests.emulator.calls.webhook import Courier
from tests.emulator.messages.messages import Account

from .control import Control
from .world import World


class BotApi(World):
    """Telegram with one bot; the bot's base_url is `f"{api.url}/bot"`.

    With `limits`, Telegram's pace is enforced; `limits_scale=0.1` makes its windows ten
    times shorter. With `checked`, every queued update must be read whole by
    python-telegram-bot.
    """

    def __init__(
        self,
        *,
        token: str = "123:abc",  # noqa: S107 - a made-up one
        username: str = "terreau_bot",
        limits: bool = True,
        limits_scale: float = 1.0,
        checked: bool = True,
    ) -> None:
        bot = Account(int(token.partition(":")[0]), "Terreau", username, is_bot=True)
        super().__init__(bot, limits=limits, limits_scale=limits_scale)
        self.token = token
        self.username = username
        self.server = Server(self, token)
        self.faults = self.server.faults
        self.courier = Courier(self)
        self.server.app.router.add_route("*", "/control/{name}", Control(self).answer)
        if checked:
            self.updates.check = _must_be_read_whole

    @property
    def url(self) -> str:
        return self.server.url

    async def start(self, port: int = 0) -> None:
        await self.server.start(port)
        self.courier.start()

    async def stop(self) -> None:
        await self.courier.stop()
        await self.server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()


def _must_be_read_whole(update: Json) -> None:
    wrong = misfit(telegram.Update, update)
    read = telegram.Update.de_json(update, None).to_dict()
    assert wrong is None, f"{wrong}: {update}"
    assert _covers(read, update), f"read as {read}, sent as {update}"


def _covers(read: object, sent: object) -> bool:
    """True if all that was sent came back, beside what python-telegram-bot adds."""
    if isinstance(sent, dict):
        return isinstance(read, dict) and all(
            _covers(read.get(name, []), value) for name, value in sent.items()
        )
    if isinstance(sent, list):
        return isinstance(read, list) and all(map(_covers, read, sent))
    return read == sent
