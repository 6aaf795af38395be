"""Lists of people that a gardener imports: previewed, explained, and invited as a whole."""

import pytest

from storage.invitations.imports import ImportState
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.invitations.lists import (
    LIST,
    OVER,
    SOURCE,
    brings,
    imports,
    invitees,
    invites,
)
from tests.plain_text import plain
from tests.saved_towns import SavedTowns
from tests.town import SQUARE, WATER, Neighbour, Town, town_settings


@pytest.mark.slow
@pytest.mark.parametrize("seat", ["territory", "region"])
def test_a_list_is_shown_before_anybody_is_invited(town: Town, seat: str) -> None:
    gardener = town.gardener(seat)

    asked = presses_forged(gardener, "members_import")
    gardener.sends("annuaire.csv", LIST.encode())
    gardener.says(SOURCE)
    shown = gardener.inbox[-1]
    before = invitees(town)
    gardener.presses("Inviter 2 personnes")

    assert asked.startswith("Envoyez-moi la liste des personnes à inviter")
    assert shown.startswith(
        "Liste « annuaire.csv »\n"
        f"Source : {SOURCE}\n"
        "2 personnes à inviter.\n"
        "Les premières : Zoé Martin (Besançon) et Max Roux (Dole).\n"
        "Colonnes comprises : Nom, Prénom, E-mail, Commune, Cercle et Domaines.\n"
        "Colonnes ignorées : Téléphone.\n"
    )
    assert before == []
    assert [each.name for each in invitees(town)] == ["Zoé Martin", "Max Roux"]
    assert gardener.inbox[-1].startswith(
        "Liste « annuaire.csv »\n"
        f"Source : {SOURCE}\n"
        "Cette liste a invité 2 personnes.\n"
        "2 n'ont pas encore répondu ; les invitations sont valables jusqu'au samedi 23 janvier."
    )


@pytest.mark.slow
def test_errors_and_repetitions_are_told_by_line(town: Town, ana: Neighbour) -> None:
    town.member("Max Roux")
    invites(ana, "Nom;E-mail\nLou Petit;lou@mail.fr\n")

    shown = brings(
        ana,
        "Nom;E-mail;Commune\n"
        "Zoé;zoe@mail.fr;Dole\n"
        ";personne@mail.fr;\n"
        "Ali;ali@;\n"
        "Zoé Bis;ZOE@mail.fr;\n"
        "roux max;;\n"
        "L. Petit;lou@mail.fr;\n"
        "Nour;;Atlantide\n",
    )

    assert "2 personnes à inviter." in shown
    assert "1 ligne répète une personne déjà citée plus haut : 5." in shown
    assert (
        "2 personnes sont déjà membres ou invitées : roux max (déjà membre, même nom et même "
        "commune) et L. Petit (déjà invitée, même e-mail)." in shown
    )
    assert (
        "2 lignes contiennent une erreur et n'invitent personne.\n"
        "Ligne 3 : il manque le nom\n"
        "Ligne 4 : ce n'est pas une adresse e-mail : « ali@ »" in shown
    )
    assert "Ligne 8 : commune non reconnue : « Atlantide »" in shown


@pytest.mark.slow
def test_the_whole_list_of_remarks_is_a_file(town: Town) -> None:
    luc = town.gardener("region")
    brings(luc, "Nom;E-mail\nZoé;\n=1+1;\nMax;=cmd()\nZoé;\n")

    luc.presses("Toutes les remarques (fichier)")

    document = luc.direct[-1].said.document
    assert document is not None
    assert plain(document.content.decode("utf-8-sig")).splitlines() == [
        '"Ligne";"Quoi";"Ce qui est écrit";"Invitation"',
        '3;"ce n\'est pas un nom";"\'=1+1";"non"',
        '4;"ce n\'est pas une adresse e-mail";"\'=cmd()";"non"',
        '5;"déjà plus haut dans la liste, même nom et même commune";"Zoé";"non"',
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"%PDF-1.7", "Ce n'est pas une liste", id="pdf"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(99), "Ce tableur est à l'ancien format", id="xls"),
        pytest.param(b"PK\x03\x04nothing", "Je n'arrive pas à lire ce fichier.", id="broken"),
        pytest.param(b"Ville\nDole\n", "Je ne trouve pas de colonne de noms.", id="no names"),
        pytest.param(b"Nom\n\n", "Il n'y a personne à inviter.", id="nobody"),
    ],
)
def test_other_files_are_explained(town: Town, ana: Neighbour, content: bytes, said: str) -> None:
    shown = brings(ana, content, "annuaire.xlsx")

    assert said in shown
    assert not any(each.label.startswith("Inviter") for each in ana.direct[-1].choices)
    presses_forged(ana, "import_go:1")
    assert invitees(town) == []


def test_a_source_is_needed(town: Town, ana: Neighbour) -> None:
    presses_forged(ana, "members_import")
    ana.sends("annuaire.csv", LIST.encode())

    assert ana.says("?").startswith("Dites d'où viennent ces adresses")
    assert imports(town) == []


@pytest.mark.slow
def test_two_taps_invite_once(town: Town, ana: Neighbour) -> None:
    brings(ana)

    ana.presses("Inviter 2 personnes")
    presses_forged(ana, "import_go:1")

    assert len(invitees(town)) == 2


@pytest.mark.slow
def test_the_same_list_again_invites_nobody(town: Town, ana: Neighbour) -> None:
    invites(ana)

    assert "Il n'y a personne à inviter." in brings(ana)


@pytest.mark.slow
def test_members_import_nothing(town: Town, ana: Neighbour) -> None:
    brings(ana)
    zoe = town.member("Zoé")
    presses = ["members_import", "import_go:1", "import_stop:1"]

    for press in presses:
        assert presses_forged(zoe, press).startswith("Seule l'équipe de jardinage"), press
        assert presses_forged(town.stranger("Max"), press).startswith("Rejoindre"), press
        assert invitees(town) == [], press
    assert audited(town, zoe) == [(press.partition(":")[0], "refused") for press in presses]


@pytest.mark.slow
def test_the_other_gardener_does_not_decide_about_a_list(town: Town, ana: Neighbour) -> None:
    luc = town.gardener("region")
    brings(ana)

    assert presses_forged(luc, "import_go:1") == (
        "Seule la personne qui a envoyé cette liste peut en décider."
    )
    assert presses_forged(luc, "import_stop:1") == (
        "Seule la personne qui a envoyé cette liste peut en décider."
    )
    assert [each.state for each in imports(town)] == [ImportState.SHOWN]


@pytest.mark.slow
def test_a_gardener_of_another_community_does_not_know_it(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(WATER), saved=saved_towns)
    try:
        ana = town.gardener("territory", "Pionniers de l'énergie")
        invites(ana)
        eve = Neighbour(town, "telegram", "telegram:53", "Ève", "fr").joins("Eau vive")
        for press in ("import_show:1", "import_ended:1", "import_go:1"):
            assert presses_forged(eve, press) == OVER
        assert presses_forged(eve, "invitee_out:1").startswith(
            "Cette invitation n'est plus valable"
        )
        assert len(invitees(town)) == 2
    finally:
        town.close()


def test_a_list_requested_in_a_shared_room_is_asked_for_in_private(
    town: Town, ana: Neighbour
) -> None:
    before = len(town.said_in(SQUARE["telegram"]))

    presses_forged(ana, "members_import", room=SQUARE["telegram"])

    assert ana.inbox[-1].startswith("Envoyez-moi la liste")
    assert len(town.said_in(SQUARE["telegram"])) == before


class Ended(Exception):
    """The power goes."""
