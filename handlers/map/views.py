"""The map in pictures and in words: its command and its buttons, its line in the letter.

Members are shown by area, from a monthly snapshot, and things of other features beside them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property

from bot.core import (
    Answer,
    Bold,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Map,
    MapArea,
    MapKey,
    MapMark,
    Picture,
    Router,
    Small,
    Text,
    in_rows,
    said_everywhere,
    text,
)
from bot.domain import communes
from bot.domain.communes.search import position
from bot.domain.communities import sign_of
from bot.domain.conversations import GREETING, typed_line
from bot.domain.map import AreaCount, AreaLevel, by_department, merged, outline, region_of
from bot.domain.rates import MAPS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.conversations import Intent, explained_words, intents
from bot.references.digest import letter_items
from bot.references.map import MapLayer, MapPlace, map_command, map_layers
from bot.references.profile import choose_directory_visibility
from bot.vocabulary.audiences import domain_label, domain_words
from bot.vocabulary.letter_items import LetterItem
from storage.map import EVERYBODY, MapSnapshots, MemberSnapshot
from storage.members import Members

router = Router()

MOST_DEPARTMENTS = 24
"""Larger maps show one number per region instead."""
_LAYER_LEGEND = (MapKey("mark", text("How many here; places close together are one disc")),)
MOST_TOLD = 15
"""Things listed beside one map; a button of the layer shows them all."""


LETTER_KIND = "map"
LONGEST_ECHO = 40
LONGEST_TYPED = 80
MEMBERS = "members"
MEMBER_WORDS = frozenset({MEMBERS, "member", "membres", "membre", "people", "gens"})


class NotOnMap(Refusal):
    """Nothing for “{typed}” is on the map. To see what is: {map}."""


class _Look:
    """The contents of the map for one request, each read once."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.snapshot = monthly_snapshot(ctx)

    @cached_property
    def layers(self) -> Sequence[MapLayer]:
        """The layers that have something to show, in order."""
        found = [each for each in map_layers.collect(self.ctx) if each.places]
        return sorted(found, key=lambda each: each.order)


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


@router.command(
    map_command, who=Role.MEMBER, theme="people", label=text("Map"), shows=True, limit=MAPS
)
def show_map(ctx: Context) -> Answer:
    """See where members and upcoming events are."""
    return _first_view(_Look(ctx))


@router.command(
    "map", fr="carte", who=Role.MEMBER, theme="people", example=("events", "événements"), limit=MAPS
)
def search_map(ctx: Context, sought: str) -> Answer:
    """See one kind of thing on the map, or the members who care for a topic."""
    word, look = fold(sought), _Look(ctx)
    for layer in look.layers:
        if word in map(fold, (layer.name, *said_everywhere(layer.label))):
            return _layer_view(look, layer)
    domain = domain_words(ctx.community.domains).get(word)
    shown = EVERYBODY if word in MEMBER_WORDS else domain
    if shown is None or shown not in look.snapshot.counts:
        raise NotOnMap(typed=sought[:LONGEST_ECHO], map=map_command.typed())
    return _member_view(look, shown)


@router.button("map_layer", who=Role.MEMBER, limit=MAPS)
def show_layer(ctx: Context, name: str) -> Answer:
    look = _Look(ctx)
    found = next((each for each in look.layers if each.name == name), None)
    return _first_view(look) if found is None else _layer_view(look, found)


@router.button("map_members", who=Role.MEMBER, limit=MAPS)
def show_members(ctx: Context, sign: str) -> Answer:
    """Show all members, or those interested in a domain."""
    look = _Look(ctx)
    counts = look.snapshot.counts
    found = next((each for each in counts if each and sign_of(each) == sign), EVERYBODY)
    return _member_view(look, found) if found in counts else _first_view(look)


