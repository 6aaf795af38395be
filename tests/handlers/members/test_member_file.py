"""The register as a sheet: its content, its readers, and programs that open it."""

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.domain.files import WORKBOOK_TYPE
from storage.members import Members
from storage.members.member_tables import Member
from storage.profile import Profiles
from storage.unit_of_work import Store
from tests.databases import Fresh
from tests.handlers.audit.traces import audited
from tests.handlers.libreoffice import needs_libreoffice, opened
from tests.handlers.members.listed import agrees_to_be_asked
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, Neighbour, Town

HARMFUL = '=HYPERLINK("http://x";"Zoé")'
TITLES = [
    *(
        "Numéro",
        "Nom",
        "Participation",
        "Membre depuis",
        "Dernier passage",
        "Commune",
        "Code INSEE",
    ),
    *("Département", "Territoire", "Domaines", "Présentation", "Lien", "Contact"),
]
ZOE = [
    *(
        "2",
        f"'{HARMFUL}",
        "Je suis les actualités",
        "2026-11-24",
        "2026-11-24",
        "Besançon",
        "25056",
    ),
    *("Doubs", "Doubs", "Mobilité, Déchets et réemploi", "'@vélo", "https://velo.example"),
    "'@zoe:hs",
]
RUTH = ["3", "Ruth; « Œ »", "Je suis les actualités", "2026-11-24", *[""] * 9]
LUC = ["1", "Luc", "Je suis les actualités", "2026-11-24", *[""] * 9]
SHEET = [TITLES, ZOE, LUC, RUTH]


@pytest.fixture
def town(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town on one database: the content of a sheet does not depend on which."""
    made = Town(fresh_database("sqlite"), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def luc(town: Town) -> Neighbour:
    """The gardener on Matrix, where files may go, of a community with two members."""
    gardener = town.gardener("region")
    zoe = town.member("Zoe:hs", on="matrix")
    town.member("Ruth; « Œ »")
    with town.database.unit() as store:
        member = _member(store, zoe)
        member.name, member.about, member.link = HARMFUL, "@vélo", "https://velo.example"
        member.commune, member.territory, member.adult = "25056", "Doubs", True
        member.email = "zoe@secret.example"
        store[Profiles].show(member, 1, "contact")
        for domain in ("mobility", "waste"):
            store[Profiles].choose(member, 1, domain, chosen=True)
    agrees_to_be_asked(town, zoe)
    return gardener


def _member(store: Store, who: Neighbour) -> Member:
    standing = store[Members].standing(who.address, None)
    assert standing is not None
    return standing.member


def _sheet(luc: Neighbour, label: str) -> tuple[str, bytes]:
    luc.presses(label)
    document = luc.direct[-1].said.document
    assert document is not None
    return document.name, document.content


def _read(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_sheet_tells_what_cards_tell(luc: Neighbour) -> None:
    said = luc.says("!membres export")
    name, content = _sheet(luc, "Pour d'autres logiciels (CSV)")

    assert said.splitlines()[:2] == ["Exporter les membres", "3 membres."]
    assert name == "membres-2026-11-24.csv"
    assert _read(content) == SHEET
    assert b"secret" not in content


def test_a_workbook_says_the_same_in_another_library(luc: Neighbour) -> None:
    luc.says("!membres export")
    name, content = _sheet(luc, "Pour Excel ou LibreOffice (XLSX)")

    drawn = load_workbook(BytesIO(content))["Les membres"]
    assert name == "membres-2026-11-24.xlsx"
    assert drawn.freeze_panes == "A2"
    assert [[_written(cell.value) for cell in row] for row in drawn.iter_rows()] == SHEET
    assert {cell.data_type for row in drawn.iter_rows() for cell in row} <= {
        *("inlineStr", "s", "n", "d")
    }
    assert WORKBOOK_TYPE.endswith("spreadsheetml.sheet")


def _written(value: object) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def test_only_the_shown_members_are_exported(luc: Neighbour) -> None:
    luc.says("!membres domaine mobilité | lieu Besançon")
    said = luc.presses("Exporter")
    _, content = _sheet(luc, "Pour d'autres logiciels (CSV)")

    assert said.splitlines()[1:3] == [
        "Seulement : Mobilité et Besançon (Doubs, 25).",
        "1 membre.",
    ]
    assert _read(content) == [TITLES, ZOE]
    luc.says("!membres export participation actif")
    assert luc.direct[-1].choices == []


def test_a_link_is_not_told_where_nobody_may_see_it(town: Town, luc: Neighbour) -> None:
    with town.database.unit() as store:
        standing = store[Members].standing("matrix:@zoe:hs", None)
        assert standing is not None
        store[Profiles].show(standing.member, 1, "no")

    luc.says("!membres export")
    _, content = _sheet(luc, "Pour d'autres logiciels (CSV)")

    assert _read(content)[1][-2:] == ["", ""]


def test_a_register_passes_neither_through_telegram_nor_a_shared_room(
    town: Town, luc: Neighbour
) -> None:
    ana = town.gardener("territory")
    ana.says("/membres export")
    assert ana.presses("Pour Excel").startswith(
        "Les fichiers qui contiennent des données personnelles ne passent"
    )

    luc.says("!membres", BACK_ROOM)
    page = town.said_in(BACK_ROOM)[-1]
    luc.presses("Exporter", page, BACK_ROOM)
    offer = town.said_in(BACK_ROOM)[-1]
    luc.presses("Pour Excel", offer, BACK_ROOM)

    assert all(each.said.document is None for each in town.said_in(BACK_ROOM))
    assert luc.direct[-1].said.document is not None


def test_an_export_leaves_a_trace_with_how_many(town: Town, luc: Neighbour) -> None:
    luc.says("!membres export")
    luc.presses("Pour Excel")

    assert [each for each in audited(town, luc) if "members" in each[0]] == [
        ("members export", "done"),
        ("members_sheet", "done"),
        ("members file", "done"),
    ]
    told = town.cultivator().says("/traces")
    assert re.search(r"Luc a exporté le registre, (dans un fichier, 3 membres|3 membres)", told)


@pytest.mark.slow
@pytest.mark.parametrize("label", ["Pour Excel ou LibreOffice (XLSX)", "Pour d'autres logiciels"])
class TestInLibreOffice:
    """The file as a person sees it who opens it."""

    pytestmark = needs_libreoffice

    def test_a_register_opens_as_it_was_made(
        self, luc: Neighbour, label: str, tmp_path: Path
    ) -> None:
        luc.says("!membres export")
        name, content = _sheet(luc, label)

        assert opened(name, content, tmp_path) == SHEET
