"""Reports of messages to the gardeners: decisions, limits, and links to messages."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import unquote

LONGEST_REPORTED = 1500
"""Characters kept of a reported message."""
LONGEST_REMARK = 500
KEPT_FOR = timedelta(days=60)
"""Time for which a decided report is kept."""
PATIENCE = timedelta(days=2)
"""Time after which a report without a decision is late."""


class ReportDecision(StrEnum):
    """The gardeners' decision on a reported message."""

    WRITTEN = "written"
    REMOVED = "removed"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class LinkedMessage:
    """A message to which a link leads."""

    link: str
    room: str = ""
    """The room without its network, as in addresses: `-1001`, `!abc:example.org`; empty for a
    link that names its room otherwise."""
    message_id: str = ""


_TELEGRAM = re.compile(
    r"https?://(?:t|telegram)\.me/(?:c/(?P<chat>\d{1,15})|[A-Za-z]\w{3,31})/(?:\d{1,12}/)?"
    r"(?P<message>\d{1,12})(?:\?[\w=&-]*)?(?=[\s.,;!?)»]|$)"
)
_ROOM = r"(?:(?P<room>![^/?\s]{1,255})|#[^/?\s]{1,255})"
_EVENT = r"/(?P<message>\$[^/?\s]{1,255})(?:\?\S*)?"
_MATRIX = re.compile(rf"https?://[^\s/#]{{1,255}}/[^\s#]{{0,100}}#/(?:room/)?{_ROOM}{_EVENT}")


def linked_message(words: str) -> LinkedMessage | None:
    """The message to which the first link of its kind in the words leads."""
    if found := _TELEGRAM.search(words):
        chat = found["chat"]
        if chat is None:
            return LinkedMessage(found[0])
        return LinkedMessage(found[0], f"-100{chat}", found["message"])
    for each in words.split():
        if found := _MATRIX.fullmatch(unquote(each.strip("<>(),;"))):
            at_home = found["room"] is not None
            room, message = (found["room"], found["message"]) if at_home else ("", "")
            return LinkedMessage(each.strip("<>(),;"), room, message)
    return None


def telegram_link(room: str, message_id: str) -> str:
    """The link to a message in a supergroup or channel of Telegram; empty in other groups."""
    chat, _, topic = room.partition(":")[2].partition("/")
    if not chat.startswith("-100"):
        return ""
    return "/".join(filter(None, ("https://t.me/c", chat[4:], topic, message_id)))


def matrix_link(room: str, message_id: str) -> str:
    """The link to an event of a Matrix room."""
    return f"https://matrix.to/#/{room.partition(':')[2].partition('/$')[0]}/{message_id}"
