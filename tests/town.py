"""A small town for conversation tests: people on two networks, one community, a clock to move."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from bot.app import App
from bot.config import Settings
from bot.core.context.clock import MovableClock
from bot.core.messages.incoming import Kind, Mention
from bot.domain.roles import Seat
from bot.operations.demo.stage import Stage, latest_with
from bot.transports.playground import Playground, Posted
from bot.web.memory_web import PretendedWeb
from storage.keyfile import LINK_KEY as LINK_KEY_FILE
from storage.unit_of_work import Database
from tests.plain_text import plain_networks
from tests.saved_towns import LINK_KEY, SavedTown, SavedTowns, Shown, Steps

Result = TypeVar("Result")

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)
"""Tuesday 24 November 2026, ten in the morning."""

SQUARE = {"telegram": "telegram:-1001", "matrix": "matrix:!square"}
CHANNEL = "telegram:-1003"
BACK_ROOM = "matrix:!garden"
GARDENERS = {
    Seat.TERRITORY: ("telegram", "telegram:43", "Ana"),
    Seat.REGION: ("matrix", "matrix:@luc:hs", "Luc"),
}


WATER = {
    "slug": "eau",
    "name": "Eau vive",
    "rooms": ["telegram:-2001", "matrix:!source"],
    "gardeners": {"territory": "telegram:53", "region": ""},
    "digest": "",
}
"""Another community of the same town, for tests that need two."""


def town_settings(*others: Mapping[str, object], **community: object) -> Settings:
    """The configuration of the town; `community` overrides keys of its community."""
    section = {
        "slug": "energie",
        "name": "Pionniers de l'énergie",
        "rooms": list(SQUARE.values()),
        "channels": [CHANNEL],
        "gardeners_room": BACK_ROOM,
        "gardeners": {seat.value: address for seat, (_, address, _) in GARDENERS.items()},
        "digest": "tue 08:00",
        **community,
    }
    return Settings.model_validate(
        {
            "instance": {"cultivators": ["telegram:42"], "contact": "dpo@region.example"},
            "privacy": {"controller": "Région Exemple"},
            "communities": [section, *others],
        }
    )


class Neighbour:
    """Somebody with one account. What they are told comes back from what they do."""

    def __init__(self, town: "Town", network: str, address: str, name: str, locale: str) -> None:
        self.town = town
        self.network = network
        self.address = address
        self.name = name
        self.locale = locale

    @property
    def playground(self) -> Playground:
        """The network that this account is on."""
        return self.town.networks[self.network]

    @property
    def direct(self) -> list[Posted]:
        """The messages of the bot in this person's direct room."""
        return self.town.said_in(self.address)

    @property
    def inbox(self) -> list[str]:
        """What those messages say."""
        return [posted.text for posted in self.town.shown_in(self.address)]

    @property
    def square(self) -> str:
        """The community's room on this network."""
        return SQUARE[self.network]

    def says(
        self,
        words: str,
        room: str | None = None,
        *,
        reply_to: Posted | None = None,
        mentions: tuple[Mention, ...] = (),
        kind: Kind = Kind.WORDS,
        **more: Any,  # noqa: ANN401 - fields of an incoming message
    ) -> str:
        """Write, in private unless a room is named; gives the answer there, or the reaction."""
        about = None if reply_to is None else reply_to.id
        where = room or self.address

        def say(network: Playground) -> Coroutine[Any, Any, str]:
            return network.says(
                self.address,
                self.name,
                words,
                room=room,
                locale=self.locale,
                reply_to=about,
                mentions=mentions,
                kind=kind,
                **more,
            )

        def answer() -> str:
            before = len(self.town.shown_in(where))
            message_id = self._does(say)
            said = [each.text for each in self.town.shown_in(where)[before:]]
            return "\n---\n".join(said) or self.playground.reactions.get(message_id, "")

        step = ("says", words, room, about, mentions, kind, *more.items())
        return self._once(step, answer)

    def publishes(self, poll: str) -> str:
        """Write a poll in one go, in private, and publish it; gives what was confirmed."""
        self.says(poll)
        return self.presses("Publier le sondage" if self.locale == "fr" else "Publish the poll")

    def reviews_letter(self) -> str:
        """As a gardener, read the next letter as its readers will, and its state."""
        self.says("/lettre")
        return self.presses("Aperçu")

    def sends(self, filename: str, content: bytes, caption: str = "") -> str:
        """Send a file in private; gives what was said there in answer, whatever came of it."""

        def answer() -> str:
            before = len(self.inbox)
            self._does(
                lambda network: network.sends(
                    self.address, self.name, filename, content, caption=caption, locale=self.locale
                )
            )
            return "\n---\n".join(self.inbox[before:])

        return self._once(("sends", filename, content, caption), answer)

    def presses(self, label: str, posted: Posted | None = None, room: str | None = None) -> str:
        """Press a button of a message (the latest with that label in the direct room).

        Gives the words shown over the button, else what was said in the direct room since, else
        what the message became.
        """
        step = ("presses", label, None if posted is None else posted.id, room)
        return self._once(step, lambda: self._press(label, posted, room or self.address))

    def _press(self, label: str, posted: Posted | None, where: str) -> str:
        pressed = posted or latest_with(self.town.shown_in(where), label)
        before = len(self.inbox)
        press_id = self._does(
            lambda network: network.presses(
                self.address, self.name, pressed, label, room=where, locale=self.locale
            )
        )
        words, start = self._told(press_id)
        if start:
            return self.says(f"/start {start}")
        said = "\n---\n".join(each.text for each in self.town.shown_in(self.address)[before:])
        return words or said or pressed.text

    def forges(self, press: str, posted: Posted, room: str | None = None) -> str:
        """Press what one likes on a message, as a client can; gives what one is told, if anything.

        These are the words over the button, else what was said in the direct room.
        """
        before, where = len(self.inbox), room or self.address
        press_id = self.town.do(
            self.playground.sends_press(
                self.address, self.name, posted, press, room=where, locale=self.locale
            )
        )
        words, start = self.playground.told.get(press_id, ("", ""))
        return words or start or "\n---\n".join(self.inbox[before:])

    def reacts(self, press: str, posted: Posted) -> str:
        """Press where the whole square sees it: a reaction, or a vote in a network's own poll.

        Gives the key under which it can be taken back.
        """
        return self._once(
            ("reacts", press, posted.id),
            lambda: self._does(
                lambda network: network.reacts(
                    self.address, self.name, press, posted.id, room=self.square, locale=self.locale
                )
            ),
        )

    def takes_back(self, key: str) -> None:
        """Take back what one pressed before all."""
        self._once(
            ("takes back", key),
            lambda: self._does(
                lambda network: network.takes_back(self.address, key, room=self.square)
            ),
        )

    def enters(self, room: str | None = None) -> "Neighbour":
        """Come into a shared room, the square unless another is named."""
        where = room or self.square
        self._once(
            ("enters", where),
            lambda: self._does(
                lambda network: network.enters(self.address, self.name, where, locale=self.locale)
            ),
        )
        return self

    def exits(self, room: str | None = None) -> None:
        """Leave it again."""
        where = room or self.square
        self._once(
            ("exits", where),
            lambda: self._does(lambda network: network.exits(self.address, self.name, where)),
        )

    def asks_to_enter(self, room: str | None = None) -> str:
        """Ask to be let into a room; gives what one is told in private."""
        where = room or self.square

        def answer() -> str:
            before = len(self.inbox)
            self._does(
                lambda network: network.asks_to_enter(
                    self.address, self.name, where, locale=self.locale
                )
            )
            return "\n---\n".join(each.text for each in self.town.shown_in(self.address)[before:])

        return self._once(("asks to enter", where), answer)

    def wants_messages(self) -> "Neighbour":
        """Say yes to being written to unasked."""
        self._agree()
        return self

    def _agree(self) -> None:
        french = self.locale == "fr"
        self.says("/settings")
        self.presses("Messages privés" if french else "Messages in private")
        self.presses("Oui, écrivez-moi" if french else "Yes, write to me")

    def joins(self, community: str = "") -> "Neighbour":
        """Become a member, as people do; where there are several communities, of the one named."""
        self._once(("joins", community), lambda: self._join(community))
        return self

    def _once(self, step: tuple[Hashable, ...], do: Callable[[], Result]) -> Result:
        who = (self.network, self.address, self.name, self.locale)
        return self.town.once((*who, *step), do)

    def _does(self, act: Callable[[Playground], Coroutine[Any, Any, Result]]) -> Result:
        return self.town.do(act(self.playground))

    def _told(self, press_id: str) -> tuple[str, str]:
        return self.playground.told.get(press_id, ("", ""))

    def _join(self, community: str) -> None:
        self.says("/rejoindre" if self.network == "telegram" else "!rejoindre")
        if community and any(
            each.label == community for each in self.town.shown_in(self.address)[-1].choices
        ):
            self.presses(community)
        self.presses("J'ai 15 ans ou plus, j'accepte") if self.locale == "fr" else self.presses(
            "I am 15 or older, I accept"
        )


