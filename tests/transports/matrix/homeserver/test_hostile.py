"""An event of any shape ends nothing: it is left out, or kept aside as it came."""

from contextlib import suppress
from typing import Any

import pytest

from bot.core.messages.incoming import Kind
from bot.core.messages.rendering import Choice
from tests.synapse import MatrixPerson, RefusedError
from tests.synapse.calls import Json
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.matrix_stage import Stage, card, poll_card, words

pytestmark = pytest.mark.slow

POLL = "org.matrix.msc3381.poll"
ABSURD: list[Any] = [None, 7, -1.5, True, "text", [], {}, ["list"], {"a": {"b": [None]}}, "\0"]
FAR_TOO_LONG = "$" + "x" * 30_000


def text(**content: object) -> Json:
    return {"msgtype": "m.text", "body": "!oui", **content}


ODD: list[tuple[str, Json]] = [
    *[("m.room.message", text(body=each)) for each in ABSURD],
    *[("m.room.message", text(msgtype=each)) for each in ABSURD if each is not None],
    *[("m.room.message", text(formatted_body=each, format=each)) for each in ABSURD],
    *[("m.room.message", text(**{"m.mentions": each})) for each in ABSURD],
    *[("m.room.message", text(**{"m.mentions": {"user_ids": each}})) for each in ABSURD],
    *[("m.room.message", text(**{"m.relates_to": each})) for each in ABSURD],
    *[("m.room.message", text(**{"m.relates_to": {"m.in_reply_to": each}})) for each in ABSURD],
    *[
        ("m.room.message", text(**{"m.relates_to": {"m.in_reply_to": {"event_id": each}}}))
        for each in (*ABSURD, FAR_TOO_LONG, "$a/../../b?c#d", "$\n")
    ],
    ("m.room.message", {}),
    ("m.sticker", {}),
    *[(f"{POLL}.response", {f"{POLL}.response": each}) for each in ABSURD],
    *[("m.reaction", {"m.relates_to": each}) for each in ABSURD],
    ("m.room.redaction", {"redacts": 7}),
    ("m.room.encrypted", {}),
    ("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": ["?"]}),
    ("m.room.encrypted", {"algorithm": 7, "ciphertext": {}, "session_id": [], "sender_key": 1}),
]
ODD_STATE: list[tuple[str, Json]] = [
    ("m.room.tombstone", {"replacement_room": ["!x:y"]}),
    ("m.room.name", {"name": [7]}),
    ("m.room.encryption", {"algorithm": ["?"]}),
    ("m.room.topic", {"topic": {}}),
]


async def said(person: MatrixPerson, room: str, kind: str, content: Json) -> None:
    """Say it, if the homeserver lets it pass; over some of these it stumbles itself."""
    with suppress(RefusedError):
        await person.sends(room, kind, content)


