"""Element's own library judges our device, gives us keys, and reads what we say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.core.messages.rendering import Rendered, Span
from bot.transports.matrix.device import OwnIdentity
from bot.transports.matrix.encryption.crypto import STORE
from bot.transports.matrix.known_rooms import address
from bot.transports.matrix.transport import MatrixTransport
from tests.element import Device, Element, Examined, needs_element
from tests.synapse import Account, Synapse
from tests.transports.contract import Shelf, eventually, running, until
from tests.transports.on_matrix import transport_to

pytestmark = needs_element

SIGNED = Device(signed_by_owner=True, verified=False)
"""By an identity that nobody has compared yet."""
UNSIGNED = Device(signed_by_owner=False, verified=False)


@dataclass(slots=True)
class Bot:
    """Our account, and all that we keep."""

    synapse: Synapse
    account: Account
    data: Path
    shelf: Shelf

    @property
    def user_id(self) -> str:
        return self.account.user_id

    @asynccontextmanager
    async def runs(self) -> AsyncIterator[MatrixTransport]:
        transport = transport_to(self.synapse.url, self.account, self.data)
        try:
            async with running(transport, self.shelf):
                yield transport
        finally:
            await transport.close()

    def loses_keys(self) -> None:
        """Lose the store of nio; the identity's file is kept."""
        (self.data / "matrix" / STORE).unlink()


@pytest.fixture
async def bot(synapse: Synapse, tmp_path: Path) -> Bot:
    return Bot(synapse, await synapse.register("Terreau"), tmp_path / "bot", Shelf())


@pytest.fixture
async def ana(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Element]:
    """A person whose Element wants nothing from devices that no identity signs."""
    async with await Element.on(synapse, "Ana", tmp_path / "ana") as ana:
        await ana.refuses_unsigned_devices()
        yield ana


@pytest.fixture
def no_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run without an identity, to show that the other tests depend on it."""

    async def nothing(*_: object) -> None: ...

    monkeypatch.setattr(OwnIdentity, "vouch", nothing)


@pytest.mark.slow
async def test_our_device_is_signed_up_to_the_master_key(bot: Bot, ana: Element) -> None:
    async with bot.runs():
        met = await ana.judges(bot.user_id)
        await ana.trusts(bot.user_id)
        compared = await ana.judges(bot.user_id)

    assert (met.verified, list(met.devices.values())) == (False, [SIGNED])
    assert (compared.verified, compared.master) == (True, met.master)
    assert list(compared.devices.values()) == [Device(signed_by_owner=True, verified=True)]


@pytest.mark.slow
async def test_we_read_each_other(bot: Bot, ana: Element) -> None:
    async with bot.runs() as transport:
        room = await room_of(ana, bot)

        await ana.says(room, "Bonjour")
        [arrival] = await bot.shelf.has(1)
        await says(transport, "Bonjour Ana", room, ana)

        await sees(ana, room, read("Bonjour", ana.user_id), read("Bonjour Ana", bot.user_id))
    assert (arrival.words, arrival.encrypted) == ("Bonjour", True)


@pytest.mark.slow
async def test_a_device_without_an_identity_is_refused(
    bot: Bot, ana: Element, no_identity: None
) -> None:
    async with bot.runs() as transport:
        room = await room_of(ana, bot)
        judgement = await ana.judges(bot.user_id)

        await ana.says(room, "Bonjour")
        await until(lambda: bot.shelf.locked)
        await says(transport, "Bonjour Ana", room, ana)

        refused = Examined("", bot.user_id, failure="UNSIGNED_SENDER_DEVICE")
        await sees(ana, room, read("Bonjour", ana.user_id), refused)
    assert (judgement.master, list(judgement.devices.values())) == ("", [UNSIGNED])
    assert bot.shelf.words() == []


async def test_a_device_without_an_identity_bears_a_shield(
    bot: Bot, synapse: Synapse, tmp_path: Path, no_identity: None
) -> None:
    """In an Element that still takes such devices."""
    async with (
        await Element.on(synapse, "Luc", tmp_path / "luc") as luc,
        bot.runs() as transport,
    ):
        room = await room_of(luc, bot)
        await luc.says(room, "Bonjour")
        await bot.shelf.has(1)
        await says(transport, "Bonjour Luc", room, luc)

        shielded = replace(read("Bonjour Luc", bot.user_id), shield="RED", reason="UNSIGNED_DEVICE")
        await sees(luc, room, read("Bonjour", luc.user_id), shielded)


@pytest.mark.slow
async def test_a_new_device_is_signed_by_the_identity_of_the_lost_one(
    bot: Bot, ana: Element
) -> None:
    async with bot.runs():
        room = await room_of(ana, bot)
        await ana.says(room, "Bonjour")
        await bot.shelf.has(1)
        before = await ana.judges(bot.user_id)
    bot.loses_keys()

    async with bot.runs() as transport:
        after = await ana.judges(bot.user_id)
        await ana.says(room, "Vous revoilà ?")
        await bot.shelf.has(2)
        await says(transport, "Me revoilà", room, ana)

        theirs = [read(words, ana.user_id) for words in ("Bonjour", "Vous revoilà ?")]
        await sees(ana, room, *theirs, read("Me revoilà", bot.user_id))
    assert after.master == before.master
    assert after.devices.keys() - before.devices.keys()
    assert set(after.devices.values()) == {SIGNED}
    assert bot.shelf.words() == ["Bonjour", "Vous revoilà ?"]


async def room_of(ana: Element, bot: Bot) -> str:
    """An encrypted direct room, in which we are."""
    room = await ana.creates(direct_with=bot.user_id, encrypted=True)
    await ana.is_joined_by(room, bot.user_id)
    return room


async def says(transport: MatrixTransport, words: str, room: str, to: Element) -> None:
    said = Rendered((Span(words),))
    await transport.send(address("matrix", room, to.user_id), said, txn=words, reply_to=None)


async def sees(person: Element, room: str, *wanted: Examined) -> None:
    """Wait until this person sees exactly this; keys come a little later than messages."""
    await eventually(lambda: person.examines(room), lambda seen: seen == list(wanted))


def read(words: str, sender: str) -> Examined:
    """Shown without a shield."""
    return Examined(words, sender, encrypted=True, shield="NONE")
