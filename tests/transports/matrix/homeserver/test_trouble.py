"""A homeserver that refuses, is slow or away: it is left in peace, and nothing is lost."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import active_count

import pytest

from bot.core.context.clock import Clock
from bot.core.messages.ports import FateUnknown, NotSent, Rejected, SendError, TryLater
from bot.core.outbound.health import PATIENCE
from bot.transports.matrix import MatrixAccount, MatrixTransport
from bot.transports.matrix.homeserver.api import Api
from bot.transports.matrix.sync.sync_loop import GRACE_SECONDS, POLL_SECONDS
from tests.synapse import Somebody, path
from tests.synapse.calls import call
from tests.synapse.encrypted import EncryptedSomebody
from tests.synapse.fixtures import MakeSynapse
from tests.synapse.proxy import Proxy
from tests.transports.contract import running, until
from tests.transports.matrix_stage import Stage, session, words


@pytest.fixture
def quick_to_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that takes more than half a second has failed."""
    monkeypatch.setattr("bot.transports.matrix.sync.sync_loop.POLL_SECONDS", 0.3)
    monkeypatch.setattr("bot.transports.matrix.sync.sync_loop.GRACE_SECONDS", 0.3)
    assert Api.request.__kwdefaults__ is not None
    monkeypatch.setitem(Api.request.__kwdefaults__, "seconds", 0.5)


