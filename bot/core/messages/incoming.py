"""Incoming events, as transports understand them, and the normalisation of their words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain import words
from bot.domain.words import on_one_line

LONGEST_ANSWERED = 4000
"""Characters kept of a message that a command answers."""


class Kind(StrEnum):
    """Kinds of incoming events."""

    WORDS = "words"
    PRESS = "press"
    UNPRESS = "unpress"  # a press that shows (a reaction) was taken back; `about` is its key
    EDIT = "edit"
    CAME = "came"  # the bot was let into a room, or is no longer blocked
    WENT = "went"  # the bot was put out of a room, or is blocked
    MOVED = "moved"  # a room has a new address
    EXPOSED = "exposed"  # others can read a direct room of its sender, or could later
    OUTCOME = "outcome"  # the result of a fetch that a feature requested
    ENTERED = "entered"  # its sender entered a shared room
    EXITED = "exited"  # its sender left a shared room, or was removed from it
    ASKED = "asked"  # a request to join the room in `words`; its sender may be written to


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person sent, not fetched yet. A parameter of this kind asks for a file."""

    network: str
    name: str
    media_type: str
    size: int | None
    """Bytes, as the sender's client states."""
    where: Mapping[str, str]
    """The network's own reference to the file."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of a fetch."""

    of: str
    """The declared outcome that was asked for."""
    key: str = ""
    """The feature's own reference."""
    file_id: int | None = None
    """The file that is kept now."""
    failure: str = ""
    """In one word, why there is no file."""
    count: int | None = None
    """The number of members of a room, where that was asked for."""
    community_id: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in a message, by account if the network gives it, else by user name."""

    words: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A person's message that a command answers, as the network has it: never as a reply quotes it.

    Empty where the network does not give it.
    """

    words: str = ""
    author: str | None = None
    """Their account; None if it is not known, or no person's."""
    name: str = ""
    room: str = ""
    """Where it stands, with its id there; empty where its place is not known or is `about`."""
    message_id: str = ""


def answered_message(words: str, author: str | None = None, name: str = "") -> Answered:
    """A message that a command answers, cut to the part that is kept."""
    return Answered(words[:LONGEST_ANSWERED], author, name)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An incoming event, as its transport understood it before it was stored.

    Addresses are `network:id`; in a forum, a room's ends with `/topic`.
    """

    kind: Kind
    network: str
    key: str
    """The network's own name for this update or event."""
    room: str
    direct: bool
    """True in a direct room."""
    sender: str
    name: str = ""
    handle: str | None = None
    locale: str | None = None
    words: str = ""
    """The text, without the command mark."""
    command: bool = False
    """True if a command mark stood before the words."""
    press: str = ""
    press_id: str = ""
    message_id: str | None = None
    about: str | None = None
    """Id of the message that this one answers, or whose button was pressed."""
    answered: Answered | None = None
    """The message in `about`, for a lone command that answers a person: see `takes_answered`."""
    forwarded: Answered | None = None
    """A message of another, which was forwarded to us in private, or to which a link leads."""
    about_at: datetime | None = None
    """Time at which that message was sent, if the network gives it."""
    mentions: tuple[Mention, ...] = ()
    anonymous: bool = False
    encrypted: bool = False
    attachment: str | None = None
    file: Upload | None = None
    """A document, picture or recording sent in private, or as a reply to a message."""
    outcome: Outcome | None = None
    sent_at: datetime | None = None
    """Time at which it was sent: where its sender's side states it, not before the last reading."""
    backlog: bool = False
    """True if it waited on the network while we were away."""
    broadcast: bool = False
    """True in a room where only admins write."""
    chosen: bool = False
    """True if the sender chose this room by a key in private: they wait for an answer there.

    Clients can claim any room.
    """
    ephemeral: bool = False
    """True if an answer in this shared room can be shown to its sender alone."""
    ephemeral_id: str = ""
    """Id of the message that only its sender and the bot see: written, or with the pressed button.

    Only the network can say so: no client can claim it.
    """
    shown: bool | None = None
    """True if the message shows the pressed button; None if we cannot see the message."""
    unproven: bool = False
    """True if another may have written it: it does nothing before its sender confirmed it."""
    on_page: bool = False
    """True on a page: an act in a direct room that is answered there, see `page_acts`."""
    own_page: bool = False
    """True on a member's own page, not the gardeners'."""
    proven: bool = False
    """True on a member's own page once they gave a code that was sent to them: see `codes`."""

    @property
    def takes_answered(self) -> bool:
        """True for a lone command that answers a message: only then its words are kept."""
        lone = self.kind is Kind.WORDS and self.command and len(self.words.split()) == 1
        return lone and self.about is not None

    @property
    def in_the_open(self) -> bool:
        """True for a press that the room sees and the network cannot answer.

        A reaction, or a vote in a network's own poll: its answer is given in private.
        """
        pressed = self.kind in (Kind.PRESS, Kind.UNPRESS)
        return pressed and not self.press_id and not self.direct


LONGEST_NAME = 256
MOST_MENTIONS = 100
_WRITTEN = (Kind.WORDS, Kind.EDIT)
"""Kinds whose words were written by people; those of other kinds are addresses."""


def normalised(incoming: Incoming) -> Incoming:
    """The message with words, names and mentions cleaned by `bot.domain.words`."""
    name = on_one_line(incoming.name[:LONGEST_NAME])
    if incoming.kind is Kind.PRESS and name == incoming.name:  # it has no words
        return incoming
    written = incoming.words
    if incoming.kind in _WRITTEN:
        written = words.normalised(written)
    answered, forwarded = map(_cleaned, (incoming.answered, incoming.forwarded))
    mentions = (
        replace(each, words=on_one_line(each.words[:LONGEST_NAME]))
        for each in incoming.mentions[:MOST_MENTIONS]
    )
    return replace(
        incoming,
        name=name,
        words=written,
        answered=answered,
        forwarded=forwarded,
        mentions=tuple(mentions),
    )


def _cleaned(shown: Answered | None) -> Answered | None:
    if shown is None:
        return None
    name = on_one_line(shown.name[:LONGEST_NAME])
    return replace(shown, words=words.normalised(shown.words), name=name)
