"""A homeserver that asks for a pace of calls gets no more, over calls of all kinds."""

import asyncio
from itertools import pairwise

import pytest

from bot.core.messages.incoming import Kind
from bot.transports.matrix.homeserver import CallPace
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import eventually, running
from tests.transports.matrix_stage import Stage, words
from tests.transports.on_matrix import transport_to


async def test_calls_have_their_turns_in_the_order_of_asking() -> None:
    pace, turns = CallPace(50), []

    async def call(number: int) -> None:
        await pace.turn()
        turns.append((number, asyncio.get_running_loop().time()))

    await asyncio.gather(*map(call, range(5)))

    assert [number for number, _ in turns] == [0, 1, 2, 3, 4]
    times = [at for _, at in turns]
    assert all(later - sooner > 0.015 for sooner, later in pairwise(times))


async def test_no_call_waits_without_a_pace() -> None:
    pace, began = CallPace(0), asyncio.get_running_loop().time()

    for _ in range(1000):
        await pace.turn()

    assert asyncio.get_running_loop().time() - began < 5


@pytest.mark.slow
async def test_keys_rooms_and_messages_keep_to_it_together(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson
) -> None:
    """Encrypted, so that nio asks on its own for devices and keys."""
    stage = sealed_stage
    transport = transport_to(stage.proxy.url, stage.us, stage.folder, calls_per_second=5)
    try:
        async with running(transport, stage.shelf):
            room = await stage.direct(sealed_zoe, encrypted=True)
            where = f"matrix:{room}/{sealed_zoe.user_id}"
            for number in range(4):
                await sealed_zoe.says(room, f"mot {number}")
                await transport.send(
                    where, words(f"réponse {number}"), txn=f"txn-{number}", reply_to=None
                )
            await stage.shelf.has(4, Kind.WORDS)

            async def answers() -> list[str]:
                return [it.body for it in await sealed_zoe.reads(room) if "réponse" in it.body]

            await eventually(answers, lambda said: len(said) == 4)
    finally:
        await transport.close()

    assert len(stage.proxy.asked_for("*")) > 20
    assert stage.proxy.most_within(3.0) <= 3 * 5 + 2
    assert transport.capabilities.senders == 2
