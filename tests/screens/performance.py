"""People on the demo's stage, whose screens are kept as pictures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console

from bot.core.context.clock import MovableClock
from bot.operations.stage import CHANNEL, PARIS, SQUARE, TEAM, Demo, Player, Stage, demo_settings
from bot.transports.playground import Posted
from storage.operations import migrate
from storage.unit_of_work import Database
from tests.screens.screen import Bubble, Picture, Screen

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=PARIS)
"""The day on which the stories begin: always the same, so that their dates are."""

PEOPLE = 40
"""People in each of the community's two rooms."""


@dataclass(slots=True)
class _Written:
    """Words of a person in a room."""

    player: Player
    words: str
    message_id: str = ""


class Performance(Demo):
    """The demo's people, with all that their rooms show in order."""

    def __init__(self, stage: Stage, locale: str) -> None:
        super().__init__(stage, Console(quiet=True), locale)
        self.pictures: list[Picture] = []
        self._rooms: dict[str, list[_Written | Posted]] = {}
        self._notices: dict[tuple[str, str], str] = {}
        self._last: _Written | None = None

    def print_act(self, player: Player, words: str, room: str | None) -> None:
        """Keep what a person writes; a press leaves nothing in the room."""
        self._notices.clear()
        if not words.startswith("["):
            self._last = _Written(player, words.removeprefix("↩ "))
            self._rooms.setdefault(room or player.address, []).append(self._last)

    def was_sent(self, message_id: str) -> None:
        """Keep the id of a written message, under which the network knows reactions to it."""
        if self._last is not None and not self._last.message_id:
            self._last.message_id = message_id

    def print_answer(self, player: Player, words: str, room: str) -> None:
        """Keep the words over a pressed button, until the next act."""
        self._notices[player.address, room] = words

    def print_said(self, room: str, posted: Posted) -> None:
        """Keep a message of Terreau, which later changes by itself."""
        shown = self._rooms.setdefault(room, [])
        if posted not in shown:
            shown.append(posted)

    async def types(self, name: str, french: str, english: str, *, room: str | None = None) -> None:
        """Write for a person in the language of the story."""
        await self.says(name, self.either(french, english), room=room)

    async def taps(self, name: str, french: str, english: str) -> None:
        """Press a button for a person, by the beginning of its label."""
        await self.presses(name, self.either(french, english))

    def keep(self, name: str, *screens: Screen) -> None:
        """Keep screens as the picture of this name."""
        self.pictures.append(Picture(name, screens))

    def direct(self, name: str, last: int = 1, *, ring: tuple[str, str] | None = None) -> Screen:
        """The last messages between a person and Terreau; `ring` is a label in both languages."""
        return self._screen(self.player(name), self.player(name).address, last, ring)

    def square(self, name: str, last: int = 1, *, ring: tuple[str, str] | None = None) -> Screen:
        """The last messages of the community's room on a person's network."""
        player = self.player(name)
        return self._screen(player, SQUARE[player.network], last, ring)

    def team(self, name: str, last: int = 1, *, ring: tuple[str, str] | None = None) -> Screen:
        """The last messages of the gardeners' room."""
        return self._screen(self.player(name), TEAM, last, ring)

    def _screen(self, player: Player, room: str, last: int, ring: tuple[str, str] | None) -> Screen:
        shown = [
            each
            for each in self._rooms.get(room, [])
            if not (isinstance(each, Posted) and each.deleted)
        ]
        bubbles = tuple(self._bubble(each, player) for each in shown[-last:])
        ringed = ""
        if ring is not None:
            label = self.either(*ring)
            ringed = self.stage.latest_with(room, label).choice(label).label
        notice = self._notices.get((player.address, room), "")
        shared = room != player.address
        return Screen(player.network, self._title(room), bubbles, ringed, shared, notice)

    def _bubble(self, shown: _Written | Posted, reader: Player) -> Bubble:
        if isinstance(shown, Posted):
            return Bubble("", said=shown.said)
        writer = shown.player
        reaction = self.stage.networks[writer.network].reactions.get(shown.message_id, "")
        return Bubble(writer.name, words=shown.words, own=shown.player is reader, reaction=reaction)

    def _title(self, room: str) -> str:
        community = self.stage.settings.communities[0].name
        titles = {
            TEAM: self.either("Équipe de jardinage", "Gardeners’ room"),
            CHANNEL: community,
            **dict.fromkeys(SQUARE.values(), community),
        }
        return titles.get(room, "Terreau")


@asynccontextmanager
async def performance(folder: Path, locale: str) -> AsyncIterator[Performance]:
    """A stage with the demo's people in one language; its database lies in `folder`."""
    database = Database(f"sqlite:///{folder / 'pictures.db'}", folder)
    migrate(database)
    stage = Stage(demo_settings(locale), database, MovableClock(MONDAY))
    for network, room in SQUARE.items():
        stage.networks[network].sizes[room] = PEOPLE
    await stage.open()
    try:
        yield Performance(stage, locale)
    finally:
        await stage.app.close()
