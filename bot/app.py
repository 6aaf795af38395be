"""The composition root: it knows every part, and wires them once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog

import handlers
import schedules
from bot.config import Settings
from bot.core.context.clock import Clock, ClockJumps
from bot.core.context.job_context import Contact, JobContext, NetworkLinks
from bot.core.declarations.jobs import JobRegistry, Jobs
from bot.core.declarations.registry import Declared, clock_jumps
from bot.core.declarations.router import Router, collect, declared_in
from bot.core.files import FileDrawer, FileLinks
from bot.core.inbound.dispatcher import Dispatcher
from bot.core.inbound.own_page import OwnPage
from bot.core.inbound.page_acts import GardenersPage
from bot.core.inbound.replies import PressAnswers
from bot.core.inbound.request_handler import RequestHandler
from bot.core.messages.i18n import Reader
from bot.core.messages.ports import Source, Transport
from bot.core.outbound.delivery import DeliveryLoop
from bot.core.outbound.downloads import Downloads
from bot.core.outbound.health import Health, Measures, look, measure
from bot.core.outbound.menus import ShownMenus
from bot.core.outbound.request_renderer import RequestRenderer
from bot.core.tasks import Heartbeat, Lanes, TaskEnded, check_none_is_over, silent
from bot.vocabulary.community_settings import apply_settings, contact
from handlers.invitations import ImportWorker
from handlers.seats import new_cultivator_code
from schedules.runner import Runner
from storage.folder import LINK_KEY, secret_at
from storage.invitations import IMPORTS, Imports
from storage.outbound import FETCHES, Fetches
from storage.restored_backups import Restorations
from storage.unit_of_work import DATABASE_TROUBLE, Database, Store

BACKLOG_PATIENCE = timedelta(seconds=60)
# Together less than the ten seconds within which a host wants us gone.
END_SECONDS = 4.0
ANSWER_SECONDS = 1.0
FATE_SECONDS = 1.0
# Interval at which the database forgets its old changes: see `storage.statements.dialects`.
FORGET_SECONDS = 5.0
# Interval at which we look whether a task hangs or ended, and whether the clock was set.
WATCH_SECONDS = 1.0
# Time for which `/healthz` tells that the clock was set.
JUMP_TOLD = timedelta(hours=1)
CLOCK_SET = "The machine's clock was set by more than a minute. Does it follow a time server?"
# Tries of a page in a row; a requester asks again some hours later.
WEB_TRIES = 3

log = structlog.get_logger()


def _tell_nobody() -> None:
    """Do nothing."""


async def _end_none() -> None:
    """End no pages: none are served."""


@dataclass(frozen=True, slots=True)
class Observer:
    """Callbacks on the application's state."""

    ready: Callable[[], None] = _tell_nobody
    """Called once every network has answered."""
    alive: Callable[[], None] = _tell_nobody
    """Called each second in which no task hangs."""
    ending: Callable[[], None] = _tell_nobody
    """Called as soon as the shutdown begins."""


