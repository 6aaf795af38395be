"""E-mail as the core sees it: each person's mailbox is a direct room."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256

import structlog

from bot.core.context.clock import Clock
from bot.core.files import shown
from bot.core.messages.content import Document
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import (
    Capabilities,
    EphemeralMessage,
    FileGone,
    FileTooBig,
    Menu,
    NewRoom,
    NotSent,
    Receiver,
    Rejected,
    SendError,
)
from bot.core.messages.rendering import Rendered
from bot.core.outbound.health import TroubleListener
from bot.core.tasks import Heartbeat
from bot.domain.mail_tags import TagKind
from bot.domain.send_limits import Window
from bot.transports.mail.account import MailAccount
from bot.transports.mail.letters import Answered, letter_of
from bot.transports.mail.mailbox import TROUBLE, Health, Mailbox, fetched
from bot.transports.mail.reading import file_content, key_of
from bot.transports.mail.sending import Sender

_LETTER = re.compile(r"([0-9a-f]{32})(-\d+)?", re.ASCII)
_MOST_SUBJECTS = 1000
_GREETED_EVERY = 30.0


class MailTransport:
    """One mailbox of ours."""

    def __init__(
        self,
        account: MailAccount,
        *,
        clock: Clock,
        listener: TroubleListener = TroubleListener(),  # noqa: B008 - it is frozen
    ) -> None:
        self.network = account.network
        self.capabilities = _capabilities(account)
        self._account = account
        self._clock = clock
        self._log = structlog.get_logger().bind(network=self.network)
        self._sender = Sender(account.smtp)
        self._sending, self._reading = (Health(clock, self._log, listener) for _ in range(2))
        reads, greets = Heartbeat(self.network), Heartbeat(f"{self.network} sending")
        self.heartbeats = (reads, greets)
        self._greets = greets
        self._greeted = asyncio.Event()
        self._subjects: OrderedDict[str, str] = OrderedDict()
        self._mailbox = Mailbox(
            account,
            clock,
            self._reading,
            self._log,
            heartbeat=reads,
            note_subject=self._note_subject,
        )

    @property
    def mails_read(self) -> Mapping[str, int]:
        return self._mailbox.fates

    async def run(self, receiver: Receiver) -> None:
        """Receive until cancelled; look after the server that sends whenever it is unwell."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._greets.keep(self._greet()))
            await self._mailbox.run(receiver)

    async def connected(self) -> None:
        """Return once both servers have let us in."""
        await self._greeted.wait()
        await self._mailbox.connected.wait()

    def ailing_since(self) -> datetime | None:
        since = [each.since for each in (self._sending, self._reading) if each.since is not None]
        return min(since, default=None)

    def refused_since(self) -> datetime | None:
        both = (self._sending.refused_since, self._reading.refused_since)
        return min((each for each in both if each is not None), default=None)

    def is_direct(self, room: str) -> bool:  # noqa: ARG002 - there are no others
        """Each room is one person's."""
        return True

    def pieces(self, rendered: Rendered) -> Sequence[Rendered]:
        """A letter may be as long as it is."""
        return [rendered]

    async def send(self, room: str, rendered: Rendered, *, txn: str, reply_to: str | None) -> str:
        """Send one letter; `reply_to` is the Message-ID of a person's."""
        found = _LETTER.fullmatch(txn)
        # The id of its delivery, the same for each attempt.
        letter = sha256(txn.encode()).hexdigest()[:32] if found is None else found[1]
        account, now = self._account, self._clock.now()
        answered = None
        if reply_to is not None:
            answered = Answered(reply_to, self._subjects.get(reply_to, ""))
        picture: Document | None = None
        if rendered.picture is not None:
            picture = await asyncio.to_thread(shown, rendered.picture)
        try:
            made = letter_of(
                account, rendered, room, letter, now, answered=answered, picture=picture
            )
        except (ValueError, IndexError) as error:
            raise Rejected(f"no letter can be made: {type(error).__name__}") from None
        mailbox = account.mailbox(room)
        bounces = account.address_for(TagKind.BOUNCE, letter, mailbox, now.date())
        try:
            await self._sender.send(made, bounces, mailbox)
        except NotSent as error:
            self._sending.failed(error)
            raise
        self._sending.well()
        return letter

    async def edit(self, room: str, message_id: str, rendered: Rendered, *, txn: str) -> None:  # noqa: ARG002 - no letter can be changed
        raise Rejected("a letter stays as it is")

    async def delete(self, room: str, message_id: str, *, txn: str) -> None:  # noqa: ARG002 - likewise
        raise Rejected("a letter stays where it is")

    async def react(self, room: str, message_id: str, emoji: str, *, txn: str) -> None:  # noqa: ARG002 - likewise
        raise Rejected("a letter takes no reactions")

    async def pin(self, room: str, message_id: str, *, pinned: bool) -> None:
        """Do nothing: letters have no pins."""

    async def open_topic(self, room: str, name: str) -> str:  # noqa: ARG002 - likewise
        raise Rejected("a mailbox has no topics")

    async def close_topic(self, topic: str, *, closed: bool) -> None:
        """Do nothing: there are none."""

    async def open_room(self, new: NewRoom) -> str:  # noqa: ARG002 - likewise
        raise Rejected("a mailbox has no rooms")

    async def invite(self, room: str, person: str) -> None:
        """Do nothing: there are no rooms."""

    async def remove(self, room: str, person: str) -> None:
        """Do nothing: there are no rooms."""

    async def set_join_rule(self, room: str, freely_from: Sequence[str]) -> None:
        """Do nothing: there are no rooms."""

    async def admit(self, room: str, person: str) -> None:
        """Do nothing: nobody asks."""

    async def fetch(self, upload: Upload, most: int) -> bytes:
        """The bytes of a file that came with a letter."""
        if not upload.where or (upload.size or 0) > most:
            raise FileTooBig
        try:
            raw = await asyncio.to_thread(fetched, self._account, int(upload.where["uid"]))
        except TROUBLE as error:
            raise NotSent(type(error).__name__) from None
        if raw is None or key_of(raw) != upload.where["key"]:
            raise FileGone("the letter is no longer there")
        content = file_content(raw, int(upload.where["part"]))
        if content is None:
            raise FileGone("the letter has no such file")
        if len(content) > most:
            raise FileTooBig
        return content

    async def count_members(self, room: str) -> int:  # noqa: ARG002 - likewise
        raise Rejected("a mailbox is one person's")

    async def answer(self, press_id: str, words: str, start: str) -> None:
        """Do nothing: letters have no buttons to answer."""

    async def show_ephemeral(self, message: EphemeralMessage) -> bool:  # noqa: ARG002 - likewise
        return False

    def start_link(self, word: str) -> str:
        """The address to write to; no link can carry a word."""
        return "" if word else f"mailto:{self._account.address}"

    def room_link(self) -> str:
        return ""

    async def set_menu(self, menus: Sequence[Menu]) -> None:
        """Do nothing: there are no menus."""

    async def close(self) -> None:
        await self._mailbox.close()
        with suppress(Exception):
            await self._sender.close()

    async def _greet(self) -> None:
        """Greet the server that sends at the start, and as long as it is unwell."""
        while True:
            if not self._greeted.is_set() or self._sending.since is not None:
                self._greets.beat(self._account.smtp.patience * 2)
                try:
                    await self._sender.greet(self._account.address)
                except SendError as error:
                    self._sending.failed(error)
                else:
                    self._sending.well()
                    self._greeted.set()
            await self._greets.sleep(self._sending.pause or _GREETED_EVERY)

    def _note_subject(self, message_id: str, subject: str) -> None:
        """Remember the subject of a letter for a while, for its answer."""
        self._subjects[message_id] = subject
        if len(self._subjects) > _MOST_SUBJECTS:
            self._subjects.popitem(last=False)


def _capabilities(account: MailAccount) -> Capabilities:
    per_minute = Window(account.per_minute, timedelta(minutes=1, seconds=1))
    return Capabilities(
        mark="",
        resends=False,
        buttons=False,
        deep_links=False,
        whole=(per_minute,),
        shared=(),
        direct=(),
        card_pace=timedelta(0),
        senders=1,
        private_files=False,
        by_mail=True,
    )
