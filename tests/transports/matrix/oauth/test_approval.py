"""A device that a person approves: what is asked, what is kept, and who may approve it."""

import asyncio
import stat

import pytest

from bot.transports.matrix.account import OtherAccount
from bot.transports.matrix.homeserver_errors import NoAnswer
from bot.transports.matrix.oauth import DeviceCode, NotApproved, auth_server_of
from bot.transports.matrix.session_file import LoginRefused
from bot.transports.matrix.setup_client import look_at
from tests.synapse import Synapse
from tests.transports.matrix.oauth.approved import Approved

pytestmark = pytest.mark.slow


async def test_a_person_approves_us_by_the_address_and_code_that_are_shown(
    approved: Approved,
) -> None:
    shown: list[DeviceCode] = []
    setup = approved.setup()
    approving = asyncio.create_task(setup.be_approved(shown.append))

    code = await approved.oauth.asked_code()
    await approved.oauth.approve(code, approved.localpart)
    await approving
    await setup.close()

    [seen] = shown
    assert (seen.address, seen.code) == (f"{approved.oauth.url}/link", code)
    assert code in seen.whole_address
    [client] = list(approved.oauth.clients.values())[-1:]
    assert client["client_uri"] == "https://terreau.test/"
    assert approved.session["user_id"] == approved.us.user_id
    assert len(approved.device) == len("ABCDEFGHIJ")
    assert approved.session["grant"]
    assert stat.S_IMODE((approved.folder / "session.json").stat().st_mode) == 0o600


async def test_the_pair_is_kept_before_it_is_used(
    approved: Approved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The homeserver does not answer the first question in our name: the login is kept."""
    approved.proxy.faults.fail("*/whoami", times=99)

    with pytest.raises(ConnectionError):
        await approved.log_in()

    pair = approved.oauth.session_of(approved.device).pairs[-1]
    assert approved.session["access_token"] == pair.access
    approved.proxy.faults.clear()
    setup = approved.setup()
    await setup.enter()
    await setup.close()
    assert pair.is_used


async def test_the_device_stays_the_same_when_we_are_approved_again(approved: Approved) -> None:
    approved.encryption = True
    await approved.log_in()
    device = approved.device
    setup = approved.setup()
    await setup.enter()
    key = setup.fingerprint
    await setup.close()
    await approved.oauth.end_session(device)

    await approved.log_in()

    setup = approved.setup()
    await setup.enter()
    assert (approved.device, setup.fingerprint) == (device, key)
    assert (await setup.state()).master == ""
    await setup.close()


async def test_a_person_who_is_logged_in_as_somebody_else_approves_nothing(
    approved: Approved,
) -> None:
    await approved.log_in()
    before = approved.session
    other = await approved.synapse.register("Autre")

    with pytest.raises(OtherAccount, match=other.user_id):
        await approved.log_in(other.user_id[1:].partition(":")[0])

    assert approved.session == before
    assert approved.oauth.logins[-1].has_ended


async def test_a_refusal_in_the_browser_is_told(approved: Approved) -> None:
    setup = approved.setup()
    approving = asyncio.create_task(setup.be_approved(lambda _: None))

    approved.oauth.deny(await approved.oauth.asked_code())

    with pytest.raises(NotApproved):
        await approving
    await setup.close()


async def test_a_code_that_nobody_types_is_over(approved: Approved) -> None:
    approved.oauth.code_seconds = 0.1
    setup = approved.setup()

    with pytest.raises(NotApproved):
        await setup.be_approved(lambda _: None)

    await setup.close()


async def test_a_server_that_is_busy_is_asked_again(approved: Approved) -> None:
    busy = {"error": "slow_down"}
    approved.oauth.faults.fail("/oauth2/token", status=400, body=busy)
    approved.oauth.faults.fail("/oauth2/token", status=503)
    approved.oauth.faults.reset("/oauth2/token")

    await approved.log_in()

    assert approved.device


async def test_a_server_without_device_codes_approves_no_device(approved: Approved) -> None:
    approved.proxy.leaves_out = frozenset({"device_authorization_endpoint"})
    server = await auth_server_of(approved.proxy.url)
    setup = approved.setup()

    with pytest.raises(LoginRefused):
        await setup.be_approved(lambda _: None)

    assert server is not None
    assert not server.approves_devices
    await setup.close()


async def test_a_folder_without_a_login_is_refused(approved: Approved) -> None:
    setup = approved.setup()

    with pytest.raises(LoginRefused):
        await setup.enter()

    await setup.close()


async def test_a_homeserver_that_logs_in_by_itself_has_no_such_server(
    synapse: Synapse,
) -> None:
    found = await look_at(synapse.url)

    assert (found.takes_passwords, found.auth_server) == (True, None)


@pytest.mark.parametrize("status", [429, 502])
async def test_a_homeserver_that_is_busy_says_nothing_of_it(
    approved: Approved, status: int
) -> None:
    approved.proxy.faults.fail("*/auth_metadata", status=status)

    with pytest.raises(NoAnswer):
        await auth_server_of(approved.proxy.url)
