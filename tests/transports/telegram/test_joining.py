"""Requests to join a group, and the welcome of newcomers where we may send it to them alone."""

import pytest

from bot.core.messages.incoming import Kind
from bot.transports.telegram import TelegramTransport
from tests.emulator import BotApi, Group, Person
from tests.transports.contract import Shelf, running


@pytest.fixture
def group(api: BotApi) -> Group:
    group = api.group("Énergie", supergroup=True)
    group.bot_lacks = set()
    group.promote(api.bot)
    return group


async def test_a_request_that_asks_us_to_decide_is_left_to_the_leaders_at_once(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, group: Group
) -> None:
    group.bot_decides = True
    async with running(transport, shelf):
        api.person("Zoé").asks_to_join(group)
        await api.until(lambda: api.join_answers == ["queue"])
        (asked,) = await shelf.has(1, Kind.ASKED)

    assert asked.words == f"telegram:{group.id}"


@pytest.mark.parametrize("status", [400, 502])
async def test_a_request_that_cannot_be_left_to_them_is_kept_all_the_same(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, group: Group, status: int
) -> None:
    group.bot_decides = True
    api.faults.fail("answerChatJoinRequestQuery", status=status)
    async with running(transport, shelf):
        api.person("Zoé").asks_to_join(group)
        await shelf.has(1, Kind.ASKED)
        await api.until(lambda: api.count("answerChatJoinRequestQuery"))


async def test_who_asked_is_let_in(api: BotApi, transport: TelegramTransport, group: Group) -> None:
    zoe, max_ = api.person("Zoé"), api.person("Max")
    zoe.asks_to_join(group)

    for person in (zoe, max_):  # Max never asked
        await transport.admit(f"telegram:{group.id}", f"telegram:{person.id}")

    assert (group.has(zoe), group.has(max_)) == (True, False)


async def test_newcomers_come_once_and_can_be_welcomed_alone(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, group: Group, ana: Person
) -> None:
    async with running(transport, shelf):
        group.add(ana)
        (came,) = await shelf.has(1, Kind.ENTERED)
        ana.says("/menu")
        await shelf.has(1)

    assert came.ephemeral
    assert len(shelf.of(Kind.ENTERED)) == 1


async def test_without_that_right_they_are_not(
    transport: TelegramTransport, shelf: Shelf, group: Group, ana: Person
) -> None:
    group.bot_lacks = {"can_send_welcome_messages"}
    async with running(transport, shelf):
        group.add(ana)
        came = await shelf.has(2, Kind.ENTERED)

    assert {each.sender for each in came} == {f"telegram:{ana.id}"}
    assert not any(each.ephemeral for each in came)
