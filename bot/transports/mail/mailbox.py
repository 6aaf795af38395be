"""The mailbox: each letter is read once, kept by us, and only then taken away or marked.

The position is that of IMAP: the mailbox's validity, the first number that is ours to read, and the
last one that was kept. Letters are known by their content, too, so that a mailbox whose numbers
begin anew has none read twice. What was for us is removed once it is kept; a letter with a file is
marked as answered until its file had time to be fetched; what was not for us is marked as seen, and
stays. Letters from before the bot's first start are left alone.

The library blocks: it runs in a thread of its own, in steps of few seconds.
"""

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from socket import SHUT_RDWR
from typing import Self, TypeVar

from imapclient import DELETED, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError
from structlog.typing import FilteringBoundLogger

from bot.core.context.clock import Clock
from bot.core.messages.ports import NotSent, Receiver
from bot.core.outbound.health import NetworkHealth
from bot.core.tasks import Heartbeat, insist, kept
from bot.transports.mail.account import MailAccount, Server
from bot.transports.mail.reading import Fate, Letter, Read, read_letter
from bot.transports.mail.sending import AccountRefused, CertificateRefused

FILES_KEPT = timedelta(days=7)
"""So long, a letter stays in the mailbox whose file is to be fetched."""
READ_AGAIN = timedelta(days=8)
"""So old may letters be that are read again where a mailbox begins to count anew."""
MOST_AN_HOUR = 60
"""So many letters of one mailbox are read in an hour; others stay, marked as seen."""
_HOUR = timedelta(hours=1)
_MOST_REMEMBERED = 1000
_IDLE_STEP = 3
_IDLE_ROUNDS = 80
_POLL_SECONDS = 20.0
_AT_ONCE = 20
_CLOSING_SECONDS = 2.0
_SEEN, _ANSWERED = b"\\Seen", b"\\Answered"

Result = TypeVar("Result")

REFUSALS = (LoginError, AccountRefused)
TROUBLE = (IMAPClientError, OSError)
"""Errors of either server: those that only a person mends, and those of a line."""


class Health(NetworkHealth):
    """Outcomes of one of the two servers."""

    def failed(self, error: Exception) -> None:
        """Remember a failure; a refused password is one that only a person can mend."""
        if isinstance(error, REFUSALS):
            if self._note_refusal():
                self._log.error("account refused", cause=type(error).__name__)
            return
        untrusted = isinstance(error, ssl.SSLCertVerificationError | CertificateRefused)
        cause = "CertificateError" if untrusted else type(error).__name__
        self._note_failure(cause, silent=isinstance(error, (*TROUBLE, NotSent)))


def connect(server: Server, folder: str, *, readonly: bool = False) -> tuple[IMAPClient, int, int]:
    """A connection with its folder chosen, the validity of its numbers, and the next number."""
    patience = SocketTimeout(connect=server.patience, read=server.patience)
    context = ssl.create_default_context()
    tls = {"ssl": True, "ssl_context": context} if server.tls else {"ssl": False}
    client = IMAPClient(server.host, server.port, timeout=patience, **tls)
    try:
        client.normalise_times = False
        if not server.tls and not server.is_here:
            client.starttls(context)
        client.login(server.user, server.password)
        chosen = client.select_folder(folder, readonly=readonly)
    except BaseException:
        with suppress(Exception):
            client.shutdown()
        raise
    return client, int(chosen[b"UIDVALIDITY"]), int(chosen.get(b"UIDNEXT", 1))


@dataclass(frozen=True, slots=True)
class Position:
    """The last letter read in the mailbox."""

    validity: int
    first: int
    """The first number that is ours to read."""
    last: int

    @classmethod
    def read(cls, stored: str | None) -> Self | None:
        parts = (stored or "").split(":")
        if len(parts) != 3 or not all(map(str.isdecimal, parts)):  # noqa: PLR2004 - its three parts
            return None
        return cls(*map(int, parts))

    def __str__(self) -> str:
        return f"{self.validity}:{self.first}:{self.last}"


@dataclass(slots=True)
class _Session:
    """One connection, while it lasts."""

    client: IMAPClient
    validity: int
    next_uid: int


