"""Our own membership as events tell it.

`prev_content` is not told by every homeserver; of a room that is new to us, each tells all.
"""

from collections.abc import Sequence

from bot.transports.matrix.homeserver.json_values import Json, list_at, text_at


def is_about(user: str, event: Json) -> bool:
    """True if the event is a person's membership."""
    return text_at(event, "type") == "m.room.member" and text_at(event, "state_key") == user


def membership(event: Json | None) -> str:
    return text_at(event, "content", "membership")


def before(event: Json | None) -> str:
    """The membership before; empty where it is not told."""
    return text_at(event, "unsigned", "prev_content", "membership")


def may_be_coming(user: str, event: Json) -> bool:
    """True if this event may be an arrival; a new name alone can look the same."""
    return is_about(user, event) and membership(event) == "join" and before(event) != "join"


def was_in(user: str, joined: Json, events: Sequence[Json], *, invited: bool) -> bool:
    """True if a person was in a room before the first of these events.

    `joined` is all that a sync says of the room.
    """
    first = next((each for each in events if is_about(user, each)), None)
    if first is None:
        return True
    match before(first), membership(first):
        case "", "leave" | "ban":
            return True
        case "", "join":
            return not invited and not _is_new(joined)
        case _:
            return before(first) == "join"


def _is_new(joined: Json) -> bool:
    events = (*list_at(joined, "state", "events"), *list_at(joined, "timeline", "events"))
    return any(text_at(each, "type") == "m.room.create" for each in events)
