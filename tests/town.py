"""A small town for conversation tests: people on two networks, one community, a clock to move."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Sequence
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar, cast

from sqlalchemy import select

from bot.app import App
from bot.config import Settings
from bot.core.context.clock import MovableClock
from bot.core.messages.content import with_revision
from bot.domain.roles import Seat
from bot.operations.stage import Stage, latest_with
from bot.transports.playground import Playground, Posted
from bot.web.safe_fetch import PretendedWeb
from storage.folder import LINK_KEY as LINK_KEY_FILE
from storage.inbound import FormRow
from storage.revisions import Revisions
from storage.unit_of_work import Database
from tests.crash_watch import LOST_FORM, WATCH
from tests.neighbour import Neighbour, labels
from tests.plain_text import plain_networks
from tests.saved_towns import LINK_KEY, SavedTown, SavedTowns, Shown, Steps
from tests.town_settings import (
    BACK_ROOM,
    CHANNEL,
    GARDENERS,
    PARIS,
    SQUARE,
    START,
    WATER,
    town_settings,
)

__all__ = [
    "BACK_ROOM",
    "CHANGED",
    "CHANNEL",
    "GARDENERS",
    "NOT_SHOWN",
    "PARIS",
    "SQUARE",
    "START",
    "WATER",
    "Neighbour",
    "Town",
    "deed",
    "labels",
    "town_settings",
]

CHANGED = "Ceci a changé depuis que vous l'avez lu : rien n'a été fait."
"""The remark above a thing that changed since the pressed button was made."""
NOT_SHOWN = "Vous n'aviez pas encore vu ceci : rien n'a été fait."
"""The remark above a thing that the person was not shown before."""

Result = TypeVar("Result")
Helper = TypeVar("Helper", bound=Callable[..., Any])


class Town:
    """Terreau on two pretended networks, over a real database, with a clock that is moved."""

    def __init__(
        self,
        url: str,
        settings: Settings | None = None,
        start: datetime = START,
        saved: SavedTowns | None = None,
    ) -> None:
        """Found it; its first acts are taken from the `saved` towns, if they know them."""
        self._runner = asyncio.Runner()
        self._people = 100
        self._data = TemporaryDirectory(prefix="terreau-")
        self._url = url
        self._settings = settings or town_settings()
        self._clock = MovableClock(start)
        others = [*self._settings.matrix, *([] if self._settings.mail is None else ["mail"])]
        self._networks = plain_networks(self._clock, others)
        self._stage: Stage | None = None
        self._saved = saved
        self._steps: Steps | None = None
        self._unseen: SavedTown | None = None
        self._shown: Shown | None = None
        self._unopened: SavedTown | None = None
        self._is_new = True
        if saved is None:
            self._open()
        else:
            (Path(self._data.name) / LINK_KEY_FILE).write_text(LINK_KEY, encoding="ascii")
            self._steps = ()
            self.once(
                (url.partition(":")[0], repr(self._settings), start), lambda: bool(self._open())
            )

    def once(self, step: Hashable, do: Callable[[], Result]) -> Result:
        """Do something, or go on from a town in which it was done after the same."""
        if self._shown is not None and self._shown != Shown.by(self._networks):
            self._steps = None  # the test changed a message by hand
        if self._saved is None or self._steps is None:
            return do()
        steps = (*self._steps, step)
        found = self._saved.get(steps)
        if found is None:
            self._steps, crashed = None, len(WATCH.crashes)
            result = do()
            if len(WATCH.crashes) > crashed:
                return result  # who went on from here would not see it crash
            self._saved.save(steps, self._open(), result)
            self._steps = steps
            self._keep_shown()
            return result
        if self._stage is not None:
            self._runner.run(self._stage.app.close())
        self._stage, self._steps, self._unseen, self._unopened = None, steps, found, found
        self._keep_shown()
        return cast("Result", found.result)

    def _open(self) -> Stage:
        if self._stage is None:
            self._stage = self._runner.run(self._opened())
        return self._stage

    async def _opened(self) -> Stage:
        database = Database(self._url, Path(self._data.name))
        found, self._unopened = self._unopened, None
        if found is not None:
            found.put_into(database, is_empty=self._is_new)
            self._look()
        self._is_new = False
        stage = Stage(self._settings, database, self._clock, self._networks)
        if found is not None:
            stage.attach()
        else:
            await stage.open()
        return stage

    def _look(self) -> dict[str, Playground]:
        """The networks as they are now."""
        found, self._unseen = self._unseen, None
        if found is not None:
            self._clock.move(found.now - self._clock.now())
            found.show(self._networks)
        return self._networks

    @property
    def stage(self) -> Stage:
        """All of it; from now on, this town is like no other."""
        stage = self._open()
        self._steps = None
        return stage

    @property
    def now(self) -> datetime:
        """The present moment; asking for it leaves a saved town as it is, unlike `clock`."""
        self._look()
        return self._clock.now()

    @property
    def clock(self) -> MovableClock:
        """The clock that all go by."""
        return self.stage.clock

    @property
    def networks(self) -> dict[str, Playground]:
        """The pretended networks, by their names."""
        return self.stage.networks

    @property
    def app(self) -> App:
        """The application as it runs now."""
        return self.stage.app

    @property
    def web(self) -> PretendedWeb:
        """The pages that can be fetched."""
        assert isinstance(self.stage.web, PretendedWeb)
        return self.stage.web

    @property
    def files(self) -> Path:
        """The folder of data beside the database."""
        return Path(self._data.name)

    @property
    def database(self) -> Database:
        """The database as it is open now."""
        return self.stage.database

    def sleep_until(self, moment: datetime) -> None:
        """Move the clock to a local moment in Paris while Terreau is down, then start it."""
        self.clock.move(moment.replace(tzinfo=PARIS) - self.clock.now())
        self.restart()
        self.move(timedelta(0))

    def configure(self, change: Callable[[Settings], Settings]) -> None:
        """Change the configuration, and start Terreau with it."""
        before = self._settings if self._stage is None else self._stage.settings
        self._settings = change(before)
        self.once(("configured", repr(self._settings)), self._restart_as_configured)

    def _restart_as_configured(self) -> None:
        self.stage.settings = self._settings
        self.restart()

    def restart(self) -> None:
        """Stop and start Terreau: all that it knows lies in the database."""
        self._runner.run(self.stage.restart())

    def close(self) -> None:
        """Give the threads and connections back."""
        if self._stage is not None:
            self._runner.run(self._stage.app.close())
        self._runner.close()
        self._data.cleanup()

    def do(self, act: Coroutine[Any, Any, Result]) -> Result:
        """Run something, and all that Terreau does after it."""
        app = self.app
        crashed, forms = len(WATCH.crashes), self._forms() if WATCH.expects_any else {}

        async def act_and_settle() -> Result:
            result = await act
            await app.settle()
            return result

        result = self._runner.run(act_and_settle())
        if len(WATCH.crashes) > crashed:
            for room in forms.keys() - self._forms().keys():
                WATCH.note(LOST_FORM, f"{forms[room]} in {room}")
        return result

    def _forms(self) -> dict[str, str]:
        """The forms in progress, by their rooms."""
        with self.app.lanes.database.engine.connect() as connection:
            rows = connection.execute(select(FormRow.room, FormRow.form)).all()
        return {row.room: row.form for row in rows if " " not in row.room}

    def move(self, by: timedelta) -> None:
        """Move the clock; everything that becomes due happens."""
        self.once(("moves", by), lambda: self._runner.run(self.stage.move(by)))

    def move_to(self, moment: datetime) -> None:
        """Move the clock to a local moment in Paris."""
        self.move(moment.replace(tzinfo=PARIS) - self.now)

    def stranger(self, name: str, on: str = "telegram", locale: str = "fr") -> Neighbour:
        """A person who has not joined."""
        self._people += 1
        addresses = {
            "telegram": f"telegram:{self._people}",
            "mail": f"mail:{name.lower()}@example.org",
        }
        address = addresses.get(on, f"{on}:@{name.lower()}")
        return Neighbour(self, on, address, name, locale)

    def member(
        self, name: str, on: str = "telegram", locale: str = "fr", of: Sequence[str] = ("",)
    ) -> Neighbour:
        """A person who has joined the named communities."""
        neighbour = self.stranger(name, on, locale)
        for community in of:
            neighbour.joins(community)
        return neighbour

    def crowd(self, size: int) -> list[Neighbour]:
        """Members with numbers for names, who are enough for a secret vote."""
        return [self.member(f"Membre {nth}") for nth in range(1, size + 1)]

    def gardener(self, seat: Seat | str, community: str = "") -> Neighbour:
        """The holder of a seat, who has joined: Ana on Telegram, Luc (the Region) on Matrix."""
        network, address, name = GARDENERS[Seat(seat)]
        return Neighbour(self, network, address, name, "fr").joins(community)

    def cultivator(self) -> Neighbour:
        """Carl, who runs the instance, and is a member of nothing."""
        return Neighbour(self, "telegram", "telegram:42", "Carl", "fr")

    def lets_in(
        self, room: str, by: Neighbour, *, broadcast: bool = False, chosen: bool = False
    ) -> None:
        """Bring the bot into a room as a person, or choose one where it is."""
        came = self.networks[room.partition(":")[0]].comes_in(
            by.address, by.name, room, locale=by.locale, broadcast=broadcast, chosen=chosen
        )
        self.do(came)

    def _keep_shown(self) -> None:
        """Make messages that a test holds show what was done, and know whether it changes one."""
        if self._shown is not None:
            self._shown = Shown.by(self._look())

    def stamped(self, press: str) -> str:
        """A press with the present revision of the thing that it acts on, unless it carries one."""
        name, _, arguments = press.partition(":")
        kind = self.app.declared.revised_buttons.get(name)
        key = arguments.partition(":")[0]
        if kind is None or "~" in press or not key.isdecimal():
            return press
        with self.database.reading() as store:
            return with_revision(press, store[Revisions].of(kind, int(key)))

    def said_in(self, room: str) -> list[Posted]:
        """The messages of Terreau in a room."""
        said = self.shown_in(room)
        if self._shown is None:
            self._shown = Shown.by(self._networks)
        return said

    def shown_in(self, room: str) -> list[Posted]:
        """The same, for a caller that holds none of it while more is done."""
        return self._look()[room.partition(":")[0]].rooms.setdefault(room, [])

    def latest_with(self, room: str, label: str) -> Posted:
        """The latest message of a room that has this button."""
        return latest_with(self.said_in(room), label)


def deed(helper: Helper) -> Helper:
    """Have saved towns know a helper that writes rows by itself, by its arguments.

    Without it, the town of a test is like no other once the helper was called, and all that
    follows is done again for each test. Its result is good in any copy: no person and no row.
    """

    @wraps(helper)
    def once(town: Town, *args: object, **more: object) -> object:
        given = (*args, *more.items())
        step = (helper.__module__, helper.__qualname__, *map(_known_by, given))
        return town.once(step, lambda: helper(town, *args, **more))

    return cast("Helper", once)


def _known_by(argument: object) -> Hashable:
    """Make a person who is an argument the same in each copy of a town."""
    if isinstance(argument, Neighbour):
        return argument.address
    return tuple(map(_known_by, argument)) if isinstance(argument, tuple) else argument