@pytest.mark.slow
async def test_absurd_events_end_nothing(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        direct, shared = await stage.direct(zoe), await stage.shared(zoe)
        for nth, (kind, content) in enumerate(ODD):
            await said(zoe, (direct, shared)[nth % 2], kind, content)
        for kind, content in ODD_STATE:
            with suppress(RefusedError):
                await zoe.sets(shared, kind, content)
        await zoe.says(direct, "fin")
        other = await stage.shared(zoe)
        await zoe.says(other, "!fin")
        while stage.shelf.words().count("fin") < 2:
            await stage.shelf.has(len(stage.shelf.words()) + 1)
        assert transport.ailing_since() is None
    assert all(it.command for it in stage.shelf.of(Kind.WORDS) if it.words == "oui")
    assert stage.shelf.of(Kind.PRESS, Kind.UNPRESS, Kind.MOVED) == []


@pytest.mark.parametrize("version", ["10", "12"])
async def test_a_room_of_absurd_shape_is_entered(
    stage: Stage, zoe: MatrixPerson, version: str
) -> None:
    async with stage.running():
        for predecessor in ("!a:b", ["!a:b"], {"room_id": 7}, {"room_id": "!" + "x" * 20_000}):
            made = await zoe.call(
                "POST",
                "/_matrix/client/v3/createRoom",
                {
                    "invite": [stage.bot, "@third:terreau.test"],
                    "room_version": version,
                    "creation_content": {"predecessor": predecessor},
                },
            )
            await stage.is_in(made["room_id"])
            await zoe.says(made["room_id"], "!oui")
        await stage.nothing_but(["oui"] * 4)


async def test_odd_votes_and_reactions_press_nothing(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        address = f"matrix:{room}"
        yes = Choice("Oui", "vote:7:1")
        shown = await transport.send(address, card(yes), txn="1", reply_to=None)
        await transport.send(address, poll_card(), txn="2", reply_to=None)
        start = (await zoe.reads(room))[1].id
        reference = {"rel_type": "m.reference", "event_id": start}
        for each in ABSURD:
            await said(zoe, room, f"{POLL}.response", {"m.relates_to": reference, POLL: each})
            content = {"m.relates_to": reference, f"{POLL}.response": {"answers": each}}
            await said(zoe, room, f"{POLL}.response", content)
            content = {"m.relates_to": reference, "m.selections": each}
            await said(zoe, room, "m.poll.response", content)
            related = {"rel_type": "m.annotation", "event_id": shown, "key": each}
            await said(zoe, room, "m.reaction", {"m.relates_to": related})
        await zoe.says(room, "!fin")
        await stage.nothing_but(["fin"])
    # Nonsense in our own poll is a vote for nothing.
    assert {it.press for it in stage.shelf.of(Kind.PRESS)} == {"ballot:7:"}


async def test_an_absurd_edit_says_nothing(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running():
        room = await stage.direct(zoe)
        event = await zoe.says(room, "Bonjour")
        relation = {"rel_type": "m.replace", "event_id": event}
        for more in ({}, {"m.new_content": "?"}, {"m.new_content": [1]}):
            await zoe.sends(room, "m.room.message", text(**{"m.relates_to": relation, **more}))
        await zoe.says(room, "fin")
        await stage.nothing_but(["Bonjour", "fin"])
    assert {it.words for it in stage.shelf.of(Kind.EDIT)} == {""}
    assert stage.shelf.unreadable == {}


@pytest.mark.parametrize(
    "thread",
    [
        pytest.param("@victim:terreau.test", id="a person"),
        pytest.param("../@victim:terreau.test", id="a path"),
        pytest.param(FAR_TOO_LONG, id="long"),
        pytest.param(["$a"], id="a list"),
    ],
)
async def test_a_thread_that_names_a_person_leads_to_nobody(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson, thread: object
) -> None:
    """Inside what is encrypted no homeserver looks: a room's address shall not be made of it."""
    async with sealed_stage.running() as transport:
        room = await sealed_stage.shared(sealed_zoe, encrypted=True)
        relation = {"rel_type": "m.thread", "event_id": thread}
        await sealed_inside(sealed_zoe, room, "m.room.message", text(**{"m.relates_to": relation}))
        [arrival] = await sealed_stage.nothing_but(["oui"])
        assert arrival.room == f"matrix:{room}"
        assert not transport.is_direct(arrival.room)
        await transport.send(arrival.room, words("Voici"), txn="1", reply_to=None)


async def test_an_encrypted_event_cannot_pose_as_a_state_event_of_the_room(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson
) -> None:
    stage, zoe = sealed_stage, sealed_zoe
    async with stage.running() as transport:
        room = await stage.shared(zoe, encrypted=True)
        sent = await transport.send(f"matrix:{room}", words("Bonjour"), txn="1", reply_to=None)
        await sealed_inside(
            zoe, room, "m.room.member", {"membership": "leave", "displayname": "Vous"}
        )
        await sealed_inside(zoe, room, "m.room.tombstone", {"replacement_room": "!a:terreau.test"})
        await sealed_inside(zoe, room, "m.room.redaction", {"redacts": sent})
        related = {"rel_type": "m.annotation", "event_id": sent, "key": "1"}
        await sealed_inside(zoe, room, "m.reaction", {"m.relates_to": related})
        await sealed_inside(zoe, room, "m.room.encrypted", {"ciphertext": "?"})
        for absurd in ABSURD:
            await sealed_inside(zoe, room, "m.room.message", text(body=absurd))
        await zoe.says(room, "!fin")
        while "fin" not in stage.shelf.words():
            await stage.shelf.has(len(stage.shelf.words()) + 1)
        await transport.send(f"matrix:{room}", words("Bonsoir"), txn="2", reply_to=None)
        assert transport.ailing_since() is None
    assert stage.shelf.words()[-1] == "fin"
    assert stage.shelf.of(Kind.UNPRESS, Kind.PRESS, Kind.WENT, Kind.MOVED) == []


async def sealed_inside(person: EncryptedPerson, room: str, kind: str, content: Json) -> None:
    """Say something whose type and relations only those see who have its key."""
    await person.says(room, "talk")  # the key is with everybody now
    kind, sealed = person.client.encrypt(room, kind, content)
    sealed.pop("m.relates_to", None)
    await MatrixPerson.sends(person, room, kind, sealed)