class App:
    """Terreau on its networks: transports, dispatcher, deliveries and jobs around one database."""

    def __init__(  # noqa: PLR0913 - the parts that the caller chooses
        self,
        settings: Settings,
        database: Database,
        transports: Sequence[Transport],
        clock: Clock,
        *,
        declared: Declared | None = None,
        web: Source | None = None,
        invite: Callable[[str], None] | None = None,
        observer: Observer = Observer(),
    ) -> None:
        """Wire everything; nothing runs yet.

        Pages are fetched from the `web`, where there is one. `invite` is given the code for a first
        cultivator at the start, where there is none.
        """
        self._observer = observer
        self.settings = settings
        self.clock = clock
        self.lanes = Lanes(database)
        self.transports: Mapping[str, Transport] = {each.network: each for each in transports}
        self.declared = declared or declarations()
        database.shown_in = self.declared.shown_in
        who = _contact_on(self.transports, settings, database)
        capabilities = {network: each.capabilities for network, each in self.transports.items()}
        self.request_handler = RequestHandler(self.declared, who, capabilities)
        self._answers = PressAnswers(self.transports, self.lanes, clock, on_commit=self.wake)
        self.dispatcher = Dispatcher(
            self.lanes, self.request_handler, clock, on_commit=self.wake, answer=self._answers.give
        )
        drawing = FileDrawer(self.lanes, self.declared, who)
        self.contact = who
        parts = (self.lanes, self.request_handler, self.declared, self.transports, clock)
        self.gardeners_page = GardenersPage(*parts, on_commit=self.wake)
        self.own_page = OwnPage(*parts, on_commit=self.wake)
        self.file_links = FileLinks(self.lanes, drawing, clock)
        self.deliveries = {
            network: DeliveryLoop(
                each, self.lanes, RequestRenderer(each, self.declared, who), drawing, clock
            )
            for network, each in self.transports.items()
        }
        readers = {
            name: each.read
            for name, each in self.declared.outcomes.items()
            if each.read is not None
        }
        self.fetches = {
            network: Downloads(
                each, self.lanes, clock, on_outcome=self.dispatcher.wake, readers=readers
            )
            for network, each in self.transports.items()
        }
        if web is not None:
            self.fetches[web.network] = Downloads(
                web, self.lanes, clock, on_outcome=self.dispatcher.wake, tries=WEB_TRIES
            )
        self.menus = {
            network: ShownMenus(each, self.lanes, self.declared, settings.instance.locale)
            for network, each in self.transports.items()
        }
        self.import_worker = ImportWorker(self.lanes, on_commit=self.wake)
        self.jobs = Jobs(job_registries(), who, self.declared)
        self.runner = Runner(self.lanes, self.jobs, clock, on_commit=self.wake)
        self._invite = invite
        self._idle_since: tuple[int, datetime] | None = None
        self._watching, self._forgetting = Heartbeat("watch"), Heartbeat("log")
        self.jumps = ClockJumps(self.lanes, clock, tell=self._tell_jump, on_commit=self.wake)

    @property
    def heartbeats(self) -> list[Heartbeat]:
        """The heartbeats of all tasks that run as long as we do."""
        return [
            *(beat for each in self.transports.values() for beat in each.heartbeats),
            self.dispatcher.heartbeat,
            *(each.heartbeat for each in self.deliveries.values()),
            *(each.heartbeat for each in self.fetches.values()),
            *(each.heartbeat for each in self.menus.values()),
            *(
                self.import_worker.heartbeat,
                self.runner.heartbeat,
                self._watching,
                self._forgetting,
            ),
        ]

    async def prepare(self) -> None:
        """Apply the configuration file, and learn what time was lost by restores."""
        now = self.clock.now()
        await self.jumps.begin()
        await self.lanes.run(lambda store: apply_settings(store, self.settings, now))
        self.request_handler.lost = await self.lanes.run(lambda store: store[Restorations].lost())

    async def run(
        self, stop: asyncio.Event, end_pages: Callable[[], Awaitable[None]] = _end_none
    ) -> None:
        """Run until `stop` is set; then end within ten seconds, losing nothing.

        `end_pages` ends the pages that are served meanwhile: they read the database, which closes
        at the end. Raises `TaskEnded`, or its error, where a task ends before.
        """
        await self.prepare()
        if self._invite is not None:
            code = await self.lanes.run(new_cultivator_code)
            if code is not None:
                self._invite(code)
        receiving = [
            asyncio.create_task(each.run(self.dispatcher)) for each in self.transports.values()
        ]
        working = [asyncio.create_task(self.dispatcher.run())]
        working += [asyncio.create_task(each.run()) for each in self.deliveries.values()]
        working += [asyncio.create_task(each.run()) for each in self.fetches.values()]
        working += [asyncio.create_task(self.import_worker.run())]
        working += [self.runner.heartbeat.begin(self._run_jobs())]
        working += [self._forgetting.begin(self._empty_log())]
        announcing = asyncio.create_task(self._announce())
        receiving += [asyncio.create_task(each.run()) for each in self.menus.values()]
        receiving += [self._watching.begin(self._watch(announcing))]
        stopping = asyncio.create_task(_wait_until_set(stop))
        tasks = [*receiving, *working]
        try:
            await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
            ended = [each for each in tasks if each.done()]
        finally:
            self._observer.ending()
            pages = asyncio.ensure_future(end_pages())
            await self._end([announcing, stopping, *receiving], working, pages)
        for task in (*ended, *tasks, pages):
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                raise error
        if not stop.is_set():
            check_none_is_over(each for each in self.heartbeats if each.task in ended)
            raise TaskEnded

    async def _end(
        self,
        aside: Sequence[asyncio.Task[None]],
        working: Sequence[asyncio.Task[None]],
        pages: asyncio.Future[None],
    ) -> None:
        """Finish the work in hand; a request that takes too long is cut, and its result kept."""
        for task in (*aside, *working):
            task.cancel()
        await asyncio.wait([*aside, *working, pages], timeout=END_SECONDS)
        await self._close_networks()
        await asyncio.wait(working, timeout=FATE_SECONDS)
        self.lanes.close()

    async def close(self) -> None:
        """Answer pending presses, and close all connections."""
        await self._close_networks()
        self.lanes.close()

    async def _close_networks(self) -> None:
        await self._answers.finish(within=ANSWER_SECONDS)
        for transport in self.transports.values():
            await transport.close()

    def wake(self) -> None:
        """Wake all loops: something was committed, and may have to be sent."""
        for waiting in (
            *(each.wake for each in self.deliveries.values()),
            *(each.wake for each in self.fetches.values()),
            *(each.wake for each in self.menus.values()),
            self.import_worker.wake,
        ):
            waiting.set()

    async def settle(self) -> None:
        """Handle and send everything pending now: for the playground and for tests."""
        more = True
        while await self.dispatcher.step() or await self.dispatcher.finish_reading() or more:
            # Twice: what one network refuses may be told on another.
            for each in (*self.deliveries.values(), *self.deliveries.values()):
                await each.flush()
            await self._answers.finish()
            more = await self._fetch_and_import()

    async def _fetch_and_import(self) -> bool:
        """Fetch and import all that waits for it, here and now; False if nothing did."""
        changes = self.lanes.database.changes.count(FETCHES, IMPORTS), self.clock.now()
        if changes == self._idle_since:
            return False
        if not await self.lanes.read(self._something_waits):
            self._idle_since = changes
            return False
        fetched = [await each.flush() for each in self.fetches.values()]
        return await self.import_worker.flush() or any(fetched)

    def _something_waits(self, store: Store) -> bool:
        """True if something may be fetched or imported now."""
        now = self.clock.now()
        times = [store[Fetches].next_at(network) for network in self.fetches]
        is_due = any(at is not None and at <= now for at in times)
        return is_due or store[Imports].next_work() is not None

    async def _run_jobs(self) -> None:
        """Run jobs once each network's backlog was read and handled."""
        handled = self.dispatcher.backlog_handled(list(self.transports))
        with suppress(TimeoutError):
            async with asyncio.timeout(BACKLOG_PATIENCE.total_seconds()):
                await self.runner.heartbeat.wait_for(handled)
        await self.runner.run()

    async def _empty_log(self) -> None:
        """Empty SQLite's log every few seconds: deleted contents must not stay in it."""
        while True:
            await self._forgetting.sleep(FORGET_SECONDS)
            with suppress(*DATABASE_TROUBLE):
                await self.forget_past()

    async def forget_past(self) -> bool:
        """Empty SQLite's log now, if something was committed; False if not possible yet."""
        return await self.lanes.call(self.lanes.database.log.empty)

    async def _announce(self) -> None:
        """Say that we are ready once every network has accepted us."""
        await asyncio.gather(*(each.connected() for each in self.transports.values()))
        log.info("ready", networks=sorted(self.transports))
        self._observer.ready()

    async def _watch(self, announcing: asyncio.Task[None]) -> None:
        """Look each second whether a task ended or hangs, and whether the clock was set."""
        while True:
            await self._watching.sleep(WATCH_SECONDS)
            check_none_is_over(self.heartbeats)
            if announcing.done():
                announcing.result()
            with suppress(*DATABASE_TROUBLE):  # we try again in a second
                await self.jumps.follow()
            if not silent(self.heartbeats):
                self._observer.alive()

    def _tell_jump(self, store: Store, by: timedelta) -> None:
        """Have a feature tell that the clock was set."""
        ctx = JobContext(
            store,
            now=self.clock.now(),
            community=None,
            contact=self.contact,
            declared=self.declared,
        )
        clock_jumps.first(ctx, by)

    async def health(self) -> Health:
        now = self.clock.now()
        refusing = {network: each.refuses_since for network, each in self.deliveries.items()}
        senders: list[DeliveryLoop | Downloads] = [
            *self.deliveries.values(),
            *self.fetches.values(),
        ]
        found = await look(
            self.lanes,
            list(self.transports.values()),
            [*self.heartbeats, *(beat for each in senders for beat in each.requests)],
            stuck_since=self.dispatcher.stuck_since,
            waits={network: each.long_waits() for network, each in self.deliveries.items()},
            lock_waited=self.dispatcher.lock_waited,
            refusing_since=refusing,
            now=now,
        )
        if self.jumps.was_lately(JUMP_TOLD):
            return replace(found, told=(*found.told, CLOCK_SET))
        return found

    async def measures(self) -> Measures:
        """Figures for the operator's monitoring; raises `DATABASE_TROUBLE`."""
        now, jumps = self.clock.now(), self.jumps.count
        return await measure(self.lanes, self.transports, self.deliveries, now, clock_jumps=jumps)


