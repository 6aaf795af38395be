"""The trouble of one room, or of one event, does not hold all others up for ever."""

import asyncio
import json
from collections.abc import Sequence

import pytest

from bot.core.messages.incoming import Kind
from bot.core.messages.ports import UndecryptedEvent
from bot.core.messages.rendering import Choice
from bot.transports.matrix.session_file import SessionFile
from bot.transports.matrix.sync_result import TRIES
from tests.patience import patient
from tests.synapse import MatrixPerson
from tests.synapse.encrypted import EncryptedPerson
from tests.synapse.faults import ALWAYS
from tests.transports.contract import until
from tests.transports.matrix_stage import Stage, card

pytestmark = pytest.mark.slow

FORBIDDEN = {"errcode": "M_FORBIDDEN", "error": "You are not in the room"}


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.transports.matrix.sync_loop.PAGE", 10)


@pytest.mark.parametrize(
    ("failures", "is_read"),
    [
        (TRIES, True),
        pytest.param(ALWAYS, False, marks=pytest.mark.crashes("an event given up")),
    ],
)
async def test_an_event_that_cannot_be_looked_up_is_set_aside_in_the_end(
    stage: Stage, zoe: MatrixPerson, impatient: None, *, failures: float, is_read: bool
) -> None:
    async with stage.running() as transport:
        room, other = await stage.shared(zoe), await stage.shared(zoe)
        shown = card(Choice("Oui", "poll:7:1"))
        sent = await transport.send(f"matrix:{room}", shown, txn="1", reply_to=None)
        [label] = [key for it in await zoe.reads(room) for key in it.reactions]
        stage.proxy.faults.fail("*/event/*", times=failures)
        event = await zoe.reacts(room, sent, label)
        await zoe.says(other, "!un")
        await stage.nothing_but(["un"])
        await until(lambda: transport.ailing_since() is None)

    assert [it.key for it in stage.shelf.of(Kind.PRESS)] == ([event] if is_read else [])
    kept = {key: json.loads(each.raw) for key, each in stage.shelf.unreadable.items()}
    assert kept == ({} if is_read else {event: {"event_id": event, "room_id": room}})
    senders = {each.sender for each in stage.shelf.unreadable.values()}
    assert senders == (set() if is_read else {f"matrix:{zoe.user_id}"})
    assert len(stage.proxy.asked_for("*/event/*")) == TRIES + 1


@pytest.mark.crashes("a gap not filled")
async def test_a_gap_that_cannot_be_filled_is_given_up_in_the_end(
    stage: Stage, zoe: MatrixPerson, impatient: None, small_pages: None
) -> None:
    async with stage.running():
        room, other = await stage.shared(zoe), await stage.shared(zoe)
        async with stage.proxy.outage():
            for number in range(15):
                await zoe.says(room, f"!vote {number}")
            await zoe.says(other, "!un")
        stage.proxy.faults.fail(f"*/rooms/{room}/messages", times=ALWAYS)
        arrivals = await stage.shelf.has(11)

    assert {it.words for it in arrivals} == {"un", *(f"vote {n}" for n in range(5, 15))}


async def test_a_retry_goes_on_where_it_was(
    stage: Stage, zoe: MatrixPerson, impatient: None, small_pages: None
) -> None:
    async with stage.running():
        room = await stage.shared(zoe)
        before = len(stage.proxy.asked_for("*/messages"))
        stage.proxy.faults.fail("*/messages", spares=2, times=2)
        async with stage.proxy.outage():
            said = [f"vote {number}" for number in range(45)]
            for each in said:
                await zoe.says(room, f"!{each}")
        await stage.nothing_but(said)
    pages = [it.status for it in stage.proxy.asked_for("*/messages")[before:]]
    assert pages[:6] == [200, 200, 502, 502, 200, 200]
    assert pages.count(200) <= 5


