"""The interface between the core and a network."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from bot.core.messages.incoming import Incoming, Upload
from bot.core.messages.rendering import Rendered
from bot.core.tasks import Heartbeat
from bot.domain.send_limits import Window

LONGEST_WAIT = timedelta(days=7)
"""After this we ask again, whatever wait a network asked for: a date can overflow."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Properties of a network."""

    mark: str
    """The character in front of a command."""
    resends: bool
    """True if a message sent twice under one transaction id is one message."""
    buttons: bool
    deep_links: bool
    whole: tuple[Window, ...]
    """Limits of the whole network."""
    shared: tuple[Window, ...]
    """Limits of one shared room."""
    direct: tuple[Window, ...]
    """Limits of one direct room."""
    card_pace: timedelta
    """Least time between two refreshes of a room's cards in a burst."""
    senders: int = 8
    """Number of requests at the same time."""
    keys: bool = False
    """True if a direct room can have keys below the text field, which write their words."""
    disabled_buttons: bool = False
    """True if a button can be shown that does nothing."""
    topics: bool = False
    """True if a shared room can have topics that the bot opens."""
    rooms: bool = False
    """True if the bot makes shared rooms, invites people to them and takes them out."""
    private_files: bool = False
    """True if a direct room may carry a file about other people."""
    by_mail: bool = False
    """True if each message is an e-mail: it stays as it was sent, and can be read on its way.

    Nothing is edited, deleted or pinned; no secret vote is cast; an answer takes one e-mail.
    """


@dataclass(frozen=True, slots=True)
class Menu:
    """Commands `(name, description)` for all direct rooms, all shared ones, or one room.

    The scope “ephemeral” stands for the shared rooms where people can be answered alone. Without a
    locale it is for languages that have no menu of their own.
    """

    scope: str
    locale: str | None
    commands: tuple[tuple[str, str], ...]
    ephemeral: bool = False
    """True if what is typed with these commands is for the bot alone, where the network can."""


@dataclass(frozen=True, slots=True)
class NewRoom:
    """A shared room to make; people enter it by invitation."""

    name: str
    space: str = ""
    """The address of the space that it is in; empty for none."""
    freely_from: Sequence[str] = ()
    """Addresses of rooms whose members may enter it without one, where the server allows it."""
    is_space: bool = False
    """True for a space: others are made in it."""

    @property
    def words(self) -> str:
        """As the outbox keeps it."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class EphemeralMessage:
    """A message for one person in a shared room."""

    room: str
    person: str
    """Their account."""
    said: Rendered
    press_id: str = ""
    """The press that it answers."""
    answers: str = ""
    """Id of the ephemeral message of theirs that it answers."""
    edits: str = ""
    """Id of the ephemeral message to them that it replaces."""


class SendError(Exception):
    """A message was not sent, or a file not fetched."""

    word = "refused"
    """The reason, told to the person who asked for a file."""


class NotSent(SendError):
    """Nothing reached the network, or it stated that it did nothing: send the same again later."""


class FateUnknown(SendError):
    """The request left but no answer came: it may have been carried out."""


class TryLater(SendError):
    """The network asks to wait."""

    def __init__(self, after: timedelta, *, whole: bool = False) -> None:
        """Wait `after`, with this room or, `whole`, with the network."""
        super().__init__(f"wait {after}")
        self.after = min(after, LONGEST_WAIT)
        self.whole = whole


class Rejected(SendError):
    """The network will never take this message; the text says why."""


class FileTooBig(Rejected):
    """The file exceeds the size limit."""

    word = "too big"


class FileGone(Rejected):
    """The network does not have the file, or no longer."""

    word = "gone"


class RoomGone(SendError):
    """Nothing can be sent to this room any more; the text says why."""


class NotInvited(RoomGone):
    """The person takes no invitation from us: they have to write first."""


class RoomMoved(SendError):
    """The room has another address now."""

    def __init__(self, address: str) -> None:
        """The room now stands at `address`."""
        super().__init__(address)
        self.address = address


class RoomExposed(RoomMoved):
    """Others can read a direct room now, or could later; its person is at `address`."""


@dataclass(frozen=True, slots=True)
class UndecryptedEvent:
    """An encrypted event whose key is missing: its id, its room, and the ciphertext as JSON."""

    key: str
    room: str
    ciphertext: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An update or event that our program could not read, for a maintainer to look at.

    It has words only where it stands in private and all in it is the sender's; else its shape.
    """

    key: str
    raw: str
    """As JSON."""
    sender: str = ""
    """The account that it came from; empty where none is found in it."""
    direct: bool = False


