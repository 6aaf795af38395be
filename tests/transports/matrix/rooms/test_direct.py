"""Direct rooms: found, made once, left when they are direct no longer."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.core.context.clock import Clock, MovableClock
from bot.core.messages.incoming import Kind
from bot.core.messages.ports import NotInvited, RoomGone, RoomMoved, SendError, TryLater
from bot.transports.matrix import MatrixTransport
from tests.patience import patient
from tests.synapse import MatrixPerson, path
from tests.synapse.encrypted import EncryptedPerson
from tests.synapse.people import ENCRYPTION
from tests.transports.contract import eventually, running, until
from tests.transports.matrix_stage import Stage, words


async def door(transport: MatrixTransport, person: MatrixPerson) -> str:
    """The direct room of a person: the address that a first message to them learns."""
    with pytest.raises(RoomMoved) as moved:
        await transport.send(f"matrix:{person.user_id}", words("?"), txn="door", reply_to=None)
    return moved.value.address


def tell_of_no_invitation(sync: Any) -> None:  # noqa: ANN401 - JSON
    """As a sync made while the room is being created: its summary counts who is invited later."""
    for joined in sync.get("rooms", {}).get("join", {}).values():
        for part in ("state", "timeline"):
            events = joined.get(part, {}).get("events", [])
            events[:] = [it for it in events if it["content"].get("membership") != "invite"]


async def refuse_invitations(person: MatrixPerson) -> None:
    """Have a person take no invitation ("Invite permission" in the client-server specification)."""
    where = path("user", person.user_id, "account_data", "m.invite_permission_config")
    await person.call("PUT", where, {"default_action": "block"})


async def test_the_direct_room_that_is_there_is_used(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        await stage.shared(zoe)
        room = await stage.direct(zoe)
        address = await door(transport, zoe)
        await transport.send(address, words("Bonjour"), txn="1", reply_to=None)
        [seen] = await zoe.reads(room)

    assert address == f"matrix:{room}/{zoe.user_id}"
    assert seen.body == "Bonjour"
    assert transport.is_direct(address)
    assert not stage.proxy.asked_for("*/createRoom")


async def test_a_missing_direct_room_is_made(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        address, again = await asyncio.gather(door(transport, zoe), door(transport, zoe))
        await transport.send(address, words("Bonjour"), txn="1", reply_to=None)
        room = await zoe.accepts()
        [seen] = await zoe.reads(room)
        await zoe.says(room, "Bonjour à vous")
        [answer] = await stage.shelf.has(1)

    assert address == again == f"matrix:{room}/{zoe.user_id}"
    assert (seen.body, answer.room) == ("Bonjour", address)
    assert len(stage.proxy.asked_for("*/createRoom")) == 1
    assert await zoe.state(room, "m.room.encryption") is None
    # We made it: nobody let us in.
    assert stage.shelf.of(Kind.CAME) == []
    assert [it.words for it in stage.shelf.arrivals.values()] == ["Bonjour à vous"]


async def test_a_person_reads_what_we_say_before_a_sync_told_of_their_invitation(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson
) -> None:
    async with (
        sealed_stage.running() as transport,
        await EncryptedPerson.on(sealed_stage.synapse, "Luc") as luc,
    ):
        # Some homeservers name those who left, too: they are given no key.
        left = {"state_key": luc.user_id, "content": {"membership": "leave"}}
        sealed_stage.proxy.rewrites["*/sync"] = tell_of_no_invitation
        sealed_stage.proxy.rewrites["*/members"] = lambda told: told["chunk"].append(left)
        address = await door(transport, sealed_zoe)
        await transport.send(address, words("Bonjour"), txn="1", reply_to=None)
        sealed_stage.proxy.rewrites.clear()
        room = await sealed_zoe.accepts()
        [seen] = await sealed_zoe.reads(room)
        await luc.syncs()
        plain = MatrixPerson(sealed_zoe.url, sealed_zoe.account, sealed_zoe.name)
        [sealed] = [it for it in await plain.timeline(room) if it["type"] == "m.room.encrypted"]

    assert seen.body == "Bonjour"
    assert luc.opened(room, sealed) == sealed


async def test_a_direct_room_is_encrypted_where_we_encrypt(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson
) -> None:
    async with sealed_stage.running() as transport:
        address = await door(transport, sealed_zoe)
        # Said before it is entered, and readable all the same.
        await transport.send(address, words("Bonjour"), txn="1", reply_to=None)
        room = await sealed_zoe.accepts()
        [seen] = await sealed_zoe.reads(room)
        await sealed_zoe.says(room, "Bonjour à vous")
        [answer] = await sealed_stage.shelf.has(1)

    assert await sealed_zoe.state(room, "m.room.encryption") == ENCRYPTION
    assert (seen.body, seen.encrypted) == ("Bonjour", True)
    assert (answer.words, answer.encrypted, answer.room) == ("Bonjour à vous", True, address)


async def test_nothing_personal_is_said_where_a_third_person_is_present(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.direct(zoe)
        address = await door(transport, zoe)
        await zoe.invites(room, luc.user_id)
        for number in (1, 2):
            # At once, whether the sync has told or not; and when he has come.
            with pytest.raises(RoomMoved) as moved:
                await transport.send(address, words("Personnel"), txn=f"{number}", reply_to=None)
            assert moved.value.address == f"matrix:{zoe.user_id}"
            with pytest.raises(RoomMoved):
                await transport.edit(address, "$any", words("Personnel"), txn=f"edit {number}")
            await luc.joins(room)
        await zoe.says(room, "Nous sommes trois")
        await zoe.says(room, "!menu")
        [command] = await stage.nothing_but(["menu"])
        other = await door(transport, zoe)

        assert (command.room, command.direct) == (f"matrix:{room}", False)
        assert other not in {address, f"matrix:{zoe.user_id}"}
        assert [it.body for it in await luc.reads(room)] == ["Nous sommes trois", "!menu"]


async def test_a_person_who_left_the_direct_room_has_gone(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.direct(zoe)
        address = await door(transport, zoe)
        await zoe.leaves(room)
        [went] = await stage.shelf.has(1, Kind.WENT)
        with pytest.raises(RoomGone):
            await transport.send(address, words("Toujours là ?"), txn="1", reply_to=None)

    assert (went.room, went.direct, went.sender) == (address, True, f"matrix:{zoe.user_id}")


async def test_a_person_who_declines_our_invitation_has_gone(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        address = await door(transport, zoe)
        [room] = await zoe.invitations()
        await zoe.leaves(room)
        [went] = await stage.shelf.has(1, Kind.WENT)
    assert went.room == address


async def test_a_person_who_left_while_the_bot_was_stopped_has_gone(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.direct(zoe)
        address = await door(transport, zoe)
    await zoe.leaves(room)
    async with stage.running():
        [went] = await stage.shelf.has(1, Kind.WENT)
    assert (went.room, went.direct) == (address, True)


async def test_a_person_who_takes_no_invitation_has_to_write_first(
    stage: Stage, zoe: MatrixPerson
) -> None:
    await refuse_invitations(zoe)
    async with stage.running() as transport:
        with pytest.raises(NotInvited):
            await transport.send(f"matrix:{zoe.user_id}", words("?"), txn="1", reply_to=None)
        [made] = stage.proxy.asked_for("*/createRoom")
        room = await stage.direct(zoe)
        address = await door(transport, zoe)

    assert (made.status, made.errcode) == (403, "M_INVITE_BLOCKED")
    assert address == f"matrix:{room}/{zoe.user_id}"


@pytest.mark.slow
async def test_a_room_to_which_nobody_could_be_invited_is_left_later(
    stage: Stage, zoe: MatrixPerson
) -> None:
    await refuse_invitations(zoe)
    async with stage.running() as transport:
        with pytest.raises(NotInvited):
            await transport.send(f"matrix:{zoe.user_id}", words("?"), txn="1", reply_to=None)
        connection = transport._connection
        await until(lambda: len(list(connection._rooms.all())) == 1)
        [made] = connection._rooms.all()
        for later, refused in ((timedelta(hours=23), ()), (timedelta(hours=25), (made.id,))):
            connection._strangers.clock = MovableClock(Clock().now() + later)
            await transport._loop_thread.run(connection._strangers.sweep())
            assert connection._invitations.refused == refused
        await until(lambda: stage.proxy.asked_for("*/leave"))


async def test_a_room_whose_making_was_not_answered_is_not_made_twice(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        stage.proxy.faults.reset("*/createRoom", when="after")
        found = await door(transport, zoe)
        [room] = await zoe.invitations()
        assert found == f"matrix:{room}/{zoe.user_id}"
        assert await door(transport, zoe) == found
    assert len(await zoe.invitations()) == 1


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"name": "Jardiniers"}, id="with a name"),
        pytest.param({"public": True}, id="open to all"),
    ],
)
async def test_a_room_that_others_will_share_is_no_place_for_personal_words(
    stage: Stage, zoe: MatrixPerson, how: dict[str, Any]
) -> None:
    async with stage.running() as transport:
        shared = await zoe.creates(invites=[stage.bot], **how)
        await stage.is_in(shared)
        assert await door(transport, zoe) != f"matrix:{shared}/{zoe.user_id}"


async def test_personal_words_can_be_taken_away_though_another_person_came(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.direct(zoe)
        address = f"matrix:{room}/{zoe.user_id}"
        sent = await transport.send(address, words("Entre nous"), txn="1", reply_to=None)
        assert "Entre nous" in [it.body for it in await zoe.reads(room)]
        await zoe.invites(room, luc.user_id)
        await luc.joins(room)
        await transport.delete(address, sent, txn="2")
        assert "Entre nous" not in [it.body for it in await luc.reads(room)]


@pytest.mark.slow
async def test_a_room_made_just_before_a_crash_is_found(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        stage.proxy.faults.reset("*/createRoom", when="after")
        stage.proxy.faults.fail("*/sync", times=99)
        with pytest.raises(SendError):
            await transport.send(f"matrix:{zoe.user_id}", words("?"), txn="1", reply_to=None)
    stage.proxy.faults.clear()
    async with stage.running() as transport:
        [room] = await zoe.invitations()
        assert await door(transport, zoe) == f"matrix:{room}/{zoe.user_id}"
        assert await zoe.invitations() == [room]
    assert stage.shelf.of(Kind.CAME) == []


async def test_a_stop_waits_for_no_sync_to_tell_of_a_room_just_made(
    stage: Stage, zoe: MatrixPerson
) -> None:
    transport = stage.transport()
    async with running(transport, stage.shelf):
        stage.proxy.faults.fail("*/sync", times=99)
        sending = asyncio.create_task(
            transport.send(f"matrix:{zoe.user_id}", words("?"), txn="1", reply_to=None)
        )
        await eventually(zoe.invitations)
    with pytest.raises(TryLater):  # nothing was said yet
        async with patient():
            await sending
    await transport.close()
    stage.proxy.faults.clear()
    async with stage.running() as transport:
        [room] = await zoe.invitations()
        assert await door(transport, zoe) == f"matrix:{room}/{zoe.user_id}"


async def test_a_person_who_cannot_be_asked_has_no_direct_room(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        for nobody in ("@:", "@zoe:elsewhere.test"):
            with pytest.raises(SendError):
                await transport.send(f"matrix:{nobody}", words("?"), txn="1", reply_to=None)
