"""The words of a message as it reads now: its command, its mentions, and its kind of file."""

import re
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import unquote

from bot.core.messages.incoming import Answered, Mention, answered_message
from bot.transports.matrix.encryption.crypto import ENCRYPTED
from bot.transports.matrix.homeserver import Json, event_at, found, list_at, text_at
from bot.transports.matrix.known_rooms import address
from bot.transports.matrix.messages.files import caption_in

MARKS = ("!", "/")
ATTACHMENTS = {"m.audio", "m.file", "m.image", "m.location", "m.video"}
_LINK = re.compile(r"https://matrix\.to/#/(@[!-.0->@-~]{1,200}:[!-.0->@-~]{1,255})")
_USER = re.compile(r"@[a-z0-9._=/+-]+:[A-Za-z0-9.\-\[\]:]*[A-Za-z0-9\]]")
_WITH_NAMES = {"audio", "file", "image", "video"}


def said_in(content: Json) -> str:
    """The words of a message, without what a rich reply repeats of the answered one."""
    words = text_at(content, "body")
    if answered(content) and words.startswith("> "):
        words = re.sub(r"\A(?:> .*\n)+\n?", "", words)
    return words.replace("\x00", "")


def words_of(content: Json, attachment: str | None) -> str:
    """The words of a message, or the caption of its file, whose body is otherwise its name."""
    if attachment not in _WITH_NAMES:
        return said_in(content)
    caption = caption_in(content)
    return "" if caption is None else said_in({**content, "body": caption})


def command_in(words: str) -> str | None:
    """The words behind a command's mark; None when there is no command."""
    stripped = words.strip()
    named = stripped[:1] in MARKS and stripped[1:2].isalpha()
    return stripped[1:] if named else None


def relation(content: Json) -> Json:
    """The relation of a message to another."""
    related = content.get("m.relates_to")
    return related if isinstance(related, dict) else {}


def answered(content: Json) -> str | None:
    """The message that this one answers; a thread's fallback for older clients does not count."""
    related = relation(content)
    if related.get("rel_type") == "m.thread" and related.get("is_falling_back"):
        return None
    return event_at(related, "m.in_reply_to", "event_id") or None


def thread_of(content: Json) -> str:
    """The root of the thread in which this is said; empty outside threads."""
    related = relation(content)
    return event_at(related, "event_id") if related.get("rel_type") == "m.thread" else ""


def calls(content: Json, us: str, our_name: str) -> bool:
    """True if a message calls us: by its mentions, else by a link, our id or our name first."""
    if isinstance(content.get("m.mentions"), dict):
        return us in list_at(content, "m.mentions", "user_ids")
    words = said_in(content)
    return us in words or us in str(content.get("formatted_body", "")) or _names(words, our_name)


def without_us(words: str, us: str, our_name: str) -> str:
    """The words behind our name, where they begin with it."""
    for name in (us, us.partition(":")[0], our_name):
        if name and words.casefold().startswith(name.casefold()):
            return words[len(name) :].lstrip(" \u00a0:,")
    return words


def mentions_in(content: Json, network: str, us: str) -> tuple[Mention, ...]:
    """Accounts mentioned by link or id, except our own."""
    reader = _Links()
    with suppress(AssertionError):  # a marked section that is broken: the links before it count
        reader.feed(str(content.get("formatted_body", "")))
    named = [*reader.found, *((user, user) for user in _USER.findall(said_in(content)))]
    return tuple(
        Mention(words.strip(), f"{network}:{user}")
        for words, user in dict.fromkeys(named)
        if user != us and words.strip()
    )


def answered_in(event: Json, network: str, name: str) -> Answered:
    """A person's message that is answered; without its words while its key is missing."""
    author = address(network, event["sender"])
    if event["type"] == ENCRYPTED:
        return answered_message("", author, name)
    content = shown_content(event)
    return answered_message(words_of(content, attachment_of(event, content)), author, name)


def shown_content(event: Json) -> Json:
    """The content of a message as it reads now."""
    edited = found(event, "unsigned", "m.relations", "m.replace", "content", "m.new_content")
    content: Json = edited if isinstance(edited, dict) else event["content"]
    return content


def attachment_of(event: Json, content: Json) -> str | None:
    """The kind of file that a message carries."""
    if event["type"] == "m.sticker":
        return "sticker"
    kind = text_at(content, "msgtype")
    return kind.removeprefix("m.") if kind in ATTACHMENTS else None


class _Links(HTMLParser):
    """Collects the links that lead to people, with their words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._user = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        link = _LINK.match(unquote(dict(attrs).get("href") or "")) if tag == "a" else None
        self._user = link[1] if link else ""

    def handle_data(self, data: str) -> None:
        if self._user:
            self.found.append((data, self._user))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._user = ""


def _names(words: str, our_name: str) -> bool:
    """True if words begin with our name, as people call each other."""
    return bool(our_name) and bool(
        re.match(rf"@?{re.escape(our_name)}\s*[:,]", words, re.IGNORECASE)
    )
