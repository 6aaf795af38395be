"""Updates of rooms: our comings and goings, and those of people."""

from datetime import UTC, datetime

import pytest

from bot.core.messages.incoming import Incoming, Kind
from tests.transports.telegram.updates.raw_updates import (
    ANA,
    CHANNEL,
    DIRECT,
    GROUP,
    NOON,
    OURS,
    READER,
    ROBOT,
    Json,
    message,
    read,
)

LIMITED: Json = {"status": "restricted", "is_member": True, "can_send_messages": False}


@pytest.mark.parametrize(
    ("chat", "before", "now", "kind"),
    [
        pytest.param(DIRECT, "member", "kicked", Kind.WENT, id="blocked"),
        pytest.param(DIRECT, "kicked", "member", Kind.CAME, id="unblocked"),
        pytest.param(GROUP, "left", "member", Kind.CAME, id="added"),
        pytest.param(GROUP, "left", "administrator", Kind.CAME, id="added as administrator"),
        pytest.param(GROUP, "administrator", "left", Kind.WENT, id="removed"),
        pytest.param(GROUP, "member", "kicked", Kind.WENT, id="kicked"),
        pytest.param(GROUP, "member", "administrator", None, id="promoted"),
        pytest.param(GROUP, "left", "kicked", None, id="banned from afar"),
        pytest.param(GROUP, "member", LIMITED, Kind.WENT, id="silenced"),
        pytest.param(GROUP, LIMITED, "member", Kind.CAME, id="given its voice back"),
    ],
)
def test_our_comings_and_goings_are_told(
    chat: Json, before: str | Json, now: str | Json, kind: Kind | None
) -> None:
    change = {
        "chat": chat,
        "from": ANA,
        "date": NOON,
        "old_chat_member": {"status": before} if isinstance(before, str) else before,
        "new_chat_member": {"status": now} if isinstance(now, str) else now,
    }
    incoming = read(my_chat_member=change)
    if kind is None:
        assert incoming is None
    else:
        assert incoming is not None
        assert (incoming.kind, incoming.room) == (kind, f"telegram:{chat['id']}")
        assert incoming.sender == "telegram:42"


@pytest.mark.parametrize(("chat", "broadcast"), [(CHANNEL, True), (GROUP, False), (DIRECT, False)])
def test_a_channel_is_told_from_a_group(chat: Json, broadcast: bool) -> None:  # noqa: FBT001
    change = {
        "chat": chat,
        "from": ANA,
        "date": NOON,
        "old_chat_member": {"status": "left"},
        "new_chat_member": {"status": "administrator"},
    }
    incoming = read(my_chat_member=change)

    assert incoming is not None
    assert incoming.broadcast is broadcast


def test_a_move_is_told_once() -> None:
    old = {"id": -55, "type": "group", "title": "Énergie"}
    moved = read(message=message(chat=old, sender=OURS, migrate_to_chat_id=-1001))
    assert moved is not None
    assert (moved.kind, moved.room, moved.words) == (Kind.MOVED, "telegram:-55", "telegram:-1001")
    assert read(message=message(migrate_from_chat_id=-55)) is None


OUT: Json = {"status": "restricted", "is_member": False, "can_send_messages": False}
BANNED: Json = {"status": "kicked", "until_date": 0}


def moved(before: str | Json, now: str | Json, *, who: Json = ANA, chat: Json = GROUP) -> Json:
    """A change of the place of a person in a chat, made by another person."""
    change: Json = {"chat": chat, "from": ROBOT, "date": NOON}
    for when, standing in (("old", before), ("new", now)):
        told = {"status": standing} if isinstance(standing, str) else standing
        change[f"{when}_chat_member"] = told | {"user": who}
    return change


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        pytest.param("left", "member", Kind.ENTERED, id="joined"),
        pytest.param("kicked", "member", Kind.ENTERED, id="joined after a ban"),
        pytest.param("left", "administrator", Kind.ENTERED, id="came to lead"),
        pytest.param("left", LIMITED, Kind.ENTERED, id="joined, and has to prove something first"),
        pytest.param(OUT, "member", Kind.ENTERED, id="came back to a chat that limits them"),
        pytest.param("member", "left", Kind.EXITED, id="left"),
        pytest.param("administrator", BANNED, Kind.EXITED, id="banned"),
        pytest.param(LIMITED, OUT, Kind.EXITED, id="left a chat that limits them"),
        pytest.param("member", "administrator", None, id="promoted"),
        pytest.param(LIMITED, "member", None, id="proved it"),
        pytest.param("member", LIMITED, None, id="silenced"),
        pytest.param("left", BANNED, None, id="banned from afar"),
        pytest.param(BANNED, "left", None, id="forgiven"),
    ],
)
def test_others_comings_and_goings_are_told(
    before: str | Json, now: str | Json, kind: Kind | None
) -> None:
    incoming = read(chat_member=moved(before, now))
    if kind is None:
        assert incoming is None
        return
    assert incoming == Incoming(
        kind=kind,
        network="telegram",
        key="1000",
        room="telegram:-1001",
        direct=False,
        sender="telegram:42",
        name="Ana López",
        handle="ana_b",
        locale="fr",
        sent_at=datetime.fromtimestamp(NOON, UTC),
    )


def test_the_line_in_a_group_tells_of_each_who_came() -> None:
    people = [ROBOT, ANA, OURS, ANA | {"id": 43, "first_name": "Bea"}]
    line = message(new_chat_members=people, sender=ANA | {"id": 50})
    came = READER.read_all({"update_id": 1000, "message": line})

    assert [(it.kind, it.key, it.sender) for it in came] == [
        (Kind.ENTERED, "1000", "telegram:42"),
        (Kind.ENTERED, "1000.1", "telegram:43"),
    ]
    assert {it.room for it in came} == {"telegram:-1001"}
    gone = read(message=message(left_chat_member=ANA, sender=ANA | {"id": 50}))
    assert gone is not None
    assert (gone.kind, gone.sender) == (Kind.EXITED, "telegram:42")


@pytest.mark.parametrize(("who", "chat"), [(ROBOT, GROUP), (ANA, CHANNEL)])
def test_bots_and_readers_of_a_channel_do_not_come_in(who: Json, chat: Json) -> None:
    assert read(chat_member=moved("left", "member", who=ANA, chat=GROUP)) is not None
    assert read(chat_member=moved("left", "member", who=who, chat=chat)) is None
    assert read(chat_member=moved("member", "left", who=who, chat=chat)) is None
    assert read(message=message(left_chat_member=who, chat=chat)) is None
    line = message(new_chat_members=[who], chat=chat)
    assert READER.read_all({"update_id": 1000, "message": line}) == []


def test_a_request_to_be_let_in_has_the_chat_for_the_answer() -> None:
    request: Json = {"chat": GROUP, "from": ANA, "user_chat_id": 4200, "date": NOON, "bio": "x"}
    assert read(chat_join_request=request) == Incoming(
        kind=Kind.ASKED,
        network="telegram",
        key="1000",
        room="telegram:4200",
        direct=True,
        sender="telegram:42",
        name="Ana López",
        handle="ana_b",
        locale="fr",
        words="telegram:-1001",
        sent_at=datetime.fromtimestamp(NOON, UTC),
    )
