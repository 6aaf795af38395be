"""What we may do in rooms: creators of new versions, and messages that others refuse."""

from contextlib import aclosing

import pytest

from bot.core.messages.incoming import Kind
from bot.core.messages.ports import Rejected
from bot.transports.matrix import MatrixAccount
from bot.transports.matrix.setup_client import Visit
from tests.synapse import MatrixPerson
from tests.transports.contract import eventually
from tests.transports.matrix_stage import THIRD, Stage, words

SPAM = {"errcode": "M_FORBIDDEN", "error": "This message has been rejected as probable spam"}
"""As Synapse says what a policy server refused (client-server specification 1.18)."""


async def test_a_creator_of_a_room_of_version_12_may_speak_whatever_its_levels_say(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        creation = {
            "invite": [stage.bot, THIRD],
            "room_version": "12",
            "creation_content": {"additional_creators": [stage.bot]},
        }
        made = await zoe.call("POST", "/_matrix/client/v3/createRoom", creation)
        room = str(made["room_id"])
        await stage.is_in(room)
        await zoe.lets_speak_from(room, 50)
        await zoe.says(room, "!fin")
        await stage.nothing_but(["fin"])
        sent = await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        account = MatrixAccount(stage.proxy.url, stage.bot, stage.us.password)
        async with aclosing(Visit(account, folder=stage.folder / "matrix")) as visit:
            await visit.enter()
            standing = await visit.standing(room)

    assert (await zoe.reads(room))[-1].id == sent
    assert standing.speaks
    assert stage.shelf.of(Kind.WENT) == []


async def test_what_a_policy_server_refuses_is_refused_and_the_room_stays(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        address = f"matrix:{room}"
        first = await transport.send(address, words("Bonjour"), txn="1", reply_to=None)
        for pattern, act in (
            ("*/send/*", transport.send(address, words("Promo"), txn="2", reply_to=None)),
            ("*/send/*", transport.edit(address, first, words("Promo"), txn="3")),
            ("*/send/*", transport.react(address, first, "👍", txn="4")),
            ("*/redact/*", transport.delete(address, first, txn="5")),
        ):
            stage.proxy.faults.fail(pattern, status=403, body=SPAM)
            with pytest.raises(Rejected, match="403 M_FORBIDDEN"):
                await act
        await transport.delete(address, first, txn="5")
        await transport.send(address, words("Bonsoir"), txn="6", reply_to=None)
        seen = await eventually(lambda: zoe.reads(room))

    assert [each.body for each in seen] == ["Bonsoir"]
