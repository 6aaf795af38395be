"""The bot's account, and the result of a login: the device that we stay, and its token."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MatrixAccount:
    """The account in the configuration. A token belongs to `device_id`.

    The homeserver is asked at most `calls_per_second`; 0 sets no limit but what it refuses.
    """

    homeserver: str
    user: str
    password: str = ""
    access_token: str = ""
    device_id: str = ""
    calls_per_second: float = 0

    @property
    def server(self) -> str:
        """The server's name, as it ends our user id."""
        return self.user.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Session:
    """A device of ours and its access token; without one, the device is yet to be made.

    `given_up` is one that we were, and must not be again.
    """

    user_id: str
    device_id: str
    access_token: str
    given_up: str = ""


class SessionFile:
    """Keeps the session: the reader of this file can write in our name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Session | None:
        """The session kept last; None when there is none, or none that can be read."""
        try:
            return Session(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, session: Session) -> None:
        """Keep a session, at once or not at all."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(session), file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
