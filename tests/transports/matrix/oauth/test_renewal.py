"""Tokens are renewed before they end, once, and whatever happens on the way."""

import asyncio
import logging
import signal
import sys
from contextlib import aclosing

import pytest

from bot.core.context.clock import Clock
from bot.transports.matrix.encryption.cross_signing import ApprovalNeeded
from bot.transports.matrix.homeserver_errors import NoAnswer
from bot.transports.matrix.session_file import LoginRefused, Session, SessionFile, TokenRenewal
from bot.transports.matrix.setup_client import Limits, Visit
from tests.transports.contract import until
from tests.transports.matrix.oauth import killed
from tests.transports.matrix.oauth.approved import Approved
from tests.transports.matrix_stage import words

pytestmark = pytest.mark.slow


def renewal(approved: Approved) -> TokenRenewal:
    """What one process has for it."""
    return TokenRenewal(approved.proxy.url, SessionFile(approved.folder), Clock())


def kept(approved: Approved) -> Session:
    session = SessionFile(approved.folder).read()
    assert session is not None
    return session


async def test_a_token_is_renewed_before_it_ends(approved: Approved) -> None:
    await approved.log_in()
    before = kept(approved)
    zoe = await approved.synapse.person("Zoé")
    async with approved.running() as transport:
        room = await zoe.creates("Énergie", invites=[approved.us.user_id])
        await zoe.is_joined_by(room, approved.us.user_id)
        approved.passes(239)
        await zoe.says(room, "!un")
        await approved.shelf.has(1)
        assert approved.renewals == []
        approved.passes(2)
        await until(lambda: kept(approved) != before)
        sent = await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        await zoe.says(room, "!deux")
        await approved.shelf.has(2)
        assert (await zoe.reads(room))[-2].id == sent

    pair = approved.oauth.session_of(before.device_id).pairs[-1]
    assert len(approved.renewals) == 1
    assert kept(approved).access_token == pair.access
    assert pair.is_used
    assert kept(approved).device_id == before.device_id
    assert [each for each in approved.proxy.asked if each.status == 401] == []


async def test_no_log_tells_a_token(
    approved: Approved, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """With everything that a library says, too, and failures on the way."""
    caplog.set_level(logging.DEBUG)
    await approved.log_in()
    before = kept(approved)
    async with approved.running() as transport:
        approved.oauth.faults.fail("/oauth2/token", status=500)
        approved.proxy.faults.log_out("*/sync", times=2)
        await until(lambda: kept(approved) != before)
        await until(lambda: transport.ailing_since() is None)
    told = caplog.text + "".join(capsys.readouterr())

    assert "unwell" in told
    for pair in approved.oauth.session_of(before.device_id).pairs:
        assert pair.access not in told
        assert pair.refresh not in told


async def test_two_processes_renew_a_token_once(approved: Approved) -> None:
    await approved.log_in()
    before = kept(approved)

    both = await asyncio.gather(*(renewal(approved).renewed(before) for _ in range(2)))

    assert both == [kept(approved)] * 2
    assert len(approved.renewals) == 1


async def test_a_kill_between_the_answer_and_the_file_loses_nothing(approved: Approved) -> None:
    await approved.log_in()
    before = kept(approved)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", killed.__name__, approved.proxy.url, str(approved.folder)
    )

    assert await process.wait() == -signal.SIGKILL
    assert kept(approved) == before
    assert len(approved.oauth.session_of(before.device_id).pairs) == 2

    renewed = await renewal(approved).renewed(before)
    assert kept(approved) == renewed
    setup = approved.setup()
    await setup.enter()
    await setup.close()
    assert not approved.oauth.session_of(before.device_id).has_ended


