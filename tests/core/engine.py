"""The engine over a real database, with features and a network that each test writes itself."""

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.core.context.clock import Clock, MovableClock
from bot.core.context.contact import Contact
from bot.core.context.job_context import JobContext
from bot.core.context.lanes import Lanes
from bot.core.declarations.collected import collect
from bot.core.declarations.jobs import JobRegistry, Jobs
from bot.core.declarations.registry import Declared
from bot.core.declarations.router import Router
from bot.core.files.drawn_files import FileDrawer
from bot.core.inbound.dispatcher import Dispatcher
from bot.core.inbound.replies import PressAnswer
from bot.core.inbound.request_handler import RequestHandler
from bot.core.messages.content import Document
from bot.core.messages.incoming import Incoming, Kind, Upload
from bot.core.messages.ports import Capabilities, Menu, Receiver, Rejected, SendError
from bot.core.messages.rendering import Rendered, split
from bot.core.outbound.delivery import DeliveryLoop
from bot.core.outbound.downloads import Downloads
from bot.core.outbound.request_renderer import RequestRenderer
from bot.domain.purposes import MESSAGES
from bot.domain.roles import Circle
from bot.domain.signed_links import sign
from bot.vocabulary.applied_settings import apply
from schedules.runner import Runner
from storage.communities import Communities, Community, RoomKind
from storage.members import Consents, Identities, Members
from storage.members.member_tables import Member
from storage.unit_of_work import Database, Store
from tests.plain_text import plain
from tests.town import town_settings

Result = TypeVar("Result")

START = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
CONTACT = Contact("Terreau", "Région Exemple", "dpo@region.example", "")
SQUARE = "telegram:-1001"
FREE = Capabilities(
    mark="/",
    resends=False,
    buttons=True,
    deep_links=True,
    whole=(),
    shared=(),
    direct=(),
    card_pace=timedelta(),
)


@dataclass(frozen=True, slots=True)
class Request:
    """Something that the network was asked for."""

    at: datetime
    action: str
    room: str
    said: str
    txn: str
    target: str | None = None


class ScriptedNetwork:
    """A network whose fates are written down beforehand; where nothing is, requests succeed."""

    def __init__(self, capabilities: Capabilities, clock: Clock, *, longest: int = 4096) -> None:
        self.network = "telegram"
        self.capabilities = capabilities
        self.clock = clock
        self.longest = longest
        self.requests: list[Request] = []
        self.documents: list[tuple[str, Document]] = []
        self.links: list[str] = []
        self.starts: list[str] = []
        self.files: dict[str, bytes | Exception] = {}
        self.fetched: list[str] = []
        self.fates: dict[str, deque[Exception | None]] = defaultdict(deque)
        self.always: Exception | None = None
        self._ids = count(1)

    def fails(self, room: str, *fates: Exception | None) -> None:
        """Let the next requests to a room have these fates."""
        self.fates[room].extend(fates)

    def said_in(self, room: str) -> list[str]:
        """What was asked to be sent to a room, tries that failed as well."""
        return [each.said for each in self.requests if each.room == room]

    async def run(self, receiver: Receiver) -> None: ...

    async def connected(self) -> None: ...

    def ailing_since(self) -> datetime | None:
        return None

    def is_direct(self, room: str) -> bool:
        return not room.partition(":")[2].startswith("-")

    def pieces(self, said: Rendered) -> Sequence[Rendered]:
        return split(said, self.longest)

    async def send(
        self,
        room: str,
        said: Rendered,
        *,
        txn: str,
        reply_to: str | None,  # noqa: ARG002 - a transport takes it
    ) -> str:
        self.links += [span.url for span in said.spans if span.url]
        self.starts += [each.start for row in said.choices for each in row if each.start]
        if said.document is not None:
            self.documents.append((room, said.document))
        self._asked("send", room, plain(said.plain), txn)
        return f"m{next(self._ids)}"

    async def edit(self, room: str, message_id: str, said: Rendered, *, txn: str) -> None:
        self._asked("edit", room, plain(said.plain), txn, message_id)

    async def delete(self, room: str, message_id: str, *, txn: str) -> None:
        self._asked("delete", room, "", txn, message_id)

    async def react(self, room: str, message_id: str, emoji: str, *, txn: str) -> None:
        self._asked("react", room, emoji, txn, message_id)

    async def fetch(self, upload: Upload, most: int) -> bytes:  # noqa: ARG002 - a transport takes it
        self.fetched.append(upload.name)
        content = self.files[upload.where["file"]]
        if isinstance(content, Exception):
            raise content
        return content

    async def count_members(self, room: str) -> int:
        raise Rejected(room)

    async def answer(self, press_id: str, words: str, start: str) -> None: ...

    def start_link(self, word: str) -> str:
        return f"https://t.me/bot?start={word}"

    async def set_menu(self, menus: Sequence[Menu]) -> None: ...

    async def close(self) -> None: ...

    def _asked(
        self, action: str, room: str, said: str, txn: str, target: str | None = None
    ) -> None:
        self.requests.append(Request(self.clock.now(), action, room, said, txn, target))
        fate = self.fates[room].popleft() if self.fates[room] else self.always
        if fate is not None:
            raise fate


