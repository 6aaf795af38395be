"""`terreau init --mail`: the bot's mailbox is asked for, tried, and added to the file."""

import asyncio
from pathlib import Path

import pytest

from bot.config import load
from bot.operations.init.answers import Given
from bot.operations.init.conversation import STOPPED, install
from tests.emulator import BotApi
from tests.operations.init.installer import TOKEN, Installer, given
from tests.operations.mail.dns_server import dns_of
from tests.transports.mail.ground import OURS, PASSWORD, RELAY, MailGround, mail_ground

FILE = '[instance]\nlocale = "fr"\n\n[telegram]\ntoken = "123:abc"\n'
MAIL = Given(language="fr", mail=True)


def answers(ground: MailGround, *passwords: str, **more: str) -> list[str]:
    smtp = f"smtp://127.0.0.1:{ground.account.smtp.port}"
    imap = f"imap://127.0.0.1:{ground.account.imap.port}"
    return [more.get("address", OURS), smtp, imap, "", *passwords, RELAY]


async def test_a_mailbox_is_tried_and_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(FILE, encoding="utf-8")
    async with mail_ground() as ground, dns_of({}, monkeypatch):
        ground.relay.deliver = ground.delivers
        installer = Installer(answers(ground, "wrong", PASSWORD))
        code = await asyncio.to_thread(install, installer, MAIL, config)
        left = await ground.flags()
    written = load(config, {})

    assert (code, left) == (0, [])
    assert written.mail is not None
    assert (written.mail.address, written.mail.authserv_id) == (OURS, RELAY)
    assert written.mail.password.get_secret_value() == PASSWORD
    assert config.read_text(encoding="utf-8").startswith(FILE.rstrip())
    assert "refuse ce nom et ce mot de passe" in installer.screen
    assert "v=spf1 mx -all" in installer.screen
    assert any("mot de passe" in each for each in installer.unseen)


async def test_without_addresses_with_a_plus_nothing_is_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.operations.init.mail.ARRIVES_WITHIN", 0.1)
    monkeypatch.setattr("bot.operations.init.mail._LOOK_EVERY", 0.1)
    config = tmp_path / "config.toml"
    config.write_text(FILE, encoding="utf-8")
    async with mail_ground() as ground, dns_of({}, monkeypatch):
        installer = Installer(answers(ground, PASSWORD))
        code = await asyncio.to_thread(install, installer, MAIL, config)

    assert code == STOPPED
    assert config.read_text(encoding="utf-8") == FILE
    assert "recipient_delimiter = +" in installer.screen


async def test_the_ordinary_questions_end_with_one_about_e_mail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    async with (
        BotApi(token=TOKEN, limits=False) as api,
        mail_ground() as ground,
        dns_of({}, monkeypatch),
    ):
        ground.relay.deliver = ground.delivers
        installer = Installer(["oui", *answers(ground, PASSWORD)])
        code = await asyncio.to_thread(install, installer, given(api), config)
        refused = Installer(["non"])
        other = await asyncio.to_thread(install, refused, given(api), tmp_path / "other.toml")

    assert (code, other) == (0, 0)
    assert load(config, {}).mail is not None
    assert load(tmp_path / "other.toml", {}).mail is None
    assert "Faut-il aussi pouvoir participer par courriel ?" in refused.screen
