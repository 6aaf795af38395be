"""`terreau demo`: a short story on two pretended networks, then a prompt to go on with."""

import re
import sys
import tempfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from bot.core.context.clock import MovableClock
from bot.operations.demo.people import PARIS, Demo, demo_settings
from bot.operations.demo.stage import Stage
from bot.operations.demo.story import StoryWentWrong, tell_story
from bot.operations.terminal.language import terminal_locale
from storage.operations import migrate
from storage.unit_of_work import Database

HELP = {
    "fr": """\
[b]NOM: message[/b]           NOM écrit à Terreau, en privé      (Zoé: /sondage)
[b]NOM, salon: message[/b]    NOM écrit dans le salon commun     (Zoé, salon: /voter 1 jeudi)
[b]NOM, équipe: message[/b]   NOM écrit dans le salon d'équipe   (Ana, équipe: /afaire)
[b]NOM: \\[bouton][/b]          NOM appuie sur un bouton           (Zoé: \\[samedi])
[b]NOM > réponse[/b]          NOM répond au dernier message reçu (Ana > Merci, Zoé !)
[b]NOM (matrix): …[/b]        une nouvelle personne, sur Matrix ; sans rien dire : sur Telegram
[b]… \\\\[/b]                    une barre à la fin : le message continue à la ligne suivante
[b]+1d[/b], [b]+2h[/b], [b]+30m[/b]         le temps passe
[b]qui[/b]                    qui est là ;  [b]fin[/b]  pour sortir
[b]?[/b]                      ce que l'on peut taper, et les boutons que chaque personne voit
Essayez : Ana: /aide · Ana: /evenement · Cléo: /communautes · Zoé: /moi · Zoé: /relier""",
    "en": """\
[b]NAME: message[/b]          NAME writes to Terreau in private   (Mary: /polls)
[b]NAME, room: message[/b]    NAME writes in the shared room      (Zoé, room: /vote 1 jeudi)
[b]NAME, team: message[/b]    NAME writes in the team's room      (Ana, team: /todo)
[b]NAME: \\[button][/b]         NAME presses a button               (Zoé: \\[samedi])
[b]NAME > reply[/b]           NAME replies to what came last      (Ana > Merci, Zoé !)
[b]NAME (matrix): …[/b]       somebody new, on Matrix; else on Telegram. New people speak English
[b]… \\\\[/b]                    a backslash at the end: the message goes on in the next line
[b]+1d[/b], [b]+2h[/b], [b]+30m[/b]         time passes
[b]who[/b]                    who is there;  [b]quit[/b]  to leave
[b]?[/b]                      what can be typed, and the buttons that each person sees
Try: Mary: /join · Mary: /me · Mary: /link · Ana: /aide · Ana: /evenement · Cléo: /communautes""",
}
_UNITS = {"d": "days", "j": "days", "h": "hours", "m": "minutes"}
_ACT = re.compile(
    r"(?P<name>[\w' -]+?)\s*(?:\((?P<network>telegram|matrix)\))?"
    r"(?:\s*,\s*(?P<place>salon|room|équipe|equipe|team))?\s*(?P<way>[:>])\s*(?P<words>.+)",
    re.IGNORECASE | re.DOTALL,
)


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
            demo.locale = terminal_locale("fr")
            if sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty():
                await _prompt(demo)
            else:
                console.print(
                    demo.either(
                        "Pour jouer à votre tour, lancez la démonstration dans un terminal.",
                        "To play yourself, start the demo in a terminal.",
                    )
                )
        except StoryWentWrong as error:
            console.print(f"[bold red]L'histoire a mal tourné[/] : {escape(str(error))}")
            return 1
        finally:
            await stage.app.close()
    return 0


async def _prompt(demo: Demo) -> None:
    demo.console.print(f"\n{demo.either('À vous de jouer.', 'Your turn.')}\n{HELP[demo.locale]}\n")
    while True:
        try:
            typed = _read_lines(demo.console)
        except (EOFError, KeyboardInterrupt):
            return
        if typed.casefold() in ("fin", "quit", "exit", "quitter"):
            return
        try:
            await obey(demo, typed)
        except LookupError as error:
            demo.console.print(f"[red]{escape(str(error))}[/]")


def _read_lines(console: Console) -> str:
    """A line of the prompt, and those after it while one ends with a backslash."""
    lines = [console.input("[bold]> [/]").strip()]
    while lines[-1].endswith("\\"):
        lines[-1] = lines[-1].removesuffix("\\").rstrip()
        lines.append(console.input("[bold]… [/]").strip())
    return "\n".join(lines)


async def obey(demo: Demo, typed: str) -> None:
    """Do what was typed at the prompt."""
    if moved := re.fullmatch(r"\+\s*(\d{1,4})\s*([dhmj])", typed):
        await demo.move(timedelta(**{_UNITS[moved[2]]: int(moved[1])}))
    elif typed.casefold() in ("qui", "who"):
        for player in demo.players.values():
            on = demo.either("sur", "on")
            demo.console.print(f"  {player.name}, {on} {player.network.capitalize()}")
    elif acted := _ACT.fullmatch(typed):
        await _act(demo, **acted.groupdict())
    elif typed:
        _say_what_can_be_typed(demo)


async def _act(
    demo: Demo, name: str, network: str | None, place: str | None, way: str, words: str
) -> None:
    """Write, reply or press for a person."""
    player = demo.player(name, (network or "telegram").lower())
    if way == ">":
        await demo.replies(player.name, words)
    elif label := re.fullmatch(r"\[(.+)\]", words):
        await demo.presses(player.name, label[1])
    else:
        room = demo.room_for(player.name, place.casefold()) if place else None
        await demo.says(player.name, words, room=room)


def _say_what_can_be_typed(demo: Demo) -> None:
    demo.console.print(HELP[demo.locale])
    for player in demo.players.values():
        if labels := demo.buttons_of(player):
            shown = " ".join(f"[{each}]" for each in labels)
            sees = demo.either("voit :", "sees:")
            demo.console.print(f"  {player.name} {sees} {escape(shown)}")


def _a_monday_morning() -> datetime:
    """The coming Monday at nine, so that the story's dates lie ahead."""
    today = datetime.now(UTC).astimezone(PARIS).date()  # the demo's only look at the real date
    monday = today + timedelta(days=7 - today.weekday())
    return datetime.combine(monday, time(9), tzinfo=PARIS)
