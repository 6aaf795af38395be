"""Polls of Matrix's own, which stand beside a card: how they begin, are answered, and end."""

from collections.abc import AsyncIterator
from secrets import randbelow
from typing import NamedTuple

import pytest

from bot.core.messages.incoming import Incoming, Kind
from bot.transports.matrix.messages.content import POLL_END, POLL_START, TEXT
from tests.synapse import MatrixPerson, Seen
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.matrix_stage import MOVED, Stage, poll_card, words

pytestmark = pytest.mark.slow

RESULT = "Samedi : 5 voix sur 8, Matrix et Telegram ensemble."


class Ground(NamedTuple):
    """A stage and a person, for plain or encrypted rooms."""

    stage: Stage
    person: MatrixPerson
    encrypted: bool

    async def room(self) -> str:
        return await self.stage.shared(self.person, encrypted=self.encrypted)

    async def poll(self, room: str) -> tuple[Seen, Seen]:
        """The poll and its card, as they read now."""
        start, card = [it for it in await self.person.reads(room) if it.type != POLL_END]
        return start, card

    async def poll_after(self, room: str, first: str) -> Seen:
        """The poll that took the place of the first one."""
        found = [it for it in await self.person.reads(room) if it.type == POLL_START]
        return next(it for it in found if it.id != first)

    async def ends(self, room: str) -> list[Seen]:
        return [it for it in await self.person.reads(room) if it.type == POLL_END]


@pytest.fixture(params=["plain", "encrypted"])
async def ground(request: pytest.FixtureRequest, stage: Stage) -> AsyncIterator[Ground]:
    if request.param == "plain":
        yield Ground(stage, await stage.person("Zoé"), encrypted=False)
    else:
        stage.encryption = True
        async with await EncryptedPerson.on(stage.synapse, "Zoé") as zoe:
            yield Ground(stage, zoe, encrypted=True)


