"""Answers of the command line, and those of a stopped conversation, kept beside the file."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TELEGRAM = "https://api.telegram.org"
TIMEZONE = "Europe/Paris"
DATA = "data"
_KEPT = {
    *("--language", "--network", "--token", "--homeserver", "--user", "--invited-by"),
    *("--community", "--region", "--contact", "--cultivator", "--seat"),
}
"""Passwords and choices that change something elsewhere are asked again."""
SECRETS = {"--token"}


@dataclass(frozen=True, slots=True)
class Given:
    """The answers; those that are None or empty are asked for."""

    language: str | None = None
    network: str | None = None
    server: str | None = None
    """The network of a server to add to the file that is there."""
    mail: bool = False
    """True to add the bot's mailbox to the file that is there."""
    token: str | None = None
    homeserver: str | None = None
    user: str | None = None
    password: str | None = None
    access_token: str | None = None
    admin_token: str | None = None
    invited_by: tuple[str, ...] = ()
    encryption: bool = True
    log_in: bool = False
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
        """The network that was named, else the one that other answers are about."""
        if self.network is not None:
            return self.network
        on_matrix = any((self.homeserver, self.user, self.password, self.access_token))
        if self.token is not None:
            return "both" if on_matrix else "telegram"
        return "matrix" if on_matrix else None


class KeptAnswers:
    """Answers by the option that stands for them; each is given once, the next time."""

    def __init__(self, config: Path) -> None:
        """Read those of an earlier conversation about the same file."""
        self.path = config.with_name(f".{config.name}.answers")
        self._answers: dict[str, str] = {}
        with suppress(OSError, ValueError, AttributeError):
            found = json.loads(self.path.read_text(encoding="utf-8"))
            self._answers = {name: str(each) for name, each in found.items() if name in _KEPT}
        self._left = dict(self._answers)
        self.goes_on = bool(self._answers)
        """True if a conversation was stopped before."""

    def __bool__(self) -> bool:
        return bool(self._answers)

    def __contains__(self, option: str) -> bool:
        """True if the question of this option is answered already."""
        return option in self._left

    def take(self, option: str) -> str | None:
        """The answer to a question, the first time that it is asked."""
        return self._left.pop(option, None)

    def keep(self, option: str, answer: str) -> None:
        """Keep an answer for the next time; where that cannot be done, it is asked again then."""
        if option not in _KEPT:
            return
        self._answers[option] = answer
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
            file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(file, "w", encoding="utf-8") as kept:
                json.dump(self._answers, kept)

    def forget(self) -> None:
        """Delete them: they are in the configuration, or no longer wanted."""
        self._answers, self._left = {}, {}
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
