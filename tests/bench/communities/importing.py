"""A long list of people taken in: rows a second, memory, and how long the writer is held."""

import csv
import json
import subprocess
import sys
from pathlib import Path

from openpyxl import Workbook

from tests.bench.scale import Scale
from tests.bench.tables import show

TITLES = ("Nom", "Prénom", "E-mail", "Code postal", "Commune", "Téléphone")
PLACES = (("25000", "Besançon"), ("39100", "Dole"), ("21000", "Dijon"), ("71000", "Mâcon"))
NOTE = """\
Rows a second: of reading and checking the list in its own process, then of inviting, each
transaction on disk. Held: the longest that one transaction kept the only writer of SQLite.
Computed: the most processor time of one, which other work of the machine does not lengthen.
Memory: resident in MiB, of Terreau before, its most meanwhile, and of the process that reads."""


def bench(folder: Path, scale: Scale) -> None:
    """Take a tenth of the list in, then all of it: memory should be the same."""
    rows = []
    for kind in ("csv", "xlsx"):
        for people in (scale.members // 10, scale.members):
            here = folder / f"{kind}-{people}"
            here.mkdir()
            figures = _figures(here, _written(here, kind, people))
            rows.append((f"{kind.upper()}, {people:,} rows", *figures))
    show(
        "A list taken in",
        (
            "list",
            "read, rows/s",
            "invite, rows/s",
            "held, ms",
            "computed, ms",
            "before",
            "most",
            "reader",
        ),
        rows,
        NOTE,
    )


def _written(folder: Path, kind: str, people: int) -> Path:
    path = folder / f"list.{kind}"
    lines = [
        (f"Nom{n}", f"Prénom{n % 977}", f"p{n}@mail.example", *PLACES[n % len(PLACES)], "06")
        for n in range(people)
    ]
    if kind == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows([TITLES, *lines])
        return path
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in (TITLES, *lines):
        sheet.append(line)
    book.save(path)
    return path


def _figures(folder: Path, path: Path) -> tuple[float, ...]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.bots.importer", str(folder), str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    took = json.loads(ran.stdout.splitlines()[-1])
    people = took["people"]
    return (
        people / took["read"],
        people / took["invite"],
        took["longest"] * 1000,
        took["busiest"] * 1000,
        took["before"],
        took["most"],
        took["reader"],
    )
