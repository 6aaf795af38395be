"""Homeservers that refuse, are slow or away: left in peace, and nothing is lost."""

import asyncio
from datetime import timedelta
from pathlib import Path
from threading import active_count

import pytest

from bot.core.messages.ports import FateUnknown, NotSent, Rejected, SendError, TryLater
from bot.core.outbound.health import PATIENCE
from bot.transports.matrix.homeserver import Api
from bot.transports.matrix.sync_loop import GRACE_SECONDS, POLL_SECONDS
from tests.synapse import MatrixPerson
from tests.synapse.encrypted import EncryptedPerson
from tests.synapse.fixtures import MakeSynapse
from tests.synapse.proxy import Proxy
from tests.transports.contract import until
from tests.transports.matrix.homeserver.trouble.quick_doubt import hasty
from tests.transports.matrix_stage import Stage, words

pytestmark = pytest.mark.slow


@pytest.fixture
def quick_to_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that takes more than half a second has failed."""
    monkeypatch.setattr("bot.transports.matrix.sync_loop.POLL_SECONDS", 0.3)
    monkeypatch.setattr("bot.transports.matrix.sync_loop.GRACE_SECONDS", 0.3)
    assert Api.request.__kwdefaults__ is not None
    monkeypatch.setitem(Api.request.__kwdefaults__, "seconds", 0.5)


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["bad gateway", "garbage", "reset"])
async def test_a_homeserver_that_is_unwell_is_left_in_peace(
    stage: Stage, zoe: MatrixPerson, fault: str
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        faults = stage.proxy.faults
        # Twice for resets, since aiohttp repeats a GET by itself.
        match fault:
            case "bad gateway":
                faults.fail("*/sync")
            case "garbage":
                faults.garbage("*/sync")
            case _:
                faults.reset("*/sync", times=2)
        await zoe.says(room, "!un")  # ends the long poll, whose answer is lost
        await zoe.says(room, "!deux")
        await until(lambda: transport.ailing_since() is not None)
        await stage.nothing_but(["un", "deux"])
        await until(lambda: transport.ailing_since() is None)
    assert stage.shelf.words() == ["un", "deux"]
    assert hasty(stage.proxy) == []


@pytest.mark.slow
async def test_a_wait_that_is_asked_for_is_kept(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        stage.proxy.faults.limit("*/sync", seconds=3)
        stage.proxy.faults.limit("*/send/*", seconds=7)
        await zoe.says(room, "!un")
        await stage.nothing_but(["un"])
        with pytest.raises(TryLater) as header:
            await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        stage.proxy.faults.limit("*/send/*", seconds=2, in_body=True)
        with pytest.raises(TryLater) as body:
            await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        await zoe.says(room, "!deux")
        await stage.nothing_but(["un", "deux"])
    assert (header.value.after, header.value.whole) == (timedelta(seconds=7), True)
    assert body.value.after == timedelta(seconds=2)
    syncs = stage.proxy.asked_for("*/sync")
    [limited] = [nth for nth, each in enumerate(syncs) if each.status == 429]
    assert syncs[limited + 1].at - syncs[limited].at >= 3


@pytest.mark.slow
async def test_a_slow_request_is_asked_again(
    stage: Stage, zoe: MatrixPerson, quick_to_doubt: None, impatient: None
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        stage.proxy.faults.latency("*/sync", 60.0, times=1)
        await zoe.says(room, "!un")
        await until(lambda: transport.ailing_since() is not None)
        await stage.nothing_but(["un"])
        await until(lambda: transport.ailing_since() is None)
        stage.proxy.faults.latency("*/send/*", 60.0, times=1, when="after")
        with pytest.raises(FateUnknown):
            await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        sent = await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        assert [it.id for it in (await zoe.reads(room))[1:]] == [sent]


async def test_a_message_after_the_end_is_not_sent_and_begins_no_thread(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
    before = active_count()

    with pytest.raises(NotSent):
        await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)

    assert active_count() == before


async def test_a_homeserver_that_is_silent_at_the_start_makes_us_unwell(stage: Stage) -> None:
    stage.proxy.faults.latency("*/sync", 60.0, times=1)
    transport = stage.transport()
    task = asyncio.create_task(transport.run(stage.shelf))
    await until(lambda: stage.proxy.asked_for("*/sync"))
    assert transport.ailing_since() is not None
    task.cancel()
    await asyncio.wait({task})
    await transport.close()


def test_silence_is_told_within_a_minute() -> None:
    assert POLL_SECONDS + GRACE_SECONDS + PATIENCE.total_seconds() < 60


@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_send_whose_answer_was_lost_is_one_message(
    stage: Stage, sealed_zoe: EncryptedPerson, *, encrypted: bool
) -> None:
    stage.encryption = encrypted
    async with stage.running() as transport:
        room = await stage.shared(sealed_zoe, encrypted=encrypted)
        # Twice, since aiohttp repeats a PUT by itself.
        stage.proxy.faults.reset("*/send/*", times=2, when="after")
        with pytest.raises(FateUnknown):
            await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
    async with stage.running() as transport:
        sent = await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        seen = await sealed_zoe.reads(room)
    assert [(it.id, it.body, it.encrypted) for it in seen] == [(sent, "Bonjour", encrypted)]


async def test_a_message_not_sent_yet_says_so(stage: Stage, zoe: MatrixPerson) -> None:
    transport = stage.transport()
    for nothing in (
        transport.send("matrix:!any", words("?"), txn="1", reply_to=None),
        transport.edit("matrix:!any", "$any", words("?"), txn="1"),
        transport.delete("matrix:!any", "$any", txn="1"),
    ):
        with pytest.raises(NotSent):
            await nothing
    await transport.close()
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        async with stage.proxy.outage():
            with pytest.raises(SendError):
                await transport.send(f"matrix:{room}", words("?"), txn="1", reply_to=None)
        too_large = {"errcode": "M_TOO_LARGE", "error": "event too large"}
        stage.proxy.faults.fail("*/send/*", status=413, body=too_large)
        with pytest.raises(Rejected):
            await transport.send(f"matrix:{room}", words("?"), txn="2", reply_to=None)


@pytest.mark.slow
async def test_a_homeserver_that_was_restarted_is_found_again(
    private_synapse: MakeSynapse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.outbound.health.LONGEST_BACKOFF", 1.5)
    synapse = await private_synapse()
    async with Proxy(synapse.url) as proxy:
        stage = Stage(synapse, proxy, await synapse.register("Terreau"), tmp_path / "bot")
        zoe = await synapse.person("Zoé")
        async with stage.running() as transport:
            room = await stage.shared(zoe)
            await synapse.stop()
            await until(lambda: transport.ailing_since() is not None)
            with pytest.raises(SendError):
                await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
            await synapse.start()
            await zoe.says(room, "!un")
            await stage.nothing_but(["un"])
            await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
            await until(lambda: transport.ailing_since() is None)
            assert [it.body for it in await zoe.reads(room)] == ["!un", "Bonjour"]
    assert hasty(proxy) == []


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(404, "404 page not found", id="a proxy knows no homeserver"),
        pytest.param(403, "<html>Forbidden</html>", id="a proxy lets nobody in"),
        pytest.param(403, {"errcode": "M_RESOURCE_LIMIT_EXCEEDED"}, id="the homeserver is full"),
    ],
)
async def test_a_web_server_before_the_homeserver_decides_nothing(
    stage: Stage, zoe: MatrixPerson, impatient: None, status: int, body: dict[str, str] | str
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        address = f"matrix:{room}"
        sent = await transport.send(address, words("Une question ?"), txn="1", reply_to=None)
        transport._connection._sent._contents.clear()
        stage.proxy.faults.fail("*/send/*", status=status, body=body)
        with pytest.raises((FateUnknown, NotSent)):
            await transport.send(address, words("Bonjour"), txn="2", reply_to=None)
        stage.proxy.faults.fail("*/event/*", status=status, body=body)
        await zoe.says(room, "Une réponse", reply_to=sent)
        assert [it.words for it in await stage.shelf.has(1)] == ["Une réponse"]
