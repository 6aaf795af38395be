"""The engine over a real database, with features and a network that each test writes itself."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.core.context.clock import ClockJumps, MovableClock
from bot.core.context.job_context import Contact, JobContext
from bot.core.declarations.jobs import JobRegistry, Jobs
from bot.core.declarations.registry import Declared
from bot.core.declarations.router import Router, collect
from bot.core.files import FileDrawer
from bot.core.inbound.dispatcher import Dispatcher
from bot.core.inbound.replies import PressAnswer
from bot.core.inbound.request_handler import RequestHandler
from bot.core.messages.incoming import Incoming, Kind
from bot.core.messages.ports import Capabilities, SendError
from bot.core.outbound.delivery import DeliveryLoop
from bot.core.outbound.downloads import Downloads
from bot.core.outbound.request_renderer import RequestRenderer
from bot.core.tasks import Lanes
from bot.domain.links import sign_word
from bot.domain.personal_data import MESSAGES
from bot.domain.roles import Circle
from bot.vocabulary.community_settings import apply_settings
from schedules.runner import Runner
from storage.communities import Communities, Community, RoomKind
from storage.members import Consents, Identities, Members
from storage.members.member_tables import Member
from storage.unit_of_work import Database, Store
from tests.core.scripted_network import FREE, ScriptedNetwork
from tests.plain_text import plain
from tests.saved_databases import SavedRows, put_rows, saved_rows
from tests.town import town_settings

Result = TypeVar("Result")

START = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
CONTACT = Contact("Terreau", "Région Exemple", "dpo@region.example", "")
SQUARE = "telegram:-1001"


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
        is_new: bool = False,
    ) -> None:
        """Wire it over a database; in one that `is_new`, nothing was done yet."""
        self.url = url
        self.contact = contact
        self.clock = clock or MovableClock(START)
        self.lanes = Lanes(Database(url, data))
        self.network = network or ScriptedNetwork(capabilities, self.clock)
        self.declared = declared or collect(routers)
        self.lanes.database.shown_in = self.declared.shown_in
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
        self.jumps = ClockJumps(
            self.lanes, self.clock, tell=lambda *_: None, on_commit=lambda: None
        )
        self.runner = Runner(self.lanes, self.jobs, self.clock, on_commit=lambda: None)
        self._keys = count(1)
        _apply_settings(self.lanes.database, self.clock.now(), is_new=is_new)

    def store(self, work: Callable[[Store], Result]) -> Result:
        """Look at the database, or change it, in a unit of work."""
        return self.lanes.in_unit(work)

    def close(self) -> None:
        self.lanes.close()

    def member(self, name: str, address: str, *, community: int = 1) -> Member:
        """A member of a community, with a direct room at their address."""

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
        """Give a member's consent: by default, to being written to unasked."""

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
        """A message of a person; a command where it begins with its mark."""
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
        """A press of a button, which its message shows unless said otherwise."""
        heard = self.heard("", **{"shown": True, **more})  # type: ignore[arg-type]
        return replace(heard, kind=Kind.PRESS, press=press, press_id=f"press-{heard.key}")

    async def receive(self, *arrivals: Incoming) -> None:
        """Receive messages; they are handled by `handle`."""
        await self.dispatcher.receive("telegram", arrivals, None)

    async def handle(self, *arrivals: Incoming) -> None:
        """Receive messages, and handle all that wait."""
        if arrivals:
            await self.receive(*arrivals)
        while await self.dispatcher.step() or await self.dispatcher.finish_reading():
            continue

    async def says(self, words: str, **more: object) -> str:
        """Write as a person; return the answer."""
        heard = self.heard(words, **more)  # type: ignore[arg-type]
        before = len(self.network.said_in(heard.room))
        await self.handle(heard)
        await self.delivering.flush()
        return "\n---\n".join(self.network.said_in(heard.room)[before:])

    async def presses(self, press: str, **more: object) -> str:
        """Press a button as a person; return what the button or the room tells."""
        pressed = self.pressed(press, **more)
        before = len(self.network.said_in(pressed.room))
        await self.handle(pressed)
        await self.delivering.flush()
        told = [each.words for each in self.answers if each.press_id == pressed.press_id]
        return "\n---\n".join([*told, *self.network.said_in(pressed.room)[before:]]).strip("\n-")

    def own(self, word: str, *, sender: str = "telegram:7") -> str:
        """The word of a link that goes on with what this account has just chosen."""
        return sign_word(word, sender, self.contact.link_key, self.clock.now())

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


_APPLIED: dict[str, SavedRows] = {}
"""Databases with applied settings, saved by kind."""


def _apply_settings(database: Database, now: datetime, *, is_new: bool) -> None:
    """Apply the settings of the town; in a new database they are put as they were applied once."""
    kind = database.url.get_backend_name()
    is_known = is_new and now == START
    if is_known and kind in _APPLIED:
        put_rows(_APPLIED[kind], database, is_empty=True)
        return
    with database.unit() as store:
        apply_settings(store, town_settings(digest=""), now)
    if is_known:
        _APPLIED[kind] = saved_rows(database)


def failing(error: type[SendError], times: int = 1) -> list[SendError]:
    """As many failures of a kind."""
    return [error("no") for _ in range(times)]