class Town:
    """Terreau on two pretended networks, over a real database, with a clock that is moved."""

    def __init__(
        self,
        url: str,
        settings: Settings | None = None,
        start: datetime = START,
        saved: SavedTowns | None = None,
    ) -> None:
        """Found it; what is done in it first is taken from the `saved` towns, if they know it."""
        self._runner = asyncio.Runner()
        self._people = 100
        self._data = TemporaryDirectory(prefix="terreau-")
        self._url = url
        self._settings = settings or town_settings()
        self._clock = MovableClock(start)
        self._networks = plain_networks(self._clock, self._settings.matrix)
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
            self._steps = None
            result = do()
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
    def database(self) -> Database:
        """The database as it is open now."""
        return self.stage.database

    def sleep_until(self, moment: datetime) -> None:
        """Let time pass until a local moment in Paris while Terreau is down, then start it."""
        self.clock.move(moment.replace(tzinfo=PARIS) - self.clock.now())
        self.restart()
        self.move(timedelta(0))

    def restart(self) -> None:
        """Let Terreau end and start again: all that it knows lies in the database."""
        self._runner.run(self.stage.restart())

    def close(self) -> None:
        """Give the threads and connections back."""
        if self._stage is not None:
            self._runner.run(self._stage.app.close())
        self._runner.close()
        self._data.cleanup()

    def do(self, act: Coroutine[Any, Any, Result]) -> Result:
        """Let something happen, and Terreau do all that follows from it."""
        app = self.app

        async def act_and_settle() -> Result:
            result = await act
            await app.settle()
            return result

        return self._runner.run(act_and_settle())

    def move(self, by: timedelta) -> None:
        """Let time pass; what becomes due happens."""
        self.once(("moves", by), lambda: self._runner.run(self.stage.move(by)))

    def move_to(self, moment: datetime) -> None:
        """Let time pass until a local moment in Paris."""
        self._look()
        self.move(moment.replace(tzinfo=PARIS) - self._clock.now())

    def stranger(self, name: str, on: str = "telegram", locale: str = "fr") -> Neighbour:
        """Somebody who has not joined."""
        self._people += 1
        address = f"telegram:{self._people}" if on == "telegram" else f"{on}:@{name.lower()}"
        return Neighbour(self, on, address, name, locale)

    def member(
        self, name: str, on: str = "telegram", locale: str = "fr", of: Sequence[str] = ("",)
    ) -> Neighbour:
        """Somebody who has joined the communities that are named."""
        neighbour = self.stranger(name, on, locale)
        for community in of:
            neighbour.joins(community)
        return neighbour

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
        """Let somebody bring the bot into a room, or choose one where it is."""
        came = self.networks[room.partition(":")[0]].comes_in(
            by.address, by.name, room, locale=by.locale, broadcast=broadcast, chosen=chosen
        )
        self.do(came)

    def _keep_shown(self) -> None:
        """Let messages that a test holds show what was done, and know whether it changes one."""
        if self._shown is not None:
            self._shown = Shown.by(self._look())

    def said_in(self, room: str) -> list[Posted]:
        """What Terreau said in a room."""
        said = self.shown_in(room)
        if self._shown is None:
            self._shown = Shown.by(self._networks)
        return said

    def shown_in(self, room: str) -> list[Posted]:
        """The same, for whoever holds none of it while more is done."""
        return self._look()[room.partition(":")[0]].rooms.setdefault(room, [])

    def latest_with(self, room: str, label: str) -> Posted:
        """The latest message of a room that has this button."""
        return latest_with(self.said_in(room), label)