async def test_a_poll_begins_beside_its_card(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        sent = await transport.send(f"matrix:{room}", poll_card(most=2), txn="1", reply_to=None)
        again = await transport.send(f"matrix:{room}", poll_card(most=2), txn="1", reply_to=None)
        start, card = await zoe.reads(room)

    assert (card.id, card.reply_to, card.reactions) == (sent, start.id, {})
    assert again == sent
    assert start.type == "org.matrix.msc3381.poll.start"
    assert start.content[TEXT] == "Quel jour ?\n1. Mardi\n2. Jeudi\n3. Samedi"
    poll = start.content[POLL_START]
    assert poll["question"][TEXT] == "Quel jour ?"
    assert poll["kind"] == "org.matrix.msc3381.poll.disclosed"
    assert poll["max_selections"] == 2
    assert [it["id"] for it in poll["answers"]] == ["ballot:7:1", "ballot:7:2", "ballot:7:3"]
    assert [it[TEXT] for it in poll["answers"]] == ["Mardi", "Jeudi", "Samedi"]


async def test_a_poll_in_a_thread_stays_there(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        root = await zoe.says(room, "Quel jour ?")
        await transport.send(f"matrix:{room}/{root}", poll_card(), txn="1", reply_to=None)
        _, start, card = await zoe.reads(room)
        await transport.edit(f"matrix:{room}/{root}", card.id, poll_card(result=RESULT), txn="2")
        end = (await zoe.reads(room))[-1]
    assert (start.thread, card.thread, card.reply_to) == (root, root, start.id)
    assert end.type == POLL_END


@pytest.mark.parametrize("stable", [False, True])
async def test_a_vote_is_a_press_that_names_its_choices(
    stage: Stage, zoe: MatrixPerson, *, stable: bool
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        await transport.send(f"matrix:{room}", poll_card(most=2), txn="1", reply_to=None)
        start, _ = await zoe.reads(room)
        votes: list[list[str]] = [
            ["ballot:7:2"],
            ["ballot:7:1", "ballot:7:3"],
            ["ballot:8:1", "ballot:7:9", "ballot:7:3", "3", ""],
            [],
        ]
        for vote in votes:
            event = await zoe.responds_to_poll(room, start.id, vote, stable=stable)
        arrivals = await stage.shelf.has(4, Kind.PRESS)

    assert [it.press for it in arrivals] == [
        "ballot:7:2",
        "ballot:7:1,3",
        "ballot:7:3",
        "ballot:7:",
    ]
    assert {(it.press_id, it.about, it.room) for it in arrivals} == {
        ("", start.id, f"matrix:{room}")
    }
    assert arrivals[-1].key == event


async def test_a_ghost_that_a_bridge_brings_from_telegram_is_nobody(
    stage: Stage, zoe: MatrixPerson
) -> None:
    ghost = await stage.synapse.person("Zoé", user=f"telegram_{randbelow(10**12)}")
    async with stage.running() as transport:
        room = await stage.shared(zoe, ghost)
        await transport.send(f"matrix:{room}", poll_card(most=2), txn="1", reply_to=None)
        start, _ = await zoe.reads(room)
        for each in (ghost, zoe):
            await each.responds_to_poll(room, start.id, ["ballot:7:2"], stable=False)
            await each.says(room, "!voter 7 2")
        arrivals = await stage.nothing_but(["voter 7 2"])
        pressed = await stage.shelf.has(1, Kind.PRESS)

    senders = [it.sender for it in (*arrivals, *pressed, *stage.shelf.of(Kind.ENTERED))]
    assert f"matrix:{zoe.user_id}" in senders
    assert f"matrix:{ghost.user_id}" not in senders


async def test_polls_of_others_are_not_ours(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe, luc)
        sent = await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        answers = [{"id": "ballot:7:1", TEXT: "Mardi"}]
        theirs = await luc.sends(
            room, POLL_START, {POLL_START: {"question": {TEXT: "?"}, "answers": answers}}
        )
        await zoe.responds_to_poll(room, theirs, ["ballot:7:1"])
        await zoe.responds_to_poll(room, sent, ["ballot:7:1"])
        await zoe.says(room, "!fin")
        await stage.nothing_but(["fin"])
    assert stage.shelf.words() == ["fin"]
    assert not stage.shelf.of(Kind.PRESS)


async def test_a_poll_is_answered_and_ends_once_with_the_result_of_all(ground: Ground) -> None:
    stage = ground.stage
    async with stage.running() as transport:
        room = await ground.room()
        address = f"matrix:{room}"
        sent = await transport.send(address, poll_card(), txn="1", reply_to=None)
        start, card = await ground.poll(room)
        assert (start.encrypted, card.encrypted) == (ground.encrypted, ground.encrypted)
        await ground.person.responds_to_poll(room, start.id, ["ballot:7:2"])
        await stage.shelf.has(1, Kind.PRESS)
        await transport.edit(address, sent, poll_card(), txn="2")
        assert await ground.ends(room) == []
        await transport.edit(address, sent, poll_card(result=RESULT), txn="3")
        await transport.edit(address, sent, poll_card(result=RESULT), txn="4")
    # Votes that come after the end relate to the poll as its end does, and there are many.
    for choice in (1, 2, 3) * 2:
        await ground.person.responds_to_poll(room, start.id, [f"ballot:7:{choice}"])
    async with stage.running() as transport:
        await transport.edit(address, sent, poll_card(result=RESULT), txn="5")
        late = await stage.shelf.has(7, Kind.PRESS)
        [end] = await ground.ends(room)

    assert (end.body, end.sender, end.encrypted) == (RESULT, stage.bot, ground.encrypted)
    assert end.content["m.relates_to"] == {"rel_type": "m.reference", "event_id": start.id}
    assert len(stage.proxy.asked_for("*/end-*")) == 1
    assert _presses(late) == [2, 1, 2, 3, 1, 2, 3]
    assert {it.encrypted for it in late} == {ground.encrypted}
    begun = {it.about_at for it in late[1:]}  # what the second process read of it
    assert len(begun) == 1
    assert None not in begun


async def test_a_poll_that_changed_gives_way_to_another(ground: Ground) -> None:
    stage = ground.stage
    async with stage.running() as transport:
        room = await ground.room()
        address = f"matrix:{room}"
        sent = await transport.send(address, poll_card(revision=1), txn="1", reply_to=None)
        first, _ = await ground.poll(room)
        await transport.edit(address, sent, poll_card(revision=2), txn="2")
        await transport.edit(address, sent, poll_card(revision=2), txn="3")
        second = await ground.poll_after(room, first.id)
        await ground.person.responds_to_poll(room, first.id, ["ballot:7:2~1"])
        await ground.person.responds_to_poll(room, second.id, ["ballot:7:2~2"])
        old, new = await stage.shelf.has(2, Kind.PRESS)
        [ended] = await ground.ends(room)
        await transport.edit(address, sent, poll_card(result=RESULT, revision=2), txn="4")
        last = (await ground.ends(room))[-1]
    assert (old.press, new.press) == ("ballot:7:2~1", "ballot:7:2~2")
    assert (ended.content["m.relates_to"]["event_id"], ended.body) == (first.id, MOVED)
    assert (last.content["m.relates_to"]["event_id"], last.body) == (second.id, RESULT)


async def test_a_direct_room_has_no_poll_of_matrix(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.direct(zoe)
        theirs = stage.shelf.of(Kind.CAME)[-1].room
        sent = await transport.send(theirs, poll_card(), txn="1", reply_to=None)
        await transport.edit(theirs, sent, poll_card(result=RESULT), txn="2")
        [seen] = await zoe.reads(room)
    assert seen.id == sent


def _presses(arrivals: list[Incoming]) -> list[int]:
    return [int(it.press.removeprefix("ballot:7:")) for it in arrivals]


async def test_a_message_that_is_no_poll_is_not_ended(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        address = f"matrix:{room}"
        said = await zoe.says(room, "Et alors ?")
        over = poll_card(result="Mardi.")
        sent = await transport.send(address, over, txn="1", reply_to=said)
        await transport.edit(address, sent, over, txn="2")
        read = await zoe.reads(room)
        assert sent in [it.id for it in read]
        assert not [it for it in read if it.type == POLL_END]
