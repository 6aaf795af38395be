"""`terreau demo`: a short story on two pretended networks, then a prompt to go on with."""

import re
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from bot.config import Settings
from bot.core.context.clock import MovableClock
from bot.core.messages.content import Mention
from bot.operations.stage import Stage
from bot.transports.playground import Posted
from storage.operations import migrate
from storage.unit_of_work import Database

PARIS = ZoneInfo("Europe/Paris")
SQUARE = {"telegram": "telegram:-1001", "matrix": "matrix:!place"}
CHANNEL = "telegram:-1003"
GARDEN = "matrix:!jardin"
PLACES = {
    SQUARE["telegram"]: "salon Telegram",
    SQUARE["matrix"]: "salon Matrix",
    CHANNEL: "canal d'annonces",
    GARDEN: "salon des jardiniers",
}
_MARGIN = "   │ "
HELP = """\
[b]NOM: message[/b]          NOM écrit au robot, en privé      (Zoé: /sondage)
[b]NOM, salon: message[/b]   NOM écrit dans le salon commun    (Zoé, salon: /voter 1 jeudi)
[b]NOM: \\[bouton][/b]         NOM appuie sur un bouton          (Zoé: \\[samedi])
[b]NOM (matrix): …[/b]       quelqu'un de nouveau, sur Matrix; sans rien dire: sur Telegram
[b]+1d[/b], [b]+2h[/b], [b]+30m[/b]        le temps passe
[b]qui[/b]                   qui est là;  [b]?[/b]  cette aide;  [b]fin[/b]  pour sortir
Essayez : Ana: /aide — Ana: /sondage — Ana: /evenement — Zoé: /moi — Zoé: /relier"""


class StoryWentWrong(AssertionError):
    """A step of the story failed."""


@dataclass(slots=True)
class Player:
    """A person of the demo."""

    name: str
    network: str
    address: str


