"""Things of other features on the map: as a picture, and in words by department."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from bot.core import Bold, Buttons, JobContext, Line, Map, MapMark, Picture, Small, text
from bot.domain import communes
from bot.domain.communes.positions import position
from bot.domain.map.outline import outline
from bot.references.map import MapLayer, MapPlace
from bot.vocabulary.lists.cut_lists import others_lines

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
    """Number of things in each commune whose position is known."""
    counts = Counter(each.commune.code for each in places)
    marks = []
    for code, count in sorted(counts.items()):
        commune = communes.at(code)
        found = None if commune is None else position(commune)
        if commune is not None and found is not None:
            marks.append(MapMark(found.latitude, found.longitude, count, commune.name))
    return tuple(marks)


def _lines(places: Sequence[MapPlace]) -> list[Line]:
    """Things by department, and how many more there are; those without words are counted."""
    if all(each.line is None for each in places):
        counts = Counter(each.commune.department.label for each in places)
        return [text("{area}: {count}", area=area, count=n) for area, n in counts.most_common()]
    told: dict[str, list[Line]] = defaultdict(list)
    for each in places[:MOST_TOLD]:
        if each.line is not None:
            told[each.commune.department.label].append(each.line)
    lines = [line for label, things in told.items() for line in (Bold(label), *things)]
    return [*lines, *others_lines(len(places) - MOST_TOLD)]