async def test_a_refusal_to_tell_who_is_there_holds_nothing_up(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson, impatient: None
) -> None:
    stage, zoe = sealed_stage, sealed_zoe
    async with stage.running():
        room = await zoe.creates("À deux", invites=[stage.bot], encrypted=True)
        await stage.is_in(room)
        stage.proxy.faults.fail("*/members", times=ALWAYS, status=403, body=FORBIDDEN)
        await zoe.is_renamed("Zoé B.")  # who is there must be asked anew
        event = await zoe.says_unreadable(room, "Bonjour")
        await until(lambda: event in stage.shelf.locked)
    assert stage.shelf.locked[event].room == f"matrix:{room}"


async def test_the_members_of_a_room_that_removed_the_bot_are_not_asked_for(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson, luc: MatrixPerson, impatient: None
) -> None:
    stage, zoe = sealed_stage, sealed_zoe
    async with stage.running():
        other = await stage.shared(luc)
        room = await zoe.creates("À deux", invites=[stage.bot], encrypted=True)
        await stage.is_in(room)
        event = await zoe.says_unreadable(room, "Bonjour")
        await until(lambda: event in stage.shelf.locked)
        told = stage.shelf.told
        await zoe.is_renamed("Zoé B.")
        await until(lambda: stage.shelf.told != told)
        asked = len(stage.proxy.asked_for("*/members"))
        async with stage.proxy.outage():
            await zoe.gives_key(event)
            await zoe.kicks(room, stage.bot)
            await luc.says(other, "!un")
        await stage.nothing_but(["un"])
    assert len(stage.proxy.asked_for("*/members")) == asked


async def test_keys_that_are_slow_to_come_hold_nothing_up(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson, luc: MatrixPerson
) -> None:
    stage, zoe = sealed_stage, sealed_zoe
    async with stage.running():
        other = await stage.shared(luc)
        await stage.direct(zoe, encrypted=True)
        stage.proxy.faults.latency("*/keys/query", 60.0)
        asked = len(stage.proxy.asked_for("*/keys/query"))
        await zoe.changes_device()
        await until(lambda: len(stage.proxy.asked_for("*/keys/query")) > asked)
        await luc.says(other, "!un")
        async with patient():
            await stage.nothing_but(["un"])


@pytest.mark.crashes("not committed")
async def test_a_receiver_that_is_cancelled_while_it_tells_what_waits_does_not_end_us(
    sealed_stage: Stage,
    sealed_zoe: EncryptedPerson,
    impatient: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage, zoe = sealed_stage, sealed_zoe
    undecrypted, fates = stage.shelf.undecrypted, [asyncio.CancelledError(), ConnectionError()]

    async def cancelled(network: str) -> Sequence[UndecryptedEvent]:
        if fates:
            raise fates.pop()
        return await undecrypted(network)

    monkeypatch.setattr(type(stage.shelf), "undecrypted", staticmethod(cancelled))
    async with stage.running():
        room = await stage.direct(zoe, encrypted=True)
        event = await zoe.says_unreadable(room, "Bonjour")
        await until(lambda: event in stage.shelf.locked)
        await zoe.gives_key(event)
        await stage.nothing_but(["Bonjour"])
    assert stage.shelf.words() == ["Bonjour"]
    assert fates == []


async def test_an_answer_that_tells_nothing_does_not_end_us(
    stage: Stage, zoe: MatrixPerson, impatient: None
) -> None:
    stage.proxy.faults.fail("*/sync", status=200, body={})
    async with stage.running():
        stage.proxy.faults.fail("*/sync", status=200, body={})
        room = await stage.shared(zoe)
        await zoe.says(room, "!un")
        await stage.nothing_but(["un"])


async def test_a_disk_that_is_full_does_not_end_us(
    stage: Stage, zoe: MatrixPerson, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, fates = SessionFile.write, [OSError("no space left on device")]

    def full(file: SessionFile, session: object) -> None:
        if fates:
            raise fates.pop()
        write(file, session)  # type: ignore[arg-type]

    async with stage.running():
        room = await stage.shared(zoe)
        monkeypatch.setattr(SessionFile, "write", full)
        stage.proxy.faults.log_out("*/sync", times=2)
        await zoe.says(room, "!un")
        await zoe.says(room, "!deux")
        await stage.nothing_but(["un", "deux"])
    assert stage.shelf.words() == ["un", "deux"]
    assert fates == []
