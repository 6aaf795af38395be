"""Projects, groups, calls, portraits, visits and one's page in plain words: shown, never done."""

import pytest

from tests.handlers.calls.calls import TITLE, keeps_call
from tests.handlers.introductions.adults import grown, young
from tests.handlers.visits.steps import HOST, makes_series
from tests.town import Neighbour, Town, labels
from tests.web.own_pages import with_pages

COMPOST, LISTED, NEW = "🛠 Compost", "🛠 Groupes de travail", "Présenter un projet"
SHOWN = (  # The words, what is shown, and a button of it.
    ("je voudrais suivre le projet café réparation", "🌱 Café réparation", "Suivre"),
    ("je voudrais suivre un projet", "🌱 Projets", "Café réparation"),
    ("je voudrais montrer mon projet de cabane", "🌱 Un nouveau projet", NEW),
    ("je veux rejoindre le groupe compost", COMPOST, "Rejoindre le groupe"),
    ("je veux rejoindre un groupe de travail", LISTED, "Proposer un groupe"),
    ("je voudrais créer un groupe", "🛠 Un nouveau groupe de travail", "Proposer un groupe"),
    ("comment participer au concours ?", f"🌻 Appel : {TITLE}", "Participer"),
    ("je veux raconter mon histoire", "👤 Portraits", "Écrire à l'équipe"),
    ("je peux accueillir une visite chez moi", "🏡 Café chez…", HOST),
)


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    """Zoé, on Matrix, where there are two projects, two groups, a call, and monthly visits."""
    ana, yan = town.gardener("territory"), grown(town.member("Yan"))
    for each in ("Café réparation | On répare.", "Projet de verger | Des pommes."):
        yan.says(f"/projet {each} | Dole")
        yan.presses("Montrer aux membres")
    for each in ("Compost", "Groupe mobilité"):
        grown(ana).says(f"/groupe {each} | Pour tous")
    keeps_call(town)
    makes_series(ana)
    return town.member("Zoé", on="matrix")


def test_a_wish_shows_what_is_meant_with_its_buttons(zoe: Neighbour) -> None:
    def is_shown(typed: str, title: str, label: str) -> bool:
        zoe.says("!annuler")
        return zoe.says(typed).startswith(f"{title}\n") and label in labels(zoe)

    assert [each for each in SHOWN if is_shown(*each)] == [*SHOWN]


def test_who_wants_to_leave_a_group_reads_it_and_is_still_in_it(zoe: Neighbour) -> None:
    grown(zoe).says("!groupe 1")
    zoe.presses("Rejoindre le groupe")

    said = zoe.says("je veux quitter le groupe compost")

    assert said.startswith(f"{COMPOST}\n")
    assert "Quitter le groupe" in labels(zoe)
    assert "vous en faites partie" in zoe.says("!groupe")


def test_a_minor_is_offered_no_project_to_make(zoe: Neighbour) -> None:
    said = young(zoe).says("je voudrais montrer mon projet de cabane")

    assert said.startswith("🌱 Projets\n")
    assert NEW not in labels(zoe)


def test_the_link_to_ones_page_is_offered_where_there_are_pages(town: Town) -> None:
    zoe = town.member("Zoé")
    nowhere = zoe.says("ma page perso"), labels(zoe)
    with_pages(town)
    offered = zoe.says("ma page perso"), labels(zoe)

    assert "Ma page" not in nowhere[1]
    assert offered == ("Est-ce ce que vous cherchez ?", ["Ma page"])
    assert "Ouvrir ma page" in zoe.presses("Ma page")
