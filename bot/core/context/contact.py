"""Contact data and addresses of the instance, the same for every message."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.retention import RetentionPeriods

FILES = "/f"
"""Path of the pages that give files, below `public_url`."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """A purpose of processing, in the words of the controller where they gave any."""

    key: str
    """A word of `bot.domain.purposes`, or one of the controller's own."""
    name: str
    """Empty where a known `key` has a name of ours."""
    basis: str
    """The legal basis."""
    duration: str
    """The time for which data is kept for it."""
    transfers: str
    """Transfers of data to others."""


@dataclass(frozen=True, slots=True)
class NetworkLinks:
    """Command syntax and deep links of one network."""

    mark: str
    """The character in front of a command: `/` or `!`."""
    start_link: Callable[[str], str]
    """Makes the link that opens the direct room with `/start word`; empty where there is none."""
    room_link: Callable[[], str] = str
    """Gives the link that brings the bot into a room; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Contact:
    """The controller of the data, how to reach them, and the settings of the whole instance."""

    instance: str
    """Name of the instance."""
    controller: str
    """Name of the controller of the data."""
    address: str
    """Address to write to about the data."""
    notice_url: str
    """Address of the full privacy notice."""
    networks: Mapping[str, NetworkLinks] = field(default_factory=dict)
    """Command syntax by network."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of networks as people read them; others are called as in addresses."""
    servers: Mapping[str, str] = field(default_factory=dict)
    """Matrix servers by network: `example.org`."""
    steps: Mapping[str, timedelta] = field(default_factory=dict)
    """Time that a message takes on networks that ask for a pace."""
    locale: str = "fr"
    """Language of readers whose language is unknown."""
    public_url: str = ""
    """Address of our own pages; empty where they are not public."""
    timezone: str = "Europe/Paris"
    """Zone of readers whose zone is unknown."""
    purposes: tuple[Purpose, ...] = ()
    """Purposes that the data is used for."""
    ages: RetentionPeriods = field(default_factory=RetentionPeriods)
    """Retention periods."""
    link_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    """Key that signs links: see `bot.domain.signed_links`."""

    def network_name(self, address: str) -> str:
        """Name of a network, also of that of an address: “Tchap”."""
        network = address.partition(":")[0]
        return self.names.get(network) or network.capitalize()

    @property
    def matrix_names(self) -> str:
        """Names of the Matrix servers."""
        return ", ".join(map(self.network_name, self.servers)) or "Matrix"

    def file_link(self, token: str) -> str:
        """Address of the page that gives a file."""
        return f"{self.public_url}{FILES}/{token}"

    def is_file_link(self, url: str) -> bool:
        """True for the address of a page that gives a file."""
        return bool(self.public_url) and url.startswith(self.file_link(""))
