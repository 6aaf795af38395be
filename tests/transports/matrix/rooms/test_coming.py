"""Our coming and going, as a sync tells of both at once, or a homeserver of little."""

import pytest

from bot.core.messages.incoming import Kind
from tests.synapse import MatrixPerson
from tests.transports.contract import until
from tests.transports.matrix_stage import Stage

NOT_EVERYWHERE = frozenset({"prev_content", "prev_sender", "replaces_state"})


@pytest.mark.parametrize("is_in", [False, True], ids=["invited", "in again"])
async def test_being_put_out_and_invited_again_while_stopped_is_told(
    stage: Stage, zoe: MatrixPerson, *, is_in: bool
) -> None:
    us = MatrixPerson(stage.synapse.url, stage.us, "Terreau")
    async with stage.running():
        room = await stage.shared(zoe)
        await zoe.says(room, "!un")
        await stage.nothing_but(["un"])
    await zoe.says(room, "!deux")
    await zoe.kicks(room, stage.bot)
    await zoe.says(room, "!sans nous")
    await zoe.invites(room, stage.bot)
    if is_in:
        await us.joins(room)
        await zoe.says(room, "!trois")
    async with stage.running():
        await stage.shelf.has(2, Kind.CAME)
        await zoe.says(room, "!quatre")
        await stage.nothing_but(["un", "deux", *(["trois"] if is_in else []), "quatre"])

    kinds = [it.kind for it in stage.shelf.arrivals.values() if it.kind is not Kind.WORDS]
    assert kinds == [Kind.CAME, Kind.WENT, Kind.CAME]


async def test_our_new_name_is_no_coming_where_little_is_told(
    stage: Stage, zoe: MatrixPerson, impatient: None
) -> None:
    stage.proxy.leaves_out = NOT_EVERYWHERE
    us = MatrixPerson(stage.synapse.url, stage.us, "Terreau")
    async with stage.running():
        room = await stage.shared(zoe)
        async with stage.proxy.outage():
            await zoe.says(room, "!un")
            await us.is_renamed("Compost")
            await zoe.says(room, "!deux")
        await stage.nothing_but(["un", "deux"])
    await zoe.says(room, "!trois")
    await us.is_renamed("Terreau")
    async with stage.running():
        await stage.nothing_but(["un", "deux", "trois"])

    assert stage.came() == [room]


async def test_the_inviter_is_known_where_the_server_tells_little(
    stage: Stage, zoe: MatrixPerson
) -> None:
    stage.proxy.leaves_out = NOT_EVERYWHERE
    async with stage.running():
        room = await zoe.creates(direct_with=stage.bot)
        await until(lambda: len(stage.shelf.arrivals) == 2)
    came, start = stage.shelf.arrivals.values()

    assert (came.kind, came.sender) == (Kind.CAME, f"matrix:{zoe.user_id}")
    assert (start.words, start.room) == ("start", f"matrix:{room}/{zoe.user_id}")
