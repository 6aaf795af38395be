"""Terreau on two pretended networks, with a clock to move; and the demo's people on it.

The stage serves the demo and tests; the demo prints what is said in its rooms.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from bot.app import App, declarations
from bot.config import Settings
from bot.core.context.clock import MovableClock
from bot.core.messages.incoming import Mention
from bot.core.messages.rendering import unmarked
from bot.domain.words import fold
from bot.transports.playground import Playground, Posted
from bot.web.safe_fetch import PageFetcher, PageSource, PretendedWeb
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
    typed = fold(label)
    for posted in reversed(messages):
        labels = [fold(each.label) for each in posted.choices]
        # With or without the mark of what is chosen.
        if any(each.startswith(typed) or unmarked(each).startswith(typed) for each in labels):
            return posted
    seen = [[choice.label for choice in each.choices] for each in messages]
    raise LookupError(f"no button « {label} » among {seen}")


def read_in_this_process(
    read: Callable[..., bytes], _seconds: float, *args: object, **more: object
) -> bytes:
    """Read a page without a process of its own, as a `run` of `PageSource`."""
    return read(*args, **more)


PARIS = ZoneInfo("Europe/Paris")
SQUARE = {"telegram": "telegram:-1001", "matrix": "matrix:!place"}
CHANNEL = "telegram:-1003"
TEAM = "telegram:-1002"
PLACES = {
    SQUARE["telegram"]: "salon Telegram",
    SQUARE["matrix"]: "salon Matrix",
    CHANNEL: "canal d'annonces",
    TEAM: "équipe",
}
_MARGIN = "   │ "


@dataclass(slots=True)
class Player:
    name: str
    network: str
    address: str
    locale: str


class Demo:
    """The people, the stage, and its printed messages."""

    def __init__(self, stage: Stage, console: Console, locale: str = "fr") -> None:
        self.stage = stage
        self.console = console
        self.players: dict[str, Player] = {}
        self.locale = locale
        """The language of people who come in from now on, and of the prompt."""
        self._shown: dict[str, tuple[str, bool]] = {}
        self._reacted: set[str] = set()
        self.player("Ana", "telegram", "telegram:43")
        self.player("Luc", "matrix", "matrix:@luc:exemple.fr")
        self.player("Cléo", "telegram", "telegram:42")

    def player(self, name: str, network: str = "telegram", address: str = "") -> Player:
        """The player of this name, who comes in if they are new."""
        key = fold(name)
        if key not in self.players:
            number = 1000 + len(self.players)
            made = f"telegram:{number}" if network == "telegram" else f"matrix:@{key}:exemple.fr"
            self.players[key] = Player(name, network, address or made, self.locale)
        return self.players[key]

    def either(self, french: str, english: str) -> str:
        """The words in the language of the prompt."""
        return english if self.locale == "en" else french

    async def says(self, name: str, words: str, *, room: str | None = None) -> str:
        """Send a message of a person, in private unless a room is named; gives the answer."""
        player = self.player(name)
        self.print_act(player, words, room)
        await self._send(player, words, room, reply_to=None)
        return self.show()

    async def replies(self, name: str, words: str) -> str:
        """Reply to the message that a person saw last, in private or in the team's room."""
        player = self.player(name)
        seen = [(each, room) for room in self._rooms_of(player) for each in self._messages_in(room)]
        if not seen:
            raise LookupError(
                self.either(
                    f"{player.name} n'a encore rien reçu.", f"{player.name} has got nothing yet."
                )
            )
        posted, room = max(seen, key=lambda each: int(each[0].id.rpartition("-")[2]))
        where = None if room == player.address else room
        self.print_act(player, f"↩ {words}", where)
        await self._send(player, words, where, reply_to=posted.id)
        return self.show()

    def room_for(self, name: str, place: str) -> str:
        """The address of a shared room that a person can write in; raises `LookupError`."""
        player = self.player(name)
        room = SQUARE[player.network] if place in ("salon", "room") else TEAM
        if not room.startswith(f"{player.network}:"):
            raise LookupError(
                self.either(
                    f"{player.name} n'est pas sur le réseau de ce salon.",
                    f"{player.name} is not on the network of that room.",
                )
            )
        return room

    async def _send(
        self, player: Player, words: str, room: str | None, *, reply_to: str | None
    ) -> None:
        mentions = tuple(
            Mention(found, other.address)
            for found in re.findall(r"@(\w+)", words)
            if (other := self.players.get(fold(found))) is not None
        )
        self.stage.clock.move(A_MOMENT)
        message_id = await self.stage.networks[player.network].says(
            player.address,
            player.name,
            words,
            room=room,
            locale=player.locale,
            mentions=mentions,
            reply_to=reply_to,
        )
        self.was_sent(message_id)
        await self.stage.app.settle()

    async def presses(self, name: str, label: str) -> str:
        """Press the latest button with this label that a person sees."""
        player = self.player(name)
        for room in self._rooms_of(player):
            try:
                posted = self.stage.latest_with(room, label)
            except LookupError:
                continue
            where = None if room == player.address else room
            self.print_act(player, f"[{posted.choice(label).label}]", where)
            return await self._press(player, posted, label, room)
        raise LookupError(
            self.either(
                f"{player.name} ne voit aucun bouton « {label} ».",
                f"{player.name} sees no button “{label}”.",
            )
        )

    async def _press(self, player: Player, posted: Posted, label: str, room: str) -> str:
        network = self.stage.networks[player.network]
        press_id = await network.presses(
            player.address, player.name, posted, label, room=room, locale=player.locale
        )
        await self.stage.app.settle()
        words, start = network.told.get(press_id, ("", ""))
        if words:
            self.print_answer(player, words, room)
        if start:
            await network.says(player.address, player.name, f"/start {start}", locale=player.locale)
            await self.stage.app.settle()
        return words + self.show()

    async def move(self, by: timedelta) -> str:
        await self.stage.move(by)
        local = self.stage.clock.now().astimezone(PARIS)
        now = self.either("Nous sommes le", "It is")
        self.console.print(f"\n[yellow]⏱  {now} {local:%d/%m/%Y, %H:%M}.[/yellow]")
        return self.show()

    def buttons_of(self, player: Player) -> list[str]:
        """The labels of the last message with buttons in a person's direct room."""
        messages = reversed(self._messages_in(player.address))
        return next(([c.label for c in each.choices] for each in messages if each.choices), [])

    def show(self) -> str:
        """Print what is new or has changed in all rooms; gives it as one text."""
        shown_lines = []
        for network in self.stage.networks.values():
            for room, messages in network.rooms.items():
                for posted in messages:
                    labels = "|".join(each.label for each in posted.choices)
                    state = (posted.text + labels, posted.deleted)
                    is_news = self._shown.get(posted.id) != state
                    self._shown[posted.id] = state
                    if is_news and not posted.deleted:
                        shown_lines.append(posted.text)
                        self.print_said(room, posted)
            for message_id in network.reactions.keys() - self._reacted:
                self._reacted.add(message_id)
                reacts = self.either("réagit :", "reacts:")
                self.console.print(
                    f"   [bold cyan]Terreau[/] {reacts} {network.reactions[message_id]}"
                )
        return "\n".join(shown_lines)

    def _rooms_of(self, player: Player) -> list[str]:
        """The rooms that a person reads; the team's is on one network."""
        team = [TEAM] if TEAM.startswith(f"{player.network}:") else []
        return [player.address, SQUARE[player.network], *team]

    def _messages_in(self, room: str) -> list[Posted]:
        return [each for each in self.stage.said_in(room) if not each.deleted]

    def print_act(self, player: Player, words: str, room: str | None) -> None:
        """Print what a person does, in private or in a shared room."""
        private = self.either("en privé", "in private")
        where = PLACES.get(room or "", f"{private}, {player.network.capitalize()}")
        self.console.print(f"\n[bold green]{player.name}[/] [dim]({where})[/] : {escape(words)}")

    def was_sent(self, message_id: str) -> None:
        """Take note of the message that the last act sent; nothing is printed of it."""

    def print_answer(self, player: Player, words: str, room: str) -> None:
        """Print the words that a network shows over a pressed button."""
        del player, room
        self.console.print(f"      [dim]({escape(words)})[/dim]")

    def print_said(self, room: str, posted: Posted) -> None:
        """Print a message that is new or has changed."""
        owner = next((p.name for p in self.players.values() if p.address == room), "?")
        where = PLACES.get(room, f"{self.either('à', 'to')} {owner}")
        changed = self.either(" · mis à jour", " · updated") if posted.edits else ""
        self.console.print(f"   [bold cyan]Terreau[/] [dim]({where}{changed})[/]")
        for line in posted.text.splitlines():
            self._print_wrapped(escape(line))
        has_buttons = self.stage.networks[room.partition(":")[0]].capabilities.buttons
        rows = posted.said.choices if has_buttons else ()
        labels = [" ".join(f"[{each.label}]" for each in row) for row in rows]
        for line in (*posted.typed.splitlines(), *labels):
            self._print_wrapped(escape(line))

    def _print_wrapped(self, line: str) -> None:
        """Print a line of a message behind its margin, whatever the terminal's width."""
        words = Text.from_markup(line)
        for row in words.wrap(self.console, max(20, self.console.width - len(_MARGIN))):
            self.console.print(Text(_MARGIN) + row)


def demo_settings(locale: str = "fr") -> Settings:
    """The configuration of the demo's community, in a language."""
    french = locale == "fr"
    return Settings.model_validate(
        {
            "instance": {
                "locale": locale,
                "contact": "dpo@region.example",
                "cultivators": ["telegram:42"],
            },
            "privacy": {"controller": "Région Exemple" if french else "Example Region"},
            "communities": [
                {
                    "slug": "energie",
                    "name": "Pionniers de l'énergie" if french else "Energy pioneers",
                    "locale": locale,
                    "rooms": list(SQUARE.values()),
                    "channels": [CHANNEL],
                    "gardeners_room": TEAM,
                    "gardeners": {"territory": "telegram:43", "region": "matrix:@luc:exemple.fr"},
                    "digest": "tue 08:00",
                }
            ],
        }
    )
