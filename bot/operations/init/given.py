"""Answers given on the command line."""

from dataclasses import dataclass

TELEGRAM = "https://api.telegram.org"
TIMEZONE = "Europe/Paris"
DATA = "data"


@dataclass(frozen=True, slots=True)
class Given:
    """The answers; those that are None or empty are asked for."""

    language: str | None = None
    network: str | None = None
    server: str | None = None
    """The network of a server to add to the file that is there."""
    token: str | None = None
    homeserver: str | None = None
    user: str | None = None
    password: str | None = None
    access_token: str | None = None
    admin_token: str | None = None
    invited_by: tuple[str, ...] = ()
    encryption: bool = True
    identity: str | None = None
    recovery_key: str | None = None
    community: str | None = None
    region: str | None = None
    contact: str | None = None
    cultivator: str | None = None
    rooms: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    seat: str | None = None
    timezone: str = TIMEZONE
    data: str = DATA
    api_base: str = TELEGRAM
    replace: bool = False

    @property
    def named_network(self) -> str | None:
        """The network: as it is said, else as what is given for one tells."""
        if self.network is not None:
            return self.network
        on_matrix = any((self.homeserver, self.user, self.password, self.access_token))
        if self.token is not None:
            return "both" if on_matrix else "telegram"
        return "matrix" if on_matrix else None