def hasty(proxy: Proxy) -> list[float]:
    """How soon after a failed sync the next one failed, where that was too soon.

    A connection that was reset (499) is tried once more by aiohttp itself.
    """
    failed = [it for it in proxy.asked_for("*/sync") if it.status >= 400 and it.status != 499]
    return [b.at - a.at for a, b in pairwise(failed) if b.at - a.at < 0.9]


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["bad gateway", "garbage", "reset"])
async def test_a_homeserver_that_is_unwell_is_left_in_peace(
    stage: Stage, zoe: Somebody, fault: str
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
    assert hasty(stage.proxy) == []


@pytest.mark.slow
async def test_a_token_that_is_refused_is_replaced_on_the_same_device(
    stage: Stage, zoe: Somebody
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        before = session(stage.folder)
        token = before["access_token"]
        # As when the sessions of the account are ended by its administrator.
        await call("POST", stage.synapse.url, path("logout"), token=token)
        with pytest.raises(NotSent):
            await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        await zoe.says(room, "!un")
        await stage.nothing_but(["un"])
        sent = await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        after = session(stage.folder)
        assert (await zoe.reads(room))[-1].id == sent

    assert after["device_id"] == before["device_id"]
    assert after["access_token"] != token
    assert len(stage.proxy.asked_for("*/login")) == 2
    assert hasty(stage.proxy) == []


@pytest.mark.slow
async def test_after_a_new_login_what_is_encrypted_goes_on(
    sealed_stage: Stage, sealed_zoe: EncryptedSomebody
) -> None:
    """Logged out, a device loses its keys on the homeserver, and its identity's signature."""
    stage, zoe = sealed_stage, sealed_zoe
    async with stage.running() as transport:
        room = await stage.direct(zoe, encrypted=True)
        token, keys = session(stage.folder)["access_token"], await zoe.keys_of(stage.bot)
        await call("POST", stage.synapse.url, path("logout"), token=token)
        await until(lambda: session(stage.folder)["access_token"] != token)
        await until(lambda: transport.ailing_since() is None)
        await zoe.says(room, "Bonjour")
        [arrival] = await stage.shelf.has(1)
        await transport.send(arrival.room, words("Bonsoir"), txn="1", reply_to=None)
        seen = await zoe.reads(room)
        device = session(stage.folder)["device_id"]
        again = await zoe.keys_of(stage.bot)

    assert (arrival.words, arrival.encrypted) == ("Bonjour", True)
    assert [it.body for it in seen] == ["Bonjour", "Bonsoir"]
    was, now = (it["device_keys"][stage.bot][device] for it in (keys, again))
    assert now["keys"] == was["keys"]
    assert now["signatures"] == was["signatures"]


@pytest.mark.slow
async def test_a_password_that_is_refused_is_seldom_tried(
    stage: Stage, zoe: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.transports.matrix.homeserver.health.MOST", 1.5)
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        stage.proxy.faults.log_out("*/sync")
        forbidden = {"errcode": "M_FORBIDDEN", "error": "Invalid password"}
        stage.proxy.faults.fail("*/login", status=403, body=forbidden)
        stage.proxy.faults.log_out("*/sync")
        await zoe.says(room, "!un")
        await until(lambda: len(stage.proxy.asked_for("*/login")) == 3)
        await stage.nothing_but(["un"])
        await until(lambda: transport.ailing_since() is None)
    _, refused, again = stage.proxy.asked_for("*/login")
    assert again.at - refused.at >= 1.5


@pytest.mark.slow
async def test_a_login_that_fails_for_now_ends_nothing(stage: Stage, zoe: Somebody) -> None:
    async with stage.running():
        room = await stage.shared(zoe)
        stage.proxy.faults.log_out("*/sync", times=2)
        stage.proxy.faults.fail("*/login")
        await zoe.says(room, "!un")
        await until(lambda: len(stage.proxy.asked_for("*/login")) == 3)
        await zoe.says(room, "!deux")
        await stage.nothing_but(["un", "deux"])


@pytest.mark.slow
async def test_a_token_of_the_configuration_cannot_be_replaced(
    stage: Stage, zoe: Somebody, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.transports.matrix.homeserver.health.MOST", 1.5)
    account = MatrixAccount(stage.proxy.url, stage.bot, access_token=stage.us.access_token)
    transport = MatrixTransport(
        account,
        folder=tmp_path / "matrix",
        pickle_key="the pickle key of a test",
        clock=Clock(),
        encryption=False,
    )
    async with running(transport, stage.shelf):
        room = await stage.shared(zoe)
        stage.proxy.faults.log_out("*/sync")
        await zoe.says(room, "!un")
        await until(lambda: transport.ailing_since() is not None)
        await until(lambda: transport.ailing_since() is None)
        await stage.nothing_but(["un"])
    await transport.close()
    syncs = stage.proxy.asked_for("*/sync")
    [refused] = [nth for nth, each in enumerate(syncs) if each.status == 401]
    assert syncs[refused + 1].at - syncs[refused].at >= 1.5
    assert not stage.proxy.asked_for("*/login")
    assert session(tmp_path)["device_id"] == stage.us.device_id


@pytest.mark.slow
async def test_an_account_that_is_not_let_in_stays_unwell(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.transports.matrix.homeserver.health.MOST", 1.2)
    forbidden = {"errcode": "M_FORBIDDEN", "error": "Invalid password"}
    stage.proxy.faults.fail("*/login", status=403, body=forbidden)
    async with stage.running() as transport:
        await until(lambda: transport.ailing_since() is None)
    first, second = stage.proxy.asked_for("*/login")
    assert second.at - first.at >= 1.2


@pytest.mark.slow
async def test_a_wait_that_is_asked_for_is_kept(stage: Stage, zoe: Somebody) -> None:
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
async def test_what_is_too_slow_is_asked_again(
    stage: Stage, zoe: Somebody, quick_to_doubt: None, impatient: None
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


async def test_what_is_sent_after_the_end_is_not_sent_and_begins_no_thread(
    stage: Stage, zoe: Somebody
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
    stage: Stage, sealed_zoe: EncryptedSomebody, *, encrypted: bool
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


async def test_what_is_not_said_yet_says_so(stage: Stage, zoe: Somebody) -> None:
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
    monkeypatch.setattr("bot.transports.matrix.homeserver.health.MOST", 1.5)
    synapse = await private_synapse()
    async with Proxy(synapse.url) as proxy:
        stage = Stage(synapse, proxy, await synapse.register("Terreau"), tmp_path / "bot")
        zoe = await synapse.somebody("Zoé")
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
async def test_what_stands_before_the_homeserver_decides_nothing(
    stage: Stage, zoe: Somebody, impatient: None, status: int, body: dict[str, str] | str
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        address = f"matrix:{room}"
        sent = await transport.send(address, words("Une question ?"), txn="1", reply_to=None)
        transport._presence._reader._sent.clear()
        stage.proxy.faults.fail("*/send/*", status=status, body=body)
        with pytest.raises((FateUnknown, NotSent)):
            await transport.send(address, words("Bonjour"), txn="2", reply_to=None)
        stage.proxy.faults.fail("*/event/*", status=status, body=body)
        await zoe.says(room, "Une réponse", reply_to=sent)
        assert [it.words for it in await stage.shelf.has(1)] == ["Une réponse"]


async def test_a_homeserver_that_takes_no_identity_takes_us_in(stage: Stage) -> None:
    sealed = replace(stage, encryption=True)
    refusal = {"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"}
    stage.proxy.faults.fail("*/device_signing/upload", times=99, status=404, body=refusal)
    async with sealed.running():
        assert len(stage.proxy.asked_for("*/device_signing/upload")) == 1


async def test_a_lost_session_makes_another_device_whose_messages_are_not_the_same(
    sealed_stage: Stage,
) -> None:
    async with sealed_stage.running() as transport:
        assert transport.capabilities.resends
    (sealed_stage.folder / "matrix" / "session.json").unlink()
    assert not sealed_stage.transport().capabilities.resends
