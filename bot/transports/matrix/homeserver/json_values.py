"""Reading JSON that anybody may have written: no shape of it makes reading raise."""

import re
from typing import Any

Json = dict[str, Any]
# Anything else that is taken for one could not be asked for, or would be read as something else.
_EVENT_ID = re.compile(r"\$[!-~]{1,254}")
_ROOM_ID = re.compile(r"![!-.0-~]{1,254}")


def found(thing: object, *path: str) -> object:
    """The value at a path; None if there is none."""
    for step in path:
        if not isinstance(thing, dict):
            return None
        thing = thing.get(step)
    return thing


def text_at(thing: object, *path: str) -> str:
    """The text at a path; empty where there is none."""
    there = found(thing, *path)
    return there if isinstance(there, str) else ""


def event_at(thing: object, *path: str) -> str:
    """The event id at a path; empty where there is none."""
    there = text_at(thing, *path)
    return there if _EVENT_ID.fullmatch(there) else ""


def room_at(thing: object, *path: str) -> str:
    """The room id at a path; empty where there is none."""
    there = text_at(thing, *path)
    return there if _ROOM_ID.fullmatch(there) else ""


def list_at(thing: object, *path: str) -> list[Any]:
    """The list at a path; empty where there is none."""
    there = found(thing, *path)
    return there if isinstance(there, list) else []
