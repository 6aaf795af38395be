"""`terreau demo`: a short story on two pretended networks, each step checked, then a prompt.

Beside it the same in a browser: the page is served by a thread of its own while the prompt blocks.
"""

import asyncio
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from threading import Thread

from rich.console import Console
from rich.markup import escape

from bot.core.context.clock import MovableClock
from bot.domain.words import fold
from bot.operations.playground.opening import opened_scene
from bot.operations.playground.site import FIRST, Site
from bot.operations.stage import CHANNEL, PARIS, SQUARE, Demo, Stage, demo_settings
from bot.operations.terminal import terminal_locale
from bot.web.server import serve
from storage.operations import migrate
from storage.unit_of_work import Database

YES = "J'ai 15 ans ou plus"
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


class StoryWentWrong(AssertionError):
    """A step of the story failed."""


_HOST = "127.0.0.1"


class PageThread(Thread):
    """Serves the page at a free port, to this machine alone."""

    def __init__(self) -> None:
        super().__init__(name="playground", daemon=True)
        self._address: Future[str] = Future()
        self._loop = asyncio.new_event_loop()
        self._ending = asyncio.Event()
        self._site: Site | None = None

    def address(self, locale: str) -> str:
        """The address to open in a browser; raises `OSError` if there is no port."""
        return f"{self._address.result()}?lang={locale}"

    def play(self, locale: str) -> None:
        """Have the first community played, before anybody asks for it."""
        site = self._site
        if site is not None:
            asyncio.run_coroutine_threadsafe(site.scene(FIRST, locale), self._loop)

    def stop(self) -> None:
        """End, and wait until all is closed."""
        self._loop.call_soon_threadsafe(self._ending.set)
        self.join()

    def run(self) -> None:
        """Serve until stopped."""
        try:
            self._loop.run_until_complete(self._serve())
        except OSError as error:
            self._address.set_exception(error)
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        with tempfile.TemporaryDirectory(prefix="terreau-") as folder:
            self._site = site = Site(partial(opened_scene, Path(folder)))
            runner = await serve(site.application(), _HOST, 0)
            try:
                self._address.set_result(f"http://{_HOST}:{runner.addresses[0][1]}/{site.token}/")
                await self._ending.wait()
            finally:
                await runner.cleanup()


@contextmanager
def page_thread() -> Iterator[PageThread]:
    """Serve the page for a while."""
    thread = PageThread()
    thread.start()
    try:
        yield thread
    finally:
        thread.stop()


async def play(console: Console) -> int:
    """Tell the story; at a terminal, go on at the prompt, and in a browser beside it."""
    at_terminal = sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()
    with page_thread() if at_terminal else nullcontext() as page:
        return await _play(console, page)


async def _play(console: Console, page: PageThread | None) -> int:
    with tempfile.TemporaryDirectory(prefix="terreau-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'demo.db'}", Path(folder))
        migrate(database)
        # The coming Monday at nine, so that the story's dates lie ahead.
        today = datetime.now(UTC).astimezone(PARIS).date()  # the demo's only look at the real date
        monday = today + timedelta(days=7 - today.weekday())
        clock = MovableClock(datetime.combine(monday, time(9), tzinfo=PARIS))
        stage = Stage(demo_settings(), database, clock)
        await stage.open()
        demo = Demo(stage, console)
        try:
            locale = terminal_locale("fr")
            if page is not None:
                console.print(_where(page, locale))
            await tell_story(demo)
            demo.locale = locale
            if page is not None:
                page.play(locale)
                console.print(_where(page, locale))
                await _prompt(demo)
            else:
                console.print(
                    demo.either(
                        "Pour jouer à votre tour, ici ou dans un navigateur, lancez la"
                        " démonstration dans un terminal.",
                        "To play yourself, here or in a browser, start the demo in a terminal.",
                    )
                )
        except StoryWentWrong as error:
            console.print(f"[bold red]L'histoire a mal tourné[/] : {escape(str(error))}")
            return 1
        finally:
            await stage.app.close()
    return 0


def _where(page: PageThread, locale: str) -> str:
    """The line that says where the page is."""
    words = "Or try it in a browser:" if locale == "en" else "Ou essayez dans un navigateur :"
    return f"{words} [b]{page.address(locale)}[/b]"


async def tell_story(demo: Demo) -> None:
    """Play the main job, and check each step; raises `StoryWentWrong`."""
    for title, scene in _SCENES.items():
        demo.console.rule(title)
        await scene(demo)
    demo.console.rule("L'histoire est finie : tout a été vérifié")


async def _two_gardeners_join(demo: Demo) -> None:
    for name in ("Ana", "Luc"):
        await demo.says(name, "/rejoindre" if name == "Ana" else "!rejoindre")
        _expect(await demo.presses(name, YES), f"Bienvenue, {name}", "À faire")


