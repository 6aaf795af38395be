"""The map: its command and its buttons, questions in plain words, its line in the letter."""

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Picture,
    Router,
    in_rows,
    said_everywhere,
    text,
)
from bot.domain.communities import sign_of
from bot.domain.conversations import GREETING, typed_line
from bot.domain.rates import MAPS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.conversations import Intent, explained_words, intents
from bot.references.digest import letter_items
from bot.references.map import MapLayer, map_command, map_layers
from bot.references.profile import choose_directory_visibility
from bot.vocabulary.audiences import domain_label, domain_words
from bot.vocabulary.letter_items import LetterItem
from handlers.map.maps import MOST_TOLD, layer_map, member_map, monthly_snapshot
from storage.map import EVERYBODY
from storage.members import Members

router = Router()

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
