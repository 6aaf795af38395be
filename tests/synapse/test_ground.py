"""The ground itself: messages on it are read, and it stands the acts of tests."""

import aiohttp
import pytest

from tests.synapse import MatrixPerson, RefusedError, Synapse, path
from tests.synapse.encrypted import EncryptedPerson
from tests.synapse.fixtures import MakeSynapse
from tests.synapse.proxy import Proxy


async def test_messages_are_read_with_their_edits_reactions_and_redactions(
    synapse: Synapse,
) -> None:
    ana, luc = await synapse.person("Ana"), await synapse.person("Luc")
    room = await ana.creates("Énergie", invites=[luc.user_id])
    assert await luc.accepts() == room

    said = await ana.says(room, "Bonjour")
    taken_back = await ana.says(room, "Pardon")
    await luc.reacts(room, said, "✅")
    unsure = await luc.reacts(room, said, "❔")
    await ana.edits(room, said, "Bonsoir")
    await ana.redacts(room, taken_back)
    await luc.redacts(room, unsure)
    await luc.says(room, "Bonsoir Ana", thread=said, mentions=[ana.user_id])

    first, answer = await luc.reads(room)
    assert (first.id, first.body, first.edited) == (said, "Bonsoir", True)
    assert first.reactions == {"✅": [luc.user_id]}
    assert (answer.body, answer.thread, answer.mentions) == ("Bonsoir Ana", said, (ana.user_id,))


async def test_messages_in_an_encrypted_room_are_read(synapse: Synapse) -> None:
    async with (
        await EncryptedPerson.on(synapse, "Ana") as ana,
        await EncryptedPerson.on(synapse, "Luc") as luc,
    ):
        room = await ana.creates(direct_with=luc.user_id, encrypted=True)
        await luc.accepts()
        said = await ana.says(room, "Bonjour")
        await ana.edits(room, said, "Bonsoir")
        await luc.says(room, "Bonsoir Ana", reply_to=said)
        sealed = await ana.says_unreadable(room, "Plus tard")

        first, answer, unread = await luc.reads(room)
        assert (first.body, first.edited, first.encrypted) == ("Bonsoir", True, True)
        assert (answer.body, answer.reply_to) == ("Bonsoir Ana", said)
        assert (unread.id, unread.type, unread.body) == (sealed, "m.room.encrypted", "")

        await ana.gives_key(sealed)
        assert [it.body for it in await luc.reads(room)] == ["Bonsoir", "Bonsoir Ana", "Plus tard"]

        await luc.changes_device()
        await ana.says(room, "Vous êtes là ?")
        assert [it.body for it in await luc.reads(room)] == ["", "", "", "Vous êtes là ?"]
        raw = await ana.call("GET", path("rooms", room, "messages"), dir="f", limit="100")
        assert "Bonsoir" not in str(raw)


async def test_the_proxy_makes_the_planned_faults(synapse: Synapse) -> None:
    async with Proxy(synapse.url) as proxy:
        ana = MatrixPerson(proxy.url, await synapse.register("Ana"), "Ana")
        room = await ana.creates("Énergie")
        proxy.faults.fail("*/send/*")
        proxy.faults.log_out("*/send/*")
        proxy.faults.limit("*/send/*", seconds=3)
        # Twice, since aiohttp repeats a PUT once by itself.
        proxy.faults.reset("*/send/*", times=2, when="after")
        for status in (502, 401, 429):
            with pytest.raises((RefusedError, aiohttp.ContentTypeError), match=str(status)):
                await ana.says(room, "Refusé")
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await ana.says(room, "Perdu en route ?")
        async with proxy.outage():
            with pytest.raises(aiohttp.ClientConnectorError):
                await ana.says(room, "Personne ?")

        assert [it.body for it in await ana.reads(room)] == ["Perdu en route ?"]
        assert [it.status for it in proxy.asked_for("*/send/*")] == [502, 401, 429, 499, 499]


@pytest.mark.slow
async def test_a_restart_keeps_the_messages(private_synapse: MakeSynapse) -> None:
    synapse = await private_synapse(rc_message=None)
    ana = await synapse.person("Ana")
    room = await ana.creates("Énergie")
    for number in range(9):  # making the room was the tenth
        await ana.says(room, f"{number}")
    with pytest.raises(RefusedError) as refused:
        await ana.says(room, "too fast")
    assert refused.value.body["retry_after_ms"] > 1000

    await synapse.restart()
    await synapse.override_ratelimit(ana.user_id)
    for number in range(9, 20):
        await ana.says(room, f"{number}")

    assert [it.body for it in await ana.reads(room)] == [f"{number}" for number in range(20)]
