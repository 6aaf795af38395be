"""Where projects are seen: lists with a source, directory, map, letter, public page, pictures."""

import pytest

from bot.domain.projects import MakerState
from storage.projects import ProjectMaker, Projects
from tests.core.files.test_photos import picture
from tests.handlers.audit.traces import presses_forged
from tests.handlers.linking.accounts import linked
from tests.handlers.personal_data.departures import chooses
from tests.handlers.projects.test_projects import made
from tests.handlers.public_page.public_pages import HOME, is_missing, page, show_part
from tests.town import START, Neighbour, Town, labels
from tests.web.own_pages import fetched, with_pages

SOURCE = "Carte de la transition, 2026"
LIST = (
    "Projet;Description;Ville;Site;Téléphone\n"
    "Fournil <b>;Du pain au levain;Dole;fournil.example;03 84\n"
    ";Sans nom;Dole;;\n"
    "Ressourcerie;Réemploi;Besançon;;\n"
)


def _maker(project_id: int, member_id: int) -> ProjectMaker:
    return ProjectMaker(
        project_id=project_id,
        member_id=member_id,
        state=MakerState.MAKER,
        since=START,
        asked_by=None,
        takes_over=False,
    )


def brings(gardener: Neighbour) -> str:
    """Send a list of projects with its source; gives what is said of it."""
    presses_forged(gardener, "projects_import")
    gardener.sends("projets.csv", LIST.encode())
    gardener.says(SOURCE)
    return gardener.inbox[-1]


@pytest.mark.slow
def test_a_list_is_checked_and_shown_with_its_source_until_somebody_takes_it_on(
    town: Town, ana: Neighbour, yan: Neighbour, zoe: Neighbour
) -> None:
    checked = brings(ana)
    unseen = zoe.says("!projet")
    ana.presses("Présenter 2 projets")
    again = brings(ana)
    zoe.says("!projet")
    card = zoe.presses("Fournil <b>")
    zoe.presses("C'est notre projet")
    yan.says("/projet 1")
    taken = yan.forges("project_entrust:1:3", yan.direct[-1])
    todo = ana.says("/afaire")
    ana.presses("Le confier à Zoé")
    mine = zoe.says("!projet 1")
    ana.says("/projet 2")
    ana.presses("Retirer ce projet")
    ana.presses("Oui, le supprimer")

    assert checked.startswith(
        f"Liste « projets.csv »\nSource : {SOURCE}\n2 projets à présenter.\n"
        "Les premières : Fournil <b> (Dole) et Ressourcerie (Besançon)."
    )
    assert "Ligne 3 : il manque le nom" in checked
    assert "Colonnes ignorées : Téléphone." in checked
    assert "Fournil" not in unseen
    assert "Il n'y a aucun projet à présenter." in again
    assert card == (
        "🌱 Fournil <b>\nDu pain au levain\n📍 Dole (Jura)\nhttps://fournil.example\n"
        f"Source : {SOURCE}\nPar écrit : !projet 1"
    )
    assert "équipe de jardinage" in taken
    assert "Zoé dit que « Fournil <b> » est son projet." in todo
    assert f"Porté par Zoé\nSource : {SOURCE}" in mine
    assert "Il n'y a aucun projet à présenter." in brings(ana), "nothing comes back"


@pytest.mark.slow
def test_it_is_in_the_directory_and_on_the_map(town: Town, yan: Neighbour, zoe: Neighbour) -> None:
    made(yan)
    zoe.says("!annuaire")
    beside = labels(zoe)
    found = zoe.says("!annuaire réparer")
    sought = zoe.says("!projet"), zoe.presses("Chercher"), zoe.says("casser")
    shown = zoe.says("!carte projets")

    assert "Projets (1)" in beside
    assert "Projets\nCafé réparation, Dole (Jura) : On répare" in found
    assert sought[-1].startswith("🔎 Projets avec « casser »\nCafé réparation")
    assert shown.startswith("🗺 Projets\nJura (39)\nCafé réparation\n")


@pytest.mark.slow
def test_the_letter_has_new_ones_without_names_and_finished_ones(
    town: Town, ana: Neighbour, yan: Neighbour
) -> None:
    made(yan)
    new = ana.reviews_letter()
    yan.says("/projet 1")
    yan.presses("Il est terminé")
    yan.says("Commencer petit.")
    ended = ana.reviews_letter()
    yan.says("/projet 1")
    yan.presses("Supprimer")
    yan.presses("Oui, le supprimer")

    assert "🌱 Projet : Café réparation\nOn répare ce qui casse, le samedi." in new
    assert "Yan" not in new
    assert "✅ Projet terminé : Café réparation\nCommencer petit." in ended
    assert "🌱 Projet" not in ended
    assert "Café" not in ana.reviews_letter()


