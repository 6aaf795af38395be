"""Talk with Telegram while no bot runs: its token, our rights in rooms, and waiting updates.

Telegram forgets updates from the oldest on. So what was taken is acknowledged as far as nothing
else stands before it; all the rest stays for the bot, which handles it when it runs.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import takewhile
from typing import Self

from telegram import (
    Bot,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
)
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.core.messages.incoming import Incoming
from bot.core.messages.rendering import Rendered, Span
from bot.domain.words import on_one_line
from bot.transports.telegram import sending as speaking
from bot.transports.telegram.bot_api import (
    Place,
    Request,
    TokenRefused,
    as_send_errors,
    bot_at,
    place,
)
from bot.transports.telegram.messages import Account, Json
from bot.transports.telegram.polling import MOST, get_updates
from bot.transports.telegram.updates import UpdateReader

_OUT = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}
POLL_SECONDS = 20
_PAUSE = 1.0
# An older update was not meant for this set-up.
_OLD = timedelta(minutes=15)
NETWORK = "telegram"
_PATIENCE = 10.0


class ReadElsewhere(ConnectionError):
    """Another program reads what comes in for this account."""


class TooMuchWaits(ConnectionError):
    """Waiting updates of this account hide new ones."""


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's account; `reads_all` where its privacy mode is off."""

    id: int
    username: str
    name: str
    reads_all: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A room, and our standing there; a group's administrator is shown all that is said in it."""

    title: str
    is_channel: bool
    is_in: bool
    speaks: bool
    leads: bool
    has_topic: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update that was read, and its number."""

    number: int
    what: Incoming


@dataclass(slots=True)
class Arrivals:
    """`async for arrival in arrivals`: each new one once, as the transport reads it."""

    bot: Bot
    request: Request
    reader: UpdateReader
    network_time: Callable[[], datetime | None]
    _waiting: list[int] = field(default_factory=list)
    _seen: set[int] = field(default_factory=set)
    _taken: set[int] = field(default_factory=set)
    _new: deque[Arrival] = field(default_factory=deque)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Arrival:
        """Wait for the next one; raises `ReadElsewhere` and `TooMuchWaits`."""
        while not self._new:
            await self._look()
        return self._new.popleft()

    def take(self, arrival: Arrival) -> None:
        """This one was answered: the bot need not handle it."""
        self._taken.add(arrival.number)

    async def close(self) -> None:
        """Acknowledge what was taken; where that fails, the bot hears it once more."""
        if (offset := self._offset()) is not None:
            with suppress(TelegramError):
                await self._ask(offset, seconds=0, most=1)

    async def _look(self) -> None:
        """Make one request; where old things wait it comes back at once, and is not hurried."""
        try:
            updates = await self._ask(self._offset(), POLL_SECONDS)
        except Conflict:
            raise ReadElsewhere from None
        except TelegramError:
            await asyncio.sleep(_PAUSE)
            return
        self._waiting = sorted(int(update["update_id"]) for update in updates)
        new = [update for update in updates if int(update["update_id"]) not in self._seen]
        self._seen.update(self._waiting)
        self._new.extend(found for update in new if (found := self._read(update)) is not None)
        if new:
            return
        if len(updates) == MOST:
            raise TooMuchWaits
        if updates:
            await asyncio.sleep(_PAUSE)

    async def _ask(self, offset: int | None, seconds: int, most: int = MOST) -> list[Json]:
        answer = await get_updates(self.bot, self.request, offset, seconds, most)
        return list(answer) if isinstance(answer, list) else []

    def _offset(self) -> int | None:
        """Behind what was taken, as far as nothing else stands before it."""
        done = list(takewhile(self._taken.__contains__, self._waiting))
        return done[-1] + 1 if done else None

    def _read(self, update: Json) -> Arrival | None:
        try:
            what = self.reader.read(update)
        except Exception:  # noqa: BLE001 - it is the bot that sets it aside
            return None
        now = self.network_time()
        if what is None or (now and what.sent_at and now - what.sent_at > _OLD):
            return None
        return Arrival(int(update["update_id"]), what)


class Visit:
    """A few questions to Telegram, one after the other; all raise a `SendError`."""

    def __init__(self, token: str, *, api_base: str, test: bool = False) -> None:
        self._request = Request(_PATIENCE)
        self._bot = bot_at(token, api_base, self._request, self._request, test=test)

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
        with as_send_errors(NETWORK):
            return await standing_in(self._bot, us.id, place(room))

    async def tell(self, room: str, words: str) -> None:
        with as_send_errors(NETWORK):
            await speaking.say(self._bot, place(room), Rendered((Span(words),)), None, None)

    def arrivals(self, us: Me) -> Arrivals:
        """Updates from now on."""
        reader = UpdateReader(NETWORK, Account(us.id, us.username))
        return Arrivals(self._bot, self._request, reader, self.network_time)

    async def aclose(self) -> None:
        await self._request.shutdown()


async def standing_in(bot: Bot, us: int, to: Place) -> Standing:
    """Ask for the kind of a room, and our standing in it."""
    chat = await bot.get_chat(to.chat_id)
    member = await bot.get_chat_member(to.chat_id, us)
    is_in = member.status not in _OUT
    if isinstance(member, ChatMemberRestricted):
        is_in = member.is_member
    return Standing(
        title=on_one_line(chat.title or chat.full_name or ""),
        is_channel=chat.type == ChatType.CHANNEL,
        is_in=is_in,
        speaks=is_in and _speaks(member, chat),
        leads=isinstance(member, ChatMemberAdministrator | ChatMemberOwner),
        has_topic=to.thread is None or bool(chat.is_forum),
    )


def _speaks(member: ChatMember, chat: ChatFullInfo) -> bool:
    match member:
        case ChatMemberOwner():
            return True
        case ChatMemberAdministrator():
            return member.can_post_messages is not False  # which is told of channels alone
        case ChatMemberRestricted():
            return member.can_send_messages
        case _:
            allowed = chat.permissions is None or chat.permissions.can_send_messages is not False
            return chat.type != ChatType.CHANNEL and allowed
