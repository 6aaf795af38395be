"""Lost rooms, cut networks and stops under the contract of every transport."""

import pytest

from bot.core.messages.incoming import Kind
from bot.core.messages.ports import RoomGone
from tests.crash_watch import WATCH
from tests.transports.contract import Harness, Shelf, running, until
from tests.transports.contracts.networks import said


@pytest.mark.crashes("not committed")
async def test_a_refused_commit_is_tried_again(harness: Harness, shelf: Shelf) -> None:
    ana = await harness.person("Ana")
    async with running(harness.transport, shelf):
        await harness.settled(ana.room, shelf)
        shelf.refusals = 1
        await ana.says("first", ana.room)
        await shelf.has(1)
        await ana.says("second", ana.room)
        await shelf.has(2)

    assert shelf.words() == ["first", "second"]


@pytest.mark.crashes("not committed")
async def test_a_stop_before_the_commit_loses_nothing(harness: Harness, shelf: Shelf) -> None:
    ana = await harness.person("Ana")
    async with running(harness.transport, shelf):
        await harness.settled(ana.room, shelf)
        shelf.refusals = 1
        await ana.says("kept by the network", ana.room)
        await until(lambda: any(each.event == "not committed" for each in WATCH.crashes))
    shelf.refusals = 0

    async with running(harness.transport, shelf):
        await shelf.has(1)

    assert shelf.words() == ["kept by the network"]


async def test_a_room_that_is_gone_says_so(harness: Harness, shelf: Shelf) -> None:
    ana = await harness.person("Ana")
    room = await harness.shared_room(ana)
    async with running(harness.transport, shelf):
        await harness.settled(room, shelf)
        await harness.put_us_out(room)
        (went,) = await shelf.has(1, Kind.WENT)
        with pytest.raises(RoomGone):
            await harness.transport.send(room, said("Anyone?"), txn="1", reply_to=None)

    assert went.room == room


async def test_a_cut_network_is_noticed_and_heals(harness: Harness, shelf: Shelf) -> None:
    ana, transport = await harness.person("Ana"), harness.transport
    async with running(transport, shelf):
        await harness.settled(ana.room, shelf)
        await until(lambda: transport.ailing_since() is None)
        async with harness.cut():
            await until(lambda: transport.ailing_since() is not None)
            since = transport.ailing_since()
            assert since is not None
            assert since.tzinfo is not None
        await ana.says("Are you back?", ana.room)
        await shelf.has(1)
        await until(lambda: transport.ailing_since() is None)

    assert shelf.words() == ["Are you back?"]


async def test_a_stop_while_the_network_is_cut_is_quick(harness: Harness, shelf: Shelf) -> None:
    async with running(harness.transport, shelf), harness.cut():
        await until(lambda: harness.transport.ailing_since() is not None)