def test_it_is_on_the_public_page_once_all_its_makers_said_yes(
    town: Town, ana: Neighbour, yan: Neighbour, zoe: Neighbour
) -> None:
    with_pages(town)
    luc = town.gardener("region")
    show_part(ana, luc, "Projets")
    path = f"{HOME}/projects"
    made(zoe)
    zoe.says("!projet 1")
    yan.says("/projet")
    forged = yan.forges("webpage_yes:project:1:1", yan.direct[-1])
    before = page(town, path)
    zoe.presses("Sur la page publique ?")
    zoe.presses("Oui, le montrer à tout le monde")
    shown = page(town, path)
    with town.database.unit() as store:
        store[Projects].put_maker(_maker(1, 2))
    other = page(town, path)

    assert forged.startswith("Cela ne peut pas être sur la page publique")
    assert "Café" not in before
    assert "On répare ce qui casse, le samedi." in shown
    assert "Zoé" not in shown
    assert "Café" not in other, "the second maker was not asked"


@pytest.mark.slow
def test_a_picture_is_stripped_shown_before_the_card_and_public_with_it(
    town: Town, ana: Neighbour, yan: Neighbour, zoe: Neighbour
) -> None:
    with_pages(town)
    show_part(ana, town.gardener("region"), "Projets")
    made(yan)
    yan.says("/projet 1")
    yan.presses("Modifier")
    yan.presses("Image")
    yan.sends("x.png", picture("PNG"))
    yan.says("Zoé répare")
    zoe.says("!projet 1")
    shown = zoe.inbox[-2]
    path = f"{HOME}/projects/1/picture"
    missing = is_missing(town, path)
    yan.says("/projet 1")
    yan.presses("Sur la page publique ?")
    yan.presses("Oui, le montrer à tout le monde")
    public = fetched(town, path)[1]
    yan.says("/projet 1")
    yan.presses("Modifier")
    yan.presses("Retirer l'image")

    assert shown == "Image : Zoé répare"
    assert missing
    assert public.startswith((b"\xff\xd8\xff", b"\x89PNG"))
    assert is_missing(town, path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("caption", "asked", "shown"),
    [
        ("Le local, rue des Arènes", "je récupère l'image", "Image : Le local, rue des Arènes"),
        ("Projets", "est-ce votre réponse", "Image : Projets"),
        ("x" * 301, "Décrivez l'image en quelques mots", "Image : Un vélo"),
    ],
    ids=["caption", "like a command", "too long"],
)
def test_a_caption_describes_the_picture(
    yan: Neighbour, caption: str, asked: str, shown: str
) -> None:
    made(yan)
    yan.says("/projet 1")
    yan.presses("Modifier")
    yan.presses("Image")

    said = yan.sends("x.png", picture("PNG"), caption)
    if "réponse" in asked:
        yan.presses("Oui, c'est ma réponse")
    elif caption not in shown:
        yan.says("Un vélo")

    assert asked in said
    assert yan.inbox[-2] == shown


@pytest.mark.slow
def test_merged_members_keep_what_they_make(town: Town, yan: Neighbour, zoe: Neighbour) -> None:
    made(yan)
    zoe.says("!projet 1")
    zoe.presses("Suivre")
    linked(yan, zoe)

    assert "Modifier" in (zoe.says("!projet 1"), labels(zoe))[1]


@pytest.mark.slow
def test_who_leaves_is_told_which_projects_go(town: Town, ana: Neighbour, yan: Neighbour) -> None:
    made(yan)
    yan.says("/quitter")
    told = yan.presses("Quitter la communauté")
    chooses(yan, "Quitter la communauté")

    assert "Votre projet « Café réparation » sera supprimé" in told
    assert ana.says("/projet 1").startswith("Il n'y a pas ici de projet 1")


def test_the_team_alone_decides(town: Town, yan: Neighbour, zoe: Neighbour) -> None:
    made(zoe)
    yan.says("/projet")
    shown = yan.direct[-1]

    for press in ("project_down:1", "projects_import", "project_refuse:1:3"):
        assert "équipe de jardinage" in yan.forges(press, shown), press


@pytest.mark.slow
def test_a_project_is_reported_and_taken_down(
    town: Town, ana: Neighbour, yan: Neighbour, zoe: Neighbour
) -> None:
    made(yan)
    zoe.says("!projet 1")
    zoe.presses("Signaler")
    zoe.presses("Signaler à l'équipe")
    reported = ana.inbox[-1]
    ana.says("/projet 1")
    ana.presses("Retirer ce projet")
    ana.presses("Oui, le supprimer")

    assert reported.startswith("🚩 Un message de Yan est signalé\n🌱 1 – Café réparation")
    assert "Zoé" not in reported
    assert yan.inbox[-1].startswith("L'équipe de jardinage a retiré « Café réparation »")
