"""The result of each kind of poll as a picture and as a spreadsheet."""

import csv
from io import StringIO

import pytest

from bot.core import Chart
from tests.town import Neighbour, Town

RANKED = "/sondage Quel atelier ? | vélo | compost | =pain --classement"
CONSENT = "/sondage Se retrouver chaque premier samedi --consentement"
DATES = "/sondage Atelier : quand ? | samedi 5 décembre | mardi 8 décembre --date"
BRING = "/sondage Pique-nique ? | Salade x2 | 3 x pain | Assiettes --apporter"
OPEN = "/sondage Que manque-t-il ? --ouverte"


def bars(town: Town, who: Neighbour) -> list[tuple[str, int, str, bool, int]]:
    """The bars of the picture that was posted last."""
    picture = town.said_in(who.square)[-1].said.picture
    assert isinstance(picture, Chart)
    return [
        (str(each.label), each.value, str(each.words), each.leads, each.goal)
        for each in picture.bars
    ]


def table(town: Town) -> list[list[str]]:
    """The rows of the spreadsheet of poll 1, as the other gardener gets it."""
    who = town.gardener("region")
    who.says("!sondage 1")
    who.presses("Le résultat en tableur")
    document = who.direct[-1].said.document
    assert document is not None
    return list(csv.reader(StringIO(document.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "votes", "drawn", "rows"),
    [
        pytest.param(
            RANKED,
            ("1 3", "1", "2 3", "2", "3 2"),
            [
                ("compost", 3, "3, l’emporte", True, 0),
                ("vélo", 2, "2 à la fin", False, 0),
                ("=pain", 1, "1, sort au tour 1", False, 0),
            ],
            [
                ["Choix", "Tour 1", "Tour 2", "En mots"],
                ["compost", "2", "3", "3, l’emporte"],
                ["vélo", "2", "2", "2 à la fin"],
                ["'=pain", "1", "", "1, sort au tour 1"],
            ],
            id="ranked",
        ),
        pytest.param(
            CONSENT,
            ("1", "1", "2", "objection : trop tôt"),
            [
                ("Pas d’objection", 2, "2 (50\N{NO-BREAK SPACE}%)", False, 0),
                ("Je m’abstiens", 1, "1 (25\N{NO-BREAK SPACE}%)", False, 0),
                ("Objection", 1, "1 (25\N{NO-BREAK SPACE}%)", True, 0),
            ],
            [
                ["Choix", "Votes", "En mots"],
                ["Pas d’objection", "2", "2 (50\N{NO-BREAK SPACE}%)"],
                ["Je m’abstiens", "1", "1 (25\N{NO-BREAK SPACE}%)"],
                ["Objection", "1", "1 (25\N{NO-BREAK SPACE}%)"],
            ],
            id="consent",
        ),
        pytest.param(
            DATES,
            ("1, 2?", "1?", "aucune"),
            [
                ("Samedi 5 décembre", 1, "1 oui et 1 si besoin", True, 2),
                ("Mardi 8 décembre", 0, "1 si besoin", False, 1),
            ],
            [
                ["Date", "Oui", "Si besoin", "Non"],
                ["Samedi 5 décembre", "1", "1", "1"],
                ["Mardi 8 décembre", "0", "1", "2"],
            ],
            id="date",
        ),
        pytest.param(
            BRING,
            ("1", "1 2"),
            [
                ("Salade", 2, "2 sur 2", True, 2),
                ("pain", 1, "1 sur 3", False, 3),
                ("Assiettes", 0, "à prendre", False, 1),
            ],
            [
                ["Quoi", "Nombre souhaité", "Promis", "Qui"],
                ["Salade", "2", "2", "Person 0 et Person 1"],
                ["pain", "3", "1", "Person 1"],
                ["Assiettes", "1", "0", ""],
            ],
            id="who brings what",
        ),
    ],
)
def test_a_result_is_drawn_and_exported(
    town: Town,
    asked: str,
    votes: tuple[str, ...],
    drawn: list[tuple[str, int, str, bool, int]],
    rows: list[list[str]],
) -> None:
    ana = town.gardener("territory")
    ana.publishes(asked)
    for nth, vote in enumerate(votes):
        town.member(f"Person {nth}").says(f"/voter 1 {vote}")
    ana.says("/cloturer 1")

    assert bars(town, ana) == drawn
    assert table(town) == rows


@pytest.mark.slow
def test_the_answers_to_an_open_question_are_exported_by_heading(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(OPEN)
    for nth, words in enumerate(("Un jardin", "=HYPERLINK(1)", "Un potager")):
        town.member(f"Person {nth}").says(f"/voter 1 {words}")
    ana.says("/sondage 1")
    ana.presses("Toutes les réponses")
    ana.presses("Regrouper sous un titre")
    ana.says("1, 3")
    ana.says("Jardins")
    ana.says("/cloturer 1")

    assert town.said_in(ana.square)[-1].said.picture is None
    assert table(town) == [
        ["Titre", "Réponse"],
        ["Jardins", "Un jardin"],
        ["Jardins", "Un potager"],
        ["", "'=HYPERLINK(1)"],
    ]
