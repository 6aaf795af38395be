"""The menus that a network shows beside the text field, kept up to date while the program runs."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from bot.core.declarations.declaration import Command
from bot.core.declarations.permissions import listed
from bot.core.declarations.registry import Declared
from bot.core.messages.content import Text
from bot.core.messages.i18n import Reader
from bot.core.messages.ports import Menu, SendError, Transport
from bot.core.tasks import Heartbeat, Lanes, kept
from bot.domain.roles import Role
from bot.locales import LOCALES
from storage.communities import Communities, SeatHolders
from storage.members import Identities, Member, Members
from storage.unit_of_work import DATABASE_TROUBLE, Store

AGAIN_SECONDS = 30.0
"""Time for which a network that took no menus is left alone."""
MENU_SECONDS = 25.0
"""Time that a network may take for all menus that changed, beyond the usual silence."""
LAG_SECONDS = 60.0
"""Time by which menus may lag behind what was committed, when seats change hands."""

log = structlog.get_logger()


class ShownMenus:
    """The menus of one network, which follow the gardeners as they come and go."""

    def __init__(
        self, transport: Transport, lanes: Lanes, declared: Declared, fallback: str
    ) -> None:
        """Readers whose language has no menu get the one of `fallback`."""
        self._transport = transport
        self._lanes = lanes
        self._wanted = partial(
            menus, declared=declared, network=transport.network, fallback=fallback
        )
        self.wake = asyncio.Event()
        """Set when something was committed: gardeners may have changed."""
        self.heartbeat = Heartbeat(f"{transport.network} menus")

    @kept
    async def run(self) -> None:
        """Once the network has accepted us, show it the menus, and change them when they change."""
        await self.heartbeat.wait_for(self._transport.connected())
        shown: Sequence[Menu] = ()
        while True:
            self.wake.clear()
            self.heartbeat.beat(MENU_SECONDS)
            try:
                now = await self._lanes.run(self._wanted)
                await self._transport.set_menu(changed(shown, now))
            except (SendError, *DATABASE_TROUBLE) as error:
                network = self._transport.network
                log.warning("menus not shown", network=network, error=type(error).__name__)
                await self.heartbeat.sleep(AGAIN_SECONDS)
            else:
                shown = now
                await self.heartbeat.wait(self.wake)
                await self.heartbeat.sleep(LAG_SECONDS)


def menus(store: Store, declared: Declared, network: str, fallback: str) -> list[Menu]:
    """Menus of all private chats, of shared rooms, and of each gardener.

    Where people can be answered alone, commands for that are for the bot alone.

    Readers whose language has no menu get the one of `fallback`.
    """
    made: list[Menu] = []
    members = listed(declared, Role.MEMBER)
    shared = [command for command in members if command.in_shared_menu]
    named = {each.name: each for each in reversed(list(declared.all_commands())) if each.ephemeral}
    alone = sorted(named.values(), key=lambda each: (not each.listed, each.listed, each.name))
    for locale, spoken in ((None, fallback), *((each, each) for each in LOCALES)):
        made.append(Menu("direct", locale, _commands(members, spoken)))
        made.append(Menu("shared", locale, _commands(shared, spoken)))
        made.append(Menu("ephemeral", locale, _commands(alone, spoken), ephemeral=True))
    gardening = listed(declared, Role.GARDENER)
    for member, room in _gardeners(store, network):
        made.append(Menu(room, None, _commands(gardening, member.locale or fallback)))
    return made


def changed(shown: Sequence[Menu], wanted: Sequence[Menu]) -> list[Menu]:
    """Menus to set again; one that is no longer wanted is emptied, so that a wider one shows."""
    places = {(each.scope, each.locale) for each in wanted}
    gone = [
        Menu(each.scope, each.locale, ())
        for each in shown
        if (each.scope, each.locale) not in places
    ]
    return [*gone, *(each for each in wanted if each not in shown)]


def _gardeners(store: Store, network: str) -> Iterator[tuple[Member, str]]:
    for community in store[Communities].all():
        for address in store[SeatHolders].of(community).values():
            standing = store[Members].standing(address, community.id)
            if standing is None or standing.circle is None:
                continue
            for account in store[Identities].of(standing.member):
                if account.direct and account.direct.startswith(f"{network}:"):
                    yield standing.member, account.direct


def _commands(commands: list[Command], locale: str) -> tuple[tuple[str, str], ...]:
    reader = Reader(locale, ZoneInfo("UTC"), date.min)
    return tuple(
        (command.fr if locale == "fr" else command.name, reader.say(Text(command.summary)))
        for command in commands
    )
