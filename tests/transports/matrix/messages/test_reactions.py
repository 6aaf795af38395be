"""Edits, redactions, and reactions that press."""

from dataclasses import replace

import pytest

from bot.core import PASSED_ON
from bot.core.messages.incoming import Kind
from bot.core.messages.ports import Rejected, RoomGone
from bot.core.messages.rendering import Choice
from bot.transports.matrix.messages.content import POLL_START, PRESSES, edited, emoji, message
from tests.synapse import MatrixPerson
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import eventually
from tests.transports.matrix_stage import Stage, card, poll_card, session, words

YES, NO = Choice("Oui", "vote:7:1"), Choice("Non", "vote:7:2")
ONE, TWO, THREE = (f"{digit}\ufe0f\u20e3" for digit in "123")


async def test_an_edit_arrives_with_its_new_words(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running():
        room = await stage.shared(zoe)
        said = await zoe.says(room, "!vote 7 1")
        talk = await zoe.says(room, "Bonjour")
        await zoe.edits(room, talk, "Bonsoir")
        edit = await zoe.edits(room, said, "!vote 7 2")
        [arrival] = await stage.shelf.has(1, Kind.EDIT)
    assert (arrival.words, arrival.command) == ("vote 7 2", True)
    assert (arrival.about, arrival.key) == (said, edit)
    assert arrival.room == f"matrix:{room}"


async def test_our_own_edit_shows_the_new_words_everywhere(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        address = f"matrix:{room}"
        sent = await transport.send(address, words("Bonjour"), txn="1", reply_to=None)
        await transport.edit(address, sent, words("Bonsoir"), txn="2")
        [seen] = await zoe.reads(room)
        [edit] = [it for it in await zoe.timeline(room) if "m.new_content" in it["content"]]
    assert (seen.id, seen.body, seen.edited) == (sent, "Bonsoir", True)
    assert edit["content"]["body"] == "* Bonsoir"
    assert edit["content"]["m.mentions"] == {}


async def test_a_reaction_that_we_offer_is_a_press_and_taking_it_back_too(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        address = f"matrix:{room}"
        sent = await transport.send(address, card(YES, NO), txn="1", reply_to=None)
        seen = (await zoe.reads(room))[0]
        assert list(seen.reactions) == [ONE, TWO]
        reaction = await zoe.reacts(room, sent, TWO)
        bare = await zoe.reacts(room, sent, ONE.replace("\ufe0f", ""))
        pressed, second = await stage.shelf.has(2, Kind.PRESS)
        await zoe.redacts(room, reaction)
        [taken_back] = await stage.shelf.has(1, Kind.UNPRESS)

    assert (pressed.press, pressed.press_id, pressed.about) == ("vote:7:2", "", sent)
    assert pressed.shown, "it was read off the message"
    assert None not in (pressed.about_at, pressed.sent_at)
    assert pressed.about_at < pressed.sent_at  # type: ignore[operator]
    assert (pressed.key, pressed.room) == (reaction, address)
    assert (pressed.message_id, pressed.in_the_open) == (None, True)
    assert (second.press, second.key) == ("vote:7:1", bare)
    assert (taken_back.about, taken_back.sender) == (reaction, pressed.sender)


async def test_a_passed_on_message_gets_one_reaction(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        told = await zoe.says(room, "!ecrire Bonjour")
        for _ in range(2):  # as after a restart
            await transport.react(f"matrix:{room}", told, PASSED_ON, txn="1")
        seen = [it for it in await zoe.timeline(room) if it["type"] == "m.reaction"]

    assert [it["content"]["m.relates_to"]["key"] for it in seen] == [PASSED_ON]
    assert seen[0]["content"]["m.relates_to"]["event_id"] == told


async def test_a_room_that_forbids_reactions_refuses_one(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        told = await zoe.says(room, "!ecrire Bonjour")
        levels = await zoe.state(room, "m.room.power_levels") or {}
        events = {**levels.get("events", {}), "m.reaction": 50}
        await zoe.sets(room, "m.room.power_levels", {**levels, "events": events})
        with pytest.raises(Rejected):
            await transport.react(f"matrix:{room}", told, PASSED_ON, txn="1")


async def test_other_reactions_press_nothing(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe, luc)
        address = f"matrix:{room}"
        sent = await transport.send(address, card(YES, NO), txn="1", reply_to=None)
        plain = await transport.send(address, words("Bonjour"), txn="2", reply_to=None)
        theirs = await luc.says(room, "Qui vient ?")
        await zoe.reacts(room, sent, "👍")
        await zoe.reacts(room, sent, THREE)
        await zoe.reacts(room, plain, ONE)
        await zoe.reacts(room, theirs, ONE)
        # A message of another may say that it offers our buttons.
        forged = {"msgtype": "m.text", "body": "", "io.github.terreau.presses": {"1": "vote:7:1"}}
        await luc.reacts(room, await zoe.sends(room, "m.room.message", forged), "1")
        await zoe.reacts(room, sent, ONE)
        [arrival] = await stage.shelf.has(1, Kind.PRESS)
    assert arrival.press == "vote:7:1"


async def test_a_reaction_presses_what_the_card_offers_now(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe, luc)
        address = f"matrix:{room}"
        sent = await transport.send(address, card(YES, NO), txn="1", reply_to=None)
        await zoe.reacts(room, sent, ONE)
        await stage.shelf.has(1, Kind.PRESS)
        await transport.edit(address, sent, card(Choice("Rouvrir", "open:7")), txn="2")
        await zoe.reacts(room, sent, TWO)
        await luc.reacts(room, sent, ONE)
        first, latest = await stage.shelf.has(2, Kind.PRESS)
    assert (first.press, latest.press) == ("vote:7:1", "open:7")


async def test_a_reaction_presses_what_was_delivered_before_it(
    stage: Stage, zoe: MatrixPerson
) -> None:
    now, then = card(Choice("Oui", "vote:7:1~1")), card(Choice("Non", "vote:7:2~2"))
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        sent = await transport.send(f"matrix:{room}", now, txn="1", reply_to=None)
    await zoe.reacts(room, sent, ONE)
    us = MatrixPerson(stage.synapse.url, replace(stage.us, access_token=token_of(stage)), "us")
    presses = {PRESSES: {emoji(ONE): "vote:7:2~2"}}
    await us.sends(room, "m.room.message", edited(message(then) | presses, sent))
    async with stage.running():
        await stage.shelf.has(1, Kind.PRESS)
        luc = await stage.person("Luc")
        await zoe.invites(room, luc.user_id)
        await luc.joins(room)
        await luc.reacts(room, sent, ONE)
        before, after = await stage.shelf.has(2, Kind.PRESS)
    assert (before.press, after.press) == ("vote:7:1~1", "vote:7:2~2")


def token_of(stage: Stage) -> str:
    """The token of our device, as the last process left it."""
    return session(stage.folder)["access_token"]


async def test_presses_are_known_after_a_restart(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        sent = await transport.send(f"matrix:{room}", card(YES, NO), txn="1", reply_to=None)
    reaction = await zoe.reacts(room, sent, TWO)
    await zoe.redacts(room, reaction)
    await zoe.reacts(room, sent, ONE)
    async with stage.running():
        [arrival] = await stage.shelf.has(1, Kind.PRESS)
    # The reaction that was taken back meanwhile came and went: only the one that stands counts.
    assert arrival.press == "vote:7:1"


async def test_a_private_choice_is_not_offered_as_a_reaction(
    stage: Stage, zoe: MatrixPerson
) -> None:
    secret = replace(YES, private=True)
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        address = f"matrix:{room}"
        mixed = await transport.send(address, card(secret, NO), txn="1", reply_to=None)
        await transport.send(address, card(secret, replace(NO, private=True)), txn="2", reply_to="")
        first, second = await zoe.reads(room)
        await zoe.reacts(room, mixed, ONE)
        [arrival] = await stage.shelf.has(1, Kind.PRESS)
    assert list(first.reactions) == [ONE]
    assert second.reactions == {}
    assert arrival.press == "vote:7:2"


async def test_direct_and_encrypted_rooms_have_no_reactions(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson
) -> None:
    async with sealed_stage.running() as transport:
        room = await sealed_stage.shared(sealed_zoe, encrypted=True)
        direct = await sealed_stage.direct(sealed_zoe)
        theirs = sealed_stage.shelf.of(Kind.CAME)[-1].room
        sent = await transport.send(f"matrix:{room}", card(YES, NO), txn="1", reply_to=None)
        await transport.send(theirs, card(YES, NO), txn="2", reply_to=None)
        [sealed] = await sealed_zoe.reads(room)
        [alone] = await sealed_zoe.reads(direct)
        await sealed_zoe.reacts(room, sent, ONE)
        await sealed_zoe.says(room, "!fin")
        await sealed_stage.nothing_but(["fin"])

    assert (sealed.id, sealed.encrypted, sealed.reactions) == (sent, True, {})
    assert alone.reactions == {}
    assert not sealed_stage.shelf.of(Kind.PRESS)
    assert not sealed_stage.proxy.asked_for("*/m.reaction/*")


async def test_a_card_sent_again_is_one_with_one_of_each_reaction(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        address = f"matrix:{room}"
        first = await transport.send(address, card(YES, NO), txn="1", reply_to=None)
        again = await transport.send(address, card(YES, NO), txn="1", reply_to=None)
        seen = await eventually(lambda: zoe.reads(room))
    assert first == again
    assert [dict(it.reactions) for it in seen] == [{ONE: [stage.bot], TWO: [stage.bot]}]


async def test_a_deleted_message_is_gone(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        address = f"matrix:{room}"
        sent = await transport.send(address, words("Bonjour"), txn="1", reply_to=None)
        assert [it.body for it in await zoe.reads(room)] == ["Bonjour"]
        await transport.delete(address, sent, txn="2")
        await transport.delete(address, sent, txn="2")
        assert await zoe.reads(room) == []


async def test_a_card_is_posted_where_reactions_are_not_allowed(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        levels = await zoe.state(room, "m.room.power_levels") or {}
        limited = {"m.reaction": 50, POLL_START: 50}
        await zoe.sets(room, "m.room.power_levels", {**levels, "events": limited})
        address = f"matrix:{room}"
        await transport.send(address, card(YES, NO), txn="1", reply_to=None)
        await transport.send(address, poll_card(), txn="2", reply_to=None)
        seen = await zoe.reads(room)
    assert [it.reactions for it in seen] == [{}, {}]
    assert [it.type for it in seen] == ["m.room.message", "m.room.message"]


async def test_a_room_where_we_may_not_speak_is_gone_until_we_may(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        address = f"matrix:{room}"
        await zoe.lets_speak_from(room, 50)
        [went] = await stage.shelf.has(1, Kind.WENT)
        with pytest.raises(RoomGone):
            await transport.send(address, words("Bonjour"), txn="1", reply_to=None)
        await zoe.lets_speak_from(room, 0)
        _, came = await stage.shelf.has(2, Kind.CAME)
        assert went.room == came.room == address
        await transport.send(address, words("Bonjour"), txn="2", reply_to=None)