class Receiver(Protocol):
    """Storage for events a transport received, before it acknowledges them."""

    async def receive(
        self,
        network: str,
        arrivals: Sequence[Incoming],
        position: str | None,
        unreadable: Sequence[Unreadable] = (),
        *,
        undecrypted: Sequence[UndecryptedEvent] = (),
        opened: Sequence[str] = (),
    ) -> None:
        """Commit events, unreadable ones, and the position, together.

        `undecrypted` events wait for their keys, those in `opened` (by key) wait no more.
        """

    async def undecrypted(self, network: str) -> Sequence[UndecryptedEvent]:
        """Events that wait for a key, the oldest first."""

    async def position(self, network: str) -> str | None:
        """The position of the last commit."""

    async def direct_rooms(self, network: str) -> Sequence[str]:
        """Addresses of the direct rooms in which members are written to."""

    async def is_tied(self, room: str) -> bool:
        """True if the shared room at this address, or a part of it, belongs to a community."""

    def caught_up(self, network: str) -> None:
        """Note that the backlog of the network at start is in the inbox."""


class Source(Protocol):
    """A source of files and facts: a network, or the web."""

    network: str

    async def connected(self) -> None:
        """Return once the network has accepted us; the web always has."""

    async def fetch(self, upload: Upload, most: int) -> bytes:
        """The bytes of a file; more than `most` are `FileTooBig`. Raises a `SendError`."""

    async def count_members(self, room: str) -> int:
        """Number of members of a shared room or channel, without us. Raises a `SendError`."""


@runtime_checkable
class CountsMails(Protocol):
    """A transport that counts the e-mails it read since its start."""

    @property
    def mails_read(self) -> Mapping[str, int]:
        """Numbers of e-mails by result."""


class Transport(Source, Protocol):
    """One network. What is asked of it raises a `SendError`, but for what nobody waits for."""

    capabilities: Capabilities

    @property
    def heartbeats(self) -> Sequence[Heartbeat]:
        """The heartbeats of the tasks of `run`."""

    async def run(self, receiver: Receiver) -> None:
        """Receive until cancelled; survive what the network does."""

    def ailing_since(self) -> datetime | None:
        """Time since which the network is unreachable; None if it is reachable."""

    def refused_since(self) -> datetime | None:
        """Time since which the network refuses our account; None if it does not."""

    def is_direct(self, room: str) -> bool:
        """True for the direct room of one person: limits differ."""

    def pieces(self, rendered: Rendered) -> Sequence[Rendered]:
        """Split a message into pieces that the network accepts."""

    async def send(self, room: str, rendered: Rendered, *, txn: str, reply_to: str | None) -> str:
        """Send one piece to a room; returns the message's id. `txn` makes it idempotent.

        A document for a room that is not direct is `Rejected`.
        """

    async def edit(self, room: str, message_id: str, rendered: Rendered, *, txn: str) -> None:
        """Edit a message of ours."""

    async def delete(self, room: str, message_id: str, *, txn: str) -> None:
        """Delete a message of ours."""

    async def react(self, room: str, message_id: str, emoji: str, *, txn: str) -> None:
        """React to a person's message; `Rejected` where that is not possible."""

    async def pin(self, room: str, message_id: str, *, pinned: bool) -> None:
        """Pin a message of ours without a notification, or unpin it; where we may not, nothing."""

    async def open_topic(self, room: str, name: str) -> str:
        """Open a topic in a forum; gives its address. `Rejected` where there can be none."""

    async def close_topic(self, topic: str, *, closed: bool) -> None:
        """Close a topic, or open it again; where we may not, nothing."""

    async def open_room(self, new: NewRoom) -> str:
        """Make a shared room; gives its address. `Rejected` where we make none."""

    async def invite(self, room: str, person: str) -> None:
        """Invite a person to a shared room of ours; where we may not, nothing."""

    async def remove(self, room: str, person: str) -> None:
        """Take a person out of a shared room of ours; where we may not, nothing."""

    async def set_join_rule(self, room: str, freely_from: Sequence[str]) -> None:
        """Change the rooms whose members enter a shared room of ours without an invitation."""

    async def admit(self, room: str, person: str) -> None:
        """Grant a person's request to join a room; where there is none, or we may not, nothing."""

    async def answer(self, press_id: str, words: str, start: str) -> None:
        """Answer a pressed button, once: with words, the way to the direct room, or neither."""

    async def show_ephemeral(self, message: EphemeralMessage) -> bool:
        """Show a person a message in a shared room that nobody else sees; False if it cannot be.

        It takes two seconds at most, and raises nothing: whoever needs it has another way.
        """

    def start_link(self, word: str) -> str:
        """The link that opens the direct room with `/start word`; empty if unsupported.

        Without a word it only opens the room, even on a network without deep links.
        """

    def room_link(self) -> str:
        """The link by which a person brings the bot into a room; empty if unsupported."""

    async def set_menu(self, menus: Sequence[Menu]) -> None:
        """Show these menus beside the text field, where the network has any."""

    async def close(self) -> None:
        """Close the connections."""
