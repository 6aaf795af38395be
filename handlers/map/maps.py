"""Maps as pictures and in words: members by area, monthly, and things of other features."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from bot.core import (
    Bold,
    Buttons,
    JobContext,
    Line,
    Map,
    MapArea,
    MapKey,
    MapMark,
    Picture,
    Small,
    Text,
    text,
)
from bot.domain import communes
from bot.domain.communes.search import position
from bot.domain.map import AreaCount, AreaLevel, by_department, merged, outline, region_of
from bot.references.map import MapLayer, MapPlace
from bot.vocabulary.audiences import domain_label
from storage.map import EVERYBODY, MapSnapshots, MemberSnapshot

MOST_DEPARTMENTS = 24
"""Larger maps show one number per region instead."""
_LAYER_LEGEND = (MapKey("mark", text("How many here; places close together are one disc")),)
MOST_TOLD = 15
"""Things listed beside one map; a button of the layer shows them all."""


def monthly_snapshot(ctx: JobContext) -> MemberSnapshot:
    """The snapshot of this month, taken at the first look.

    It stays until the month is over, so that two looks never tell who came or went in between.
    """
    snapshots = ctx.store[MapSnapshots]
    latest = snapshots.latest(ctx.community.id)
    if latest is not None and latest.taken_on.replace(day=1) == ctx.today.replace(day=1):
        return latest
    placed = ctx.apart(lambda ctx: ctx.store[MapSnapshots].placed(ctx.community.id))
    counts = {
        domain: areas
        for domain, people in placed.items()
        if (areas := merged(by_department(people)))
    }
    taken = MemberSnapshot(ctx.today, counts)
    snapshots.put(ctx.community.id, taken)
    return taken


def member_map(
    ctx: JobContext, snapshot: MemberSnapshot, domain: str = EVERYBODY, buttons: Buttons = ()
) -> Picture:
    """The map of all members, or of those interested in a domain."""
    areas = snapshot.counts[domain]
    title = text("Members by department")
    if domain != EVERYBODY:
        title = text("Members by department: {domain}", domain=domain_label(domain))
    codes = [each.code for each in areas if each.level is AreaLevel.DEPARTMENT]
    drawn = outline(ctx.community.territories or (), codes)
    shapes = _shapes(areas, drawn)
    small = text(
        "Figures of {day}. Only members who chose it are shown. Numbers are rounded to 5. An "
        "area with fewer than 5 people is counted with a larger one, or not at all.",
        day=snapshot.taken_on,
    )
    hatched = [Small(text("Hatched: these departments together."))]
    legend = [MapKey("area", text("Members in the area, rounded to 5"))]
    if any(each.hatched for each in shapes):
        legend.append(MapKey("hatched", text("Members in these departments together")))
    return Picture(
        Map(title, tuple(drawn), shapes, legend=tuple(legend)),
        text("🗺 {title}", title=title),
        buttons,
        (
            *(_area_line(each, areas) for each in areas),
            *(hatched if any(each.hatched for each in shapes) else ()),
            Small(small),
        ),
    )


def _shapes(areas: Sequence[AreaCount], drawn: Sequence[str]) -> tuple[MapArea, ...]:
    if len(drawn) > MOST_DEPARTMENTS:
        return _region_shapes(areas, drawn)
    alone = {each.code for each in areas if each.level is AreaLevel.DEPARTMENT}
    shapes = [
        MapArea((each.code,), each.count)
        for each in areas
        if each.level is AreaLevel.DEPARTMENT and each.code in drawn
    ]
    for each in areas:
        rest = tuple(code for code in drawn if region_of(code) == each.code and code not in alone)
        if each.level is AreaLevel.REGION and rest:
            shapes.append(MapArea(rest, each.count, hatched=_are_alone(areas, each.code)))
    return tuple(shapes)


def _region_shapes(areas: Sequence[AreaCount], drawn: Sequence[str]) -> tuple[MapArea, ...]:
    counts: Counter[str] = Counter()
    for each in areas:
        is_region = each.level is AreaLevel.REGION
        counts[each.code if is_region else region_of(each.code)] += each.count
    shapes = [
        MapArea(tuple(code for code in drawn if region_of(code) == region), count)
        for region, count in counts.items()
        if region
    ]
    return tuple(each for each in shapes if each.departments)


def _area_line(area: AreaCount, areas: Sequence[AreaCount]) -> Line:
    match area.level:
        case AreaLevel.DEPARTMENT:
            name: str | Text = communes.departments()[area.code].label
        case AreaLevel.REGION:
            region = communes.regions()[area.code].name
            is_rest = _are_alone(areas, area.code)
            name = text("{region}, other departments", region=region) if is_rest else region
        case AreaLevel.ELSEWHERE if len(areas) > 1:
            name = text("Elsewhere, or without a place")
        case _:
            name = text("All places together")
    return text("{area}: {count}", area=name, count=area.count)


def _are_alone(areas: Sequence[AreaCount], region: str) -> bool:
    """True if departments of this region have counts of their own."""
    return any(
        each.level is AreaLevel.DEPARTMENT and region_of(each.code) == region for each in areas
    )


def layer_map(ctx: JobContext, layer: MapLayer, buttons: Buttons = ()) -> Picture:
    departments = [each.commune.department.code for each in layer.places]
    drawn = outline(ctx.community.territories or (), departments)
    return Picture(
        Map(layer.title, tuple(drawn), marks=_marks(layer.places), legend=_LAYER_LEGEND),
        text("🗺 {title}", title=layer.title),
        buttons,
        (*_lines(layer.places), Small(layer.small)),
    )


def _marks(places: Sequence[MapPlace]) -> tuple[MapMark, ...]:
    """A mark with the number of things for each commune whose position is known."""
    counts = Counter(each.commune.code for each in places)
    marks = []
    for code, count in sorted(counts.items()):
        commune = communes.at(code)
        found = None if commune is None else position(commune)
        if commune is not None and found is not None:
            marks.append(MapMark(found.latitude, found.longitude, count, commune.name))
    return tuple(marks)


def _lines(places: Sequence[MapPlace]) -> list[Line]:
    """The things by department; those without a line are only counted."""
    if all(each.line is None for each in places):
        counts = Counter(each.commune.department.label for each in places)
        return [text("{area}: {count}", area=area, count=n) for area, n in counts.most_common()]
    told: dict[str, list[Line]] = defaultdict(list)
    for each in places[:MOST_TOLD]:
        if each.line is not None:
            told[each.commune.department.label].append(each.line)
    return [line for label, things in told.items() for line in (Bold(label), *things)]
