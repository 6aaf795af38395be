"""People who are still invited, from the gardeners' seat: a list, other codes, sheets, links."""

import csv
import re
from io import StringIO

import pytest

from bot.workers.printed_sheets import _runs
from tests.handlers.audit.traces import presses_forged
from tests.handlers.invitations.lists import code_of, invitees, invites
from tests.plain_text import plain
from tests.town import Neighbour, Town, labels

TOO_OPEN = "Les fichiers qui contiennent des données personnelles ne passent pas par Telegram."


@pytest.fixture
def luc(town: Town) -> Neighbour:
    gardener = town.gardener("region")
    invites(gardener)
    return gardener


@pytest.mark.slow
def test_invited_people_are_listed_page_by_page(town: Town) -> None:
    luc = town.gardener("region")
    invites(luc, "Nom\n" + "".join(f"Nom {n}\n" for n in range(10)))

    luc.presses("Personnes invitées")
    first = labels(luc)
    luc.presses("Les suivantes")

    assert luc.inbox[-1].startswith(
        "Personnes invitées par une liste\n10 personnes n'ont pas encore rejoint."
    )
    assert first[:2] == ["Nom 0", "Nom 1"]
    assert labels(luc) == ["Nom 8", "Nom 9", "Revenir au début"]


@pytest.mark.slow
def test_another_code_ends_the_one_before(town: Town, luc: Neighbour) -> None:
    old = code_of(town, "Zoé Martin")
    presses_forged(luc, "invitee_show:1")

    luc.presses("Nouveau code")

    new = code_of(town, "Zoé Martin")
    assert new != old
    assert any(new in said for said in luc.inbox[-2:])
    assert "n'est plus valable" in town.stranger("Zoé").says(f"/rejoindre {old}")
    assert "pour Zoé Martin" in town.stranger("Zoé").says(f"/rejoindre {new}")


@pytest.mark.slow
def test_one_invitation_is_withdrawn(town: Town, luc: Neighbour) -> None:
    presses_forged(luc, "invitee_show:1")

    said = luc.presses("Annuler l'invitation")

    assert said.startswith("L'invitation de Zoé Martin est annulée")
    assert [each.name for each in invitees(town)] == ["Max Roux"]
    assert presses_forged(luc, "invitee_out:1").startswith("Cette invitation n'est plus valable")


@pytest.mark.slow
def test_names_codes_and_links_are_a_sheet(town: Town, luc: Neighbour) -> None:
    luc.presses("Fichier des liens")

    document = luc.direct[-1].said.document
    assert document is not None
    read = list(csv.reader(StringIO(plain(document.content.decode("utf-8-sig"))), delimiter=";"))
    code = code_of(town, "Zoé Martin")
    assert read[0] == ["Nom", "Adresse e-mail", "Commune", "Code", "Lien", "Jusqu'au"]
    assert read[1] == [
        "Zoé Martin",
        "zoe@mail.fr",
        "Besançon",
        code,
        f"playground:telegram?start=in1-invitee-{code.replace('-', '')}",
        "2027-01-23",
    ]
    assert len(read) == 3


@pytest.mark.slow
def test_the_sheet_to_print_is_a_pdf_with_its_words(town: Town, luc: Neighbour) -> None:
    luc.presses("Feuille à imprimer")

    document = luc.direct[-1].said.document
    assert document is not None
    assert document.name == "invitations-2026-11-24.pdf"
    assert document.content.startswith(b"%PDF-")
    assert b"/Lang (fr)" in document.content
    assert len(re.findall(rb"/Type /Page\b", document.content)) == 1
    assert b"/ToUnicode" in document.content, "its words are words, not shapes"


@pytest.mark.slow
def test_no_file_of_invitees_goes_through_telegram(town: Town) -> None:
    ana = town.gardener("territory")
    invites(ana)

    for label in ("Feuille à imprimer", "Fichier des liens"):
        assert ana.presses(label).startswith(TOO_OPEN), label


@pytest.mark.slow
def test_a_long_list_makes_several_sheets(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    luc = town.gardener("region")
    invites(luc, "Nom\n" + "".join(f"Nom {n}\n" for n in range(3)))
    monkeypatch.setattr("handlers.invitations.invitation_files.PEOPLE_PER_SHEET", 2)

    luc.presses("Feuille à imprimer")
    captions = [said for said in luc.inbox if said.startswith("Une feuille")]
    luc.presses("Feuille suivante")

    assert captions[-1].startswith("Une feuille pour 2 personnes, de Nom 0 à Nom 1")
    assert luc.inbox[-1].startswith("Une feuille pour 1 personne, de Nom 2 à Nom 2")


def test_the_dark_modules_of_a_row_are_drawn_as_few_bars() -> None:
    assert list(_runs([[1, 1, 0, 1], [0, 0, 0, 0]])) == [(0, 0, 2), (0, 3, 1)]


@pytest.mark.slow
def test_members_do_not_see_who_is_invited(town: Town, luc: Neighbour) -> None:
    zoe = town.member("Zoé", on="matrix")

    for press in ("invitees:0", "invitee_show:1", "invite_links:1"):
        assert presses_forged(zoe, press).startswith("Seule l'équipe de jardinage"), press