class Mailbox:
    """Reads the mailbox as long as it runs."""

    def __init__(
        self,
        account: MailAccount,
        clock: Clock,
        health: Health,
        log: FilteringBoundLogger,
        *,
        heartbeat: Heartbeat,
        note_subject: Callable[[str, str], None],
    ) -> None:
        self.heartbeat = heartbeat
        self.connected = asyncio.Event()
        self.fates: Counter[str] = Counter()
        """Numbers of letters by result, since the start."""
        self._account = account
        self._clock = clock
        self._health = health
        self._log = log
        self._note_subject = note_subject
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mailbox")
        self._client: IMAPClient | None = None
        self._behind = True
        self._came: dict[str, list[datetime]] = {}

    @kept
    async def run(self, receiver: Receiver) -> None:
        """Read until cancelled, and connect again whenever the connection ends."""
        while True:
            await self.heartbeat.sleep(self._health.pause)
            try:
                await self._stay(receiver)
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever happens, we connect again
                self._health.failed(error)
            finally:
                self._hang_up()

    async def close(self) -> None:
        """Hang up, and wait for a moment until the thread has noticed."""
        self._hang_up()
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING_SECONDS):
                await asyncio.to_thread(self._thread.shutdown)

    def _hang_up(self) -> None:
        """End the connection, which wakes the thread; it closes what it reads from."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                client.socket().shutdown(SHUT_RDWR)
            self._thread.submit(_closed, client)

    async def _step(self, work: Callable[[], Result], seconds: float = 0.0) -> Result:
        """Do something in the thread, which may take that long and a server's patience."""
        self.heartbeat.beat(seconds + self._account.imap.patience)
        result = await asyncio.get_running_loop().run_in_executor(self._thread, work)
        self.heartbeat.beat()
        return result

    async def _stay(self, receiver: Receiver) -> None:
        """Connect, read what is there, then whatever comes."""
        account = self._account
        client, validity, next_uid = await self._step(
            lambda: connect(account.imap, account.folder), account.imap.patience
        )
        self._client = client
        session = _Session(client, validity, next_uid)
        position = await self._begin(receiver, session)
        position = await self._read_new(receiver, session, position)
        self._health.well()
        self.connected.set()
        if self._behind:
            self._behind = False
            receiver.caught_up(account.network)
        can_idle = await self._step(lambda: client.has_capability("IDLE"))
        while True:
            await self._wait(client, can_idle=can_idle)
            position = await self._read_new(receiver, session, position)
            await self._step(partial(self._forget_files, client, position))
            self._health.well()

    async def _begin(self, receiver: Receiver, session: _Session) -> Position:
        """The position in this mailbox; one that is new, or counts anew, is begun."""
        account = self._account
        stored = await insist(lambda: receiver.position(account.network), self._log)
        known = Position.read(stored)
        if known is not None and known.validity == session.validity:
            # What was kept, but neither removed nor marked before the end.
            left = await self._step(
                lambda: session.client.search(
                    ["UID", f"{known.first}:{max(known.last, known.first)}", "UNSEEN", "UNANSWERED"]
                )
            )
            mine = [uid for uid in left if known.first <= uid <= known.last]
            await self._take(receiver, session, mine, known)
            return known
        if known is None:
            begun = Position(session.validity, session.next_uid, session.next_uid - 1)
        else:
            since = self._clock.now().date() - READ_AGAIN
            recent = await self._step(lambda: session.client.search(["SINCE", since]))
            first = min(recent, default=session.next_uid)
            begun = Position(session.validity, first, first - 1)
        await insist(lambda: receiver.receive(account.network, [], str(begun)), self._log)
        return begun

    async def _read_new(
        self, receiver: Receiver, session: _Session, position: Position
    ) -> Position:
        """Read the letters that came after the position, in the order of their numbers."""
        client, rule = session.client, ["UID", f"{position.last + 1}:*"]
        _told_of_more(client)
        found = await self._step(lambda: client.search(rule))
        new = sorted(uid for uid in found if uid > position.last)
        for start in range(0, len(new), _AT_ONCE):
            some = new[start : start + _AT_ONCE]
            position = Position(position.validity, position.first, some[-1])
            await self._take(receiver, session, some, position)
        return position

    async def _take(
        self, receiver: Receiver, session: _Session, uids: Sequence[int], position: Position
    ) -> None:
        """Keep letters, then remove or mark them."""
        fates: dict[int, Read] = {}
        for uid in uids:
            found = await self._step(partial(self._read, session.client, uid))
            if found is not None:
                fates[uid] = found
        arrivals = [each.arrival for each in fates.values() if each.arrival is not None]
        for each in fates.values():
            self.fates[each.why] += 1
            if each.arrival is not None and each.arrival.message_id is not None:
                self._note_subject(each.arrival.message_id, each.subject)
            if each.fate is Fate.IGNORED:
                self._log.info("a letter is left alone", why=each.why)
        if uids:
            network = self._account.network
            await insist(lambda: receiver.receive(network, arrivals, str(position)), self._log)
            await self._step(lambda: _settle(session.client, fates))

    def _read(self, client: IMAPClient, uid: int) -> Read | None:
        """One letter; of one that is too large the head alone. None if it is gone."""
        facts = client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)
        if facts is None:
            return None
        size = int(facts[b"RFC822.SIZE"])
        part = "BODY[HEADER]" if size > self._account.largest else "BODY[]"
        body = client.fetch([uid], [part.replace("BODY", "BODY.PEEK")]).get(uid)
        if body is None:
            return None
        arrived_at = facts[b"INTERNALDATE"]
        if not isinstance(arrived_at, datetime):
            arrived_at = self._clock.now()
        letter = Letter(uid, bytes(body[part.encode()]), arrived_at.astimezone(UTC), size)
        read = read_letter(self._account, letter, self._clock.now().date())
        is_flood = read.arrival is not None and self._is_flood(read.arrival.room)
        return Read(Fate.IGNORED, "flood") if is_flood else read

    def _is_flood(self, room: str) -> bool:
        """True where more comes than people write: a program that does not say that it is one."""
        now = self._clock.now()
        lately = [at for at in self._came.pop(room, ()) if now - at < _HOUR]
        self._came[room] = [*lately[-MOST_AN_HOUR:], now]
        if len(self._came) > _MOST_REMEMBERED:
            del self._came[next(iter(self._came))]
        return len(lately) >= MOST_AN_HOUR

    async def _wait(self, client: IMAPClient, *, can_idle: bool) -> None:
        """Wait until something comes; a look now and then costs little."""
        if not can_idle:
            await self.heartbeat.sleep(_POLL_SECONDS)
            await self._step(client.noop)
            return
        if _told_of_more(client):
            return
        await self._step(client.idle)
        for _ in range(_IDLE_ROUNDS):
            told = await self._step(partial(client.idle_check, timeout=_IDLE_STEP), _IDLE_STEP)
            if told:
                break
        await self._step(client.idle_done)

    def _forget_files(self, client: IMAPClient, position: Position) -> None:
        """Remove letters whose file had time to be fetched."""
        before: date = self._clock.now().date() - FILES_KEPT
        old = client.search(["ANSWERED", "BEFORE", before])
        _remove(client, [uid for uid in old if uid >= position.first])


