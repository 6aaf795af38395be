"""A large room made at once: members written into the tables of a Synapse that is stopped.

One by one over its API they would take hours. Their joins are what Synapse itself would have kept,
with ids that are right, each after the other; only nobody signed them, and all of them refer to the
state at the end.
"""

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synapse.api.room_versions import KNOWN_ROOM_VERSIONS, RoomVersion
from synapse.events import make_event_from_dict

from tests.synapse.server import SERVER_NAME

Row = tuple[object, ...]
_MASTER = "master"
"""The name of a Synapse that is one process."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The join of a person, at a place of the stream and at a depth of the room."""

    id: str
    user: str
    name: str
    place: int
    depth: int
    json: str
    at: int


def fill(database: Path, room: str, count: int) -> None:
    """Write the joins of so many people to a room."""
    with closing(sqlite3.connect(database)) as connection, connection:
        joined = list(_joined(connection, room, count))
        _keep_events(connection, room, joined)
        _keep_state(connection, room, joined)
        _keep_ends(connection, room, joined[-1])


def _joined(connection: sqlite3.Connection, room: str, count: int) -> Iterator[Joined]:
    version, last, depth, place = _end_of(connection, room)
    auth = [
        row[0]
        for row in connection.execute(
            "SELECT event_id FROM current_state_events"
            " WHERE room_id = ? AND type IN ('m.room.power_levels', 'm.room.join_rules')",
            (room,),
        )
    ]
    now = int(time.time() * 1000)
    for nth in range(1, count + 1):
        user, name = f"@person-{nth}:{SERVER_NAME}", f"Person {nth}"
        told: dict[str, Any] = {
            "type": "m.room.member",
            "room_id": room,
            "sender": user,
            "state_key": user,
            "content": {"membership": "join", "displayname": name},
            "depth": depth + nth,
            "origin_server_ts": now,
            "auth_events": auth,
            "prev_events": [last],
            "hashes": {"sha256": "bench"},
            "signatures": {},
            "unsigned": {},
        }
        last = make_event_from_dict(told, version).event_id
        yield Joined(last, user, name, place + nth, depth + nth, json.dumps(told), now)


def _end_of(connection: sqlite3.Connection, room: str) -> tuple[RoomVersion, str, int, int]:
    """The room's version, its last event and that one's depth, and the end of the stream."""
    (version,) = connection.execute(
        "SELECT room_version FROM rooms WHERE room_id = ?", (room,)
    ).fetchone()
    last, depth = connection.execute(
        "SELECT event_id, depth FROM events WHERE room_id = ? ORDER BY stream_ordering DESC",
        (room,),
    ).fetchone()
    (place,) = connection.execute("SELECT max(stream_ordering) FROM events").fetchone()
    return KNOWN_ROOM_VERSIONS[version], last, depth, place


def _keep_events(connection: sqlite3.Connection, room: str, joined: Sequence[Joined]) -> None:
    (form,) = connection.execute(
        "SELECT format_version FROM event_json WHERE room_id = ?", (room,)
    ).fetchone()
    _insert(
        connection,
        "events (stream_ordering, topological_ordering, depth, event_id, type, room_id, processed,"
        " outlier, origin_server_ts, received_ts, sender, contains_url, instance_name, state_key)",
        [
            (
                *(it.place, it.depth, it.depth, it.id, "m.room.member", room, True),
                *(False, it.at, it.at, it.user, False, _MASTER, it.user),
            )
            for it in joined
        ],
    )
    _insert(
        connection,
        "event_json (event_id, room_id, internal_metadata, json, format_version)",
        [(it.id, room, "{}", it.json, form) for it in joined],
    )
    _insert(
        connection,
        "event_auth (event_id, auth_id, room_id)",
        [(it.id, auth, room) for it in joined for auth in json.loads(it.json)["auth_events"]],
    )
    _insert(
        connection,
        "event_edges (event_id, prev_event_id, is_state)",
        [(it.id, json.loads(it.json)["prev_events"][0], False) for it in joined],
    )


def _keep_state(connection: sqlite3.Connection, room: str, joined: Sequence[Joined]) -> None:
    kind, group = "m.room.member", _new_group(connection, room, joined[-1].id)
    _insert(
        connection,
        "state_events (event_id, room_id, type, state_key)",
        [(it.id, room, kind, it.user) for it in joined],
    )
    _insert(
        connection,
        "state_groups_state (state_group, room_id, type, state_key, event_id)",
        [(group, room, kind, it.user, it.id) for it in joined],
    )
    _insert(
        connection,
        "event_to_state_groups (event_id, state_group)",
        [(it.id, group) for it in joined],
    )
    _insert(
        connection,
        "current_state_events (event_id, room_id, type, state_key, membership,"
        " event_stream_ordering)",
        [(it.id, room, kind, it.user, "join", it.place) for it in joined],
    )
    _insert(
        connection,
        "room_memberships (event_id, user_id, sender, room_id, membership, forgotten,"
        " display_name, event_stream_ordering)",
        [(it.id, it.user, it.user, room, "join", 0, it.name, it.place) for it in joined],
    )
    _insert(
        connection,
        "local_current_membership (room_id, user_id, event_id, membership, event_stream_ordering)",
        [(room, it.user, it.id, "join", it.place) for it in joined],
    )


def _new_group(connection: sqlite3.Connection, room: str, event: str) -> int:
    """A state of the room that follows the last one."""
    (before,) = connection.execute(
        "SELECT max(id) FROM state_groups WHERE room_id = ?", (room,)
    ).fetchone()
    (last,) = connection.execute("SELECT max(id) FROM state_groups").fetchone()
    _insert(connection, "state_groups (id, room_id, event_id)", [(last + 1, room, event)])
    _insert(connection, "state_group_edges (state_group, prev_state_group)", [(last + 1, before)])
    return int(last) + 1


def _keep_ends(connection: sqlite3.Connection, room: str, last: Joined) -> None:
    """Write the ends of rooms and streams as Synapse notes them."""
    connection.execute(
        "UPDATE event_forward_extremities SET event_id = ? WHERE room_id = ?", (last.id, room)
    )
    _insert(
        connection,
        "stream_ordering_to_exterm (stream_ordering, room_id, event_id)",
        [(last.place, room, last.id)],
    )
    connection.execute(
        "UPDATE stream_positions SET stream_id = ? WHERE stream_name = 'events'", (last.place,)
    )
    connection.execute(
        "UPDATE room_stats_current SET (joined_members, local_users_in_room) ="
        " (SELECT count(*), count(*) FROM room_memberships WHERE room_id = ?) WHERE room_id = ?",
        (room, room),
    )


def _insert(connection: sqlite3.Connection, into: str, rows: Sequence[Row]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    connection.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608 - our own
