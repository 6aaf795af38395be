"""The bot's own mailbox: its address, its servers, and the key that signs its tags."""

from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.domain.mail_tags import Tag, TagKind, letter_tag, tag_in, tagged

NETWORK = "mail"
_PORTS = {"smtps": 465, "smtp": 587, "imaps": 993, "imap": 143}
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, reached over TLS from the first byte, or after STARTTLS."""

    host: str
    port: int
    tls: bool
    """False: STARTTLS, which is required unless the server is this machine."""
    user: str = ""
    """Empty: it asks for no password."""
    password: str = field(default="", repr=False)
    patience: float = _PATIENCE
    """Seconds for an answer."""

    @classmethod
    def at(cls, address: str, user: str = "", password: str = "") -> "Server":
        """The server of an address as it is configured: `smtps://mail.example.org`."""
        parts = urlsplit(address)
        port = parts.port or _PORTS[parts.scheme]
        return cls(parts.hostname or "", port, parts.scheme.endswith("s"), user, password)

    @property
    def is_here(self) -> bool:
        """True for a server of this machine, where nobody listens in between."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class MailAccount:
    """The address that people write to, and all that its letters need."""

    address: str
    name: str
    """The name beside the address."""
    smtp: Server
    imap: Server
    authserv_id: str
    """The name under which our own relay states what it checked: see RFC 8601."""
    key: bytes = field(repr=False)
    """Signs the tags in our addresses."""
    folder: str = "INBOX"
    largest: int = 10 * 1024 * 1024
    """Bytes of the largest letter that is read; of larger ones the head alone."""
    per_minute: int = 60
    public_url: str = ""
    network: str = NETWORK

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def mailbox(self, room: str) -> str:
        """The address of a person, whose room it is."""
        return room.removeprefix(f"{self.network}:")

    def room(self, mailbox: str) -> str:
        """The room of a person: their address in small letters."""
        return f"{self.network}:{mailbox.casefold()}"

    def tag(self, kind: TagKind, letter: str, mailbox: str, today: date) -> str:
        """The signed tag of a letter to a mailbox."""
        return letter_tag(kind, letter, today).signed(mailbox, self.key)

    def address_for(self, kind: TagKind, letter: str, mailbox: str, today: date) -> str:
        """Our address with the tag of a letter to a mailbox."""
        return tagged(self.address, self.tag(kind, letter, mailbox, today))

    def tag_in(self, address: str) -> Tag | None:
        """The tag in one of our addresses."""
        return tag_in(address, self.address)

    def is_ours(self, address: str) -> bool:
        """True for our own address, with a tag or without."""
        name, _, domain = address.casefold().rpartition("@")
        own_name, _, own_domain = self.address.casefold().rpartition("@")
        return domain == own_domain and name.partition("+")[0] == own_name
