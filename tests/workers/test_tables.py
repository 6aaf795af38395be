"""Lists as spreadsheet programs write them, and files that are made to do harm."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.domain.invitations import Header
from bot.workers.tables import ListReading, ListRequest, ReadFailure, Unreadable
from tests.domain.invitations.known_people import nobody_known

# No commune: each process would first read the register of all.
LIST = "Nom;E-mail;Langue\nZoé Martin;zoe@mail.fr;français\nMax;;anglais\n"
PEOPLE = ["Zoé Martin", "Max"]


def names(path: Path) -> list[str]:
    """The people whom a list would invite; raises what reading it does."""
    sifting = ListReading(ListRequest(path, {}, nobody_known()))
    found: list[str] = []
    try:
        while (told := sifting.next()) is not None:
            if not isinstance(told, Header):
                found += [each.name for each in told.people]
    finally:
        sifting.close()
    return found


def why(path: Path) -> ReadFailure:
    """Why a file cannot be read."""
    with pytest.raises(Unreadable) as refused:
        names(path)
    return refused.value.why


def workbook(*rows: list[object], change: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    if change is not None:
        change(book)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def packed(**parts: bytes) -> bytes:
    """A ZIP file with these parts."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return written.getvalue()


def repacked(book: bytes, part: str, content: bytes) -> bytes:
    """A workbook of which one part is another one."""
    with zipfile.ZipFile(BytesIO(book)) as file:
        parts = {each: file.read(each) for each in file.namelist()}
    return packed(**{**parts, part: content})


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_however_it_was_saved(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "liste"
    path.write_bytes(LIST.replace(";", separator).replace("\n", "\r\n").encode(encoding))

    assert names(path) == PEOPLE


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(f"Annuaire 2026\n\n{LIST}", PEOPLE, id="a title above"),
        pytest.param(LIST + "\n;;\n" * 3, PEOPLE, id="empty lines"),
        pytest.param('Nom;E-mail\n"Zoé; Martin";\n', ["Zoé; Martin"], id="quoted"),
        pytest.param('Nom;E-mail\n"Zoé\nMartin";\n', ["Zoé Martin"], id="a line end in a cell"),
        pytest.param("Nom\nZoé\n", ["Zoé"], id="one column"),
        pytest.param("Nom;\n=cmd|' /C calc'!A0;\nMax;\n", ["Max"], id="formula"),
        pytest.param("Nom;E-mail\nZoé;;;;;;;;\n", ["Zoé"], id="too many cells"),
        pytest.param("Nom;E-mail\nZoé", ["Zoé"], id="no end of line"),
    ],
)
def test_csv_is_read_however_it_was_made(tmp_path: Path, content: str, found: list[str]) -> None:
    path = tmp_path / "liste"
    path.write_text(content, encoding="utf-8")

    assert names(path) == found


def titled(book: Workbook) -> None:
    sheet = book.active
    assert sheet is not None
    sheet.insert_rows(1)
    sheet["A1"] = "Annuaire 2026"
    sheet.merge_cells("A1:C1")


def behind_another(book: Workbook) -> None:
    book.create_sheet("Notes", 0).append(["Rien ici"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(None, id="plain"),
        pytest.param(titled, id="a merged title above"),
        pytest.param(behind_another, id="in the second sheet"),
    ],
)
def test_a_workbook_is_read(tmp_path: Path, change: Callable[[Workbook], None] | None) -> None:
    path = tmp_path / "liste"
    rows: list[list[object]] = [
        ["Nom", "E-mail", "CP"], ["Zoé Martin", "zoe@mail.fr", 25000.0], ["Max", None, 39100]
    ]  # fmt: skip
    path.write_bytes(workbook(*rows, change=change))

    assert names(path) == PEOPLE


@pytest.mark.slow
def test_a_formula_in_a_workbook_is_nobody(tmp_path: Path) -> None:
    path = tmp_path / "liste"
    path.write_bytes(workbook(["Nom"], ['=HYPERLINK("http://x","Zoé")'], ["Max"]))

    assert names(path) == ["Max"]


BOOK = workbook(["Nom"], ["Zoé"])
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "h">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c t="inlineStr"><is><t>&d;</t></is></c></row></sheetData></worksheet>"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", ReadFailure.EMPTY, id="nothing"),
        pytest.param(b" \r\n \n", ReadFailure.EMPTY, id="blanks"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ReadFailure.OLD_WORKBOOK, id="xls"
        ),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\n", ReadFailure.NOT_A_LIST, id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ReadFailure.NOT_A_LIST, id="picture"),
        pytest.param(packed(**{"content.xml": b"<a/>"}), ReadFailure.OTHER_WORKBOOK, id="ods"),
        pytest.param(BOOK[: len(BOOK) // 2], ReadFailure.BROKEN, id="cut"),
        pytest.param(repacked(BOOK, SHEET, b"<worksheet"), ReadFailure.BROKEN, id="broken sheet"),
        pytest.param(
            repacked(BOOK, "xl/workbook.xml", b"no"), ReadFailure.BROKEN, id="broken book"
        ),
        pytest.param(repacked(BOOK, SHEET, LAUGHS), ReadFailure.BROKEN, id="billion laughs"),
        pytest.param(
            lambda: repacked(BOOK, "xl/worksheets/sheet2.xml", bytes(401 * 1024**2)),
            ReadFailure.TOO_LARGE,
            id="zip bomb",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            lambda: repacked(BOOK, "xl/sharedStrings.xml", bytes(101 * 1024**2)),
            ReadFailure.TOO_LARGE,
            id="bomb of strings",
        ),
        pytest.param(workbook(["Titre"], ["Zoé"]), ReadFailure.NO_NAMES, id="no names"),
        pytest.param("Zoé;Martin\n".encode(), ReadFailure.NO_NAMES, id="no titles"),
        pytest.param(
            b'Nom;E-mail\n"Zo' + b"e" * 200_000, ReadFailure.BROKEN, id="quote without an end"
        ),
        pytest.param(
            b"Nom\n" + b"Zoe\n" * 200_001,
            ReadFailure.TOO_MANY,
            id="too many",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_file_that_is_no_list_is_explained(
    tmp_path: Path, content: bytes | Callable[[], bytes], reason: ReadFailure
) -> None:
    path = tmp_path / "liste"
    path.write_bytes(content if isinstance(content, bytes) else content())

    assert why(path) == reason


@pytest.mark.slow
def test_a_million_empty_rows_are_nobody(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(3, 1_048_577))
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c></row>'
        b'<row r="2"><c r="A2" t="inlineStr"><is><t>Zoe</t></is></c></row>'
    )
    path = tmp_path / "liste"
    path.write_bytes(repacked(BOOK, SHEET, head + rows + b"</sheetData></worksheet>"))

    assert names(path) == ["Zoe"]


def test_a_list_given_up_leaves_no_process_behind(tmp_path: Path) -> None:
    path = tmp_path / "liste"
    path.write_bytes(b"Nom\n" + b"Zoe\n" * 100_000)
    sifting = ListReading(ListRequest(path, {}, nobody_known()))
    sifting.next()

    sifting.close()

    assert sifting.is_over
