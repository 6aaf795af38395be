"""`terreau check` of e-mail: servers, the DNS of the domain, and the link that stops e-mails."""

from collections.abc import AsyncIterator

import pytest

from bot.config import Mail, Settings
from bot.operations.check import Mark, lines
from bot.operations.check.mail import look_at_mail
from tests.operations.mail.dns_server import dns_of
from tests.transports.mail.ground import OURS, PASSWORD, RELAY, MailGround, mail_ground

IN_ORDER = {
    "region.example": "v=spf1 mx -all",
    "_dmarc.region.example": "v=DMARC1; p=quarantine",
    "s1._domainkey.region.example": "v=DKIM1; k=rsa; p=MIIB",
}


@pytest.fixture
async def ground() -> AsyncIterator[MailGround]:
    async with mail_ground() as made:
        yield made


def settings(ground: MailGround, **more: str) -> tuple[Settings, Mail]:
    mail = Mail.model_validate(
        {
            "address": OURS,
            "smtp": f"smtp://127.0.0.1:{ground.account.smtp.port}",
            "imap": f"imap://127.0.0.1:{ground.account.imap.port}",
            "password": PASSWORD,
            "authserv_id": RELAY,
            "dkim_selector": "s1",
            **more,
        }
    )
    http = {"public_url": "https://terreau.region.example"}
    return Settings.model_validate({"http": http}), mail


async def test_all_is_in_order(ground: MailGround, monkeypatch: pytest.MonkeyPatch) -> None:
    async with dns_of(IN_ORDER, monkeypatch):
        found = await look_at_mail(*settings(ground))

    assert [line for line in lines(found, "fr") if not line.startswith("OK")] == []
    assert {each.mark for each in found} == {Mark.FINE}


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({**IN_ORDER, "region.example": "hello"}, "v=spf1 mx -all"),
        ({k: v for k, v in IN_ORDER.items() if "dmarc" not in k}, "_dmarc.region.example"),
        ({**IN_ORDER, "_dmarc.region.example": "v=DMARC1; p=none"}, "p=none"),
        ({k: v for k, v in IN_ORDER.items() if "key" not in k}, "s1._domainkey.region.example"),
        ({**IN_ORDER, "s1._domainkey.region.example": "v=DKIM1; p="}, "pas de clé"),
    ],
)
async def test_what_is_missing_in_the_dns_is_told(
    ground: MailGround, monkeypatch: pytest.MonkeyPatch, texts: dict[str, str], told: str
) -> None:
    async with dns_of(texts, monkeypatch):
        found = await look_at_mail(*settings(ground))

    shown = [line for line in lines(found, "fr") if not line.startswith("OK")]
    assert len(shown) == 1
    assert told in shown[0]


async def test_a_wrong_password_is_told(
    ground: MailGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dns_of(IN_ORDER, monkeypatch):
        found = await look_at_mail(*settings(ground, password="another"))

    for line in list(lines(found, "fr"))[:2]:
        assert "refuse le nom ou le mot de passe" in line