def routers() -> list[Router]:
    return declared_in(handlers, "router", Router)


@cache
def declarations() -> Declared:
    """Declarations of all features; never modified."""
    return replace(collect(routers()), draw_html=_draw_html)


def _draw_html(template: str, values: Mapping[str, object], reader: Reader, **more: Any) -> str:  # noqa: ANN401 - as `draw` takes them
    """Draw the HTML of a page that is printed."""
    from bot.web.html import draw  # noqa: PLC0415 - only where something is printed

    return draw(template, values, reader, **more)


@cache
def job_registries() -> Sequence[JobRegistry]:
    """The jobs that recur, and those that features plan."""
    return (
        *declared_in(schedules, "jobs", JobRegistry),
        *declared_in(handlers, "jobs", JobRegistry),
    )


def _contact_on(
    transports: Mapping[str, Transport], settings: Settings, database: Database
) -> Contact:
    """The team that runs this bot, with the links of its networks and the key of its own links."""
    networks = {
        network: NetworkLinks(
            each.capabilities.mark,
            each.start_link,
            topics=each.capabilities.topics,
            rooms=each.capabilities.rooms,
            by_mail=each.capabilities.by_mail,
            room_link=each.room_link,
            refused_since=each.refused_since,
        )
        for network, each in transports.items()
    }
    reachable = replace(contact(settings), networks=networks)
    if database.data is None:
        return reachable
    return replace(reachable, link_key=secret_at(database.data / LINK_KEY))


async def _wait_until_set(stop: asyncio.Event) -> None:
    await stop.wait()
