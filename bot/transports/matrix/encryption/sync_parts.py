"""A sync in parts that nio can take: all that it needs, and nothing that it could fail on."""

from collections.abc import Iterator, Sequence

from bot.transports.matrix.homeserver.json_values import Json, list_at

# All that nio needs to know of a room; the rest is read by ourselves, event by event.
_OF_THE_ROOM = {"m.room.encryption", "m.room.member"}
_NO_ROOMS: Json = {"join": {}, "invite": {}, "leave": {}}
_NO_DEVICES: Json = {"changed": [], "left": []}


def parts(body: Json) -> Iterator[Json]:
    """A sync in parts, so that a message to our device which nio cannot take harms no other."""
    reduced = _reduced(body)
    for event in list_at(body, "to_device", "events"):
        nothing_else = {"rooms": _NO_ROOMS, "device_lists": _NO_DEVICES}
        yield {**reduced, **nothing_else, "to_device": {"events": [event]}}
    yield reduced


def _reduced(body: Json) -> Json:
    """The part of a sync that nio needs, without anything it could fail on."""
    rooms = body.get("rooms", {})
    return {
        "next_batch": body["next_batch"],
        "to_device": {"events": []},
        "device_lists": body.get("device_lists", _NO_DEVICES),
        "device_one_time_keys_count": body.get("device_one_time_keys_count", {}),
        "rooms": {
            "join": {
                room: {
                    "state": {"events": _of_the_room(joined.get("state", {}).get("events", ()))},
                    "timeline": {
                        "events": _of_the_room(joined.get("timeline", {}).get("events", ())),
                        "limited": False,
                        "prev_batch": "",
                    },
                    "ephemeral": {"events": []},
                    "account_data": {"events": []},
                    "summary": joined.get("summary", {}),
                    "unread_notifications": {},
                }
                for room, joined in rooms.get("join", {}).items()
            },
            "invite": {},
            "leave": {},
        },
    }


def _of_the_room(events: Sequence[Json]) -> list[Json]:
    return [each for each in events if each.get("type") in _OF_THE_ROOM]
