"""Members find those who chose to be found, and nobody else."""

from datetime import datetime

import pytest

from storage.inbound import CountedActs
from tests.handlers.directory.directory_people import (
    AUCH,
    BESANCON,
    DOLE,
    member_of,
    number_of,
    shows,
)
from tests.town import PARIS, Neighbour, Town

DECEMBER = datetime(2026, 12, 7, 12, tzinfo=PARIS)
"""From then on November is told."""
ALL = {"Max", "Nour", "Paul", "Caché", "Jeune", "Inconnu"}


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    """A reader who is not in the directory, among people who are, and who are not."""
    shows(
        town.member("Max"),
        about="Je répare des vélos et des trottinettes",
        commune=DOLE,
        territory="Jura",
        domains=("mobility",),
        visible="contact",
    )
    shows(town.member("Nour", on="matrix"), commune=BESANCON, about="Rénovations de maisons")
    shows(town.member("Paul"), commune=AUCH, domains=("mobility", "waste"))
    shows(town.member("Caché"), visible="no", about="vélo", domains=("mobility",))
    shows(town.member("Jeune"), adult=False, about="vélo", domains=("mobility",))
    shows(town.member("Inconnu"), adult=None, about="vélo", domains=("mobility",))
    return town.member("Zoé")


@pytest.mark.slow
def test_the_rest_of_what_was_found_is_a_button(
    town: Town, zoe: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.directory.directory_list.MOST_FOUND", 1)
    shows(town.member("Lou"), about="Vélos anciens")
    shown = [zoe.says("/annuaire vélos"), zoe.presses("1 autre")]

    assert sorted(("Lou" in each, "Max" in each) for each in shown) == [
        (False, True),
        (True, False),
    ]


@pytest.mark.slow
def test_only_members_who_chose_it_are_found(town: Town, zoe: Neighbour) -> None:
    listed = zoe.says("/annuaire")
    in_a_group = zoe.says("/annuaire", room=zoe.square)

    assert listed == (
        "👥 Annuaire\n"
        "3 membres ont choisi d'y figurer.\n"
        "Max, Dole (Jura) : Je répare des vélos et des trottinettes\n"
        "Nour, Besançon (Doubs) : Rénovations de maisons\n"
        "Paul, Auch (Gers)\n"
        "Vous n'y figurez pas vous-même."
    )
    assert in_a_group == "Je vous ai répondu en privé."


@pytest.mark.slow
def test_people_are_found_in_plain_words(zoe: Neighbour) -> None:
    for typed in (
        *("annuaire vélo", "Annuaire : vélos", "directory vélo", "Qui connaît les vélos ?"),
        *("qui s'y connaît en vélo", "est-ce que quelqu'un s'y connaît en vélos ?"),
        *("Qui s'y connait en vélos ?", "je cherche qqun qui connaît le vélo"),
        "Who knows about vélos?",
    ):
        title, *found = zoe.says(typed).splitlines()

        assert title.startswith("🔎 Annuaire : « vélo"), typed
        assert found[0] == "Max, Dole (Jura) : Je répare des vélos et des trottinettes", typed
        assert people(zoe, ALL) == {"Max"}, typed


@pytest.mark.slow
def test_a_card_shows_the_details_that_its_member_chose(zoe: Neighbour) -> None:
    zoe.says("/annuaire")

    max_s_card = zoe.presses("Max")
    zoe.presses("Retour à l'annuaire")
    paul_s_card = zoe.presses("Paul")

    assert max_s_card.startswith(
        "Max\n"
        "Je répare des vélos et des trottinettes\n"
        "Lieu : Dole (Jura)\n"
        "Domaines : Mobilité\n"
        "Contact : Telegram (@"
    )
    assert paul_s_card.endswith("Contact : non partagé.")


@pytest.mark.slow
def test_members_are_found_by_typed_words(zoe: Neighbour) -> None:
    for typed, found in {
        "vélo": {"Max"},  # another form of the word
        "réparer mon vélo": {"Max"},
        "rénovation": {"Nour"},  # singular
        "nou": {"Nour"},  # the beginning of a name
        "max mobilité": {"Max"},  # a name and a domain
        "Dole": {"Max"},  # a commune
        "dans le Jura": {"Max"},
        "déchets et réemploi": {"Paul"},
    }.items():
        zoe.says(f"/annuaire {typed}")

        assert people(zoe, ALL) == found, typed


@pytest.mark.slow
def test_nobody_is_found_by_other_words(zoe: Neighbour) -> None:
    zoe.says("/annuaire")
    asked = zoe.presses("Chercher")

    said = zoe.says("xylophone%")

    assert asked == "Qui cherchez-vous ? Écrivez un nom, un domaine, une commune ou une activité."
    assert said == "🔎 Annuaire : « xylophone% »\nPersonne ne correspond dans l'annuaire."


@pytest.mark.slow
def test_a_place_shows_the_nearest_first(zoe: Neighbour) -> None:
    shows(zoe, commune=DOLE)
    zoe.says("/annuaire")
    zoe.presses("Par lieu")

    near = zoe.presses("Près de Dole")
    wide = zoe.presses("100 km")
    zoe.presses("Par lieu")
    zoe.presses("Écrire un lieu")
    elsewhere = zoe.says("Auch")

    assert near.splitlines()[1:4] == [
        "Seulement : Dole (30 km autour).",
        "2 membres",
        "Max, Dole (Jura) : Je répare des vélos et des trottinettes",
    ]
    assert wide.splitlines()[2:] == [
        "3 membres",
        "Max, Dole (Jura) : Je répare des vélos et des trottinettes",
        "Zoé (vous), Dole (Jura)",
        "Nour, Besançon (Doubs), 44 km : Rénovations de maisons",
    ]
    assert elsewhere.splitlines()[1:] == [
        "Seulement : Auch (100 km autour).",
        "1 membre",
        "Paul, Auch (Gers)",
    ]


@pytest.mark.slow
def test_a_domain_is_chosen_by_a_button(zoe: Neighbour) -> None:
    zoe.says("/annuaire")
    zoe.presses("Par domaine")

    shown = zoe.presses("Mobilité")

    assert shown.splitlines()[1:3] == ["Seulement : Mobilité.", "2 membres"]
    assert people(zoe, {"Max", "Nour", "Paul"}) == {"Max", "Paul"}


@pytest.mark.slow
def test_a_long_directory_is_turned(town: Town) -> None:
    zoe = town.member("Zoé")
    for number in range(8):
        shows(town.member(f"Voisin {number}"))

    first = zoe.says("/annuaire")
    second = zoe.presses("Suivant")
    again = zoe.presses("Précédent")

    assert "Voisin 5" in first
    assert second.splitlines()[2:4] == ["Voisin 6", "Voisin 7"]
    assert again == first


@pytest.mark.slow
def test_a_member_who_hides_is_not_found_any_more(town: Town, zoe: Neighbour) -> None:
    lou = shows(town.member("Lou"))
    number = number_of(town, lou)
    zoe.says("/annuaire")
    card = zoe.direct[-1]
    shows(lou, visible="no")

    refused = zoe.presses("Lou", card)
    forged = [zoe.forges(f"directory_member:{each}", card) for each in (number, 999)]

    for each in (refused, *forged):
        assert each.startswith("Cette personne ne figure plus dans l'annuaire.")
    assert "Lou" not in zoe.says("/annuaire")


@pytest.mark.slow
def test_a_made_up_filter_is_refused(zoe: Neighbour) -> None:
    zoe.says("/annuaire")
    card = zoe.direct[-1]

    for made_up in ("dxyz.", "p99999.r7.", "tffff.", "w.", "p25056.r999."):
        said = zoe.forges(f"directory:{made_up}:0", card)
        assert said.startswith("L'annuaire a changé."), made_up


@pytest.mark.slow
def test_the_search_finds_the_current_activity_of_members(town: Town, zoe: Neighbour) -> None:
    with town.database.unit() as store:
        member_of(store, zoe).about = "Maraîchage"
    shows(zoe, about="Apiculture")

    assert people_after(zoe, "/annuaire maraîchage") == set()
    assert people_after(zoe, "/annuaire apicultures") == {"Zoé"}


@pytest.mark.slow
def test_a_member_asks_to_meet_another_who_is_asked_first(town: Town, zoe: Neighbour) -> None:
    nour = Neighbour(town, "matrix", "matrix:@nour", "Nour", "fr").wants_messages()
    zoe.says("/annuaire")
    zoe.presses("Nour")

    zoe.presses("Me présenter à Nour")
    asked = zoe.presses("Oui, 18 ans ou plus")
    told = zoe.says("Vos rénovations m'intéressent")

    assert (
        asked
        == "Pourquoi cette mise en relation ? L'autre personne lira votre réponse, avec votre nom."
    )
    assert "Nour" in told
    assert nour.inbox[-1].startswith("🤝 Rencontrer Zoé ?")
    assert "Vos rénovations m'intéressent" in nour.inbox[-1]
    shows(nour, visible="no")
    zoe.says("/annuaire")
    refused = zoe.forges(f"directory_meet:{number_of(town, nour)}", zoe.direct[-1])
    assert refused.startswith("Cette personne ne figure plus dans l'annuaire.")


@pytest.mark.slow
def test_nobody_copies_the_whole_directory(town: Town, zoe: Neighbour) -> None:
    zoe.says("/annuaire")
    with town.database.unit() as store:
        for _ in range(60):
            store[CountedActs].add(
                "lookups",
                member_id=member_of(store, zoe).id,
                account=zoe.address,
                at=town.clock.now(),
            )

    assert zoe.presses("Max").startswith("Vous avez ouvert 60 fiches de l'annuaire en une heure.")


@pytest.mark.slow
def test_figures_count_members_who_are_found(town: Town, zoe: Neighbour) -> None:
    ana = town.gardener("territory")
    for each in town.crowd(4):
        shows(each)
    town.move_to(DECEMBER)

    assert "\nAnnuaire\nMembres dans l'annuaire : 5 ou plus\n" in ana.says("/bilan")


def people(reader: Neighbour, names: set[str]) -> set[str]:
    """The people whom the last message has buttons for."""
    return {each.label for each in reader.direct[-1].choices} & names


def people_after(reader: Neighbour, typed: str) -> set[str]:
    """The people whom a search finds."""
    reader.says(typed)
    return people(reader, {"Max", "Nour", "Paul", "Zoé"})
