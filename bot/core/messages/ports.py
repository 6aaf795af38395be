"""What the core asks of a network, and what a network may answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.messages.content import Incoming, Upload
from bot.core.messages.rendering import Rendered


@dataclass(frozen=True, slots=True)
class Window:
    """A limit: at most `most` requests within any `span`."""

    most: int
    span: timedelta


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a network is like.

    `resends` tells that a message sent twice under one transaction id is one message. `mark` is
    what commands begin with. `whole` limits the network, `shared` and `direct` limit one room of
    that kind. `card_pace` is the least time between two refreshes of a room's cards in a burst.
    Where there are `private_files`, a direct room may carry a file about other people.
    """

    mark: str
    resends: bool
    buttons: bool
    deep_links: bool
    whole: tuple[Window, ...]
    shared: tuple[Window, ...]
    direct: tuple[Window, ...]
    card_pace: timedelta
    senders: int = 8
    private_files: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """Commands `(name, description)` for all direct rooms, all shared ones, or one room.

    Without a locale it is for those whose language has no menu of its own.
    """

    scope: str
    locale: str | None
    commands: tuple[tuple[str, str], ...]


class SendError(Exception):
    """A message did not go out, or a file did not come in."""

    word = "refused"
    """Why, for whoever asked for a file."""


class NotSent(SendError):
    """Nothing reached the network, or it said that it did nothing: the same again, later."""


class FateUnknown(SendError):
    """The request left, no answer came: it may have been carried out."""


class TryLater(SendError):
    """The network asks to wait."""

    def __init__(self, after: timedelta, *, whole: bool = False) -> None:
        """Wait `after`, with this room or, `whole`, with the network."""
        super().__init__(f"wait {after}")
        self.after = after
        self.whole = whole


class Rejected(SendError):
    """The network will never take this message; the text says why."""


class FileTooBig(Rejected):
    """The file is larger than what is fetched."""

    word = "too big"


class FileGone(Rejected):
    """The network does not have the file, or not any more."""

    word = "gone"


class RoomGone(SendError):
    """Nothing can be said in this room any more; the text says why."""


class RoomMoved(SendError):
    """The room has another address now."""

    def __init__(self, address: str) -> None:
        """The room now stands at `address`."""
        super().__init__(address)
        self.address = address


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted event whose key is missing: its id, its room, and the ciphertext as JSON."""

    key: str
    room: str
    ciphertext: str


class Receiver(Protocol):
    """Where a transport puts what it received, before it acknowledges it."""

    async def receive(
        self,
        network: str,
        arrivals: Sequence[Incoming],
        position: str | None,
        unreadable: Sequence[tuple[str, str]] = (),
        *,
        sealed: Sequence[Sealed] = (),
        opened: Sequence[str] = (),
    ) -> None:
        """Commit arrivals, what could not be read (key, raw text), and the position, together.

        `sealed` waits for its keys, those named in `opened` (by key) wait no more.
        """

    async def sealed(self, network: str) -> Sequence[Sealed]:
        """What waits for a key, the oldest first."""

    async def position(self, network: str) -> str | None:
        """How far the network was read when the last commit was made."""

    def caught_up(self, network: str) -> None:
        """Tell that all which waited on the network at the start is in the inbox."""


class Source(Protocol):
    """Where files are fetched from: a network, or the web."""

    network: str

    async def connected(self) -> None:
        """Return once the network has accepted us; the web always has."""

    async def fetch(self, upload: Upload, most: int) -> bytes:
        """The bytes of a file; more than `most` are `FileTooBig`. Raises a `SendError`."""


class Transport(Source, Protocol):
    """One network. `send`, `edit`, `delete` and `fetch` raise a `SendError`."""

    capabilities: Capabilities

    async def run(self, receiver: Receiver) -> None:
        """Receive until cancelled; survive what the network does."""

    def ailing_since(self) -> datetime | None:
        """Since when the network cannot be reached; None when it can."""

    def is_direct(self, room: str) -> bool:
        """Whether this is the direct room of one person: limits differ."""

    def pieces(self, said: Rendered) -> Sequence[Rendered]:
        """Cut what is said into messages that the network takes."""

    async def send(self, room: str, said: Rendered, *, txn: str, reply_to: str | None) -> str:
        """Say one piece in a room; gives the message's id. The same `txn` is the same message.

        A document for a room that is not direct is `Rejected`.
        """

    async def edit(self, room: str, message_id: str, said: Rendered, *, txn: str) -> None:
        """Put other words into a message of ours."""

    async def delete(self, room: str, message_id: str, *, txn: str) -> None:
        """Take a message of ours away."""

    async def answer(self, press_id: str, words: str, start: str) -> None:
        """Answer a pressed button, once: with words, the way to the direct room, or neither."""

    def start_link(self, word: str) -> str:
        """The address that opens the direct room with `/start word`; empty where there is none.

        Without a word it only opens it, also on a network that has no deep links.
        """

    async def set_menu(self, menus: Sequence[Menu]) -> None:
        """Show these menus beside the text field, where the network has any."""

    async def close(self) -> None:
        """Give the connections back."""
