"""The menus beside the text field."""

import pytest
import structlog

from bot.core.messages.ports import Menu, NotSent
from bot.transports.telegram import TelegramTransport
from tests.emulator import BotApi, Person

FRENCH = (("menu", "Ce que vous pouvez faire ici"), ("agenda", "Les événements à venir"))
ENGLISH = (("menu", "What you can do here"), ("events", "What is coming up"))
GARDENER = (*FRENCH, ("afaire", "Ce qui vous attend"))


async def test_each_room_and_language_has_its_menu(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    bob, group = api.person("Bob", language="en"), api.group("Énergie")
    group.add(ana)
    await transport.set_menu(
        [
            Menu("direct", None, ENGLISH),
            Menu("direct", "fr", FRENCH),
            Menu("shared", None, FRENCH[:1]),
            Menu(f"telegram:{group.id}/17", "fr", GARDENER),
        ]
    )
    assert ana.menu() == ["menu", "agenda"]
    assert bob.menu() == ["menu", "events"]
    assert ana.menu(group) == ["menu", "agenda", "afaire"]
    assert bob.menu(api.group("Mobilité")) == ["menu"]


async def test_a_menu_that_is_there_is_not_set_again(
    api: BotApi, transport: TelegramTransport
) -> None:
    for commands in (FRENCH, FRENCH, ENGLISH, (), ()):
        await transport.set_menu([Menu("direct", "fr", commands)])
    assert api.count("setMyCommands") == 3


async def test_a_room_that_is_gone_does_not_hold_the_others_back(
    transport: TelegramTransport, ana: Person
) -> None:
    with structlog.testing.capture_logs() as logged:
        await transport.set_menu([Menu("telegram:404", None, FRENCH), Menu("direct", None, FRENCH)])
    assert ana.menu() == ["menu", "agenda"]
    assert [it["event"] for it in logged] == ["menu refused"]


async def test_a_network_that_is_down_is_told(api: BotApi, transport: TelegramTransport) -> None:
    async with api.faults.outage():
        with pytest.raises(NotSent):
            await transport.set_menu([Menu("direct", None, FRENCH)])
