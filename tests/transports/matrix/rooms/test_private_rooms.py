"""Rooms that only one person and we can read, for what comes in and for what goes out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.core.messages.incoming import Kind
from bot.core.messages.ports import RoomExposed, RoomMoved
from bot.transports.matrix.homeserver import Api, Client
from bot.transports.matrix.known_rooms import Rooms, partner_in
from tests.synapse import MatrixPerson
from tests.synapse.calls import path
from tests.transports.contract import eventually, until
from tests.transports.matrix_stage import Stage, words

pytestmark = pytest.mark.slow

US, ZOE, LUC = "@terreau:region.test", "@zoe:region.test", "@luc:region.test"
PAIR = {US: "join", ZOE: "join"}


@dataclass(frozen=True, slots=True)
class State:
    """A state event, as a sync tells it."""

    kind: str
    content: dict[str, Any]
    key: str = ""

    @property
    def event(self) -> dict[str, Any]:
        return {"type": self.kind, "state_key": self.key, "content": self.content, "sender": ZOE}


NAME = State("m.room.name", {"name": "Entre nous"})
ALIAS = State("m.room.canonical_alias", {"alias": "#nous:region.test"})
ALT_ALIAS = State("m.room.canonical_alias", {"alt_aliases": ["#nous:region.test"]})
LOCAL_ALIAS = State("m.room.aliases", {"aliases": ["#nous:autre.test"]}, key="autre.test")


def opens(rule: object) -> State:
    return State("m.room.join_rules", {"join_rule": rule})


def shows(to: object) -> State:
    return State("m.room.history_visibility", {"history_visibility": to})


@pytest.mark.parametrize(
    ("state", "memberships", "is_private"),
    [
        pytest.param([], PAIR, True, id="as Element makes it"),
        pytest.param([opens("invite"), shows("shared")], PAIR, True, id="with what is usual"),
        pytest.param([shows("invited")], PAIR, True, id="as we make it"),
        pytest.param([], {US: "join", ZOE: "invite"}, True, id="the person is invited"),
        pytest.param([], {US: "join"}, False, id="we are alone"),
        pytest.param([], {US: "join", ZOE: "leave"}, False, id="the person left"),
        pytest.param([], {US: "leave", ZOE: "join", LUC: "join"}, False, id="we are out"),
        pytest.param([NAME], PAIR, False, id="a name"),
        pytest.param([NAME, State(NAME.kind, {"name": ""})], PAIR, True, id="a name taken away"),
        pytest.param([NAME, State(NAME.kind, {})], PAIR, True, id="a name redacted"),
        pytest.param([ALIAS], PAIR, False, id="an alias"),
        pytest.param([ALT_ALIAS], PAIR, False, id="another alias"),
        pytest.param([LOCAL_ALIAS], PAIR, False, id="an alias published by a server"),
        pytest.param([ALIAS, State(ALIAS.kind, {})], PAIR, True, id="an alias taken away"),
        pytest.param(
            [LOCAL_ALIAS, State(ALIAS.kind, {})], PAIR, False, id="another's alias taken away"
        ),
        *[
            pytest.param([opens(rule)], PAIR, False, id=f"join rule {rule}")
            for rule in ("public", "knock", "restricted", "knock_restricted", "private", 7, None)
        ],
        *[
            pytest.param([shows(to)], PAIR, False, id=f"history {to}")
            for to in ("world_readable", "everybody", ["shared"], None)
        ],
        pytest.param([], {**PAIR, LUC: "join"}, False, id="a third person"),
        pytest.param([], {**PAIR, LUC: "invite"}, False, id="a third person is invited"),
        pytest.param([], {**PAIR, LUC: "leave"}, False, id="a third person was there"),
        pytest.param([], {**PAIR, LUC: "ban"}, False, id="a third person is banned"),
        pytest.param([shows("invited")], {**PAIR, LUC: "leave"}, False, id="there, may come back"),
        pytest.param([shows("joined")], {**PAIR, LUC: "leave"}, True, id="there, reads no more"),
        pytest.param([shows("joined")], {**PAIR, LUC: "join"}, False, id="there, and reads"),
        pytest.param([shows("joined"), NAME], PAIR, False, id="a name, read from the coming on"),
    ],
)
@pytest.mark.parametrize("maker", [US, ZOE], ids=["made by us", "made by the person"])
def test_a_room_is_direct_only_if_nobody_else_reads_it_now_or_later(
    state: list[State],
    memberships: dict[str, str],
    is_private: bool,  # noqa: FBT001 - as listed above
    maker: str,
) -> None:
    rooms = Rooms(US, Api(Client("https://region.test", US)))
    create = State("m.room.create", {}).event | {"sender": maker}
    ways = list(memberships.values())
    known = rooms.update(
        "!room:region.test",
        {
            "summary": {
                "m.joined_member_count": ways.count("join"),
                "m.invited_member_count": ways.count("invite"),
            },
            "state": {"events": [create, *(each.event for each in state)]},
        },
    )

    assert partner_in(known, memberships, US) == (ZOE if is_private else "")


Act = Callable[[MatrixPerson, str, MatrixPerson], Awaitable[object]]


def sets(state: State) -> Act:
    return lambda zoe, room, _luc: zoe.sets(room, state.kind, state.content, state.key)


async def _gives_alias(zoe: MatrixPerson, room: str, _luc: MatrixPerson) -> None:
    alias = f"#nous-{room[1:8].lower()}:terreau.test"
    await zoe.call("PUT", path("directory", "room", alias), {"room_id": room})
    await zoe.sets(room, "m.room.canonical_alias", {"alt_aliases": [alias]})


async def _lets_in(zoe: MatrixPerson, room: str, luc: MatrixPerson) -> None:
    await zoe.invites(room, luc.user_id)
    await luc.joins(room)


async def _lets_in_and_out(zoe: MatrixPerson, room: str, luc: MatrixPerson) -> None:
    await _lets_in(zoe, room, luc)
    await luc.leaves(room)


async def _is_refused_by(zoe: MatrixPerson, room: str, luc: MatrixPerson) -> None:
    await zoe.invites(room, luc.user_id)
    await luc.leaves(room)


EXPOSING = [
    pytest.param(sets(NAME), id="named"),
    pytest.param(_gives_alias, id="with an alias"),
    pytest.param(sets(opens("public")), id="open to all"),
    pytest.param(sets(opens("knock")), id="open to those who knock"),
    pytest.param(sets(shows("world_readable")), id="read from outside"),
    pytest.param(_lets_in, id="a third person"),
    pytest.param(_lets_in_and_out, id="a third person was there"),
    pytest.param(_is_refused_by, id="a third person was invited"),
]
PUBLISHING = sets(State("m.room.aliases", {"aliases": ["#nous:terreau.test"]}, "terreau.test"))
"""Synapse tells of these with a room's state, and in no sync."""


