"""Rooms that are replaced by others: followed where the old room says so, and only there."""

import pytest

from bot.core.messages.incoming import Kind
from bot.core.messages.ports import RoomGone, RoomMoved, TryLater
from tests.synapse import MatrixPerson
from tests.transports.contract import eventually, until
from tests.transports.matrix_stage import THIRD, Stage, words

pytestmark = pytest.mark.slow


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
    monkeypatch.setattr("bot.transports.matrix.made_rooms.ENTERED_WITHIN", 0.0)
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
        sent = await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        seen = await zoe.reads(room)
    assert stage.shelf.of(Kind.MOVED) == []
    assert seen[-1].id == sent


async def replaces(luc: MatrixPerson, old: str, new: str) -> None:
    """Say that another room replaces one."""
    await luc.sets(old, "m.room.tombstone", {"replacement_room": new})


@pytest.fixture
def only_zoe_may_invite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.transports.on_matrix.INVITED_BY", ("@zo*:terreau.test",))


async def led_by_luc(stage: Stage, zoe: MatrixPerson, luc: MatrixPerson) -> str:
    """A shared room in which a person who may not invite us has all rights."""
    room = await stage.shared(zoe, luc)
    await zoe.gives_power(room, luc.user_id, 150)
    return room


async def test_a_tombstone_of_a_stranger_leads_us_nowhere(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson, only_zoe_may_invite: None
) -> None:
    async with stage.running():
        old = await led_by_luc(stage, zoe, luc)
        new = await luc.upgrades(old)
        await luc.sets(new, "m.room.join_rules", {"join_rule": "public"})
        await zoe.says(old, "!encore")
        await stage.nothing_but(["encore"])
        await luc.invites(new, stage.bot)
        await until(lambda: stage.proxy.asked_for(f"*/rooms/{new}/leave"))
    async with stage.running():
        await until(lambda: stage.shelf.is_caught_up)

    assert not stage.proxy.asked_for(f"*/join/{new}")
    assert stage.came() == [old]


@pytest.mark.parametrize("public", [True, False], ids=["entered", "by invitation"])
async def test_a_tombstone_in_a_community_s_room_is_followed_whoever_set_it(
    stage: Stage,
    zoe: MatrixPerson,
    luc: MatrixPerson,
    only_zoe_may_invite: None,
    public: bool,  # noqa: FBT001 - the new room
) -> None:
    async with stage.running():
        old = await led_by_luc(stage, zoe, luc)
        if public:
            await zoe.sets(old, "m.room.join_rules", {"join_rule": "public"})
        stage.shelf.tied = [f"matrix:{old}"]
        new = await luc.upgrades(old)
        if not public:
            await until(lambda: stage.proxy.asked_for(f"*/join/{new}"))
            await luc.invites(new, stage.bot)
        await luc.says(new, "pas pour nous")
        [told] = await stage.shelf.has(1, Kind.MOVED)
        await luc.says(new, "!encore")
        await stage.nothing_but(["encore"])

    assert (told.room, told.words) == (f"matrix:{old}", f"matrix:{new}")
    assert not stage.proxy.asked_for(f"*/rooms/{new}/leave")


@pytest.mark.parametrize("allowed", [True, False], ids=["by Zoé", "in a community's room"])
async def test_a_room_that_does_not_name_the_one_it_is_said_to_replace_is_left(
    stage: Stage,
    zoe: MatrixPerson,
    luc: MatrixPerson,
    only_zoe_may_invite: None,
    allowed: bool,  # noqa: FBT001 - who says so
) -> None:
    async with stage.running():
        old = await led_by_luc(stage, zoe, luc)
        if not allowed:
            stage.shelf.tied = [f"matrix:{old}"]
        elsewhere = await luc.creates("Ailleurs", public=True)
        await replaces(zoe if allowed else luc, old, elsewhere)
        await eventually(
            lambda: luc.members(elsewhere), lambda them: them.get(stage.bot) == "leave"
        )
        await luc.says(elsewhere, "!ailleurs")
        await zoe.says(old, "!ici")
        await stage.nothing_but(["ici"])

    assert stage.came() == [old]
    assert stage.shelf.of(Kind.MOVED) == []


async def test_a_stop_between_tombstone_and_coming_does_not_make_us_leave(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson, only_zoe_may_invite: None
) -> None:
    async with stage.running():
        old = await led_by_luc(stage, zoe, luc)
        await zoe.sets(old, "m.room.join_rules", {"join_rule": "public"})
        stage.shelf.tied = [f"matrix:{old}"]
        stage.proxy.faults.fail("*/join/*", times=99)
        new = await luc.upgrades(old)
        await until(lambda: stage.proxy.asked_for(f"*/join/{new}"))
        await luc.says(old, "!fin")
        await stage.nothing_but(["fin"])
    stage.proxy.faults.clear()
    async with stage.running():
        [told] = await stage.shelf.has(1, Kind.MOVED)
        await luc.says(new, "!encore")
        await stage.nothing_but(["fin", "encore"])

    assert told.words == f"matrix:{new}"
    assert not stage.proxy.asked_for(f"*/rooms/{new}/leave")


async def test_a_direct_room_whose_successor_is_not_entered_gives_way_to_a_new_one(
    stage: Stage, luc: MatrixPerson, only_zoe_may_invite: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.transports.matrix.made_rooms.ENTERED_WITHIN", 0.0)
    async with stage.running() as transport:
        old = await stage.direct(luc)
        await luc.upgrades(old)
        await luc.says(old, "fin")
        await stage.nothing_but(["fin"])
        address = f"matrix:{old}/{luc.user_id}"
        for reached in (f"matrix:{luc.user_id}", "matrix:!"):
            with pytest.raises(RoomMoved) as moved:
                await transport.send(address, words("Bonjour"), txn="1", reply_to=None)
            address = moved.value.address
            assert address.startswith(reached)
        await transport.send(address, words("Bonjour"), txn="1", reply_to=None)
