"""The map: the command, and the buttons from one view of it to the next."""

from collections.abc import Sequence

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Picture,
    Router,
    in_rows,
    said_everywhere,
    text,
)
from bot.domain.domains import sign_of
from bot.domain.rates import MAPS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.map import MapLayer, map_command, map_layers
from bot.references.profile import choose_directory_visibility
from bot.vocabulary.domains import domain_label, domain_words
from handlers.map.layer_map import layer_map
from handlers.map.member_map import member_map
from handlers.map.member_snapshot import monthly_snapshot
from storage.map import EVERYBODY, MemberSnapshot
from storage.members import Members

router = Router()

LONGEST_ECHO = 40
MEMBERS = "members"
MEMBER_WORDS = frozenset({MEMBERS, "member", "membres", "membre", "people", "gens"})


class NotOnMap(Refusal):
    """Nothing for “{typed}” is on the map. To see what is: {map}."""


@router.command(
    map_command, who=Role.MEMBER, theme="people", label=text("Map"), shows=True, limit=MAPS
)
def show_map(ctx: Context) -> Answer:
    """See where members and upcoming events are."""
    snapshot = monthly_snapshot(ctx)
    if EVERYBODY in snapshot.counts:
        return _member_view(ctx, snapshot, EVERYBODY)
    layers = _layers(ctx)
    return _layer_view(ctx, layers[0]) if layers else _empty_card(ctx)


@router.command(
    "map", fr="carte", who=Role.MEMBER, theme="people", example=("events", "événements"), limit=MAPS
)
def search_map(ctx: Context, sought: str) -> Answer:
    """See one kind of thing on the map, or the members who care for a domain."""
    word, snapshot = fold(sought), monthly_snapshot(ctx)
    for layer in _layers(ctx):
        if word in _names(layer):
            return _layer_view(ctx, layer)
    domain = domain_words(ctx.community.domains).get(word)
    shown = EVERYBODY if word in MEMBER_WORDS else domain
    if shown is None or shown not in snapshot.counts:
        raise NotOnMap(typed=sought[:LONGEST_ECHO], map=map_command.typed())
    return _member_view(ctx, snapshot, shown)


@router.button("map_layer", who=Role.MEMBER, limit=MAPS)
def show_layer(ctx: Context, name: str) -> Answer:
    """Show things of one kind."""
    found = next((each for each in _layers(ctx) if each.name == name), None)
    return show_map(ctx) if found is None else _layer_view(ctx, found)


@router.button("map_members", who=Role.MEMBER, limit=MAPS)
def show_members(ctx: Context, sign: str) -> Answer:
    """Show all members, or those who care for a domain."""
    snapshot = monthly_snapshot(ctx)
    found = next((each for each in snapshot.counts if each and sign_of(each) == sign), EVERYBODY)
    return _member_view(ctx, snapshot, found) if found in snapshot.counts else show_map(ctx)


@router.button("map_domains", who=Role.MEMBER)
def show_domains(ctx: Context) -> Card:
    """Choose the domain whose members are shown."""
    counts = monthly_snapshot(ctx).counts
    buttons = [
        show_members.button(domain_label(domain), sign_of(domain)) for domain in counts if domain
    ]
    return Card(text("Members of which domain?"), (), in_rows(buttons, 2))


def _layers(ctx: Context) -> Sequence[MapLayer]:
    """The layers that have something to show, in order."""
    found = [each for each in map_layers.collect(ctx) if each.places]
    return sorted(found, key=lambda each: each.order)


def _names(layer: MapLayer) -> frozenset[str]:
    """The words by which a layer is called, folded."""
    return frozenset(map(fold, (layer.name, *said_everywhere(layer.label))))


def _layer_view(ctx: Context, layer: MapLayer) -> Picture:
    return layer_map(ctx, layer, _buttons(ctx, monthly_snapshot(ctx), layer.name, layer.more))


def _member_view(ctx: Context, snapshot: MemberSnapshot, domain: str) -> Picture:
    shown = MEMBERS if domain == EVERYBODY else domain
    return member_map(ctx, snapshot, domain, _buttons(ctx, snapshot, shown))


def _empty_card(ctx: Context) -> Card:
    nothing = text("Nothing is on the map yet: an event with a commune will be.")
    return Card(None, (nothing,), _found_button(ctx) if ctx.direct else ())


def _buttons(ctx: Context, snapshot: MemberSnapshot, shown: str, *first: Button) -> Buttons:
    """Buttons to the other views, in private."""
    if not ctx.direct:
        return ()
    others = [*first]
    if EVERYBODY in snapshot.counts and shown != MEMBERS:
        others.append(show_members.button(text("Members"), MEMBERS))
    if len(snapshot.counts) > 1:
        others.append(show_domains.button(text("Members by domain")))
    others += [
        show_layer.button(each.label, each.name) for each in _layers(ctx) if each.name != shown
    ]
    return (*in_rows(others, 2), *_found_button(ctx))


def _found_button(ctx: Context) -> Buttons:
    """The button to be on the map, for adults who are not on it."""
    belonging = ctx.store[Members].membership(ctx.member, ctx.community.id)
    if belonging is None or belonging.visible != "no" or ctx.member.adult is False:
        return ()
    return ((choose_directory_visibility.button(text("Choose who can find me")),),)
