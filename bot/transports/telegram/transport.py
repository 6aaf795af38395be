"""Telegram as the core sees it, and the menus beside its text field."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

import structlog
from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardMarkup,
)
from telegram.constants import CallbackQueryLimit, ForumTopicLimit
from telegram.error import InvalidToken

from bot.core.context.clock import Clock
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import (
    Capabilities,
    EphemeralMessage,
    Menu,
    NewRoom,
    NotSent,
    Receiver,
    Rejected,
    RoomGone,
    SendError,
)
from bot.core.messages.rendering import Rendered
from bot.core.outbound.health import TroubleListener
from bot.core.tasks import Heartbeat
from bot.domain.send_limits import Window
from bot.transports.telegram import html, later_api, messages
from bot.transports.telegram import sending as speaking
from bot.transports.telegram.bot_api import (
    Health,
    Request,
    TokenRefused,
    address,
    as_send_errors,
    bot_at,
    cause_of,
    place,
)
from bot.transports.telegram.ephemeral import EphemeralMessages, OwnRights, Rights
from bot.transports.telegram.messages import ADDED
from bot.transports.telegram.polling import Poller, Presses

# Telegram's limits, with a little air: its clock is not ours.
_ONE_A_SECOND = Window(1, timedelta(seconds=1.05))
CAPABILITIES = Capabilities(
    mark="/",
    resends=False,
    buttons=True,
    deep_links=True,
    whole=(Window(30, timedelta(seconds=1.02)),),
    shared=(_ONE_A_SECOND, Window(20, timedelta(seconds=61))),
    direct=(_ONE_A_SECOND,),
    card_pace=timedelta(seconds=6),
    senders=8,
    keys=True,
    disabled_buttons=True,
    topics=True,
)
_ANSWER_SECONDS = 10.0


class TelegramTransport:
    """One bot account."""

    def __init__(
        self,
        token: str,
        *,
        api_base: str = "https://api.telegram.org",
        test: bool = False,
        clock: Clock,
        network: str = "telegram",
        listener: TroubleListener = TroubleListener(),  # noqa: B008 - it is frozen
    ) -> None:
        self.network = network
        self.capabilities = CAPABILITIES
        self._log = structlog.get_logger().bind(network=network)
        self._polls, self._calls = Request(), Request()
        self._bot = bot_at(token, api_base, self._calls, self._polls, test=test)
        polls, presses = Heartbeat(network), Heartbeat(f"{network} presses")
        self.heartbeats = (polls, presses)
        self._presses = Presses(self._answer, heartbeat=presses)
        self._health = Health(clock, self._log, listener)
        self._rights = OwnRights(self._bot, self._begin_menu_in)
        self._menus_begun: set[asyncio.Task[None]] = set()
        self._ephemeral = EphemeralMessages(self._bot, self.network, self._rights, self._keys)
        self._menus_in_led: Sequence[Menu] = ()
        self._poller = Poller(
            self._bot,
            self._polls,
            self._presses,
            self._health,
            self._log,
            rights=self._rights,
            heartbeat=polls,
        )

    async def run(self, receiver: Receiver) -> None:
        """Receive until cancelled, and answer the presses that nobody answers."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._presses.run())
            await self._poller.run(self.network, receiver)

    async def connected(self) -> None:
        """Return once Telegram has told who we are and given its first updates."""
        await self._poller.connected.wait()

    def ailing_since(self) -> datetime | None:
        return self._health.since

    def refused_since(self) -> datetime | None:
        return self._health.refused_since

    async def me(self) -> tuple[int, str]:
        """The account's id and user name; raises `TokenRefused` or a `SendError`."""
        with as_send_errors(self.network):
            try:
                user = await self._bot.get_me()
            except InvalidToken:
                raise TokenRefused from None
        return user.id, user.username or ""

    def is_direct(self, room: str) -> bool:
        """True if this is one person's room: only theirs have positive ids."""
        return place(room).chat_id > 0

    def pieces(self, rendered: Rendered) -> Sequence[Rendered]:
        return html.pieces(rendered)

    async def send(self, room: str, rendered: Rendered, *, txn: str, reply_to: str | None) -> str:  # noqa: ARG002 - Telegram knows no transactions
        """Send one piece, in its topic, as a reply if it answers a message."""
        if rendered.document is not None and not self.is_direct(room):
            raise Rejected("a document is for a direct room")
        with as_send_errors(self.network):
            keys: speaking.AnyKeys = self._keys(rendered)
            if keys is None and rendered.keys is not None and self.is_direct(room):
                keys = html.word_keys(rendered.keys, rendered.asks)
            return await speaking.say(self._bot, place(room), rendered, keys, reply_to)

    async def edit(self, room: str, message_id: str, rendered: Rendered, *, txn: str) -> None:  # noqa: ARG002 - likewise
        with as_send_errors(self.network):
            await speaking.change(
                self._bot, place(room), message_id, rendered, self._keys(rendered)
            )

    async def delete(self, room: str, message_id: str, *, txn: str) -> None:  # noqa: ARG002 - likewise
        """Delete a message of ours, from the last 48 hours."""
        with as_send_errors(self.network):
            await speaking.take_away(self._bot, place(room), message_id)

    async def react(self, room: str, message_id: str, emoji: str, *, txn: str) -> None:  # noqa: ARG002 - likewise
        with as_send_errors(self.network):
            await self._bot.set_message_reaction(place(room).chat_id, int(message_id), emoji)

    async def pin(self, room: str, message_id: str, *, pinned: bool) -> None:
        """Pin a message of ours without a notification, or unpin it, where we may."""
        with as_send_errors(self.network):
            await speaking.pin(self._bot, place(room), message_id, pinned=pinned)

    async def open_topic(self, room: str, name: str) -> str:
        """Open a topic in a forum where we may manage topics."""
        with as_send_errors(self.network):
            chat_id = place(room).chat_id
            topic = await self._bot.create_forum_topic(
                chat_id, html.shortened(name, ForumTopicLimit.MAX_NAME_LENGTH) or html.NOTHING
            )
            return address(self.network, chat_id, topic.message_thread_id)

    async def close_topic(self, topic: str, *, closed: bool) -> None:
        """Close a topic, or open it again, where we may."""
        to = place(topic)
        act = self._bot.close_forum_topic if closed else self._bot.reopen_forum_topic
        try:
            with as_send_errors(self.network):
                await act(to.chat_id, to.thread or 0)
        except Rejected as error:
            self._log.info("topic left as it is", cause=cause_of(error))

    async def open_room(self, new: NewRoom) -> str:  # noqa: ARG002 - people make them
        """Bots make no groups on Telegram."""
        raise Rejected("no rooms here")

    async def invite(self, room: str, person: str) -> None:
        """Groups belong to people, who invite each other."""

    async def remove(self, room: str, person: str) -> None:
        """Groups belong to people: nobody is taken out by us."""

    async def set_join_rule(self, room: str, freely_from: Sequence[str]) -> None:
        """Groups belong to people, who decide how they are entered."""

    async def admit(self, room: str, person: str) -> None:
        """Grant a person's request to join a group; where there is none, or we may not, nothing."""
        try:
            with as_send_errors(self.network):
                await self._bot.approve_chat_join_request(
                    place(room).chat_id, place(person).chat_id
                )
        except (Rejected, RoomGone) as error:
            self._log.info("not let in", cause=cause_of(error))

    async def fetch(self, upload: Upload, most: int) -> bytes:
        with as_send_errors(self.network):
            return await messages.fetched(self._bot, self._calls, upload, most)

    async def count_members(self, room: str) -> int:
        """The number of members of a group or subscribers of a channel."""
        with as_send_errors(self.network):
            return max(0, await self._bot.get_chat_member_count(place(room).chat_id) - 1)

    async def answer(self, press_id: str, words: str, start: str) -> None:
        """Answer a press that this process received, once and within three seconds."""
        if self._presses.settle(press_id):
            await self._answer(press_id, words, start)

    async def show_ephemeral(self, message: EphemeralMessage) -> bool:
        """Show a person a message in a group that nobody else sees, where we lead it."""
        try:
            with as_send_errors(self.network):
                return await self._ephemeral.show(message)
        except SendError as error:
            self._log.info("not shown to one person", cause=cause_of(error))
            self._ephemeral.failed(message, error)
            return False

    async def learn_rights(self, room: str) -> None:
        """Ask what we may in a group, before anything came from there."""
        us = self._poller.us
        if us is not None:
            await self._rights.ask(place(room).chat_id, us.id)

    def start_link(self, word: str) -> str:
        """The address that opens the direct room; empty until Telegram has told our name."""
        us = self._poller.us
        return f"https://t.me/{us.username}?start={quote(word, safe='')}" if us else ""

    def room_link(self) -> str:
        """The address that adds us to a group; empty until Telegram has told our name."""
        us = self._poller.us
        return f"https://t.me/{us.username}?startgroup={ADDED}" if us else ""

    async def set_menu(self, menus: Sequence[Menu]) -> None:
        """Show these menus; a room that takes none does not hold the others back."""
        if ephemeral := [each for each in menus if each.ephemeral]:
            self._menus_in_led = ephemeral
            for chat_id in self._rights.led():
                await self._show_menu_in(chat_id, Rights(leads=True))
        for menu in (each for each in menus if not each.ephemeral):
            try:
                with as_send_errors(self.network):
                    await put_menu(self._bot, menu)
            except (Rejected, RoomGone) as error:
                self._log.warning("menu refused", scope=menu.scope, cause=cause_of(error))

    async def close(self) -> None:
        for task in self._menus_begun:
            task.cancel()
        await self._polls.shutdown()
        await self._calls.shutdown()

    def _keys(self, rendered: Rendered) -> InlineKeyboardMarkup | None:
        if self._poller.us is None and any(
            choice.start for row in rendered.choices for choice in row
        ):
            raise NotSent("our name is not known yet")
        return html.keyboard(rendered.choices, self.start_link)

    async def _answer(self, press_id: str, words: str = "", start: str = "") -> None:
        try:
            await self._bot.answer_callback_query(
                press_id,
                html.shortened(words, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH) or None,
                url=self.start_link(start) if start else None,
                read_timeout=_ANSWER_SECONDS,
            )
        except Exception as error:  # noqa: BLE001 - nothing about one press ends the receiving
            self._log.info("press not answered", cause=cause_of(error))

    def _begin_menu_in(self, chat_id: int, rights: Rights) -> None:
        """Show the menu of a group that was just learned of, while the receiving goes on."""
        if self._menus_in_led:
            task = asyncio.create_task(self._show_menu_in(chat_id, rights))
            self._menus_begun.add(task)
            task.add_done_callback(self._menus_begun.discard)

    async def _show_menu_in(self, chat_id: int, rights: Rights) -> None:
        """Where we lead a group, show the commands there that are typed for us alone."""
        where = address(self.network, chat_id)
        menus = [replace(each, scope=where) for each in self._menus_in_led]
        if not rights.leads:
            menus = [replace(each, commands=()) for each in menus]
        try:
            with as_send_errors(self.network):
                await asyncio.gather(*(put_menu(self._bot, menu) for menu in menus))
        except SendError as error:
            self._log.info("menu refused", scope=where, cause=cause_of(error))


async def put_menu(bot: Bot, menu: Menu) -> None:
    """Give Telegram a menu, unless it has the same."""
    scope = _scope(menu.scope)
    wanted = later_api.commands_for(menu.commands, ephemeral=menu.ephemeral)
    current = await bot.get_my_commands(scope, menu.locale)
    if not later_api.same_commands(current, wanted):
        await bot.set_my_commands(wanted, scope, menu.locale)


def _scope(scope: str) -> BotCommandScope:
    match scope:
        case "direct":
            return BotCommandScopeAllPrivateChats()
        case "shared":
            return BotCommandScopeAllGroupChats()
        case room:
            return BotCommandScopeChat(place(room).chat_id)
