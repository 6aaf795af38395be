"""The demo's story: the main job on two networks, with each step checked."""

from datetime import datetime, time, timedelta

from bot.domain.words import fold
from bot.operations.demo.people import CHANNEL, PARIS, SQUARE, Demo

YES = "J'ai 15 ans ou plus"


class StoryWentWrong(AssertionError):
    """A step of the story failed."""


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
    letter = await demo.move(_until_tuesday_eight(demo.stage.clock.now()))
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


def _until_tuesday_eight(now: datetime) -> timedelta:
    local = now.astimezone(PARIS)
    tuesday = local.date() + timedelta(days=(1 - local.weekday()) % 7)
    return datetime.combine(tuesday, time(8, 0, 1), tzinfo=PARIS) - now


def _expect(said: str, *parts: str) -> None:
    for part in parts:
        if fold(part) not in fold(said):
            raise StoryWentWrong(f"« {part} » manque dans :\n{said}")
