"""Messages are pinned in the state of a room, where we may change it."""

import pytest

from bot.transports.matrix.messages.sending import PINNED
from tests.synapse import MatrixPerson
from tests.transports.matrix_stage import Stage, words

pytestmark = pytest.mark.slow


async def test_a_message_is_pinned_beside_the_pins_of_others_where_we_may(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        address = f"matrix:{room}"
        sent = await transport.send(address, words("Sondage"), txn="1", reply_to=None)
        await transport.pin(address, sent, pinned=True)
        without = await zoe.state(room, PINNED)
        theirs = await zoe.says(room, "Nos règles")
        await zoe.sets(room, PINNED, {"pinned": [theirs]})
        await zoe.gives_power(room, stage.bot, 50)
        for _ in range(2):  # as after a restart
            await transport.pin(address, sent, pinned=True)
        pinned = await zoe.state(room, PINNED)
        for _ in range(2):
            await transport.pin(address, sent, pinned=False)
        unpinned = await zoe.state(room, PINNED)
        heard = [it["type"] for it in await zoe.timeline(room) if it["sender"] == stage.bot]

    assert without is None
    assert pinned == {"pinned": [theirs, sent]}
    assert unpinned == {"pinned": [theirs]}
    assert heard.count(PINNED) == 2
