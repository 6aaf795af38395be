"""Access tokens that end are renewed before they do, by one task of one process at a time.

The new pair is on disk before anybody uses it: the server keeps the former one usable until then
(client-server specification, "Refresh token grant"), so that a process killed in between, or a full
disk, loses nothing.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from time import monotonic

from bot.core.context.clock import Clock
from bot.core.tasks import LONGEST_BACKOFF, backoff
from bot.transports.matrix.homeserver_errors import NoAnswer
from bot.transports.matrix.oauth import AuthServer, OAuthRefused, Tokens, auth_server_of
from bot.transports.matrix.session_file import Grant, Session, SessionFile

AHEAD = timedelta(seconds=60)
"""How long before its end a token is renewed; one that lives less than twice that, at its half."""


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
    """What is kept of a pair of tokens, with the time at which it is renewed."""
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
