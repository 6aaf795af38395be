"""Servers whose certificates an authority of the organisation has signed: `SSL_CERT_FILE`."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.config import Settings, Telegram
from bot.core.context.clock import Clock
from bot.operations.check import lines
from bot.operations.check.matrix import look_at_matrix
from bot.operations.check.records import look_at_sources
from bot.operations.check.telegram import look_at_telegram
from bot.web.safe_fetch import NotTrusted
from storage.external_calendars import ExternalCalendars
from storage.feeds import WebFeeds
from tests.emulator import BotApi
from tests.operations.check.checking import TOKEN
from tests.patience import HANG, patient
from tests.private_authority import PrivateAuthority, encrypted
from tests.running.programs import ENGLISH, free_port
from tests.synapse import Account, Synapse
from tests.town import Town
from tests.web.safe_fetch.sites import INSIDE, OUTSIDE, says, site

REFUSED = (
    "the certificate of {address} is not valid here: if it is of an authority of your own, name "
    "the file with its certificate in SSL_CERT_FILE"
)
DISTRUST = (
    "I do not trust {at}, and keep trying: its certificate is not valid here. If it is of an "
    "authority of your own, name the file with its certificate in SSL_CERT_FILE, then stop me "
    "(Ctrl-C) and start me again."
)
FETCHED = """
import asyncio, sys
from tests.web.safe_fetch.sites import MOST, safe_fetcher
port = int(sys.argv[1])
page = asyncio.run(safe_fetcher(port).fetch(f"https://127.0.0.2:{port}/agenda.ics", MOST))
print(page.content.decode())
"""


@pytest.fixture
def authority(tmp_path: Path) -> PrivateAuthority:
    return PrivateAuthority(tmp_path)


async def program(*words: str, trusting: Path | None) -> str:
    """What a new process says, with the certificate that its environment names."""
    named = {} if trusting is None else {"SSL_CERT_FILE": str(trusting)}
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, *words),
        env={**os.environ, **ENGLISH, **named},
        cwd=Path(__file__).parents[3],
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await asyncio.wait_for(child.communicate(), HANG)
    return out.decode()


@pytest.mark.slow
async def test_telegram_and_matrix_are_trusted_by_the_authority_of_the_environment(
    authority: PrivateAuthority, api: BotApi, synapse: Synapse, tmp_path: Path
) -> None:
    bot: Account = await synapse.register("Terreau")
    config, tls = tmp_path / "config.toml", authority.server(INSIDE)
    async with encrypted(api.url, tls) as telegram, encrypted(synapse.url, tls) as matrix:
        config.write_text(
            f'[telegram]\ntoken = "{TOKEN}"\napi_base = "{telegram}"\n'
            f'[matrix]\nhomeserver = "{matrix}"\nuser = "{bot.user_id}"\n'
            f'password = "{bot.password}"\n[http]\nlisten = "127.0.0.1:{free_port()}"\n'
        )
        checked = ("-m", "bot", "check", "--config", str(config))
        said = (await program(*checked, trusting=authority.file)).splitlines()

    assert any(line.startswith("OK     Token: it belongs to ") for line in said), said
    assert f"OK     Matrix server: {matrix} answers" in said
    account = f"OK     Matrix account: the server accepts the password of {bot.user_id}"
    assert account in said


@pytest.mark.slow
async def test_a_start_tells_of_each_network_whose_certificate_is_refused(
    authority: PrivateAuthority, api: BotApi, tmp_path: Path
) -> None:
    config, tls = tmp_path / "config.toml", authority.server(INSIDE)
    async with encrypted(api.url, tls) as telegram, site(says, INSIDE, tls) as here:
        matrix = f"https://{INSIDE}:{here.port}"
        config.write_text(
            f'[telegram]\ntoken = "{TOKEN}"\napi_base = "{telegram}"\n'
            f'[matrix]\nhomeserver = "{matrix}"\nuser = "@t:hs"\npassword = "hush"\n'
            f'[http]\nlisten = "127.0.0.1:{free_port()}"\n'
        )
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--config", str(config)),
            env={**os.environ, **ENGLISH},
            cwd=Path(__file__).parents[3],
            stderr=asyncio.subprocess.PIPE,
        )
        told = {
            DISTRUST.format(at=f"Telegram at {telegram}"),
            DISTRUST.format(at=f"Matrix at {matrix}"),
        }
        try:
            async with patient():
                while told:
                    assert child.stderr is not None
                    told.discard((await child.stderr.readline()).decode().strip())
        finally:
            child.kill()
            await child.wait()


@pytest.mark.slow
async def test_calendars_and_feeds_are_trusted_by_the_authority_of_the_environment_alone(
    authority: PrivateAuthority,
) -> None:
    async with site(says, OUTSIDE, authority.server(OUTSIDE)) as here:
        refused = await program("-c", FETCHED, str(here.port), trusting=None)
        trusted = await program("-c", FETCHED, str(here.port), trusting=authority.file)

    assert "bot.web.safe_fetch.NotTrusted" in refused
    assert trusted == "BEGIN:VCALENDAR\n"


async def test_a_refused_certificate_of_telegram_is_told_as_that(
    authority: PrivateAuthority, api: BotApi
) -> None:
    """Where the name is another one, too."""
    for address in (INSIDE, OUTSIDE):
        async with encrypted(api.url, authority.server(address)) as telegram:
            settings = Telegram.model_validate({"token": TOKEN, "api_base": telegram})
            shown = list(lines(await look_at_telegram(settings, [], Clock()), "en"))

        assert shown == [f"WRONG  Telegram: {REFUSED.format(address=telegram)}"]


async def test_a_refused_certificate_of_a_matrix_server_is_told_as_that(
    authority: PrivateAuthority, tmp_path: Path
) -> None:
    async with site(says, INSIDE, authority.server(INSIDE)) as here:
        address = f"https://{INSIDE}:{here.port}"
        account = {"homeserver": address, "user": "@t:hs", "password": "hush"}
        settings = Settings.model_validate({"instance": {"data": str(tmp_path)}, "matrix": account})
        shown = list(lines(await look_at_matrix(settings.servers[0], [], None), "en"))

    assert shown == [f"WRONG  Matrix server: {REFUSED.format(address=address)}"]
    assert here.asked == []


@pytest.mark.slow
async def test_a_refused_certificate_is_told_by_init_too(
    authority: PrivateAuthority, api: BotApi, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    asked = ("init", "--language", "en", "--config", str(config))
    async with encrypted(api.url, authority.server(INSIDE)) as url:
        telegram = ("--network", "telegram", "--token", TOKEN, "--api-base", url)
        of_telegram = await program("-m", "bot", *asked, *telegram, trusting=None)
        matrix = ("--network", "matrix", "--homeserver", url)
        of_matrix = await program("-m", "bot", *asked, *matrix, trusting=None)

    for said in (of_telegram, of_matrix):
        assert f"{REFUSED.format(address=url)}\n"[1:] in said
    assert not config.exists()


@pytest.mark.slow
def test_refused_certificates_of_calendars_and_feeds_are_told_without_their_paths(
    town: Town,
) -> None:
    town.gardener("territory")
    assert look_at_sources(town.database) == look_at_sources(None) == []
    now, refused = town.clock.now(), NotTrusted.word
    with town.database.unit() as store:
        calendar = store[ExternalCalendars].add(
            1, "https://b.example/secret.ics", name="B", by=1, at=now, next_at=now
        )
        feeds = [
            store[WebFeeds].add(1, f"https://{host}:8443/secret", name=host, by=1, at=now)
            for host in ("a.example", "left.example", "away.example")
        ]
        for each in feeds:
            each.followed_at = now
            each.note_failure("unreachable" if each.name == "away.example" else refused, now)
        feeds[1].paused_at = now
        calendar.note_failure(refused, now)

    shown = list(lines(look_at_sources(town.database), "en"))

    assert shown == [
        f"TO DO  Calendars and feeds: {REFUSED.format(address=f'https://{each}')}"
        for each in ("a.example:8443", "b.example")
    ]