def _told_of_more(client: IMAPClient) -> bool:
    """True if new letters were announced since the last call: IDLE would not say so again."""
    _, counts = client._imap.response("EXISTS")  # noqa: SLF001 - the library keeps it to itself
    return bool(counts != [None])


def _closed(client: IMAPClient) -> None:
    with suppress(Exception):
        client.shutdown()


def _settle(client: IMAPClient, fates: dict[int, Read]) -> None:
    """Remove what was handled; mark what stays."""
    of = {fate: [uid for uid, each in fates.items() if each.fate is fate] for fate in Fate}
    if of[Fate.HAS_FILE]:
        client.add_flags(of[Fate.HAS_FILE], [_SEEN, _ANSWERED])
    if of[Fate.IGNORED]:
        client.add_flags(of[Fate.IGNORED], [_SEEN])
    _remove(client, of[Fate.HANDLED])


def _remove(client: IMAPClient, uids: Sequence[int]) -> None:
    if uids:
        client.add_flags(uids, [DELETED])
        # With the numbers, nothing is removed that others marked.
        if client.has_capability("UIDPLUS"):
            client.uid_expunge(uids)
        else:
            client.expunge()


def fetched(account: MailAccount, uid: int) -> bytes | None:
    """A letter that stayed for its file; None if it is gone. Blocks."""
    client, _, _ = connect(account.imap, account.folder, readonly=True)
    try:
        body = client.fetch([uid], ["BODY.PEEK[]"]).get(uid)
        return None if body is None else bytes(body[b"BODY[]"])
    finally:
        with suppress(Exception):
            client.logout()