class Engine:
    """Dispatcher, delivery and jobs around one database, driven step by step."""

    def __init__(  # noqa: PLR0913 - the parts that a test may replace
        self,
        url: str,
        *routers: Router,
        jobs: Sequence[JobRegistry] = (),
        clock: MovableClock | None = None,
        capabilities: Capabilities = FREE,
        network: ScriptedNetwork | None = None,
        declared: Declared | None = None,
        contact: Contact = CONTACT,
        data: Path | None = None,
    ) -> None:
        self.url = url
        self.contact = contact
        self.clock = clock or MovableClock(START)
        self.lanes = Lanes(Database(url, data))
        self.network = network or ScriptedNetwork(capabilities, self.clock)
        self.declared = declared or collect(routers)
        self.answers: list[PressAnswer] = []
        self.dispatcher = Dispatcher(
            self.lanes,
            RequestHandler(self.declared, contact, {"telegram": self.network.capabilities}),
            self.clock,
            on_commit=lambda: None,
            answer=lambda told: self.answers.append(replace(told, words=plain(told.words))),
        )
        self.delivering = DeliveryLoop(
            self.network,
            self.lanes,
            RequestRenderer(self.network, self.declared, contact),
            FileDrawer(self.lanes, self.declared, contact),
            self.clock,
        )
        self.fetching = Downloads(
            self.network, self.lanes, self.clock, on_outcome=self.dispatcher.wake
        )
        self.jobs = Jobs(jobs, contact, self.declared)
        self.runner = Runner(self.lanes, self.jobs, self.clock, on_commit=lambda: None)
        self._keys = count(1)
        self.store(lambda store: apply(store, town_settings(digest=""), self.clock.now()))

    def store(self, work: Callable[[Store], Result]) -> Result:
        """Look at the database, or change it, in a unit of work."""
        return self.lanes.in_unit(work)

    def close(self) -> None:
        self.lanes.close()

    def member(self, name: str, address: str, *, community: int = 1) -> Member:
        """Somebody who belongs to a community, with a direct room at their address."""

        def join(store: Store) -> Member:
            known = store[Identities].get(address)
            member = store[Members].get(known.member_id) if known else None
            member = member or store[Members].register(
                address, name, direct=address, at=self.clock.now()
            )
            store[Communities].put_room(address, RoomKind.DIRECT, None)
            store[Members].join(member, community, Circle.INFORMED, self.clock.now())
            return member

        return self.store(join)

    def agrees(self, who: Member, purpose: str = MESSAGES, *, community: int = 1) -> Member:
        """Let a member say yes to something: by default, to being written to unasked."""

        def agree(store: Store) -> None:
            at = self.clock.now()
            store[Consents].give(who, community, purpose, version="1", channel="telegram", at=at)

        self.store(agree)
        return who

    def found(self, slug: str) -> int:
        """Another community, without rooms; gives its id."""
        names = {"slug": slug, "name": slug.title(), "locale": "fr", "timezone": "Europe/Paris"}

        def add(store: Store) -> int:
            return store[Communities].add(Community(digest="", polls_by="gardeners", **names)).id

        return self.store(add)

    def act(self, work: Callable[[JobContext], Result]) -> Result:
        """Do something as a job of the community would."""

        def with_context(store: Store) -> Result:
            community = store[Communities].get(1)
            now = self.clock.now()
            return work(
                JobContext(
                    store,
                    now=now,
                    community=community,
                    contact=self.contact,
                    declared=self.declared,
                )
            )

        return self.store(with_context)

    def heard(
        self, words: str, *, sender: str = "telegram:7", room: str | None = None, **more: object
    ) -> Incoming:
        """Something that somebody writes; a command where it begins with its mark."""
        key = str(next(self._keys))
        incoming = Incoming(
            Kind.WORDS,
            "telegram",
            key,
            room or sender,
            room is None,
            sender,
            name="Zoé",
            words=words.removeprefix("/"),
            command=words.startswith("/"),
            message_id=key,
        )
        return replace(incoming, **more)  # type: ignore[arg-type]

    def pressed(self, press: str, **more: object) -> Incoming:
        """A button that somebody presses, and that its message shows unless said otherwise."""
        heard = self.heard("", **{"shown": True, **more})  # type: ignore[arg-type]
        return replace(heard, kind=Kind.PRESS, press=press, press_id=f"press-{heard.key}")

    async def receive(self, *arrivals: Incoming) -> None:
        """Let things come in; they are handled by `handle`."""
        await self.dispatcher.receive("telegram", arrivals, None)

    async def handle(self, *arrivals: Incoming) -> None:
        """Let things come in, and handle all that waits."""
        if arrivals:
            await self.receive(*arrivals)
        while await self.dispatcher.step():
            continue

    async def says(self, words: str, **more: object) -> str:
        """Let somebody write; gives what they are told in answer."""
        heard = self.heard(words, **more)  # type: ignore[arg-type]
        before = len(self.network.said_in(heard.room))
        await self.handle(heard)
        await self.delivering.flush()
        return "\n---\n".join(self.network.said_in(heard.room)[before:])

    async def presses(self, press: str, **more: object) -> str:
        """Let somebody press a button; gives what the button or the room tells."""
        pressed = self.pressed(press, **more)
        before = len(self.network.said_in(pressed.room))
        await self.handle(pressed)
        await self.delivering.flush()
        told = [each.words for each in self.answers if each.press_id == pressed.press_id]
        return "\n---\n".join([*told, *self.network.said_in(pressed.room)[before:]]).strip("\n-")

    def own(self, word: str, *, sender: str = "telegram:7") -> str:
        """The word of a link that goes on with what this account has just chosen."""
        return sign(word, sender, self.contact.link_key, self.clock.now())

    async def send(self, within: timedelta = timedelta()) -> None:
        """Send what may leave, and go on while so much time passes, step by step."""
        until = self.clock.now() + within
        while True:
            await self.delivering.flush()
            pause = timedelta(seconds=await self.delivering.step())
            if self.clock.now() + pause > until:
                self.clock.move(until - self.clock.now())
                return
            self.clock.move(pause)


def failing(error: type[SendError], times: int = 1) -> list[SendError]:
    """As many failures of a kind."""
    return [error("no") for _ in range(times)]
