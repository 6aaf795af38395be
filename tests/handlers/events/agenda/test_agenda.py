"""The agenda: mine first, by date; narrowed down; past events page by page."""

from datetime import timedelta

import pytest

from tests.town import Neighbour, Town

EVENTS = (
    "Visite du composteur | samedi 5 décembre 14h30 | Besançon",
    "Webinaire solaire | mardi 1 décembre 18h | https://exemple.fr/visio",
    "Rencontre | dimanche 6 décembre 10h | Salle des fêtes, Dole",
)


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """Ana, who announced three events."""
    ana = town.gardener("territory")
    for each in EVENTS:
        ana.says(f"/evenement {each}")
        ana.presses("Annoncer")
    return ana


@pytest.mark.slow
def test_events_are_listed_by_date_with_the_readers_own_first(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    zoe.says("/inscription 3 peut-être")
    zoe.says("/inscription 2 non")

    assert zoe.says("/agenda") == (
        "Événements à venir\n"
        "Je viens\n"
        "3 · Rencontre : dimanche 6 décembre à 10 h, Dole (Jura) (peut-être)\n"
        "À venir aussi\n"
        "2 · Webinaire solaire : mardi 1er décembre à 18 h, en ligne\n"
        "1 · Visite du composteur : samedi 5 décembre à 14 h 30, Besançon (Doubs)"
    )
    assert zoe.presses("1 · Visite du composteur").startswith("🗓 Visite du composteur")


@pytest.mark.parametrize(
    ("sought", "numbers"),
    [
        pytest.param("Besançon", "1", id="a place"),
        pytest.param("besancon", "1", id="without accents"),
        pytest.param("en ligne", "2", id="online"),
        pytest.param("webinaire", "2", id="a kind"),
        pytest.param("rencontre", "3", id="another kind"),
        pytest.param("salle", "3", id="a word of the address"),
        pytest.param("composteur", "1", id="a word of the title"),
    ],
)
def test_the_agenda_is_narrowed_down(town: Town, ana: Neighbour, sought: str, numbers: str) -> None:
    listed = town.member("Yan", on="matrix").says(f"!agenda {sought}")

    assert [line[0] for line in listed.split("\n")[1:]] == list(numbers)


def test_a_search_without_results_says_how_to_see_all_events(town: Town, ana: Neighbour) -> None:
    assert town.member("Zoé").says("/agenda Brest") == (
        "Aucun événement à venir ne correspond à « Brest ». Pour les voir tous : /agenda."
    )


def test_a_kind_is_a_button(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    zoe.says("/evenements")

    shown = zoe.presses("Webinaire")

    assert "2 · Webinaire solaire" in shown
    assert "Rencontre" not in shown


@pytest.mark.slow
def test_past_events_are_browsed_page_by_page(town: Town, ana: Neighbour) -> None:
    for nth in range(9):
        ana.says(f"/evenement Atelier {nth} | lundi 7 décembre {nth + 8}h")
        ana.presses("Annoncer")
    town.move(timedelta(days=20))
    zoe = town.member("Zoé")

    empty = zoe.says("/agenda")
    first = zoe.presses("Événements passés")
    second = zoe.presses("Plus anciens")

    assert empty == "Événements à venir\nAucun événement n'est annoncé pour l'instant."
    assert first.split("\n")[1].startswith("12 · Atelier 8")
    assert len(first.split("\n")) == 11
    assert [line.split(" ")[0] for line in second.split("\n")[1:]] == ["1", "2"]


def test_nothing_cancelled_is_announced_in_the_agenda(town: Town, ana: Neighbour) -> None:
    ana.says("/evenement 1 annuler")

    agenda = town.member("Zoé").says("/agenda")

    assert agenda.startswith("Événements à venir\n2 · Webinaire solaire : mardi 1er décembre")
    assert "composteur" not in agenda


def test_the_agenda_in_a_room_has_no_buttons(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")

    zoe.says("/agenda", room=zoe.square)

    assert town.said_in(zoe.square)[-1].text.startswith("Événements à venir\n")
    assert not town.said_in(zoe.square)[-1].choices


@pytest.mark.slow
@pytest.mark.parametrize("on", ["telegram", "matrix"])
def test_the_rest_of_the_agenda_of_a_room_is_shown_in_private(
    town: Town, ana: Neighbour, monkeypatch: pytest.MonkeyPatch, on: str
) -> None:
    monkeypatch.setattr("handlers.events.agenda.MOST_LISTED", 1)
    ana.says("/evenement Plantation | 12 janvier 9h | Besançon")
    ana.presses("Annoncer")
    zoe = town.member("Zoé", on=on)
    mark = "/" if on == "telegram" else "!"
    zoe.says(f"{mark}agenda", room=zoe.square)
    listed = town.said_in(zoe.square)[-1]
    rest = [each.label for each in listed.choices]
    posted = len(town.said_in(zoe.square))

    zoe.presses(rest[0], listed, room=zoe.square)

    assert len(rest) == 1
    assert rest[0].endswith(("autre", "autres"))
    assert zoe.inbox[-1].startswith("Événements à venir\n")
    assert len(town.said_in(zoe.square)) == posted


@pytest.mark.slow
def test_the_rest_of_a_search_is_a_button(
    town: Town, ana: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.events.agenda.MOST_LISTED", 1)
    for title in ("Plantation", "Récolte"):
        ana.says(f"/evenement {title} | 12 janvier 9h | Vesoul")
        ana.presses("Annoncer")
    zoe = town.member("Zoé")
    zoe.says("/agenda vesoul")
    first = zoe.direct[-1]

    rest = zoe.presses("1 autre")
    zoe.says("/agenda e")

    assert "Plantation" in first.text
    assert "Récolte" not in first.text
    assert "Récolte" in rest
    assert zoe.presses("1 autre", first).startswith("Vous avez cherché autre chose depuis")


@pytest.mark.slow
def test_a_list_of_many_says_how_to_narrow_it_down(town: Town, ana: Neighbour) -> None:
    for nth in range(21):
        ana.says(f"/evenement Atelier {nth} | {nth + 1} janvier 9h")
        ana.presses("Annoncer")

    zoe = town.member("Zoé")
    listed = zoe.says("/agenda")

    assert listed.endswith("Pour filtrer : /agenda besançon")
    assert "4 autres" in [choice.label for choice in zoe.direct[-1].choices]
