"""Talking with Telegram while no bot runs: to install one, and to look whether all is in order."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

from telegram import Bot
from telegram.error import InvalidToken

from bot.core.messages.rendering import Rendered, Span
from bot.transports.telegram.addresses import place
from bot.transports.telegram.bot_api.errors import TokenRefused, as_send_errors
from bot.transports.telegram.bot_api.request import Request
from bot.transports.telegram.messages import sending as speaking
from bot.transports.telegram.messages.message_words import Account
from bot.transports.telegram.room_rights import Standing, standing_in
from bot.transports.telegram.updates.pending_updates import Arrivals
from bot.transports.telegram.updates.updates import UpdateReader

NETWORK = "telegram"
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's account; `reads_all` where its privacy mode is off."""

    id: int
    username: str
    name: str
    reads_all: bool


class Visit:
    """A few questions to Telegram, one after the other; all raise a `SendError`."""

    def __init__(self, token: str, *, api_base: str) -> None:
        """Know the account; nothing is asked of the network yet."""
        self._request = Request(_PATIENCE)
        base = api_base.rstrip("/")
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def me(self) -> Me:
        """The bot's own account; raises `TokenRefused` too."""
        with as_send_errors(NETWORK):
            try:
                user = await self._bot.get_me()
            except InvalidToken:
                raise TokenRefused from None
        reads_all = bool(user.can_read_all_group_messages)
        return Me(user.id, user.username or "", user.full_name, reads_all)

    def network_time(self) -> datetime | None:
        """Telegram's clock at its last answer."""
        try:
            moment = parsedate_to_datetime(self._request.heard_at)
        except ValueError:
            return None
        return moment.replace(tzinfo=moment.tzinfo or UTC)

    async def webhook(self) -> str:
        """The address to which Telegram sends updates; empty where it waits to be asked."""
        with as_send_errors(NETWORK):
            return (await self._bot.get_webhook_info()).url

    async def end_webhook(self) -> None:
        """Remove the webhook, so that Telegram keeps updates until polled; none is lost."""
        with as_send_errors(NETWORK):
            await self._bot.delete_webhook()

    async def standing(self, us: Me, room: str) -> Standing:
        """Our rights in a room."""
        with as_send_errors(NETWORK):
            return await standing_in(self._bot, us.id, place(room))

    async def tell(self, room: str, words: str) -> None:
        """Say something."""
        with as_send_errors(NETWORK):
            await speaking.say(self._bot, place(room), Rendered((Span(words),)), None, None)

    def arrivals(self, us: Me) -> Arrivals:
        """Updates from now on."""
        reader = UpdateReader(NETWORK, Account(us.id, us.username))
        return Arrivals(self._bot, self._request, reader, self.network_time)

    async def close(self) -> None:
        """Give the connections back."""
        await self._request.shutdown()
