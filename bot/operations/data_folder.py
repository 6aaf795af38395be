"""A folder of CSV and JSON with a README that defines every column: written whole, read warily.

Open data and the models of communities have this one form.
"""

import csv
import json
import os
import shutil
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from bot.config import reason
from bot.core.messages.content import Text, text
from bot.domain.files import BYTE_ORDER_MARK, Cell, sheet
from bot.operations.copied_text import AtTheTerminal
from bot.operations.terminal import stop

LARGEST_FILE = 1_000_000
"""In bytes; what is read back is a list of settings."""
MOST_ROWS = 500
_README = "README.md"
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DataTable:
    """One CSV file of a folder."""

    name: str
    about: Text
    columns: Mapping[str, Text]
    """The definition of each column."""
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class DataFolder:
    """All of a folder: tables, and values that are no table."""

    title: Text
    about: Sequence[Text]
    tables: Sequence[DataTable]
    values: Values
    """The content of the JSON file."""
    meanings: Mapping[str, Text]
    """The definition of each of its keys."""
    json_name: str


def write_folder(path: Path, folder: DataFolder, locale: str) -> None:
    """Write a new folder, whole or not at all; what is there already ends the program."""
    if path.is_symlink() or path.exists():
        stop(text("{path} is there already: choose another name.", path=path))
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.mkdir(mode=0o700, parents=True)
        for each in folder.tables:
            (beside / f"{each.name}.csv").write_bytes(sheet(list(each.columns), each.rows))
        values = json.dumps(folder.values, ensure_ascii=False, indent=2)
        (beside / folder.json_name).write_text(f"{values}\n", encoding="utf-8")
        (beside / _README).write_text(_readme(folder, locale), encoding="utf-8")
        beside.rename(path)
    except OSError as error:
        stop(text("{path}: it cannot be written ({error}).", path=path, error=reason(error)))
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _readme(folder: DataFolder, locale: str) -> str:
    said = AtTheTerminal(locale).say
    lines = [f"# {said(folder.title)}", ""]
    lines += [f"{said(each)}\n" for each in folder.about]
    form = text(
        "Tables are CSV: UTF-8 with a byte order mark, semicolons, the names of the columns in the "
        "first line. A cell that a spreadsheet could run as a formula has an apostrophe in front."
    )
    lines += [said(form), ""]
    for table in folder.tables:
        lines += _defined(f"{table.name}.csv", said(table.about), table.columns, said)
    about = text("Values that are no table, as JSON.")
    lines += _defined(folder.json_name, said(about), folder.meanings, said)
    return "\n".join(lines)


def _defined(name: str, about: str, meanings: Mapping[str, Text], said: Any) -> list[str]:  # noqa: ANN401 - a function
    rows = [f"| `{key}` | {said(meaning)} |" for key, meaning in meanings.items()]
    return [f"## {name}", "", about, "", "| | |", "|---|---|", *rows, ""]


class Mistakes(list[Text]):
    """All that is wrong with a folder, a sentence each."""


def read_values(path: Path, name: str, mistakes: Mistakes) -> dict[str, Any]:
    """The content of a JSON file of a folder; what cannot be read is a mistake."""
    content = _content(path, name, mistakes)
    if content is None:
        return {}
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        mistakes.append(text("{file} cannot be read as JSON.", file=name))
        return {}
    if not isinstance(found, dict):
        mistakes.append(text("{file} has no values in braces.", file=name))
        return {}
    return found


def read_rows(
    path: Path, name: str, columns: Sequence[str], mistakes: Mistakes
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their lines; one without these columns is a mistake."""
    content = _content(path, name, mistakes)
    if content is None:
        return []
    reader = csv.reader(StringIO(content.removeprefix(BYTE_ORDER_MARK)), delimiter=";")
    try:
        lines = [(reader.line_num, each) for each in reader if any(each)]
    except csv.Error:
        mistakes.append(text("{file} cannot be read as CSV.", file=name))
        return []
    if not lines or lines[0][1] != list(columns):
        named = ", ".join(columns)
        mistakes.append(text("{file}: its columns have to be {names}.", file=name, names=named))
        return []
    if len(lines) > MOST_ROWS + 1:
        mistakes.append(text("{file} has more than {most} rows.", file=name, most=MOST_ROWS))
        return []
    found = []
    for line, cells in lines[1:]:
        if len(cells) == len(columns):
            plain = map(_without_apostrophe, cells)
            found.append((line, dict(zip(columns, plain, strict=True))))
        else:
            mistakes.append(
                text(
                    "{file}, line {line}: it has not as many cells as columns.",
                    file=name,
                    line=line,
                )
            )
    return found


def _without_apostrophe(cell: str) -> str:
    """A cell without the apostrophe that `harmless` puts before a possible formula."""
    bare = cell.removeprefix("'")
    return bare if sheet([bare], []) == sheet([cell], []) else cell


def _content(path: Path, name: str, mistakes: Mistakes) -> str | None:
    """The text of a file of the folder itself: no link that leads elsewhere, within bounds."""
    try:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        with os.fdopen(os.open(path / name, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                mistakes.append(text("{file} is not a plain file.", file=name))
                return None
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        mistakes.append(
            text("{file}: it cannot be read ({error}).", file=name, error=reason(error))
        )
        return None
    if len(content) > LARGEST_FILE:
        mistakes.append(text("{file} is larger than {most} bytes.", file=name, most=LARGEST_FILE))
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        mistakes.append(text("{file} is not in UTF-8.", file=name))
        return None
