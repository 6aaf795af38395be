"""A DNS server with a few texts of its own."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import cast

import dns.message
import dns.rcode
import dns.rrset
import pytest
from dns.asyncresolver import Resolver


class _Server(asyncio.DatagramProtocol):
    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        answer = dns.message.make_response(query)
        name = str(query.question[0].name).rstrip(".")
        if name in self._texts:
            answer.answer.append(
                dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", f'"{self._texts[name]}"')
            )
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        assert self._transport is not None
        self._transport.sendto(answer.to_wire(), addr)


def _resolver(port: int) -> Resolver:
    made = Resolver(configure=False)
    made.nameservers, made.port = ["127.0.0.1"], port
    return made


@asynccontextmanager
async def dns_of(texts: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Have the check ask this server instead of the machine's."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Server(texts), ("127.0.0.1", 0)
    )
    port = transport.get_extra_info("sockname")[1]
    monkeypatch.setattr("bot.operations.check.mail.Resolver", partial(_resolver, port))
    try:
        yield
    finally:
        transport.close()
