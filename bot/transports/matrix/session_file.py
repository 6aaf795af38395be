"""The session of a folder: our device with its tokens, in a file that its owner alone can read.

Tokens that end are renewed before they do, by one task of one process at a time. The new pair is on
disk before anybody uses it: the server keeps the former one usable until then (client-server
specification, "Refresh token grant"), so that a process killed in between, or a full disk, loses
nothing.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from bot.core.context.clock import Clock
from bot.core.tasks import LONGEST_BACKOFF, backoff
from bot.transports.matrix.encryption.identity import write_whole
from bot.transports.matrix.homeserver_errors import NoAnswer
from bot.transports.matrix.oauth import AuthServer, OAuthRefused, Tokens, auth_server_of

if sys.platform != "win32":
    import fcntl


_LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Grant:
    """The refresh token and the client, with which the access token is renewed."""

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


AHEAD = timedelta(seconds=60)
"""Time before its expiry at which a token is renewed; a shorter one at half its lifetime."""


class LoginRefused(PermissionError):
    """The homeserver does not take this account's password or token."""


class TokenRenewal:
    """Renews the access token of a folder's session."""

    def __init__(self, homeserver: str, file: SessionFile, clock: Clock) -> None:
        self.clock = clock
        self._homeserver = homeserver
        self._file = file
        self._one_by_one = asyncio.Lock()
        self._server: AuthServer | None = None
        self._failures = 0
        self._not_before = 0.0

    async def renewed_if_due(self, session: Session) -> Session:
        """The session with a token that does not end soon; the same where there is no other now."""
        grant = session.grant
        if grant is None or not grant.is_due(self.clock.now()) or monotonic() < self._not_before:
            return session
        try:
            return await self.renewed(session)
        except (LoginRefused, ConnectionError, OSError):
            return session

    async def renewed(self, session: Session) -> Session:
        """The session with another token than this one's, the kept one if that is another.

        Raises `LoginRefused` once the server has ended the session, and `ConnectionError`.
        """
        try:
            async with self._one_by_one, self._file.alone():
                kept = self._file.read()
                if kept is not None and _goes_on(kept, session):
                    renewed = kept
                else:
                    renewed = await self._exchanged(session)
                    self._file.write(renewed)  # before its first use
        except LoginRefused:
            self._not_before = monotonic() + LONGEST_BACKOFF
            raise
        except (ConnectionError, OSError):
            self._server = None  # it may have moved
            self._failures += 1
            self._not_before = monotonic() + backoff(self._failures)
            raise
        self._failures, self._not_before = 0, 0.0
        return renewed

    async def _exchanged(self, session: Session) -> Session:
        grant = session.grant
        server = self._server or await auth_server_of(self._homeserver)
        if grant is None:
            raise LoginRefused
        if server is None:  # there was one: something on the way answers for the homeserver
            raise NoAnswer("no login server")
        self._server = server
        try:
            tokens = await server.renew(grant.client_id, grant.refresh_token)
        except OAuthRefused as refused:
            if refused.is_for_now:
                raise NoAnswer(str(refused)) from None
            raise LoginRefused from refused
        return replace(
            session,
            access_token=tokens.access_token,
            grant=granted(grant.client_id, tokens, self.clock),
        )


def granted(client_id: str, tokens: Tokens, clock: Clock) -> Grant:
    """A stored pair of tokens, with the time of its renewal."""
    if tokens.seconds is None:
        return Grant(client_id, tokens.refresh_token)
    life = timedelta(seconds=tokens.seconds)
    renew_at = clock.now() + life - min(AHEAD, life / 2)
    return Grant(client_id, tokens.refresh_token, renew_at.isoformat())


def _goes_on(kept: Session, session: Session) -> bool:
    """True if another task or process has renewed a session meanwhile."""
    return (
        kept.grant is not None
        and (kept.user_id, kept.device_id) == (session.user_id, session.device_id)
        and kept.access_token != session.access_token
    )
