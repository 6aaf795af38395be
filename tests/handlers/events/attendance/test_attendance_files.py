"""The attendance list as a file: its content, its readers, and programs that open it."""

import csv
import re
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.core.messages.i18n import Reader
from handlers.events.attendance_files import _printed_list
from storage.audit import Audit
from storage.events import CheckIns, Events, Guests
from storage.events.attendances import GuestRow
from storage.members import Members
from tests.databases import Fresh
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.events.gatherings import EVENT, NOON, announces, comes
from tests.handlers.libreoffice import needs_libreoffice, opened
from tests.plain_text import plain
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, Neighbour, Town

pytestmark = pytest.mark.slow

HARMFUL = '=HYPERLINK("http://x";"Zoé")'
TITLES = [
    *("Nom", "Réponse", "Avec", "Réponse à la question", "Réponse du"),
    *("Par téléphone, demandé le", "Présence", "Heure d’arrivée"),
]
ROWS = [
    ["Jeanne Petit", "Sans inscription", "", "", "", "", "oui", "13:00"],
    [f"'{HARMFUL}", "Vient", "", "'-plutôt", "2026-11-24", "", "non", ""],
    ["'+Marie", "Vient", f"'{HARMFUL}", "", "", "", "non", ""],
]
FILES = "!evenement 1 fichiers"


@pytest.fixture
def town(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town on one database: the content of a sheet does not depend on which."""
    made = Town(fresh_database("sqlite"), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def luc(town: Town) -> Neighbour:
    """The gardener on Matrix, where files may go, at noon of an event with three people."""
    gardener, zoe = town.gardener("region"), town.member("Zoé")
    announces(gardener, EVENT, "--invites", "--question Végétarien ?")
    comes(zoe, "oui +Marie")
    zoe.says("-plutôt")
    with town.database.unit() as store:
        standing = store[Members].standing(zoe.address, None)
        assert standing is not None
        standing.member.name = HARMFUL
        [guest] = store[Guests]._session.query(GuestRow)
        guest.name = "+Marie"
    town.move_to(NOON)
    gardener.says("!evenement 1 ajouter Jeanne Petit")
    return gardener


def file_of(luc: Neighbour, label: str) -> tuple[str, bytes]:
    luc.says(FILES)
    luc.presses(label)
    document = luc.direct[-1].said.document
    assert document is not None
    return document.name, document.content


def test_the_wanted_list_is_asked_for_with_buttons(luc: Neighbour) -> None:
    asked = luc.says("!evenement fichiers")

    luc.says("1")

    assert asked.startswith("Pour quel événement ?")
    assert "Pour d'autres logiciels (CSV)" in [each.label for each in luc.direct[-1].choices]


def test_the_sheet_tells_who_came_and_runs_no_formula(luc: Neighbour) -> None:
    name, content = file_of(luc, "Pour d'autres logiciels (CSV)")

    read = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert name == "presences-1-2026-12-05.csv"
    assert read[0] == TITLES
    assert sorted(read[1:]) == sorted(ROWS)


def test_a_workbook_says_the_same(luc: Neighbour) -> None:
    name, content = file_of(luc, "Pour Excel ou LibreOffice (XLSX)")

    drawn = load_workbook(BytesIO(content))["Liste de présence"]
    assert name == "presences-1-2026-12-05.xlsx"
    assert [cell.value for cell in next(iter(drawn.iter_rows()))] == TITLES
    assert {cell.data_type for row in drawn.iter_rows() for cell in row} <= {
        *("inlineStr", "s", "n", "d")
    }
    assert drawn.max_row == 4


def test_the_list_to_print_is_a_pdf_with_its_words(luc: Neighbour) -> None:
    name, content = file_of(luc, "À imprimer et à signer (PDF)")

    assert name == "presences-1-2026-12-05.pdf"
    assert content.startswith(b"%PDF-")
    assert b"/Lang (fr)" in content
    assert len(re.findall(rb"/Type /Page\b", content)) == 1
    assert b"/ToUnicode" in content, "its words are words, not shapes"


def test_the_list_to_sign_leaves_out_the_words_of_answers(town: Town, luc: Neighbour) -> None:
    with town.database.unit() as store:
        event, people = store[Events].get(1), store[CheckIns].attendees(1, 1)
        drawn = _printed_list(event, people, Reader("fr", event.tz, event.starts_at.date()), NOON)

    words = str(drawn)
    assert HARMFUL in words
    assert "plutôt" not in words
    assert [(part.heading, len(part.names)) for part in drawn.parts] == [
        *(("Inscriptions", 2), ("Peut-être", 0), ("Liste d’attente", 0)),
        *(("Sans inscription", 1), ("Autres personnes", 12)),
    ]


def test_no_list_goes_through_telegram(town: Town, luc: Neighbour) -> None:
    ana = town.gardener("territory")
    ana.says("/evenement 1 fichiers")

    said = ana.presses("Pour d'autres logiciels (CSV)")

    assert said.startswith(
        "Les fichiers qui contiennent des données personnelles ne passent pas par Telegram"
    )
    assert ana.direct[-1].said.document is None


def test_a_list_requested_in_the_back_room_is_given_in_private(luc: Neighbour) -> None:
    luc.says("!evenement 1 presents", room=BACK_ROOM)
    luc.presses("Fichiers", room=BACK_ROOM)

    told = luc.presses("Pour d'autres logiciels (CSV)", room=BACK_ROOM)

    assert told.startswith(("Je vous l'envoie en privé", "Événement 1"))
    assert luc.direct[-1].said.document is not None
    assert all(each.said.document is None for each in luc.town.said_in(BACK_ROOM))


def test_exports_leave_a_trace_with_their_number(town: Town, luc: Neighbour) -> None:
    file_of(luc, "Pour d'autres logiciels (CSV)")

    with town.database.unit() as store:
        facts = [each.facts for each in store[Audit].latest(5) if each.action == "event_sheet"]
    assert ("event_sheet", "done") in audited(town, luc)
    assert facts == [{"event_id": 1, "file": "attendance", "members": 3, "number": 1}]


def test_members_get_no_list_and_unknown_kinds_are_refused(town: Town, luc: Neighbour) -> None:
    max_ = town.member("Max")

    assert presses_forged(max_, "event_sheet:1:csv").startswith("Seule l'équipe de jardinage")
    assert plain(presses_forged(luc, "event_sheet:1:exe")).startswith("Ce fichier de l'événement 1")


@pytest.mark.parametrize("label", ["Pour d'autres logiciels (CSV)", "Pour Excel ou LibreOffice"])
class TestInLibreOffice:
    """The file as a person sees it who opens it by a double click."""

    pytestmark = needs_libreoffice

    def test_a_file_opens_with_its_words(self, luc: Neighbour, label: str, tmp_path: Path) -> None:
        name, content = file_of(luc, label)

        shown = opened(name, content, tmp_path)

        assert shown[0] == TITLES
        assert [f"'{HARMFUL}", "Vient"] in [row[:2] for row in shown]
