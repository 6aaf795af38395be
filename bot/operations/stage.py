"""Terreau on two pretended networks, with a clock to move: for the demo and for tests."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from bot.app import App, declarations
from bot.config import Settings
from bot.core.context.clock import MovableClock
from bot.core.messages.rendering import unmarked
from bot.domain.words import fold
from bot.transports.playground import Playground, Posted
from bot.web.page_source import PageFetcher, PageSource, PretendedWeb
from storage.unit_of_work import Database


class Stage:
    """An application whose people and time are moved by hand."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: MovableClock,
        networks: Mapping[str, Playground] | None = None,
    ) -> None:
        """Wire it, on new networks unless there are some."""
        self.settings = settings
        self.database = database
        self.clock = clock
        self.networks = pretended_networks(clock) if networks is None else dict(networks)
        self.web: PageFetcher = PretendedWeb()
        self.app = self._new_app()

    def _new_app(self) -> App:
        declared = declarations()
        web = PageSource(self.web, self.clock, declared, run=read_in_this_process)
        networks = list(self.networks.values())
        return App(self.settings, self.database, networks, self.clock, declared=declared, web=web)

    async def open(self) -> None:
        """Start, like after a crash: messages that were on their way are settled first."""
        await self.app.prepare()
        self.attach()
        for delivering in self.app.deliveries.values():
            await self.app.lanes.run(delivering.recover)
        for fetching in self.app.fetches.values():
            await self.app.lanes.run(fetching.recover)
        await self.app.runner.tick()

    def attach(self) -> None:
        """Receive what people do from now on."""
        for network in self.networks.values():
            network.attach(self.app.dispatcher)
            self.app.dispatcher.caught_up(network.network)
        self.app.dispatcher.begin()

    async def restart(self) -> None:
        """End and start again: all that is known then lies in the database."""
        await self.app.close()
        url = self.database.url.render_as_string(hide_password=False)
        self.database = Database(url, self.database.data, erasures=self.database.erasures)
        self.app = self._new_app()
        await self.open()

    async def move(self, by: timedelta) -> None:
        """Move the clock; due jobs run."""
        self.clock.move(by)
        await self.app.runner.tick()
        await self.app.settle()

    def said_in(self, room: str) -> list[Posted]:
        """The bot's messages in a room."""
        return self.networks[room.partition(":")[0]].rooms.setdefault(room, [])

    def latest_with(self, room: str, label: str) -> Posted:
        """The latest message of a room that has this button; raises `LookupError`."""
        return latest_with(self.said_in(room), label)


A_MOMENT = timedelta(seconds=10)
"""The time that a person takes to write: numbers that are typed at once would be taken for one."""


def pretended_networks(clock: MovableClock) -> dict[str, Playground]:
    """One with buttons and one without."""
    return {name: Playground(name, clock) for name in ("telegram", "matrix")}


def latest_with(messages: Sequence[Posted], label: str) -> Posted:
    """The latest of these messages that has this button; raises `LookupError`."""
    for posted in reversed(messages):
        if any(_begins(each.label, fold(label)) for each in posted.choices):
            return posted
    seen = [[choice.label for choice in each.choices] for each in messages]
    raise LookupError(f"no button « {label} » among {seen}")


def _begins(label: str, typed: str) -> bool:
    """True if a label begins with these words, with or without the mark of what is chosen."""
    return any(each.startswith(typed) for each in (fold(label), unmarked(fold(label))))


def read_in_this_process(
    read: Callable[..., bytes], _seconds: float, *args: object, **more: object
) -> bytes:
    """Read a page without a process of its own, as a `run` of `PageSource`."""
    return read(*args, **more)
