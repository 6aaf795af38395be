"""The contours of departments, made from a release: see `bot/domain/contours/README.md`.

It is run by `make contours`, and by nothing that runs for people.
"""

import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

COUNTRY = "FRA"
OVERSEAS = {"GP": "971", "MQ": "972", "GF": "973", "RE": "974", "YT": "976"}
DECIMALS = 3
"""Of a degree: a hundred metres."""
LEAST_RING = 4
"""Points of a ring, whose last is its first."""


def made_from(features: Iterable[dict[str, Any]]) -> str:
    """The contours as text: a line a ring, the department's code before its points."""
    lines = [line for each in features for line in _rings(each)]
    return "".join(f"{line}\n" for line in sorted(lines))


def _rings(feature: dict[str, Any]) -> Iterator[str]:
    told, shape = feature["properties"], feature["geometry"]
    country, _, name = str(told["iso_3166_2"]).partition("-")
    if told["adm0_a3"] != COUNTRY or country != "FR":
        return
    code = OVERSEAS.get(name, name)
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    for outer, *_holes in polygons:
        points = _rounded(outer)
        if len(points) >= LEAST_RING:
            yield f"{code}\t{' '.join(points)}"


def _rounded(ring: Sequence[Sequence[float]]) -> list[str]:
    points: list[str] = []
    for longitude, latitude, *_ in ring:
        point = f"{round(longitude, DECIMALS):g},{round(latitude, DECIMALS):g}"
        if not points or points[-1] != point:
            points.append(point)
    return points


def main(target: str, source: str) -> None:
    """Write the contours made from `source`; the same release gives the same bytes."""
    features = json.loads(Path(source).read_text(encoding="utf-8"))["features"]
    text = made_from(features)
    Path(target).write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