class Demo:
    """The people, the stage, and what is printed of it."""

    def __init__(self, stage: Stage, console: Console) -> None:
        self.stage = stage
        self.console = console
        self.players: dict[str, Player] = {}
        self._shown: dict[str, tuple[str, bool]] = {}
        self.player("Ana", "telegram", "telegram:43")
        self.player("Luc", "matrix", "matrix:@luc:exemple.fr")

    def player(self, name: str, network: str = "telegram", address: str = "") -> Player:
        """The player of this name, who comes in if they are new."""
        key = name.casefold()
        if key not in self.players:
            number = 1000 + len(self.players)
            made = f"telegram:{number}" if network == "telegram" else f"matrix:@{key}:exemple.fr"
            self.players[key] = Player(name, network, address or made)
        return self.players[key]

    async def says(self, name: str, words: str, *, in_square: bool = False) -> str:
        """Send a message of a person; prints and returns the answer."""
        player = self.player(name)
        room = SQUARE[player.network] if in_square else None
        self._print_act(player, words, room)
        mentions = tuple(
            Mention(found, other.address)
            for found in re.findall(r"@(\w+)", words)
            if (other := self.players.get(found.casefold())) is not None
        )
        network = self.stage.networks[player.network]
        await network.says(player.address, player.name, words, room=room, mentions=mentions)
        await self.stage.app.settle()
        return self.show()

    async def presses(self, name: str, label: str) -> str:
        """Press the latest button with this label that a person sees."""
        player = self.player(name)
        for room in (player.address, SQUARE[player.network]):
            try:
                posted = self.stage.latest_with(room, label)
            except LookupError:
                continue
            self._print_act(player, f"[{posted.choice(label).label}]", room)
            return await self._press(player, posted, label, room)
        raise LookupError(f"{player.name} ne voit aucun bouton « {label} ».")

    async def _press(self, player: Player, posted: Posted, label: str, room: str) -> str:
        network = self.stage.networks[player.network]
        press_id = await network.presses(player.address, player.name, posted, label, room=room)
        await self.stage.app.settle()
        words, start = network.told.get(press_id, ("", ""))
        if words:
            self.console.print(f"      [dim]({escape(words)})[/dim]")
        if start:
            await network.says(player.address, player.name, f"/start {start}")
            await self.stage.app.settle()
        return words + self.show()

    async def move(self, by: timedelta) -> str:
        """Move the clock."""
        await self.stage.move(by)
        local = self.stage.clock.now().astimezone(PARIS)
        self.console.print(f"\n[yellow]⏱  Nous sommes le {local:%d/%m/%Y, %H:%M}.[/yellow]")
        return self.show()

    def show(self) -> str:
        """Print what is new or has changed in all rooms; gives it as one text."""
        shown_lines = []
        for network in self.stage.networks.values():
            for room, messages in network.rooms.items():
                for posted in messages:
                    if self._is_news(posted):
                        shown_lines.append(posted.text)
                        self._print_said(room, posted)
        return "\n".join(shown_lines)

    def _is_news(self, posted: Posted) -> bool:
        state = (posted.text + "|".join(each.label for each in posted.choices), posted.deleted)
        news = self._shown.get(posted.id) != state
        self._shown[posted.id] = state
        return news and not posted.deleted

    def _print_act(self, player: Player, words: str, room: str | None) -> None:
        where = PLACES.get(room or "", f"en privé, {player.network.capitalize()}")
        self.console.print(f"\n[bold green]{player.name}[/] [dim]({where})[/] : {escape(words)}")

    def _print_said(self, room: str, posted: Posted) -> None:
        owner = next((p.name for p in self.players.values() if p.address == room), "?")
        where = PLACES.get(room, f"à {owner}")
        changed = " · mis à jour" if posted.edits else ""
        self.console.print(f"   [bold cyan]Terreau[/] [dim]({where}{changed})[/]")
        for line in posted.text.splitlines():
            self._print_wrapped(escape(line))
        has_buttons = self.stage.networks[room.partition(":")[0]].capabilities.buttons
        labels = [f"[{each.label}]" for each in posted.choices] if has_buttons else []
        for line in (*posted.typed.splitlines(), *labels):
            self._print_wrapped(escape(line))

    def _print_wrapped(self, line: str) -> None:
        """Print a line of a message behind its margin, whatever the terminal's width."""
        words = Text.from_markup(line)
        for row in words.wrap(self.console, max(20, self.console.width - len(_MARGIN))):
            self.console.print(Text(_MARGIN) + row)


async def tell_story(demo: Demo) -> None:
    """Play the main job, and check each step; raises `StoryWentWrong`."""
    title = demo.console.rule
    title("Deux jardiniers et deux membres, sur deux réseaux")
    for name in ("Ana", "Luc"):
        await demo.says(name, "/rejoindre" if name == "Ana" else "!rejoindre")
        _expect(await demo.presses(name, "J'ai 15 ans ou plus"), f"{name}")

    title("Un sondage, un seul décompte")
    poll = "/sondage Quand visiter le composteur ? | mardi | jeudi | samedi"
    _expect(await demo.says("Ana", poll), "Quand visiter")
    await demo.presses("Zoé", "samedi")
    _expect(await demo.presses("Zoé", "J'ai 15 ans ou plus"), "samedi")
    demo.player("Malik", "matrix")
    await demo.says("Malik", "!voter 1 samedi", in_square=True)
    await demo.presses("Malik", "J'ai 15 ans ou plus")
    _expect(await demo.says("Luc", "!voter 1 jeudi"), "jeudi")
    for room in SQUARE.values():
        _expect(demo.stage.said_in(room)[0].text, "2 (67 %)", "1 (33 %)", "3 votes")

    title("Des actualités, et une lettre à deux clés")
    await demo.says(
        "Ana", "/actu Le composteur de Planoise | Il est plein : venez chercher du terreau."
    )
    await demo.says("Luc", "!actu Aide au vélo | La Région ouvre les demandes le 1er décembre.")
    await demo.says("Ana", "/lettre soumettre")
    await demo.presses("Luc", "Approuver")

    title("Mardi, huit heures : la lettre part d'elle-même")
    letter = await demo.move(_until_tuesday_eight(demo.stage.clock.now()))
    _expect(letter, "Le composteur de Planoise", "Aide au vélo")
    for room in (*SQUARE.values(), CHANNEL):
        _expect(demo.stage.said_in(room)[-1].text, "Aide au vélo")

    title("Le sondage se termine, le résultat est annoncé")
    await demo.says("Ana", "/cloturer 1")
    for room in SQUARE.values():
        _expect(demo.stage.said_in(room)[-1].text, "samedi")
    title("L'histoire est finie : tout a été vérifié")


