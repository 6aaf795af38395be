"""Refusals of servers and of names, told by their kind."""

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import EAI_AGAIN, gaierror

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.core.messages.ports import FileGone, Rejected, SendError
from bot.web.safe_fetch import (
    NoSuchName,
    NotTrusted,
    Unreachable,
)
from tests.web.safe_fetch.sites import (
    MOST,
    OUTSIDE,
    fetched,
    leading,
    raw,
    safe_fetcher,
    says,
    site,
)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, FileGone),
        (410, FileGone),
        (401, Rejected),
        (304, Rejected),
        (204, Rejected),
        (429, Unreachable),
        (500, Unreachable),
        (503, Unreachable),
    ],
)
async def test_a_refusal_is_told_by_its_kind(status: int, kind: type[SendError]) -> None:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    async with site(handle) as here:
        with pytest.raises(kind):
            await safe_fetcher(here.port).fetch(here.url(), MOST)


async def test_a_name_that_nobody_has_is_told() -> None:
    with pytest.raises(NoSuchName):
        await safe_fetcher(80).fetch("http://nowhere.example/", MOST)


async def test_a_name_that_is_not_found_now_may_be_later() -> None:
    async def unwell(_host: str, _port: int) -> Sequence[str]:
        raise gaierror(EAI_AGAIN, "again")

    with pytest.raises(Unreachable):
        await safe_fetcher(80, resolve=unwell).fetch("http://site.example/", MOST)


async def test_a_name_that_leads_nowhere_is_told() -> None:
    with pytest.raises(NoSuchName):
        await safe_fetcher(80, resolve=leading(site=[])).fetch("http://site.example/", MOST)


async def test_nobody_there_is_told() -> None:
    async with site(says) as here:
        port = here.port
    with pytest.raises(Unreachable):
        await safe_fetcher(port).fetch(f"http://{OUTSIDE}:{port}/", MOST)


async def test_a_site_that_cannot_prove_itself_is_not_trusted(tmp_path: Path) -> None:
    async with site(says, tls=_self_signed(tmp_path)) as here:
        with pytest.raises(NotTrusted):
            await safe_fetcher(here.port).fetch(f"https://site.example:{here.port}/", MOST)

    assert here.asked == []


async def test_the_name_of_a_server_can_be_kept() -> None:
    answer = b'HTTP/1.1 200 OK\r\nETag: "' + b"a" * 500 + b'"\r\nContent-Length: 1\r\n\r\nx'
    async with raw(answer) as here:
        assert (await fetched(safe_fetcher(here.port), here.url())).content == b"x"


def _self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "site.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "site.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
