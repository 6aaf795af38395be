"""Rooms and topics: moved, left, entered, and rooms that are one person's."""

from datetime import timedelta

import pytest

from bot.core.messages.incoming import Incoming, Kind
from storage.communities import Communities, RoomKind
from storage.inbound.inbox import Inbox
from storage.members import Identities
from storage.unit_of_work import Store
from tests.core.engine import SQUARE, Engine
from tests.core.inbound.feature import Feature
from tests.register import members_of


def community_of(engine: Engine, address: str) -> int | None:
    room = engine.store(lambda s: s[Communities].room(address))
    return None if room is None else room.community_id


def happened(engine: Engine, kind: Kind, words: str = "") -> Incoming:
    return engine.heard(words, room=SQUARE, kind=kind)


async def test_a_room_that_moved_is_known_at_its_new_address(engine: Engine) -> None:
    await engine.handle(happened(engine, Kind.MOVED, "telegram:-100500"))

    assert community_of(engine, "telegram:-100500") == 1
    assert community_of(engine, SQUARE) is None


async def test_a_room_that_was_left_gets_nothing_until_it_is_entered_again(
    engine: Engine, feature: Feature
) -> None:
    await engine.handle(happened(engine, Kind.WENT, "kicked"))
    rooms = engine.act(lambda ctx: [each.address for each in ctx.rooms(RoomKind.COMMUNITY)])
    assert SQUARE not in rooms

    await engine.handle(happened(engine, Kind.CAME))
    rooms = engine.act(lambda ctx: [each.address for each in ctx.rooms(RoomKind.COMMUNITY)])
    assert SQUARE in rooms
    assert feature.calls == [("came",)]


@pytest.mark.parametrize(
    "words", ["/show", "/mien", "/jardiner", "/start in1-vote-1-2", "/unknown", "/montrer --x y"]
)
async def test_a_room_of_no_community_is_answered_too(
    engine: Engine, feature: Feature, words: str
) -> None:
    await engine.handle(engine.heard(words, room="telegram:-7"))
    await engine.delivering.flush()

    assert engine.store(lambda s: s[Inbox].oldest_waiting()) is None
    said = engine.network.said_in("telegram:-7")
    assert not any("Quelque chose n'a pas marché" in each for each in said)
    assert bool(said) == (words != "/unknown"), "that may be another bot's"


async def test_a_topic_belongs_to_its_forums_community(engine: Engine, feature: Feature) -> None:
    await engine.handle(engine.pressed("vote:3:2", room=f"{SQUARE}/15"))
    assert feature.calls == [("vote", 1, 3, 2)]


async def test_a_pressed_message_says_which_community_is_meant(
    engine: Engine, feature: Feature
) -> None:
    engine.act(lambda ctx: ctx.tell(members_of(ctx.store, 1)[0], "vote!", about="letter:1"))
    await engine.send()
    engine.clock.move(timedelta(days=1))
    other = engine.found("eau")
    engine.member("Zoé", "telegram:7", community=other)

    await engine.presses("vote:3:2", about="m1")
    asked = await engine.presses("vote:3:2", about="m99")

    assert [call[1] for call in feature.calls] == [1]
    assert asked.startswith("Pour quelle communauté ?")


@pytest.mark.parametrize("kind", list(RoomKind))
async def test_a_room_of_a_community_is_no_direct_room_even_with_one_person(
    engine: Engine, feature: Feature, kind: RoomKind
) -> None:
    def tie(store: Store) -> None:
        store[Communities].put_room("telegram:!r", kind, store[Communities].get(1))

    engine.store(tie)
    await engine.handle(engine.heard("hello", room="telegram:!r/@zoe", direct=True))
    await engine.send()

    direct = kind is RoomKind.DIRECT
    assert feature.calls == ([("words", "hello")] if direct else [])
    identity = engine.store(lambda store: store[Identities].get("telegram:7"))
    assert identity is not None
    assert identity.direct == ("telegram:!r/@zoe" if direct else "telegram:7")


async def test_a_room_of_ours_is_answered_at_its_own_address(engine: Engine) -> None:
    def tie(store: Store) -> None:
        store[Communities].put_room("telegram:!r", RoomKind.COMMUNITY, store[Communities].get(1))

    engine.store(tie)
    await engine.handle(engine.heard("/show", room="telegram:!r/@zoe", direct=True))
    await engine.send()

    assert engine.network.said_in("telegram:!r") == ["done"]
