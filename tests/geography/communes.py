"""The list of communes, made from the files of a release: see `bot/domain/communes/README.md`.

It is run by `make communes`, and by nothing that runs for people.
"""

import gzip
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.domain.communes.register import letters_of

Row = Mapping[str, Any]


def made_from(folder: Path) -> str:
    """The whole list as text, from the folder of a release's JSON files."""
    communes: list[Row] = sorted(_read(folder, "communes"), key=lambda row: str(row["code"]))
    lines = [
        *(f"region\t{row['code']}\t{row['nom']}" for row in _read(folder, "regions")),
        *(
            f"department\t{row['code']}\t{row['nom']}\t{row['region']}"
            for row in _read(folder, "departements")
        ),
        *_present(communes),
        *_other_names(communes),
    ]
    return "\n".join(lines) + "\n"


def _read(folder: Path, name: str) -> list[Row]:
    rows: list[Row] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def _present(communes: Sequence[Row]) -> Iterator[str]:
    """The communes of today. Their code begins with their department's."""
    for row in communes:
        if row["type"] == "commune-actuelle":
            postcodes = " ".join(row.get("codesPostaux", ()))
            people = row.get("population", 0)
            letters = " ".join(letters_of(row["nom"]))
            yield f"commune\t{row['code']}\t{row['nom']}\t{people}\t{postcodes}\t{letters}"


def _other_names(communes: Sequence[Row]) -> Iterator[str]:
    """Arrondissements, communes that are part of another, and codes that ended with a merger."""
    known = {row["code"] for row in communes}
    today = {row["code"]: row["nom"] for row in communes if row["type"] == "commune-actuelle"}
    for row in communes:
        code, within = row["code"], row.get("commune") or row.get("chefLieu")
        if within is not None and (code, row["nom"]) != (within, today[within]):
            letters = " ".join(letters_of(row["nom"]))
            yield f"part\t{code}\t{row['nom']}\t{within}\t{letters}"
        for former in row.get("anciensCodes", ()):
            if former not in known:
                yield f"part\t{former}\t\t{code}\t"


def main(target: str, folder: str) -> None:
    """Write the list made from `folder`; the same release gives the same bytes."""
    text = made_from(Path(folder))
    Path(target).write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
