"""The session of a folder: our device with its tokens, in a file that its owner alone can read."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.transports.matrix.encryption.identity import write_whole

if sys.platform != "win32":
    import fcntl

_LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Grant:
    """What a login in the browser gave beside the access token, to renew that by."""

    client_id: str
    refresh_token: str = field(repr=False)
    renew_at: str = ""
    """When the access token is renewed, in ISO 8601; empty if the server named no end of it."""

    def is_due(self, now: datetime) -> bool:
        """True if the access token should be renewed by now."""
        return bool(self.renew_at) and datetime.fromisoformat(self.renew_at) <= now


@dataclass(frozen=True, slots=True)
class Session:
    """A device of ours and its access token; without one, the device is yet to be made.

    `given_up` is one that we were, and must not be again.
    """

    user_id: str
    device_id: str
    access_token: str = field(repr=False)
    given_up: str = ""
    grant: Grant | None = None
    """None for a login with a password or a token of the configuration."""


class SessionFile:
    """Keeps the session of a folder: the reader of this file can write in our name."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "session.json"
        self._lock = folder / ".session.lock"

    def read(self) -> Session | None:
        """The session kept last; None when there is none, or none that can be read."""
        try:
            kept: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
            grant = kept.pop("grant", None)
            return Session(**kept, grant=None if grant is None else Grant(**grant))
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def write(self, session: Session) -> None:
        """Keep a session, whole or not at all."""
        kept = asdict(session)
        if session.grant is None:
            del kept["grant"]
        write_whole(self._path, json.dumps(kept).encode())

    def restore(self, session: Session | None) -> None:
        """Keep an earlier session again, or none."""
        if session is None:
            self._path.unlink(missing_ok=True)
        else:
            self.write(session)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Wait until no other process changes the session, and keep them off meanwhile.

        The bot and a command beside it may want to renew the same token; a process that ends,
        however it does, lets go.
        """
        if sys.platform == "win32":
            yield
            return
        self._lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._lock.open("a", encoding="utf-8") as file:
            self._lock.chmod(0o600)
            while True:
                with suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                await asyncio.sleep(_LOOK_SECONDS)
            yield