async def _one_poll_on_two_networks(demo: Demo) -> None:
    poll = "/sondage Quand visiter le composteur ? | mardi | jeudi | samedi"
    _expect(await demo.says("Ana", poll), "Quand visiter le composteur")
    await demo.presses("Ana", "Publier le sondage")
    await demo.presses("Zoé", "samedi")
    _expect(await demo.presses("Zoé", YES), "Bienvenue, Zoé", "samedi")
    demo.player("Malik", "matrix")
    await demo.says("Malik", "!voter 1 samedi", room=demo.room_for("Malik", "salon"))
    await demo.presses("Malik", YES)
    _expect(await demo.says("Luc", "!voter 1 jeudi"), "jeudi")
    for room in SQUARE.values():
        _expect(demo.stage.said_in(room)[0].text, "2 (67 %)", "1 (33 %)", "3 votes")


async def _one_event_and_a_change_of_mind(demo: Demo) -> None:
    event = "/evenement Visite du composteur | samedi 14h30 | Besançon | 12 places"
    await demo.says("Ana", event)
    await demo.presses("Ana", "Annoncer")
    _expect(await demo.presses("Zoé", "Je viens"), "Visite du composteur")
    _expect(await demo.says("Zoé", "Je ne viens plus"), "Visite du composteur")
    _expect(await demo.presses("Zoé", "Je ne viens p"), "Visite du composteur")


async def _a_word_to_ana(demo: Demo) -> None:
    _expect(await demo.says("Zoé", "/ecrire"), "Ana")
    await demo.says("Zoé", "Bonjour, puis-je apporter des feuilles mortes au composteur ?")
    _expect(await demo.presses("Zoé", "Envoyer"), "Ana")
    answer = "Oui, avec plaisir :\nposez-les à gauche de l'entrée."
    _expect(await demo.replies("Ana", answer), "à gauche de l'entrée", "Ana")


async def _news_for_one_letter(demo: Demo) -> None:
    await demo.says(
        "Ana", "/actu Le composteur de Planoise | Il est plein : venez chercher du terreau."
    )
    await demo.presses("Ana", "Mettre dans la lettre")
    await demo.says("Luc", "!actu Aide au vélo | La Région ouvre les demandes le 1er décembre.")
    await demo.presses("Luc", "Mettre dans la lettre")
    await demo.says("Ana", "/lettre")
    await demo.presses("Ana", "Soumettre à Luc")
    await demo.presses("Luc", "Approuver")


async def _the_letter_leaves(demo: Demo) -> None:
    now = demo.stage.clock.now()
    today = now.astimezone(PARIS).date()
    tuesday = today + timedelta(days=(1 - today.weekday()) % 7)
    letter = await demo.move(datetime.combine(tuesday, time(8, 0, 1), tzinfo=PARIS) - now)
    _expect(letter, "Le composteur de Planoise", "Aide au vélo")
    for room in (*SQUARE.values(), CHANNEL):
        _expect(demo.stage.said_in(room)[-1].text, "Aide au vélo")


async def _the_poll_ends(demo: Demo) -> None:
    await demo.says("Ana", "/cloturer 1")
    for room in SQUARE.values():
        _expect(demo.stage.said_in(room)[-1].text, "samedi")


async def _the_cultivator_looks(demo: Demo) -> None:
    _expect(await demo.says("Cléo", "/communautes"), "Pionniers de l'énergie")


_SCENES = {
    "L'équipe : Ana sur Telegram, Luc sur Matrix": _two_gardeners_join,
    "Un sondage, un seul décompte": _one_poll_on_two_networks,
    "Une visite, et un changement d'avis": _one_event_and_a_change_of_mind,
    "Un mot à Ana, et sa réponse": _a_word_to_ana,
    "Des actualités, et une lettre approuvée à deux": _news_for_one_letter,
    "Mardi, huit heures : la lettre part d'elle-même": _the_letter_leaves,
    "Le sondage se termine, le résultat est annoncé": _the_poll_ends,
    "Cléo, qui gère le service, voit toutes les communautés": _the_cultivator_looks,
}


def _expect(said: str, *parts: str) -> None:
    for part in parts:
        if fold(part) not in fold(said):
            raise StoryWentWrong(f"« {part} » manque dans :\n{said}")


async def _prompt(demo: Demo) -> None:
    demo.console.print(f"\n{demo.either('À vous de jouer.', 'Your turn.')}\n{HELP[demo.locale]}\n")
    while True:
        try:
            with _interruptible():
                typed = _read_lines(demo.console)
        except (EOFError, KeyboardInterrupt):
            return
        if typed.casefold() in ("fin", "quit", "exit", "quitter"):
            return
        try:
            await obey(demo, typed)
        except LookupError as error:
            demo.console.print(f"[red]{escape(str(error))}[/]")


@contextmanager
def _interruptible() -> Iterator[None]:
    """Have Ctrl-C end the wait for a line, which asyncio would go on with."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
    elif typed == "?":
        _say_what_can_be_typed(demo)
    elif typed:
        raise LookupError(
            demo.either(
                f"Qui parle ? Par exemple : Zoé: {typed[:60]}  (tapez ? pour l'aide)",
                f"Who speaks? For example: Zoé: {typed[:60]}  (type ? for help)",
            )
        )


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
