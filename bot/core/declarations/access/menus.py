"""The menus that a network shows beside the text field, read off the declarations."""

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.core.declarations.access.available_commands import listed
from bot.core.declarations.declaration import Command
from bot.core.declarations.registry import Declared
from bot.core.messages.content import Text
from bot.core.messages.language.i18n import Reader
from bot.core.messages.ports import Menu
from bot.domain.roles import Role
from bot.locales import LOCALES
from storage.communities import Communities, SeatHolders
from storage.members import Identities, Member, Members
from storage.unit_of_work import Store


def menus(store: Store, declared: Declared, network: str, fallback: str) -> list[Menu]:
    """Menus of all private chats, of shared rooms, and of each gardener.

    Readers whose language has no menu get the one of `fallback`.
    """
    made: list[Menu] = []
    members = listed(declared, Role.MEMBER)
    shared = [command for command in members if command.in_shared_menu]
    for locale, spoken in ((None, fallback), *((each, each) for each in LOCALES)):
        made.append(Menu("direct", locale, _commands(members, spoken)))
        made.append(Menu("shared", locale, _commands(shared, spoken)))
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
