"""Addresses: `matrix:@ana:hs`, `matrix:!room:hs`, and what may stand behind a room's `/`.

`matrix:!room:hs/$root` is a thread, as a forum's topic is elsewhere. `matrix:!room:hs/@ana:hs` is
a direct room: the room and its only other person, so that it can be known not to be one any more.
"""

import re
from typing import NamedTuple


class Place(NamedTuple):
    """The place of a message: a room, one person, or a thread; `room` is empty for a person."""

    room: str
    person: str = ""
    thread: str = ""


_FROM_TELEGRAM = re.compile(r"@_?(?:t2bot_)?telegram_\d+:")


def is_bridged(user: str) -> bool:
    """True for the ghost of a Telegram account, as mautrix-telegram and t2bot.io name them.

    We are on Telegram, too: its owner is answered and counted there. A ghost is not taken for its
    owner, since anybody may register such a name on a server of their own.
    """
    return _FROM_TELEGRAM.match(user) is not None


def place(network: str, address: str) -> Place:
    rest = address.removeprefix(f"{network}:")
    if rest.startswith("@"):
        return Place("", person=rest)
    room, _, inside = rest.partition("/")
    return Place(room, person=inside) if inside[:1] == "@" else Place(room, thread=inside)


def address(network: str, room: str, inside: str = "") -> str:
    """The address of a room, of a thread in it, or of the direct room that it is with a person."""
    return f"{network}:{room}/{inside}" if inside else f"{network}:{room}"
