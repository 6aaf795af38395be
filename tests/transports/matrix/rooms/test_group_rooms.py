"""Rooms that we make for working groups, in a space, on a real homeserver."""

import pytest

from bot.core.messages.ports import NewRoom
from tests.synapse import MatrixPerson
from tests.transports.matrix_stage import Stage, words


@pytest.mark.slow
async def test_a_room_is_made_in_a_space_and_people_are_let_in_and_out(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        square = await stage.shared(zoe)
        around = NewRoom("Énergie", freely_from=[f"matrix:{square}"], is_space=True)
        space = await transport.open_room(around)
        made = await transport.open_room(NewRoom("Compost", space=space, freely_from=[space]))
        await transport.invite(made, f"matrix:{zoe.user_id}")
        room = await zoe.accepts()
        await transport.send(made, words("Bonjour"), txn="1", reply_to=None)
        [seen] = await zoe.reads(room)
        rule = await zoe.state(room, "m.room.join_rules")
        parent = await zoe.state(room, "m.space.parent", space.removeprefix("matrix:"))
        await transport.set_join_rule(made, [])
        closed = await zoe.state(room, "m.room.join_rules")
        await transport.set_join_rule(made, [space])
        opened = await zoe.state(room, "m.room.join_rules")
        await transport.invite(made, f"matrix:{zoe.user_id}")  # once more: nothing
        await transport.remove(made, f"matrix:{zoe.user_id}")
        await transport.remove(made, f"matrix:{zoe.user_id}")

    assert (made, seen.body) == (f"matrix:{room}", "Bonjour")
    assert not transport.is_direct(made)
    assert rule is not None
    assert rule["join_rule"] == "restricted"
    assert [each["room_id"] for each in rule["allow"]] == [space.removeprefix("matrix:")]
    assert parent is not None
    assert closed == {"join_rule": "invite"}
    assert opened == rule