async def test_a_full_disk_or_a_lost_answer_loses_nothing(
    approved: Approved, monkeypatch: pytest.MonkeyPatch
) -> None:
    await approved.log_in()
    before = kept(approved)
    holder = renewal(approved)
    write, fates = SessionFile.write, [OSError("no space left on device")]

    def full(file: SessionFile, session: Session) -> None:
        if fates:
            raise fates.pop()
        write(file, session)

    monkeypatch.setattr(SessionFile, "write", full)
    with pytest.raises(OSError, match="no space"):
        await holder.renewed(before)
    approved.oauth.faults.reset("/oauth2/token", when="after")
    with pytest.raises(ConnectionError):
        await holder.renewed(before)

    renewed = await holder.renewed(before)

    assert kept(approved) == renewed
    assert len(approved.renewals) == 3
    assert not approved.oauth.session_of(before.device_id).has_ended


async def test_a_login_server_that_is_away_holds_nothing_up(approved: Approved) -> None:
    """The token that we have goes on while it lives."""
    await approved.log_in()
    before = kept(approved)
    zoe = await approved.synapse.person("Zoé")
    async with approved.running() as transport:
        room = await zoe.creates("Énergie", invites=[approved.us.user_id])
        await zoe.is_joined_by(room, approved.us.user_id)
        approved.oauth.faults.fail("/oauth2/token", status=503)
        approved.passes(250)
        await until(lambda: approved.renewals)
        await zoe.says(room, "!un")
        await approved.shelf.has(1)
        assert transport.ailing_since() is None
        await until(lambda: kept(approved) != before)

    assert len(approved.renewals) == 2


async def test_a_web_server_before_the_homeserver_ends_no_session(approved: Approved) -> None:
    """Its page says nothing of the homeserver's login server."""
    await approved.log_in()
    before = kept(approved)
    holder = renewal(approved)
    approved.proxy.faults.fail("*/auth_metadata", status=404, body="404 page not found")

    with pytest.raises(NoAnswer):
        await holder.renewed(before)

    assert await holder.renewed(before) == kept(approved)
    assert kept(approved) != before


@pytest.mark.crashes("the password or the token of the account is not taken")
async def test_an_ended_session_is_told_until_we_are_approved_again(
    approved: Approved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.outbound.health.LONGEST_BACKOFF", 1.5)
    await approved.log_in()
    device = approved.device
    zoe = await approved.synapse.person("Zoé")
    async with approved.running() as transport:
        room = await zoe.creates("Énergie", invites=[approved.us.user_id])
        await zoe.is_joined_by(room, approved.us.user_id)
        assert transport.refused_since() is None
        await approved.oauth.end_session(device)
        await until(lambda: transport.refused_since() is not None)
        async with aclosing(Visit(approved.account, folder=approved.folder)) as visit:
            with pytest.raises(LoginRefused):
                await visit.enter()

        await approved.log_in()
        await until(lambda: transport.ailing_since() is None)
        assert transport.refused_since() is None
        await zoe.says(room, "!un")
        await approved.shelf.has(1)

    assert approved.device == device


async def test_a_command_beside_the_bot_renews_its_token_too(approved: Approved) -> None:
    """Without an administrator's call, which takes no such token."""
    await approved.log_in()
    before = kept(approved)
    approved.proxy.faults.log_out("*/whoami")

    async with aclosing(Visit(approved.account, folder=approved.folder)) as visit:
        us = await visit.enter()
        limits = await visit.limits()

    assert (us.user, us.device_id) == (approved.us.user_id, approved.device)
    assert limits is Limits.NOT_SHOWN
    assert approved.proxy.asked_for("/_synapse/*") == []
    assert kept(approved) != before
    async with approved.running():  # as the bot, with what was renewed beside it
        assert kept(approved).device_id == before.device_id


async def test_an_identity_is_replaced_once_that_is_approved_in_the_browser(
    approved: Approved,
) -> None:
    approved.encryption = True
    await approved.log_in()
    setup = approved.setup()
    await setup.enter()
    await setup.publish("")
    (approved.folder / "identity").unlink()

    with pytest.raises(ApprovalNeeded) as needed:
        await setup.publish("")
    await approved.oauth.allow_reset(approved.localpart)
    await setup.publish("", session=needed.value.session)
    await setup.sign()

    assert str(needed.value.values["where"]).startswith(f"{approved.oauth.url}/account/")
    assert (await setup.state()).device_signed
    await setup.close()
