"""Passwords where a login server still takes them: a token without an end, or with a hidden one."""

from contextlib import aclosing

import pytest

from bot.core.context.clock import Clock
from bot.transports.matrix import MatrixAccount, MatrixTransport
from bot.transports.matrix.setup_client import Limits, Visit, look_at
from tests.transports.contract import running, until
from tests.transports.matrix.oauth.approved import KEY, Approved

pytestmark = pytest.mark.slow


@pytest.fixture
def account(approved: Approved) -> MatrixAccount:
    """The bot's account, with a password that the login server takes."""
    approved.oauth.passwords[approved.localpart] = "a password"
    approved.proxy.diverts["*/login"] = approved.oauth.url
    return MatrixAccount(approved.proxy.url, approved.us.user_id, "a password")


async def test_both_ways_are_seen(approved: Approved, account: MatrixAccount) -> None:
    found = await look_at(account.homeserver)

    assert found.takes_passwords
    assert found.approves_devices


async def test_a_token_that_ends_without_notice_is_replaced_on_the_same_device(
    approved: Approved, account: MatrixAccount
) -> None:
    zoe = await approved.synapse.person("Zoé")
    transport = MatrixTransport(
        account, folder=approved.folder, pickle_key=KEY, clock=Clock(), encryption=False
    )
    async with running(transport, approved.shelf):
        room = await zoe.creates("Énergie", invites=[approved.us.user_id])
        await zoe.is_joined_by(room, approved.us.user_id)
        before = approved.session
        await approved.oauth.end_compatibility_tokens(approved.device)
        await until(lambda: approved.session["access_token"] != before["access_token"])
        await until(lambda: transport.ailing_since() is None)
        await zoe.says(room, "!un")
        await approved.shelf.has(1)
    await transport.close()

    assert approved.session["device_id"] == before["device_id"]
    assert "grant" not in approved.session


async def test_administrators_calls_are_not_made_with_such_a_token(
    approved: Approved, account: MatrixAccount
) -> None:
    async with aclosing(Visit(account, folder=approved.folder)) as visit:
        us = await visit.enter()
        limits = await visit.limits()

    assert us.is_new
    assert limits is Limits.NOT_SHOWN
    assert approved.proxy.asked_for("/_synapse/*") == []
