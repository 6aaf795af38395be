"""A room's messages as they read now: edits applied, redacted ones gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.plain_text import plain
from tests.synapse.calls import Json

POLL = "org.matrix.msc3381.poll"
_SHOWN = {
    "m.room.message",
    "m.sticker",
    # One that could not be opened: an opened one has the type that was inside.
    "m.room.encrypted",
    f"{POLL}.start",
    f"{POLL}.end",
    "m.poll.start",
    "m.poll.end",
}
_FALLBACK = "org.matrix.msc1767.text"


@dataclass(frozen=True, slots=True)
class Seen:
    """A message (or a poll, or its end) as it reads now, in plain typing; `content` is all."""

    id: str
    sender: str
    type: str
    body: str
    html: str
    msgtype: str
    content: Json
    reactions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By key, the people who reacted, the earliest first."""
    mentions: tuple[str, ...] = ()
    mentions_room: bool = False
    thread: str = ""
    reply_to: str = ""
    edited: bool = False
    encrypted: bool = False


def seen(events: Iterable[Json]) -> list[Seen]:
    """The messages that a timeline, the earliest first, shows."""
    standing = [event for event in events if not _is_redacted(event)]
    edits = {_target(it): it for it in standing if _relation(it).get("rel_type") == "m.replace"}
    reactions: dict[str, dict[str, list[str]]] = {}
    for event in standing:
        if event["type"] == "m.reaction":
            keys = reactions.setdefault(_target(event), {})
            keys.setdefault(_relation(event)["key"], []).append(event["sender"])
    return [
        _shown(event, edits.get(event["event_id"]), reactions.get(event["event_id"], {}))
        for event in standing
        if event["type"] in _SHOWN and _relation(event).get("rel_type") != "m.replace"
    ]


def _shown(event: Json, edit: Json | None, reactions: Mapping[str, Sequence[str]]) -> Seen:
    content = event["content"]
    if edit is not None and edit["sender"] == event["sender"]:
        content = edit["content"].get("m.new_content", {})
    relation, mentions = _relation(event), content.get("m.mentions", {})
    return Seen(
        id=event["event_id"],
        sender=event["sender"],
        type=event["type"],
        body=plain(str(content.get("body", content.get(_FALLBACK, "")))),
        html=plain(content.get("formatted_body", "")),
        msgtype=content.get("msgtype", ""),
        content=content,
        reactions=reactions,
        mentions=tuple(mentions.get("user_ids", ())),
        mentions_room=bool(mentions.get("room")),
        thread=relation["event_id"] if relation.get("rel_type") == "m.thread" else "",
        reply_to=_replied_to(relation),
        edited=content is not event["content"],
        encrypted=bool(event.get("encrypted")),
    )


def _relation(event: Json) -> Json:
    found: Json = event["content"].get("m.relates_to", {})
    return found


def _replied_to(relation: Json) -> str:
    if relation.get("is_falling_back"):  # for clients without threads
        return ""
    return str(relation.get("m.in_reply_to", {}).get("event_id", ""))


def _target(event: Json) -> str:
    return str(_relation(event).get("event_id", ""))


def _is_redacted(event: Json) -> bool:
    return "redacted_because" in event.get("unsigned", {})
