"""The parts of a meeting's story: a need on Telegram, an offer on Matrix, and two yeses."""

from tests.emulator import Person
from tests.networks.region import OnMatrix, Region, is_told, taps, tells

NEED = "un local pour 20 personnes à Auch, avant mars"
OFFER = "une salle des fêtes à Mirande"
CONTACT = "zoe@chorale.example"


async def want_messages(zoe: Person, max_: OnMatrix) -> None:
    """Both agree to be written to unasked."""
    settings = await tells(zoe, "/reglages", "Messages privés")
    asked = await taps(zoe, settings, "Messages privés", "Messages privés")
    await taps(zoe, asked, "Oui, écrivez-moi", "noté")
    await max_.says("!reglages", "Messages privés")
    await max_.says("Messages privés", "Messages privés")
    await max_.says("Oui, écrivez-moi", "noté")


async def need(zoe: Person) -> None:
    """Zoé publishes a need in one line, which the Region may read."""
    asked = await tells(zoe, f"besoin : {NEED}", "Avez-vous 18 ans")
    preview = await taps(zoe, asked, "Oui, 18 ans", "Votre besoin")
    domains = await taps(zoe, preview, "Domaine", "Quel est le sujet")
    preview = await taps(zoe, domains, "Culture", "Domaine : Culture")
    preview = await taps(zoe, preview, "À la Région aussi", "Vous acceptez")
    await taps(zoe, preview, "Publier pour les membres", "Publié jusqu'au")


async def be_found(max_: OnMatrix) -> None:
    """Max chooses to be found by the members, as an adult."""
    await max_.says("!annuaire", "nnuaire")
    await max_.says("Figurer dans l'annuaire", "Avez-vous 18 ans")
    await max_.says("Oui, 18 ans ou plus", "Qui peut vous trouver")
    await max_.says("Mon nom", "C'est noté")


async def offer(max_: OnMatrix) -> None:
    """Max offers a hall to the members."""
    await max_.says(f"!offre {OFFER}", "Votre offre")
    await max_.says("Domaine", "Quel est le sujet")
    await max_.says("Culture", "Domaine : Culture")
    await max_.says("Publier pour les membres", "Publié jusqu'au")


async def introduce(region: Region, zoe: Person, max_: OnMatrix) -> None:
    """Ana finds the offer beside the need; Zoé says yes, and Max has only the question."""
    todo = await tells(region.ana, "/afaire", "Nouveau besoin 1")
    close = await taps(region.ana, todo, "Voir le besoin 1", "Proche de ce besoin")
    assert f"Offre 2 de Max, à 21 km : {OFFER}" in close.text
    await taps(region.ana, close, "Présenter Zoé et Max", "Je pose la question")
    asked = await is_told(zoe, "Rencontrer Max")
    assert NEED in asked.text
    await taps(zoe, asked, "Oui, donner mon contact", "Quel contact")
    await tells(zoe, CONTACT, "Vous avez dit oui")
    question = await max_.told("Rencontrer Zoé")
    assert "Ana" in question.body
    assert not any(CONTACT in it.body for it in await max_.ours())


async def say_no_and_yes_about_it(zoe: Person, max_: OnMatrix) -> None:
    """A month later both are asked: it did not help Max much, but Zoé."""
    await max_.told("Il y a un mois")
    await max_.says("Pas vraiment", "Merci")
    asked = await is_told(zoe, "Il y a un mois")
    await taps(zoe, asked, "Oui, c'était utile", "raconter")


async def tell_it(region: Region, zoe: Person, title: str) -> None:
    """Zoé tells it to the others, and Ana takes it into the letter."""
    thanks = await is_told(zoe, "Voulez-vous le raconter")
    await taps(zoe, thanks, "Le raconter dans la lettre", "titre")
    await tells(zoe, title, "?")
    asked = await tells(zoe, "Nous chantons à Mirande.", "lien")
    preview = await taps(zoe, asked, "Passer le reste", "ne la voit encore")
    await taps(zoe, preview, "La proposer", "est transmise")
    card = await is_told(region.ana, title)
    await taps(region.ana, card, "Mettre dans la lettre", "dans la lettre")
