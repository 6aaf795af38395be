"""People who come into a shared room of Matrix or leave it; names that change are neither."""

import pytest

from bot.core.messages.incoming import Incoming, Kind
from tests.synapse import MatrixPerson
from tests.transports.contract import eventually
from tests.transports.matrix_stage import Stage, words

pytestmark = pytest.mark.slow


def moves(stage: Stage) -> list[tuple[Kind, str]]:
    """The people who came and went, in order."""
    return [(it.kind, it.name or it.sender) for it in moved(stage)]


def moved(stage: Stage) -> list[Incoming]:
    return stage.shelf.of(Kind.ENTERED, Kind.EXITED)


async def shared(
    stage: Stage, host: MatrixPerson, *others: MatrixPerson, encrypted: bool = False
) -> str:
    """A room where we, running, come in last."""
    room = await host.creates("Énergie", public=True, encrypted=encrypted)
    for other in others:
        await other.joins(room)
    await host.invites(room, stage.bot)
    await stage.is_in(room)
    return room


async def test_people_who_join_by_invitation_or_by_themselves_are_newcomers(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    max_ = await stage.person("Max")
    async with stage.running():
        room = await zoe.creates("Énergie", invites=[stage.bot, luc.user_id], public=True)
        await stage.is_in(room)
        await luc.joins(room)
        await max_.joins(room)
        await zoe.says(room, "!fin")
        await stage.nothing_but(["fin"])

    assert moves(stage) == [(Kind.ENTERED, "Luc"), (Kind.ENTERED, "Max")]
    came = moved(stage)[0]
    assert (came.room, came.direct) == (f"matrix:{room}", False)
    assert (came.sender, came.handle) == (f"matrix:{luc.user_id}", luc.user_id[1:])
    assert came.sent_at is not None


async def test_people_who_were_there_before_the_bot_are_no_newcomers(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running():
        room = await shared(stage, zoe, luc)
        await zoe.says(room, "!fin")
        await stage.nothing_but(["fin"])
    async with stage.running():
        await zoe.says(room, "!encore")
        await stage.nothing_but(["fin", "encore"])

    assert stage.shelf.words() == ["fin", "encore"]
    assert moves(stage) == []


async def test_leaving_being_put_out_and_coming_back_are_told(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running():
        room = await shared(stage, zoe, luc)
        await luc.leaves(room)
        await zoe.invites(room, luc.user_id)
        await luc.joins(room)
        await zoe.kicks(room, luc.user_id)
        await zoe.invites(room, luc.user_id)
        await luc.joins(room)
        await zoe.bans(room, luc.user_id)
        await zoe.says(room, "!fin")
        await stage.nothing_but(["fin"])

    kinds = [Kind.EXITED, Kind.ENTERED, Kind.EXITED, Kind.ENTERED, Kind.EXITED]
    assert [it.kind for it in moved(stage)] == kinds
    assert {it.sender for it in moved(stage)} == {f"matrix:{luc.user_id}"}


async def test_a_new_name_and_an_invitation_turned_down_are_nothing(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    max_ = await stage.person("Max")
    async with stage.running():
        room = await shared(stage, zoe, luc)
        await luc.is_renamed("Lucas")
        await zoe.invites(room, max_.user_id)
        await max_.leaves(room)
        await zoe.says(room, "!fin")
        await stage.nothing_but(["fin"])

    assert stage.shelf.words() == ["fin"]
    assert moves(stage) == []


@pytest.mark.slow
async def test_people_who_came_while_the_bot_was_stopped_are_reported_once(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running():
        room = await shared(stage, zoe)
    await zoe.invites(room, luc.user_id)
    await luc.joins(room)
    for number in range(120):  # more than a sync tells at once
        await zoe.says(room, f"bavardage {number}")
    async with stage.running():
        await stage.shelf.has(1, Kind.ENTERED)
        await zoe.says(room, "!fin")
        await stage.nothing_but(["fin"])
    async with stage.running():
        await zoe.says(room, "!encore")
        await stage.nothing_but(["fin", "encore"])

    assert moves(stage) == [(Kind.ENTERED, "Luc")]


async def test_people_who_follow_into_an_upgraded_room_are_no_newcomers(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    max_ = await stage.person("Max")
    async with stage.running():
        room = await shared(stage, zoe, luc)
        new = await zoe.upgrades(room)
        await stage.is_in(new)
        await luc.joins(new)
        await max_.joins(new)
        await zoe.says(new, "!fin")
        await stage.nothing_but(["fin"])

    assert moves(stage) == [(Kind.ENTERED, "Max")]


async def test_a_person_who_accepts_a_direct_room_is_no_newcomer(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        with pytest.raises(Exception, match="matrix:!"):
            await transport.send(f"matrix:{zoe.user_id}", words("Bonjour"), txn="1", reply_to=None)
        room = await zoe.accepts()
        await zoe.says(room, "bonjour")
        await stage.nothing_but(["bonjour"])

    assert moves(stage) == []


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_deleted_message_is_gone_with_all_its_edits(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson, *, encrypted: bool
) -> None:
    """An edit is an event of its own, which anybody in the room could still ask for."""
    stage.encryption = encrypted
    async with stage.running() as transport:
        room = await shared(stage, zoe, luc, encrypted=encrypted)
        where = f"matrix:{room}"
        said = await transport.send(where, words("Bienvenue, Max"), txn="1", reply_to=None)
        await transport.edit(where, said, words("Bienvenue, Inès"), txn="2")
        await transport.edit(where, said, words("Bienvenue, Léo"), txn="3")
        await transport.delete(where, said, txn="4")
        await transport.delete(where, said, txn="4")

        async def contents() -> list[object]:
            events = await zoe.timeline(room)
            ours = [it for it in events if it["sender"] == stage.bot and "state_key" not in it]
            return [it["content"] for it in ours if it["type"] != "m.room.redaction"]

        left = await eventually(contents, lambda left: not any(left))
    assert len(left) == 3