@router.button("map_domains", who=Role.MEMBER)
def show_domains(ctx: Context) -> Card:
    """Choose the domain whose members are shown."""
    counts = monthly_snapshot(ctx).counts
    buttons = [
        show_members.button(domain_label(domain), sign_of(domain)) for domain in counts if domain
    ]
    return Card(text("Members of which topic?"), (), in_rows(buttons, 2))


def _first_view(look: _Look) -> Answer:
    """The members, else the first layer."""
    if EVERYBODY in look.snapshot.counts:
        return _member_view(look, EVERYBODY)
    if look.layers:
        return _layer_view(look, look.layers[0])
    nothing = text("Nothing is on the map yet: an event with a commune will be.")
    return Card(None, (nothing,), _be_found_rows(look.ctx) if look.ctx.direct else ())


def _layer_view(look: _Look, layer: MapLayer) -> Picture:
    if not look.ctx.direct:
        is_cut = len(layer.places) > MOST_TOLD
        return layer_map(look.ctx, layer, ((layer.more,),) if is_cut else ())
    return layer_map(look.ctx, layer, _buttons(look, layer.name, layer.more))


def _member_view(look: _Look, domain: str) -> Picture:
    shown = MEMBERS if domain == EVERYBODY else domain
    return member_map(look.ctx, look.snapshot, domain, _buttons(look, shown))


def _buttons(look: _Look, shown: str, *first: Button) -> Buttons:
    """Buttons to the other views, in private."""
    if not look.ctx.direct:
        return ()
    others, counts = [*first], look.snapshot.counts
    if EVERYBODY in counts and shown != MEMBERS:
        others.append(show_members.button(text("Members"), MEMBERS))
    if len(counts) > 1:
        others.append(show_domains.button(text("Members by topic")))
    others += [
        show_layer.button(each.label, each.name) for each in look.layers if each.name != shown
    ]
    return (*in_rows(others, 2), *_be_found_rows(look.ctx))


def _be_found_rows(ctx: Context) -> Buttons:
    """A button to appear on the map, for adults who do not."""
    belonging = ctx.store[Members].membership(ctx.member, ctx.community.id)
    if belonging is None or belonging.visible != "no" or ctx.member.adult is False:
        return ()
    return ((choose_directory_visibility.button(text("Choose who can find me")),),)


_MAP = re.compile(
    rf"{GREETING}(?:"
    r"(?:(?:voir|ouvrir|montrez[- ]moi|afficher) )?(?:la )?carte "
    r"(?:des |du |de la |de |d'|l')?(?P<french>.+)"
    r"|(?:(?:see|show me|open) )?(?:the )?map of (?:the )?(?P<english>.+)"
    r"|(?:the )?(?P<before>\w+) map)",
    re.IGNORECASE,
)


@router.contribution(explained_words)
def part_of_map(ctx: Context, words: str) -> Answer:
    """Show the part of the map that the words name; None if there is no such part."""
    found = _MAP.fullmatch(typed_line(words).rstrip(" .?!"))
    if found is None or len(words) > LONGEST_TYPED:
        return None
    named = found["french"] or found["english"] or found["before"]
    with suppress(NotOnMap):
        return ctx.run(f"{map_command.name} {fold(named)}")
    return None


@router.contribution(letter_items, order=4)
def map_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The rounded number of members on the map, if it shows any."""
    areas = monthly_snapshot(ctx).counts.get(EVERYBODY, ())
    count = sum(each.count for each in areas)
    if not count:
        return []
    line = text(
        "About {count} members chose to be counted on the map: {map}",
        count=count,
        map=map_command.typed(),
    )
    headline = text("🗺 The map of the community")
    quarter = ctx.today.year * 4 + (ctx.today.month - 1) // 3  # a member gets it once in each
    return [LetterItem(kind=LETTER_KIND, ref=quarter, headline=headline, lines=(line,))]


@router.contribution(intents)
def intents_of_map(ctx: Context) -> Sequence[Intent]:
    """The wish to see the map."""
    return (Intent("map", text("The map"), map_command),)
