"""Filters of the member list as people type them: a circle, a domain, a place, a name."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.core import LOCALES, Button, Card, Context, JobContext, Reader, Words, text
from bot.domain.circles import read_circle
from bot.domain.communes import Commune
from bot.domain.domains import sign_of
from bot.domain.refusals import Refusal
from bot.domain.text.names import search_words
from bot.domain.words import fold
from bot.references.members import members_command
from bot.vocabulary.audiences.domains import domain_label
from bot.vocabulary.places.place_search import Place, place_label, places_by_name, territory_sign
from handlers.members.member_filter import MemberFilter, domain_keys

USUAL_MONTHS = 6
"""Months of absence, unless they are given."""


MOST_MONTHS = 120


_KINDS = {
    **dict.fromkeys(("circle", "cercle"), "circle"),
    **dict.fromkeys(("domain", "domains", "domaine", "domaines"), "domain"),
    **dict.fromkeys(("place", "lieu", "commune", "territory", "territoire"), "place"),
    **dict.fromkeys(("unseen", "absent", "absents", "absente", "absentes"), "unseen"),
}
"""Kinds of a part, by the word before it."""


_PARTS = re.compile(r"[\n|]")


class NoSuchDomain(Refusal):
    """There is no domain “{typed}” here. Choose one of these: {domains}."""


class NotMonths(Refusal):
    """“{typed}” is not a number of months: write for example {example}."""


class NothingToLookFor(Refusal):
    """Write a name, or its beginning, for example {example}."""


def read_filter(ctx: Context, typed: str) -> tuple[MemberFilter, Sequence[Place]]:
    """Read a filter, a part on each line or between bars: circle, domain, place or name.

    Returns the places too if several are meant: then none is chosen.
    """
    member_filter = MemberFilter()
    ambiguous: Sequence[Place] = ()
    for kind, words in _parts_by_kind(typed).items():
        match kind:
            case "circle":
                member_filter = by_circle(member_filter, words)
            case "domain":
                member_filter = by_domain(ctx, member_filter, words)
            case "place":
                places = places_by_name(ctx, words)
                member_filter = (
                    by_place(member_filter, places[0]) if len(places) == 1 else member_filter
                )
                ambiguous = () if len(places) == 1 else places
            case "unseen":
                member_filter = by_absence(member_filter, words)
            case _:
                member_filter = by_name(member_filter, words)
    return member_filter, ambiguous


def _parts_by_kind(typed: str) -> dict[str, str]:
    """The words of each kind, names last; of several parts of one kind the last counts."""
    parts: dict[str, str] = {}
    for part in map(str.strip, _PARTS.split(typed.strip())):
        word, _, rest = part.partition(" ")
        kind = _KINDS.get(fold(word), "")
        if kind and (rest or kind == "unseen"):
            parts[kind] = rest
        else:
            parts[""] = part
    names = parts.pop("", None)
    return parts if names is None else {**parts, "": names}


def by_circle(member_filter: MemberFilter, typed: str) -> MemberFilter:
    """Filter by circle."""
    return replace(member_filter, circle=read_circle(typed))


def by_domain(ctx: Context, member_filter: MemberFilter, typed: str) -> MemberFilter:
    """Filter by domain, by its name in any language or the beginning of it."""
    name_typed = fold(typed)
    names = [(name, each) for each in domain_keys(ctx) for name in _domain_names(ctx, each)]
    matching = [each for name, each in names if name == name_typed]
    matching = matching or [each for name, each in names if name.startswith(name_typed)]
    if not matching:
        labels = [domain_label(each) for each in domain_keys(ctx)]
        raise NoSuchDomain(typed=typed[:40], domains=labels)
    return replace(member_filter, domain=sign_of(matching[0]))


def by_place(member_filter: MemberFilter, place: Place) -> MemberFilter:
    """Filter by commune or territory."""
    if isinstance(place, Commune):
        return replace(member_filter, commune=place.code, territory="")
    return replace(member_filter, commune="", territory=territory_sign(place))


def by_absence(member_filter: MemberFilter, typed: str) -> MemberFilter:
    """Filter by months of absence."""
    number = re.match(r"\d{1,3}(?!\d)", typed.strip())
    months = USUAL_MONTHS if not typed.strip() else int(number[0]) if number else 0
    if not 0 < months <= MOST_MONTHS:
        raise NotMonths(typed=typed[:40], example=members_command.typed(("unseen", "absents"), "6"))
    return replace(member_filter, months=months)


def by_name(member_filter: MemberFilter, typed: str) -> MemberFilter:
    """Filter by words of the name, or beginnings of them."""
    words = search_words(typed)
    if not words:
        raise NothingToLookFor(example=members_command.typed("dupont"))
    return member_filter.called(words)


def offer_places(
    member_filter: MemberFilter, places: Sequence[Place], choose: Callable[[Words, str], Button]
) -> Card:
    """Ask which place is meant: `choose` makes a button from a label and a filter."""
    rows = tuple(
        (choose(place_label(each), str(by_place(member_filter, each))),) for each in places[:8]
    )
    return Card(None, (text("Which one do you mean?"),), rows)


def _domain_names(ctx: JobContext, domain: str) -> set[str]:
    """All names of a domain, folded."""
    readers = [Reader(locale, ctx.zone, ctx.today) for locale in LOCALES]
    return {fold(reader.say(domain_label(domain))) for reader in readers} | {fold(domain)}