@pytest.mark.parametrize("exposes", EXPOSING)
@pytest.mark.parametrize("ours", [False, True], ids=["theirs", "ours"])
async def test_a_direct_room_that_others_can_read_is_one_no_longer(
    stage: Stage,
    zoe: MatrixPerson,
    luc: MatrixPerson,
    exposes: Act,
    ours: bool,  # noqa: FBT001 - who made the room
) -> None:
    async with stage.running() as transport:
        if ours:
            with pytest.raises(RoomMoved):
                await transport.send(f"matrix:{zoe.user_id}", words("?"), txn="0", reply_to=None)
            room = await zoe.accepts()
        else:
            room = await stage.direct(zoe)
        address = f"matrix:{room}/{zoe.user_id}"
        await transport.send(address, words("Entre nous"), txn="1", reply_to=None)
        await zoe.says(room, "bonjour")
        await stage.nothing_but(["bonjour"])

        await exposes(zoe, room, luc)
        await zoe.says(room, "mon secret")
        await zoe.says(room, "!menu")
        [_, command] = await stage.nothing_but(["bonjour", "menu"])
        exposed = stage.shelf.of(Kind.EXPOSED)
        for nth in range(2):
            with pytest.raises(RoomExposed) as moved:
                await transport.send(address, words("Personnel"), txn=f"2{nth}", reply_to=None)
            assert moved.value.address == f"matrix:{zoe.user_id}"
        with pytest.raises(RoomMoved) as other:
            await transport.send(f"matrix:{zoe.user_id}", words("?"), txn="3", reply_to=None)
        await zoe.says(room, "!fin")
        await until(lambda: "fin" in stage.shelf.words())
        seen = [it.body for it in await zoe.reads(room)]

    assert (command.room, command.direct) == (f"matrix:{room}", False)
    assert [(it.room, it.sender) for it in exposed] == [(address, f"matrix:{zoe.user_id}")]
    assert stage.shelf.of(Kind.EXPOSED) == exposed
    assert other.value.address not in {address, f"matrix:{zoe.user_id}"}
    assert "Personnel" not in seen


