"""Tokens and passwords that a homeserver refuses, and lost sessions."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.context.clock import Clock
from bot.core.messages.ports import NotSent
from bot.transports.matrix import MatrixAccount, MatrixTransport
from tests.synapse import MatrixPerson, path
from tests.synapse.calls import call
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import running, until
from tests.transports.matrix.homeserver.trouble.quick_doubt import hasty
from tests.transports.matrix_stage import Stage, session, words


@pytest.mark.slow
async def test_a_token_that_is_refused_is_replaced_on_the_same_device(
    stage: Stage, zoe: MatrixPerson
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
async def test_after_a_new_login_encrypted_rooms_go_on(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson
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


@pytest.mark.crashes("the password or the token of the account is not taken")
@pytest.mark.slow
async def test_a_password_that_is_refused_is_seldom_tried(
    stage: Stage, zoe: MatrixPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.outbound.health.LONGEST_BACKOFF", 1.5)
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
async def test_a_login_that_fails_for_now_ends_nothing(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running():
        room = await stage.shared(zoe)
        stage.proxy.faults.log_out("*/sync", times=2)
        stage.proxy.faults.fail("*/login")
        await zoe.says(room, "!un")
        await until(lambda: len(stage.proxy.asked_for("*/login")) == 3)
        await zoe.says(room, "!deux")
        await stage.nothing_but(["un", "deux"])


@pytest.mark.crashes("the password or the token of the account is not taken")
@pytest.mark.slow
async def test_a_token_of_the_configuration_cannot_be_replaced(
    stage: Stage, zoe: MatrixPerson, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.core.outbound.health.LONGEST_BACKOFF", 1.5)
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


@pytest.mark.crashes("the password or the token of the account is not taken")
@pytest.mark.slow
async def test_an_account_that_is_not_let_in_stays_unwell(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.outbound.health.LONGEST_BACKOFF", 1.2)
    forbidden = {"errcode": "M_FORBIDDEN", "error": "Invalid password"}
    stage.proxy.faults.fail("*/login", status=403, body=forbidden)
    async with stage.running() as transport:
        await until(lambda: transport.ailing_since() is None)
    first, second = stage.proxy.asked_for("*/login")
    assert second.at - first.at >= 1.2


@pytest.mark.crashes("the device is not signed")
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
