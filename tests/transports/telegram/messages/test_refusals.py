"""Refusals of Telegram, and their meaning: rooms that are gone, waits, unknown fates."""

from datetime import timedelta

import pytest

from bot.core.messages.ports import FateUnknown, NotSent, RoomGone, RoomMoved, TryLater
from bot.transports.telegram import TelegramTransport
from tests.emulator import BotApi, Person
from tests.transports.contract import Shelf, running
from tests.transports.telegram.messages.saying import BYE, room_of, say


async def test_someone_who_blocked_us_is_a_room_that_is_gone(
    transport: TelegramTransport, ana: Person
) -> None:
    ana.blocks()
    with pytest.raises(RoomGone, match=r"(?i)blocked"):
        await say(transport, room_of(ana))


async def test_someone_who_never_wrote_is_a_room_that_is_gone(
    api: BotApi, transport: TelegramTransport
) -> None:
    with pytest.raises(RoomGone, match=r"(?i)initiate"):
        await say(transport, room_of(api.person("Zoé")))
    with pytest.raises(RoomGone, match=r"(?i)not found"):
        await say(transport, "telegram:404")


async def test_a_group_we_were_put_out_of_is_gone(
    api: BotApi, transport: TelegramTransport
) -> None:
    group = api.group("Énergie")
    message_id = await say(transport, f"telegram:{group.id}")
    group.kick_bot()
    with pytest.raises(RoomGone):
        await say(transport, f"telegram:{group.id}")
    with pytest.raises(RoomGone):
        await transport.edit(f"telegram:{group.id}", message_id, BYE, txn="2")
    with pytest.raises(RoomGone):
        await transport.delete(f"telegram:{group.id}", message_id, txn="3")


async def test_a_group_that_moved_says_where(
    api: BotApi, transport: TelegramTransport, shelf: Shelf
) -> None:
    group = api.group("Énergie")
    async with running(transport, shelf):
        new = group.migrate()
        with pytest.raises(RoomMoved) as moved:
            await say(transport, f"telegram:{group.id}")
    assert moved.value.address == f"telegram:{new.id}"


async def test_a_pace_that_is_too_high_asks_to_wait_in_one_room_only(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    api.faults.retry_after(ana.private, 3)
    with pytest.raises(TryLater) as wait:
        await say(transport, room_of(ana))
    assert timedelta(seconds=2) <= wait.value.after <= timedelta(seconds=3)
    assert not wait.value.whole


async def test_a_wait_that_only_the_code_asks_for_is_a_second(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    api.faults.fail("sendMessage", status=429)
    with pytest.raises(TryLater) as wait:
        await say(transport, room_of(ana))
    assert wait.value.after == timedelta(seconds=1)


async def test_before_anything_left_a_message_is_not_sent(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    async with api.faults.outage():
        with pytest.raises(NotSent):
            await say(transport, room_of(ana))
    for status in (503, 401, 409):
        api.faults.fail("sendMessage", status=status)
        with pytest.raises(NotSent):
            await say(transport, room_of(ana))


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_after_a_fault_of_telegrams_the_fate_is_unknown(
    api: BotApi, transport: TelegramTransport, ana: Person, status: int
) -> None:
    api.faults.fail("sendMessage", status=status, when="after")
    with pytest.raises(FateUnknown, match=str(status)):
        await say(transport, room_of(ana))
    assert len(ana.private.said) == 1


async def test_without_an_answer_the_fate_is_unknown(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    api.faults.reset("sendMessage", when="after")
    api.faults.garbage("sendMessage")
    for _ in range(2):
        with pytest.raises(FateUnknown):
            await say(transport, room_of(ana))
    assert len(ana.private.said) == 2


async def test_an_answer_that_cannot_be_read_leaves_the_fate_unknown(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    for body in (
        '{"ok": true, "result": {"message_id": 1}}',
        '{"ok": true, "result": true}',
        "[]",
        "null",
    ):
        api.faults.fail("sendMessage", status=200, body=body, when="after")
        with pytest.raises(FateUnknown):
            await say(transport, room_of(ana))


@pytest.mark.parametrize("status", [302, 403, 404, 407])
async def test_a_page_on_the_way_says_nothing_of_the_room(
    api: BotApi, transport: TelegramTransport, ana: Person, status: int
) -> None:
    api.faults.fail("sendMessage", status=status, body="<html>Filtré</html>")
    with pytest.raises(NotSent, match=f"HTTP {status}"):
        await say(transport, room_of(ana))
