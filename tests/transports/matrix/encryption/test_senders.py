"""Senders of encrypted messages, and requests to them for missing keys."""

from itertools import count

import pytest

from tests.synapse import MatrixPerson, path
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import eventually, until
from tests.transports.matrix_stage import Stage


@pytest.mark.slow
async def test_an_encrypted_message_cannot_be_repeated_by_another_sender(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson
) -> None:
    stage, zoe = sealed_stage, sealed_zoe
    async with await EncryptedPerson.on(stage.synapse, "Luc") as luc:
        async with stage.running():
            room = await stage.shared(zoe, luc, encrypted=True)
            await luc.says(room, "!bonjour")
            said = await zoe.says(room, "!vote 7")
            await stage.nothing_but(["bonjour", "vote 7"])
            await until(lambda: stage.proxy.asked_for("*/keys/query"))
        # The messages that nio remembers are lost with the process.
        event = await luc.call("GET", path("rooms", room, "event", said))
        async with stage.running():
            repeated = await MatrixPerson.sends(luc, room, event["type"], event["content"])
            await luc.says(room, "!fin")
            arrivals = await stage.nothing_but(["bonjour", "vote 7", "fin"])

    assert [it.sender for it in arrivals] == [f"matrix:{it.user_id}" for it in (luc, zoe, luc)]
    assert list(stage.shelf.locked) == [repeated]


async def test_the_device_that_kept_its_key_from_us_is_asked_for_it_once(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson
) -> None:
    stage, zoe = sealed_stage, sealed_zoe
    async with stage.running():
        room = await stage.direct(zoe, encrypted=True)
        said = await zoe.says_unreadable(room, "Bonjour")
        questions = count(1)
        since, few = zoe.client.next_batch, '{"room":{"rooms":[]}}'
        # Synapse keeps what it answered to the same question.
        told = await eventually(
            lambda: zoe.call(
                "GET", path("sync"), since=since, filter=few, timeout=str(next(questions))
            ),
            lambda it: bool(it.get("to_device", {}).get("events")),
        )
        await until(lambda: len(stage.shelf.locked) == 1)
    [asked] = told["to_device"]["events"]
    event = await zoe.call("GET", path("rooms", room, "event", said))

    assert (asked["type"], asked["sender"]) == ("m.room_key_request", stage.bot)
    assert asked["content"]["action"] == "request"
    assert asked["content"]["body"]["session_id"] == event["content"]["session_id"]
    assert len(stage.proxy.asked_for("*/sendToDevice/m.room_key_request/*")) == 1