async def play(console: Console) -> int:
    """Tell the story, then go on at the prompt if there is a terminal."""
    with tempfile.TemporaryDirectory(prefix="terreau-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'demo.db'}", Path(folder))
        migrate(database)
        stage = Stage(demo_settings(), database, MovableClock(_a_monday_morning()))
        await stage.open()
        demo = Demo(stage, console)
        try:
            await tell_story(demo)
            if sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty():
                await _prompt(demo)
        except StoryWentWrong as error:
            console.print(f"[bold red]L'histoire a mal tourné[/] : {escape(str(error))}")
            return 1
        finally:
            await stage.app.close()
    return 0


async def _prompt(demo: Demo) -> None:
    demo.console.print(f"\nÀ vous de jouer.\n{HELP}\n")
    while True:
        try:
            typed = demo.console.input("[bold]> [/]").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if typed.casefold() in ("fin", "quit", "exit", "quitter"):
            return
        try:
            await obey(demo, typed)
        except LookupError as error:
            demo.console.print(f"[red]{escape(str(error))}[/]")


async def obey(demo: Demo, typed: str) -> None:
    """Do what one line of the prompt says."""
    if moved := re.fullmatch(r"\+\s*(\d{1,4})\s*([dhmj])", typed):
        unit = {"d": "days", "j": "days", "h": "hours", "m": "minutes"}[moved[2]]
        await demo.move(timedelta(**{unit: int(moved[1])}))
    elif typed.casefold() == "qui":
        for player in demo.players.values():
            demo.console.print(f"  {player.name}, sur {player.network.capitalize()}")
    elif acted := re.fullmatch(
        r"([\w' -]+?)\s*(?:\((telegram|matrix)\))?\s*(,\s*salon)?\s*:\s*(.+)", typed, re.IGNORECASE
    ):
        name, network, in_square, words = acted.groups()
        player = demo.player(name, (network or "telegram").lower())
        if label := re.fullmatch(r"\[(.+)\]", words):
            await demo.presses(player.name, label[1])
        else:
            await demo.says(player.name, words, in_square=bool(in_square))
    elif typed:
        demo.console.print(HELP)


def demo_settings() -> Settings:
    """The configuration of the demo's community."""
    return Settings.model_validate(
        {
            "instance": {"contact": "dpo@region.example"},
            "privacy": {"controller": "Région Exemple"},
            "communities": [
                {
                    "slug": "energie",
                    "name": "Pionniers de l'énergie",
                    "rooms": list(SQUARE.values()),
                    "channels": [CHANNEL],
                    "gardeners_room": GARDEN,
                    "gardeners": {"territory": "telegram:43", "region": "matrix:@luc:exemple.fr"},
                    "digest": "tue 08:00",
                }
            ],
        }
    )


def _a_monday_morning() -> datetime:
    """The coming Monday at nine, so that the story's dates lie ahead."""
    today = datetime.now(UTC).astimezone(PARIS).date()  # the demo's only look at the real date
    monday = today + timedelta(days=7 - today.weekday())
    return datetime.combine(monday, time(9), tzinfo=PARIS)


def _until_tuesday_eight(now: datetime) -> timedelta:
    local = now.astimezone(PARIS)
    tuesday = local.date() + timedelta(days=(1 - local.weekday()) % 7)
    return datetime.combine(tuesday, time(8, 0, 1), tzinfo=PARIS) - now


def _expect(said: str, *parts: str) -> None:
    for part in parts:
        if part not in said:
            raise StoryWentWrong(f"« {part} » manque dans :\n{said}")
