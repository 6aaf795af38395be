"""Things of other features on the map: as a picture, and in words by department."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from bot.core import Bold, Buttons, JobContext, Line, Map, MapMark, Picture, Small, ntext, text
from bot.domain import communes
from bot.domain.communes.positions import position
from bot.domain.map.outline import outline
from bot.references.map import MapLayer, MapPlace

MOST_TOLD = 15
"""Things in words beside one map."""


def layer_map(ctx: JobContext, layer: MapLayer, buttons: Buttons = ()) -> Picture:
    """Show where the things of a layer are."""
    departments = [each.commune.department.code for each in layer.places]
    drawn = outline(ctx.community.territories or (), departments)
    return Picture(
        Map(layer.title, tuple(drawn), marks=_marks(layer.places)),
        text("🗺 {title}", title=layer.title),
        buttons,
        (*_lines(layer.places), Small(layer.small)),
    )


def _marks(places: Sequence[MapPlace]) -> tuple[MapMark, ...]:
    """How many things are in each commune whose position is known."""
    counts = Counter(each.commune.code for each in places)
    marks = []
    for code, count in sorted(counts.items()):
        commune = communes.at(code)
        found = None if commune is None else position(commune)
        if commune is not None and found is not None:
            marks.append(MapMark(found.latitude, found.longitude, count, commune.name))
    return tuple(marks)


def _lines(places: Sequence[MapPlace]) -> list[Line]:
    """Things by department, and how many more there are."""
    by_department: dict[str, list[Line]] = defaultdict(list)
    for each in places[:MOST_TOLD]:
        by_department[each.commune.department.label].append(each.line)
    lines: list[Line] = []
    for label, told in by_department.items():
        lines += [Bold(label), *told]
    more = len(places) - MOST_TOLD
    if more > 0:
        lines.append(ntext("And {count} more.", "And {count} more.", more))
    return lines