@pytest.mark.parametrize("exposes", [*EXPOSING, pytest.param(PUBLISHING, id="published")])
async def test_what_goes_out_waits_for_no_sync_to_tell_who_can_read_it(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson, exposes: Act
) -> None:
    async with stage.running() as transport:
        room = await stage.direct(zoe)
        stage.proxy.faults.fail("*/sync", times=99)
        await exposes(zoe, room, luc)
        with pytest.raises(RoomExposed):
            await transport.send(
                f"matrix:{room}/{zoe.user_id}", words("Personnel"), txn="1", reply_to=None
            )
        stage.proxy.faults.clear()
    assert "Personnel" not in [it.body for it in await zoe.reads(room)]


async def test_an_alias_that_no_sync_tells_of_is_known_with_the_next_answer_or_start(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room, other = await stage.direct(zoe), await stage.direct(zoe)
        await PUBLISHING(zoe, room, luc)
        with pytest.raises(RoomExposed):
            await transport.send(f"matrix:{room}/{zoe.user_id}", words("?"), txn="1", reply_to=None)
        await zoe.says(room, "!un")
        await stage.nothing_but(["un"])
    await PUBLISHING(zoe, other, luc)
    async with stage.running():
        await zoe.says(other, "!deux")
        await stage.nothing_but(["un", "deux"])

    assert [it.direct for it in stage.shelf.of(Kind.WORDS)] == [False, False]


async def test_a_room_whose_members_read_from_their_coming_on_is_direct_again_without_others(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.direct(zoe)
        address = f"matrix:{room}/{zoe.user_id}"
        await _lets_in_and_out(zoe, room, luc)
        with pytest.raises(RoomExposed):
            await transport.send(address, words("Non"), txn="1", reply_to=None)
        await zoe.sets(room, "m.room.history_visibility", {"history_visibility": "joined"})
        await transport.send(address, words("Oui"), txn="2", reply_to=None)
        await zoe.says(room, "merci")
        await until(lambda: "merci" in stage.shelf.words())

    assert stage.shelf.of(Kind.WORDS)[-1].room == address
    assert [it.body for it in await zoe.reads(room)] == ["Oui", "merci"]


async def test_a_direct_room_in_use_that_was_changed_while_we_were_stopped_is_told_once(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running():
        named, shared, kept, left = [await stage.direct(zoe) for _ in range(4)]
    stage.shelf.direct = [f"matrix:{it}/{zoe.user_id}" for it in (named, shared, kept, left)]
    await zoe.sets(named, "m.room.name", {"name": "Nous"})
    await _lets_in(zoe, shared, luc)
    await zoe.sets(left, "m.room.name", {"name": "Nous"})
    await zoe.leaves(left)
    async with stage.running():
        await stage.shelf.has(2, Kind.EXPOSED)
        await zoe.says(kept, "toujours là")
        await until(lambda: "toujours là" in stage.shelf.words())

    told = {it.room for it in stage.shelf.of(Kind.EXPOSED)}
    assert told == {f"matrix:{it}/{zoe.user_id}" for it in (named, shared)}
    assert stage.shelf.of(Kind.WORDS)[-1].room == f"matrix:{kept}/{zoe.user_id}"


async def test_direct_rooms_that_always_were_open_are_told_at_a_start_without_a_sync_of_them(
    stage: Stage, zoe: MatrixPerson
) -> None:
    """As an installation finds them that took every pair for private."""
    async with stage.running():
        room = await zoe.creates("Terreau", invites=[stage.bot])
        await stage.is_in(room)
    stage.shelf.direct = [f"matrix:{room}/{zoe.user_id}"]
    async with stage.running():
        [told] = await stage.shelf.has(1, Kind.EXPOSED)
    assert (told.room, told.direct) == (f"matrix:{room}/{zoe.user_id}", True)


async def test_who_wants_to_talk_in_a_named_room_is_answered_in_a_private_one(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await zoe.creates("Zoé et Terreau", direct_with=stage.bot)
        await until(lambda: len(stage.shelf.arrivals) == 2)
        told, start = stage.shelf.arrivals.values()
        with pytest.raises(RoomMoved) as moved:
            await transport.send(start.room, words("Bonjour"), txn="1", reply_to=None)
        await transport.send(moved.value.address, words("Bonjour"), txn="1", reply_to=None)
        [new] = await zoe.invitations()

    assert (told.kind, told.room, told.direct) == (Kind.EXPOSED, f"matrix:{room}", False)
    assert (start.room, start.direct) == (f"matrix:{zoe.user_id}", True)
    assert moved.value.address == f"matrix:{new}/{zoe.user_id}" != f"matrix:{room}/{zoe.user_id}"


async def test_an_invitation_that_calls_a_shared_room_direct_brings_a_stranger_nothing(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.transports.on_matrix.INVITED_BY", ("@zo*:terreau.test",))
    monkeypatch.setattr("bot.transports.matrix.invitations.STRANGER_SECONDS", 0.0)

    async def is_left(room: str) -> None:
        await eventually(lambda: luc.members(room), lambda them: them[stage.bot] == "leave")

    async with stage.running():
        shared = await luc.creates(direct_with=stage.bot, invites=[zoe.user_id])
        await is_left(shared)
        assert stage.shelf.of(Kind.CAME) == []
        named = await luc.creates("Luc et Terreau", direct_with=stage.bot)
        await is_left(named)
        direct = await luc.creates(direct_with=stage.bot)
        await stage.is_in(direct)
        await luc.says(direct, "bonjour")
        await stage.nothing_but(["bonjour"])

    # The answer to the named room is a private one; nothing is said in it.
    starts = [it.room for it in stage.shelf.arrivals.values() if it.words == "start"]
    assert starts == [f"matrix:{luc.user_id}", f"matrix:{direct}/{luc.user_id}"]
    assert stage.came() == [direct]
    assert stage.shelf.of(Kind.EXPOSED) == []


async def test_nobody_who_is_invited_later_reads_what_was_said_in_a_room_that_we_made(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running() as transport:
        with pytest.raises(RoomMoved) as moved:
            await transport.send(f"matrix:{zoe.user_id}", words("?"), txn="0", reply_to=None)
        await transport.send(moved.value.address, words("Entre nous"), txn="1", reply_to=None)
        room = await zoe.accepts()
        await _lets_in(zoe, room, luc)

    assert [it.body for it in await zoe.reads(room)] == ["Entre nous"]
    assert await luc.reads(room) == []
