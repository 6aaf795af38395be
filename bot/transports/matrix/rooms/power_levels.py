"""The right to speak in a room: see "m.room.power_levels" in the client-server specification."""

from bot.transports.matrix.homeserver.json_values import Json, found

MESSAGE = "m.room.message"


def may_speak(levels: Json, user: str) -> bool:
    """True if these power levels let a user write messages."""
    own = _level(found(levels, "users", user), _level(found(levels, "users_default"), 0))
    needed = _level(found(levels, "events", MESSAGE), _level(found(levels, "events_default"), 0))
    return own >= needed


def _level(value: object, default: int) -> int:
    """A level; rooms of early versions may tell it as text."""
    try:
        return int(value) if isinstance(value, int | str) else default
    except ValueError:
        return default
