"""Turn raw updates into incoming messages; those not for Terreau are dropped.

In a direct room nothing that a person says is dropped. In a shared room only commands, mentions
of us, answers to us, presses and comings and goings are kept, whatever Telegram lets us see.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.core.messages.incoming import Incoming, Kind
from bot.transports.telegram.bot_api import address, room_of
from bot.transports.telegram.later_api import KNOWN_FIELDS, ephemeral_id_in, is_for
from bot.transports.telegram.messages import (
    ADDED,
    Account,
    Author,
    Json,
    answered_in,
    author_of,
    calls_us,
    command_in,
    forwarded_in,
    mentions_in,
    named_in,
    person,
    storable,
    text_of,
    upload_in,
    without_us,
)

WANTED = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
)
# Telegram repeats some under an older name (`animation` is also a `document`): the first counts.
ATTACHMENTS = (
    *("animation", "audio", "checklist", "contact", "dice", "document", "game", "giveaway"),
    *("giveaway_winners", "invoice", "live_photo", "paid_media", "photo", "poll"),
    *("rich_message", "sticker", "story", "venue", "video", "video_note", "voice", "location"),
)


_GROUPS = {"group", "supergroup"}


def _nowhere(_: int) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class UpdateReader:
    network: str
    us: Account
    leads: Callable[[int], bool] = _nowhere
    """True for a group where we may show people messages for them alone."""
    welcomes: Callable[[int], bool] = _nowhere
    """True for a group where newcomers may be welcomed so."""

    def read_all(self, update: Json) -> Sequence[Incoming]:
        """Say all that came in: several people may come with one update. Raises as `read` does."""
        match update:
            case {"message": {"new_chat_members": people} as message}:
                return self._newcomers(str(update["update_id"]), message, people)
        found = self.read(update)
        return [] if found is None else [found]

    def read(self, update: Json) -> Incoming | None:
        """Say what came in; None when it is not for us. Raises on what cannot be read."""
        key = str(update["update_id"])
        match update:
            case {"message": {"migrate_to_chat_id": int(new)} as message}:
                return self._migration(key, message, new)
            case {"message": {"left_chat_member": who} as message}:
                return self._move(Kind.EXITED, key, message, who)
            case {"message": message}:
                return self._message(key, message, Kind.WORDS)
            case {"edited_message": message}:
                return self._message(key, message, Kind.EDIT)
            case {"callback_query": {"message": message, "data": press} as query}:
                return self._press(key, query, message, press)
            case {"my_chat_member": change}:
                return self._own_standing(key, change)
            case {"chat_member": change}:
                return self._others_move(key, change)
            case {"chat_join_request": request}:
                return self._join_request(key, request)
            case _:
                return None

    def _message(self, key: str, message: Json, kind: Kind) -> Incoming | None:
        author = author_of(message, self.network)
        kept = _says_something(message) if _is_direct(message) else self._is_for_us(message)
        if author is None or not kept:
            return self._choice(key, message) if _is_direct(message) else None
        text = text_of(message)
        is_direct, answered = _is_direct(message), _answered(message)
        forwarded = forwarded_in(message, self.network, self.us) if is_direct else None
        is_anothers = forwarded is not None and forwarded.author != author.address
        command = None if is_anothers else command_in(text, self.us)
        if command is not None:
            text = command.words
        elif not is_direct and calls_us(message, self.us):
            text = without_us(message, self.us)
        may_be_for_us = is_direct or answered is not None
        came = self._incoming(
            kind,
            key,
            message,
            author,
            words=text,
            command=command is not None,
            message_id=str(message["message_id"]),
            ephemeral_id=ephemeral_id_in(message),
            about=None if answered is None else str(answered["message_id"]),
            mentions=mentions_in(message, self.network, self.us),
            attachment=_attachment(message) or _unknown_content(message),
            file=upload_in(message, self.network) if may_be_for_us else None,
            sent_at=_moment(message["date"]),
            forwarded=forwarded if is_anothers else None,
        )
        if answered is None or not came.takes_answered or self._is_from_us(answered):
            return came
        return replace(came, answered=answered_in(answered, self.network))

    def _is_from_us(self, message: Json) -> bool:
        return bool(message.get("from", {}).get("id") == self.us.id)

    def _is_for_us(self, message: Json) -> bool:
        """True if a message in a shared room is for us."""
        if "via_bot" in message:
            return False
        command = command_in(text_of(message), self.us)
        if command is not None:
            return not command.foreign and command.words != f"start {ADDED}"
        answered = _answered(message)
        ours = answered is not None and self._is_from_us(answered)
        return ours or calls_us(message, self.us)

    def _press(self, key: str, query: Json, message: Json, press: str) -> Incoming:
        shown, ephemeral_id = _shows(message, press), ephemeral_id_in(message)
        return self._incoming(
            Kind.PRESS,
            key,
            message,
            person(query["from"], self.network),
            press=storable(press),
            press_id=query["id"],
            about=None if ephemeral_id else str(message["message_id"]),
            about_at=_moment(message["date"]) if message.get("date") else None,
            ephemeral=message["chat"]["type"] in _GROUPS and self.leads(message["chat"]["id"]),
            ephemeral_id=ephemeral_id,
            shown=shown and is_for(message, query["from"]) if ephemeral_id else shown,
        )

    def _own_standing(self, key: str, change: Json) -> Incoming | None:
        """We can speak in a room from now on, or no longer."""
        before, now = _speaks(change["old_chat_member"]), _speaks(change["new_chat_member"])
        if before == now:
            return None
        kind = Kind.CAME if now else Kind.WENT
        who, channel = person(change["from"], self.network), change["chat"]["type"] == "channel"
        return self._incoming(
            kind, key, change, who, sent_at=_moment(change["date"]), broadcast=channel
        )

    def _others_move(self, key: str, change: Json) -> Incoming | None:
        """A person entered or left a shared room; told to administrators only."""
        before, now = _is_in(change["old_chat_member"]), _is_in(change["new_chat_member"])
        if before == now:
            return None
        kind = Kind.ENTERED if now else Kind.EXITED
        moved = self._move(kind, key, change, change["new_chat_member"]["user"])
        if moved is None or kind is Kind.EXITED:
            return moved
        return replace(moved, ephemeral=self.welcomes(change["chat"]["id"]))

    def _newcomers(self, key: str, message: Json, people: Sequence[Json]) -> Sequence[Incoming]:
        """The line in a group that tells of newcomers, each under a key of their own.

        Where we may welcome them, Telegram tells us of each by itself, too.
        """
        if self.welcomes(message["chat"]["id"]):
            return []
        found = [self._move(Kind.ENTERED, key, message, who) for who in people]
        came = [each for each in found if each is not None]
        return [replace(each, key=f"{key}.{nth}" if nth else key) for nth, each in enumerate(came)]

    def _move(self, kind: Kind, key: str, about: Json, who: Json) -> Incoming | None:
        """A person entered or left a group; bots do not count, nor do channels."""
        if who["is_bot"] or about["chat"]["type"] not in _GROUPS:
            return None
        moment = _moment(about["date"])
        return self._incoming(kind, key, about, person(who, self.network), sent_at=moment)

    def _join_request(self, key: str, request: Json) -> Incoming:
        """A person asks to be let in: for five minutes they can be written to."""
        return self._incoming(
            Kind.ASKED,
            key,
            request,
            person(request["from"], self.network),
            room=address(self.network, request["user_chat_id"]),
            direct=True,
            words=address(self.network, request["chat"]["id"]),
            sent_at=_moment(request["date"]),
        )

    def _migration(self, key: str, message: Json, new: int) -> Incoming:
        """A group became a supergroup; the new one's message about it is the same fact again."""
        who = Author(address(self.network, (message.get("from") or message["chat"])["id"]))
        words, moment = address(self.network, new), _moment(message["date"])
        return self._incoming(Kind.MOVED, key, message, who, words=words, sent_at=moment)

    def _choice(self, key: str, message: Json) -> Incoming | None:
        """A choice that a key of ours asked for; None in any other message.

        A person stands for their account, as if it were written; a group for our coming in, which
        the chooser alone claims.
        """
        match message:
            case {"users_shared": {"users": [{"user_id": int(who)} as chosen, *_]}}:
                return self._incoming(
                    Kind.WORDS,
                    key,
                    message,
                    person(message["from"], self.network),
                    words=address(self.network, who),
                    mentions=named_in(chosen, self.network),
                    message_id=str(message["message_id"]),
                    sent_at=_moment(message["date"]),
                )
            case {"chat_shared": {"chat_id": int(room)}} if room < 0:
                return self._incoming(
                    Kind.CAME,
                    key,
                    message,
                    person(message["from"], self.network),
                    room=address(self.network, room),
                    direct=False,
                    chosen=True,
                    sent_at=_moment(message["date"]),
                )
        return None

    def _incoming(
        self,
        kind: Kind,
        key: str,
        about: Json,
        author: Author,
        /,
        **more: Any,  # noqa: ANN401 - fields of any type, which override the usual ones
    ) -> Incoming:
        usual: dict[str, Any] = {
            "room": room_of(self.network, about),
            "direct": _is_direct(about),
            "sender": author.address,
            "name": author.name,
            "handle": author.handle,
            "locale": author.locale,
            "anonymous": author.anonymous,
        }
        return Incoming(kind, self.network, key, **(usual | more))


