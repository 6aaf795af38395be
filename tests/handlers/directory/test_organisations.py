"""Organisations from lists with their source, apart from persons: added, counted, filtered."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook

from bot.core import Map
from tests.databases import Fresh
from tests.handlers.directory.directory_people import shows
from tests.handlers.directory.organisation_lists import LIST, SOURCE, adds, brings
from tests.town import WATER, Neighbour, Town, town_settings


@pytest.mark.slow
def test_what_was_not_understood_of_a_list_is_shown_page_by_page(
    ana: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.directory.organisation_import.MOST_REMARKS", 2)
    first = brings(ana)

    rest = ana.presses("2 autres")

    assert "Ligne 8" not in first
    assert rest == (
        "Liste « acteurs.csv »\n\n3 lignes n'ajoutent rien.\n"
        "Ligne 8 : déjà plus haut dans la liste : « Vélo École »\n\n"
        "3 cases n'ont pas été comprises : les organisations sont ajoutées sans elles.\n"
        "Ligne 6 : domaine non reconnu : « Jardinage »"
    )


@pytest.mark.slow
def test_a_list_is_shown_with_its_errors_by_line_and_then_added(town: Town, ana: Neighbour) -> None:
    zoe = shows(town.member("Zoé"), about="Vélos")
    assert "Organisations" not in [each.label for each in _choices(zoe, "/annuaire")]
    ana.says("/annuaire")
    ana.presses("Organisations")
    asked = ana.presses("Importer des organisations")
    ana.sends("acteurs.csv", LIST.encode())
    ana.says(SOURCE)
    shown = ana.inbox[-1]
    added = ana.presses("Ajouter 3 organisations")

    assert asked.startswith("Envoyez-moi la liste des organisations")
    assert shown == (
        "Liste « acteurs.csv »\n"
        f"Source : {SOURCE}\n"
        "3 organisations à ajouter.\n"
        "Les premières : Recyclerie du Doubs (Besançon), Vélo-école (Dole) et La Graine.\n"
        "Colonnes comprises : Structure, Activité, Code postal, Ville, Thématiques et "
        "Site internet.\n"
        "Colonnes ignorées : Téléphone.\n"
        "\n"
        "3 lignes n'ajoutent rien.\n"
        "Ligne 4 : il manque le nom\n"
        "Ligne 7 : ce n'est pas un nom : « =1+1 »\n"
        "Ligne 8 : déjà plus haut dans la liste : « Vélo École »\n"
        "\n"
        "3 cases n'ont pas été comprises : les organisations sont ajoutées sans elles.\n"
        "Ligne 5 : ce n'est pas une adresse web : « pas une adresse »\n"
        "Ligne 6 : commune non reconnue : « Atlantide »\n"
        "Ligne 6 : domaine non reconnu : « Jardinage »"
    )
    assert "3 organisations figurent maintenant dans l'annuaire." in added

    zoe.says("/annuaire")
    listed = zoe.presses("Organisations (3)")
    card = zoe.presses("Recyclerie du Doubs")
    found = zoe.says("/annuaire vélos")

    assert listed == (
        "🏢 Organisations\n"
        "3 organisations\n"
        "La Graine : Jardins partagés\n"
        "Recyclerie du Doubs, Besançon (Doubs) : Réemploi de vélos et de meubles\n"
        "Vélo-école, Dole (Jura) : Apprendre le vélo"
    )
    assert card == (
        "Recyclerie du Doubs\n"
        "Réemploi de vélos et de meubles\n"
        "Lieu : Besançon (Doubs)\n"
        "Domaines : Déchets et réemploi et Mobilité\n"
        "https://recyclerie.example\n"
        f"Source : {SOURCE}"
    )
    assert found == (
        "🔎 Annuaire : « vélos »\n"
        "Zoé (vous) : Vélos\n"
        "Organisations\n"
        "Recyclerie du Doubs, Besançon (Doubs) : Réemploi de vélos et de meubles\n"
        "Vélo-école, Dole (Jura) : Apprendre le vélo"
    )
    assert "\n3 organisations\n" in ana.says("/bilan")


@pytest.mark.slow
def test_organisations_are_counted_on_the_map(town: Town, ana: Neighbour) -> None:
    adds(ana)
    zoe = town.member("Zoé")

    said = zoe.says("/carte organisations")

    assert said.startswith(
        "🗺 Organisations\nDoubs (25) : 1\nJura (39) : 1\n"
        "Les organisations sans commune ne sont pas sur la carte. Pour les trouver toutes :"
    )
    shown = zoe.direct[-1].said.picture
    assert isinstance(shown, Map)
    assert [each.name for each in shown.marks] == ["Besançon", "Dole"]
    assert zoe.presses("Annuaire").startswith("👥 Annuaire")


@pytest.mark.slow
def test_organisations_are_filtered_like_members(town: Town, ana: Neighbour) -> None:
    adds(ana)
    zoe = town.member("Zoé")
    zoe.says("/annuaire")
    zoe.presses("Organisations (3)")

    asked = zoe.presses("Par domaine")
    by_domain = zoe.presses("Mobilité")
    zoe.presses("Par lieu")
    zoe.presses("Écrire un lieu")
    by_place = zoe.says("Dole")
    members = zoe.presses("Les membres")

    assert asked == "Organisations de quel domaine ?"
    assert by_domain.splitlines()[:3] == [
        "🏢 Organisations",
        "Seulement : Mobilité.",
        "2 organisations",
    ]
    assert by_place.splitlines()[1:] == [
        "Seulement : Mobilité et Dole (30 km autour).",
        "1 organisation",
        "Vélo-école, Dole (Jura) : Apprendre le vélo",
    ]
    assert members.startswith("👥 Annuaire\nSeulement : Mobilité et Dole (30 km autour).")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"%PDF-1.7", "Ce n'est pas une liste", id="pdf"),
        pytest.param(b"PK\x03\x04nothing", "Je n'arrive pas à lire ce fichier.", id="broken"),
        pytest.param(b"Ville\nDole\n", "Je ne trouve pas de colonne de noms.", id="no names"),
        pytest.param(b"Nom\n\n", "Il n'y a aucune organisation à ajouter.", id="nothing"),
    ],
)
def test_other_files_are_explained(ana: Neighbour, content: bytes, said: str) -> None:
    assert said in brings(ana, content, "acteurs.xlsx")
    assert not any(each.label.startswith("Ajouter") for each in ana.direct[-1].choices)


@pytest.mark.slow
def test_organisations_in_a_workbook_are_read(ana: Neighbour) -> None:
    book, file = Workbook(), BytesIO()
    sheet = book.create_sheet("Acteurs")
    sheet.append(["Nom", "CP", "Commune", "Objet"])
    sheet.append(["Énergie du Jura", 39100.0, "Dole", "=1+1"])
    book.save(file)

    assert "Énergie du Jura (Dole)" in brings(ana, file.getvalue(), "acteurs.xlsx")


@pytest.mark.slow
def test_nobody_else_decides_about_a_list(town: Town, ana: Neighbour) -> None:
    brings(ana)
    luc, zoe = town.gardener("region"), town.member("Zoé")
    luc.says("!annuaire")
    zoe.says("/annuaire")

    by_luc = luc.forges("organisations_add:1", luc.direct[-1])
    for press in ("organisations_add:1", "organisation_remove:1", "organisations_import"):
        zoe.forges(press, zoe.direct[-1])

    assert by_luc == "Cette liste n'est plus là. Merci de la renvoyer."
    assert "Organisations" not in [each.label for each in _choices(zoe, "/annuaire")]


def _choices(reader: Neighbour, typed: str) -> list:  # type: ignore[type-arg]
    reader.says(typed)
    return list(reader.direct[-1].choices)


@pytest.mark.slow
def test_a_list_is_added_in_its_own_community_alone(fresh_database: Fresh) -> None:
    """A gardener who tends another community, too, may have lost the seat of this one."""
    both = {**WATER, "gardeners": {"territory": "telegram:43", "region": ""}}
    town = Town(fresh_database("sqlite"), town_settings(both))
    ana = town.gardener("territory", "Eau vive")
    elsewhere = ana.direct[-1]
    ana.joins("Pionniers de l'énergie")
    ana.forges("organisations_import", ana.direct[-1])
    ana.sends("acteurs.csv", LIST.encode())
    ana.says(SOURCE)
    waiting = ana.direct[-1]

    refused = ana.forges("organisations_add:1", elsewhere)
    added = ana.presses("Ajouter 3 organisations", waiting)

    assert refused.startswith("Cette liste n'est plus là.")
    assert added.startswith("Liste « acteurs.csv »\n3 organisations figurent maintenant")
    bea = town.member("Béa", of=("Eau vive",))
    bea.says("/annuaire")
    assert bea.forges("organisation:1", bea.direct[-1]).startswith(
        "Cette organisation ne figure plus"
    )
    town.close()


@pytest.mark.slow
def test_the_letter_names_organisations_that_are_new(town: Town, ana: Neighbour) -> None:
    ana.says("/lettre programme mardi 8h")
    ana.presses("Garder ces dates")
    adds(ana)
    letter = ana.reviews_letter()
    town.move(timedelta(weeks=7))

    assert (
        "🏢 3 nouvelles organisations dans l'annuaire\n"
        "Recyclerie du Doubs\nVélo-école\nLa Graine\nToutes : /annuaire" in letter
    )
    assert "Recyclerie" not in ana.reviews_letter()
