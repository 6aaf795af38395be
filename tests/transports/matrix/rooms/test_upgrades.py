"""Rooms that are replaced by others: followed where the old room says so, and only there."""

import pytest

from bot.core.messages.incoming import Kind
from bot.core.messages.ports import RoomGone, RoomMoved, TryLater
from tests.synapse import MatrixPerson
from tests.transports.contract import until
from tests.transports.matrix_stage import THIRD, Stage, words


async def public_room(stage: Stage, host: MatrixPerson) -> str:
    room = await host.creates("Énergie", invites=[stage.bot, THIRD], public=True)
    await stage.is_in(room)
    return room


async def test_an_upgraded_room_is_followed(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        old = await public_room(stage, zoe)
        new = await zoe.upgrades(old)
        await stage.is_in(new)
        await zoe.says(new, "!menu")
        [command] = await stage.nothing_but(["menu"])
        with pytest.raises(RoomMoved) as moved:
            await transport.send(f"matrix:{old}", words("Bonjour"), txn="1", reply_to=None)
        await transport.send(moved.value.address, words("Bonjour"), txn="1", reply_to=None)
        seen = await zoe.reads(new)
    async with stage.running():
        await until(lambda: stage.shelf.is_caught_up)

    assert moved.value.address == command.room == f"matrix:{new}"
    [told] = stage.shelf.of(Kind.MOVED)
    assert (told.room, told.words) == (f"matrix:{old}", f"matrix:{new}")
    assert seen[-1].body == "Bonjour"


async def test_an_upgrade_while_we_are_stopped_is_followed(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running():
        old = await public_room(stage, zoe)
    new = await zoe.upgrades(old)
    async with stage.running():
        [told] = await stage.shelf.has(1, Kind.MOVED)
    assert (told.room, told.words) == (f"matrix:{old}", f"matrix:{new}")


async def test_a_message_waits_while_an_upgrade_is_under_way(
    stage: Stage, zoe: MatrixPerson
) -> None:
    """A private room is entered by invitation, which comes after the tombstone."""
    async with stage.running() as transport:
        old = await stage.shared(zoe)
        new = await zoe.upgrades(old)
        await until(lambda: stage.proxy.asked_for(f"*/join/{new}"))
        with pytest.raises(TryLater):
            await transport.send(f"matrix:{old}", words("Bonjour"), txn="1", reply_to=None)
        await zoe.invites(new, stage.bot)
        [told] = await stage.shelf.has(1, Kind.MOVED)
        with pytest.raises(RoomMoved):
            await transport.send(f"matrix:{old}", words("Bonjour"), txn="1", reply_to=None)
    assert told.words == f"matrix:{new}"


async def test_a_successor_that_is_never_entered_is_not_waited_for_for_ever(
    stage: Stage, zoe: MatrixPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.transports.matrix.rooms.room_entry.ENTERED_WITHIN", 0.0)
    async with stage.running() as transport:
        old = await stage.shared(zoe)
        new = await zoe.upgrades(old)
        await until(lambda: stage.proxy.asked_for(f"*/join/{new}"))
        with pytest.raises(RoomGone):
            await transport.send(f"matrix:{old}", words("Bonjour"), txn="1", reply_to=None)


async def test_a_direct_room_that_is_upgraded_stays_one(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        old = await stage.direct(zoe)
        new = await zoe.upgrades(old)
        await zoe.invites(new, stage.bot)
        [told] = await stage.shelf.has(1, Kind.MOVED)
        with pytest.raises(RoomMoved) as moved:
            await transport.send(told.room, words("Bonjour"), txn="1", reply_to=None)
    assert told.room == f"matrix:{old}/{zoe.user_id}"
    assert told.words == moved.value.address == f"matrix:{new}/{zoe.user_id}"


@pytest.mark.slow
async def test_a_trouble_while_following_loses_nothing(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running():
        old = await public_room(stage, zoe)
        stage.proxy.faults.fail("*/state/m.room.tombstone/*")
        await zoe.upgrades(old)
        await stage.shelf.has(1, Kind.MOVED)


async def test_a_room_that_claims_to_replace_ours_replaces_nothing(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe, luc)
        predecessor = {"predecessor": {"room_id": room, "event_id": "$any"}}
        forged = await luc.call(
            "POST",
            "/_matrix/client/v3/createRoom",
            {"creation_content": predecessor, "invite": [stage.bot, THIRD]},
        )
        await stage.is_in(forged["room_id"])
        sent = await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        seen = await zoe.reads(room)
    assert stage.shelf.of(Kind.MOVED) == []
    assert seen[-1].id == sent


async def test_a_tombstone_to_nowhere_moves_nothing(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        for replacement in ("", 7, "nowhere", "!" + "x" * 40_000, "#alias:terreau.test"):
            room = await stage.shared(zoe)
            await zoe.sets(room, "m.room.tombstone", {"replacement_room": replacement})
            await zoe.says(room, "!encore")
        await stage.nothing_but(["encore"] * 5)
        room = await stage.shared(zoe)
        await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
    assert stage.shelf.of(Kind.MOVED) == []
