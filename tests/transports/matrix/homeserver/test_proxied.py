"""A homeserver behind the proxy that the environment names, and one with a foreign certificate."""

import re
import ssl
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.transports.matrix import MatrixAccount
from bot.transports.matrix.oauth import METADATA
from bot.transports.matrix.setup_client import (
    UntrustedHomeserver,
    Visit,
    homeserver_of,
    look_at,
)
from tests.deploy.test_deploy import written_certificate
from tests.synapse import Account, Synapse
from tests.web.safe_fetch.sites import INSIDE, leading_to, says, site

BEHIND = "http://matrix.behind.example"


@pytest.fixture
async def bot(synapse: Synapse) -> Account:
    return await synapse.register("Terreau")


async def test_all_that_is_asked_of_a_homeserver_goes_through_the_proxy(
    synapse: Synapse, bot: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name leads nowhere here: the proxy alone knows it."""
    async with site(leading_to(synapse.url), INSIDE) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        monkeypatch.delenv("no_proxy", raising=False)

        seen = await look_at(BEHIND)
        assert seen.takes_passwords
        assert seen.auth_server is None
        account = MatrixAccount(BEHIND, bot.user_id, bot.password)
        async with aclosing(Visit(account, folder=tmp_path)) as visit:
            assert (await visit.enter()).user == bot.user_id

    assert {each.headers["Host"] for each in proxy.asked} == {"matrix.behind.example"}
    paths = {each.path for each in proxy.asked}
    assert {METADATA, "/_matrix/client/v3/account/whoami"} <= paths


async def test_a_certificate_that_is_refused_is_told_as_that(tmp_path: Path) -> None:
    certificate, key = written_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)

    async with site(says, INSIDE, tls) as here:
        address = here.url().replace("http:", "https:").rstrip("/")
        with pytest.raises(UntrustedHomeserver):
            await look_at(address)
        for typed in (address, f"@terreau:{INSIDE}:{here.port}"):
            with pytest.raises(UntrustedHomeserver, match=f"^{re.escape(address)}$"):
                await homeserver_of(typed)