def _is_direct(about: Json) -> bool:
    return bool(about["chat"]["type"] == "private")


def _says_something(message: Json) -> bool:
    """True if this is a person's word, and not a line about the chat itself."""
    carried = _attachment(message) or _unknown_content(message)
    return bool(message.get("text")) or carried is not None


def _shows(message: Json, press: str) -> bool | None:
    """True if a message has this button; None if Telegram gives its id alone, without a date."""
    if not message.get("date"):
        return None
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(key.get("callback_data") == press for row in rows for key in row)


def _attachment(message: Json) -> str | None:
    return next((kind for kind in ATTACHMENTS if kind in message), None)


def _unknown_content(message: Json) -> str | None:
    """The field of a wordless message that is newer than this program: it may be what was said."""
    if message.get("text") or message.get("caption"):
        return None
    return next((name for name in message if name not in KNOWN_FIELDS), None)


def _answered(message: Json) -> Json | None:
    """The message that this one answers; in a topic, the line that opened it does not count."""
    answered: Json | None = message.get("reply_to_message")
    return None if answered is None or "forum_topic_created" in answered else answered


def _speaks(member: Json) -> bool:
    """True if a member of a chat can write there."""
    is_restricted = member["status"] == "restricted"
    return _is_in(member) and (not is_restricted or bool(member["can_send_messages"]))


def _is_in(member: Json) -> bool:
    """True if a member of a chat is there."""
    if member["status"] == "restricted":
        return bool(member["is_member"])
    return member["status"] in {"creator", "administrator", "member"}


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
