"""Filters of the member list, as they are typed and as a button carries them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zlib import crc32

from dateutil.relativedelta import relativedelta

from bot.core import (
    LOCALES,
    Button,
    Card,
    Context,
    JobContext,
    Reader,
    Text,
    Words,
    around,
    ntext,
    text,
)
from bot.domain import communes, territories
from bot.domain.circles import read_circle
from bot.domain.communes import Commune
from bot.domain.domains import domains_of, sign_of
from bot.domain.names import search_words
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle
from bot.domain.territories import Territory
from bot.domain.words import fold
from bot.references.members import members_command, open_member_list
from bot.vocabulary.circles import LABELS
from bot.vocabulary.domains import domain_label
from storage.communities import RoomKind
from storage.members import Sought

TYPED_MEMBERS = members_command.typed()
USUAL_MONTHS = 6
"""Months of absence, unless they are given."""
MOST_MONTHS = 120
LONGEST_IN_BUTTON = 44
"""Bytes of a button for the filter."""
Place = Commune | Territory
_CIRCLES = {"e": Circle.ENGAGED, "i": Circle.INFORMED, "c": Circle.CITIZEN}
_KINDS = {
    **dict.fromkeys(("circle", "cercle"), "circle"),
    **dict.fromkeys(("domain", "domains", "domaine", "domaines"), "domain"),
    **dict.fromkeys(("place", "lieu", "commune", "territory", "territoire"), "place"),
    **dict.fromkeys(("unseen", "absent", "absents", "absente", "absentes"), "unseen"),
}
"""The words before what is meant by them."""
_LETTERS = {circle: letter for letter, circle in _CIRCLES.items()}
_MARKED = re.compile(
    r"(?:c([eic])\.)?(?:d([a-z0-9]+)\.)?(?:p(\d[\dAB]\d{3})\.)?(?:t([0-9a-f]{1,8})\.)?"
    r"(?:m(\d{1,3})\.)?(?:w([^:]+)\.)?"
)
_PARTS = re.compile(r"[\n|]")


class NoSuchDomain(Refusal):
    """There is no domain “{typed}” here. There are: {domains}."""


class NoSuchPlace(Refusal):
    """I know no place “{typed}”: write a commune, a postcode, a territory or a department."""


class NotMonths(Refusal):
    """“{typed}” is no number of months: write for example {example}."""


class NothingToLookFor(Refusal):
    """Write a name, or its beginning, for example {example}."""


class OnlyBackstage(Refusal):
    """I show members in private, or in the gardeners' room: {members}."""


class ListChanged(Refusal):
    """This list is not what it was any more. {members} shows it as it is now."""


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Which members are shown; all, where nothing is said.

    A domain and a territory are said by their signs, a commune by its code.
    """

    circle: Circle | None = None
    domain: str = ""
    commune: str = ""
    territory: str = ""
    months: int | None = None
    words: str = ""

    def __str__(self) -> str:
        marked = (
            ("c", None if self.circle is None else _LETTERS[self.circle]),
            ("d", self.domain),
            ("p", self.commune),
            ("t", self.territory),
            ("m", self.months),
            ("w", self.words),
        )
        return "".join(f"{mark}{part}." for mark, part in marked if part)

    @classmethod
    def read(cls, pressed: str) -> "MemberFilter":
        """Read it off a button; raises `ListMovedOn` where it is none."""
        found = _MARKED.fullmatch(pressed)
        if found is None:
            raise ListChanged(members=TYPED_MEMBERS)
        circle, domain, commune, territory, months, words = found.groups()
        return cls(
            None if circle is None else _CIRCLES[circle],
            domain or "",
            commune or "",
            territory or "",
            None if months is None else int(months),
            words or "",
        )

    def called(self, words: Sequence[str]) -> "MemberFilter":
        """The same with these words in the name; cut to what a button bears.

        Names are found by their beginnings, so that cut words find those as well.
        """
        room = LONGEST_IN_BUTTON - len(str(replace(self, words="")).encode()) - len("w.")
        kept = " ".join(words).encode()[: max(0, room)].decode(errors="ignore")
        return replace(self, words=kept.strip())

    def sought(self, ctx: JobContext) -> Sought:
        """What it asks of the register; raises `ListMovedOn` where that means nothing any more."""
        return Sought(
            circle=self.circle,
            domain=_value_of_sign(self.domain, {sign_of(each): each for each in _domain_keys(ctx)}),
            commune=self.commune or None,
            territory=_value_of_sign(
                self.territory, {_territory_sign(each): each for each in _territories(ctx)}
            ),
            unseen_since=None if self.months is None else _first_day(ctx, self.months),
            words=tuple(search_words(self.words)),
        )

    def said(self, ctx: JobContext) -> list[Words]:
        """The same in words."""
        sought, parts = self.sought(ctx), list[Words]()
        if self.circle is not None:
            parts.append(text("“{circle}”", circle=LABELS[self.circle]))
        if sought.domain is not None:
            parts.append(domain_label(sought.domain))
        if self.commune:
            commune = communes.at(self.commune)
            parts.append(self.commune if commune is None else commune.label)
        if sought.territory is not None:
            parts.append(sought.territory)
        if self.months is not None:
            parts.append(months_text(self.months))
        if self.words:
            parts.append(text("“{words}” in the name", words=self.words))
        return parts


def months_text(months: int) -> Text:
    """The absence that the filter looks for."""
    return ntext("not seen for {count} month", "not seen for {count} months", months)


def read_filter(ctx: Context, typed: str) -> tuple[MemberFilter, Sequence[Place]]:
    """What somebody typed, a part a line or between bars: a circle, a domain, a place, a name.

    Where a place may be several, these are given too, and none is chosen.
    """
    shown = MemberFilter()
    several: Sequence[Place] = ()
    for kind, said in _words_by_kind(typed).items():
        match kind:
            case "circle":
                shown = by_circle(shown, said)
            case "domain":
                shown = by_domain(ctx, shown, said)
            case "place":
                places = places_by_name(ctx, said)
                shown = by_place(shown, places[0]) if len(places) == 1 else shown
                several = () if len(places) == 1 else places
            case "unseen":
                shown = by_absence(shown, said)
            case _:
                shown = by_name(shown, said)
    return shown, several


def _words_by_kind(typed: str) -> dict[str, str]:
    """What is said of each kind, names last; of several things of one kind the last counts."""
    found: dict[str, str] = {}
    for part in map(str.strip, _PARTS.split(typed.strip())):
        word, _, rest = part.partition(" ")
        kind = _KINDS.get(fold(word), "")
        if kind and (rest or kind == "unseen"):
            found[kind] = rest
        else:
            found[""] = part
    names = found.pop("", None)
    return found if names is None else {**found, "": names}


def by_circle(shown: MemberFilter, typed: str) -> MemberFilter:
    """Filter by circle."""
    return replace(shown, circle=read_circle(typed))


def by_domain(ctx: Context, shown: MemberFilter, typed: str) -> MemberFilter:
    """Filter by domain, by its name in any language or the beginning of it."""
    wanted = fold(typed)
    named = [(name, each) for each in _domain_keys(ctx) for name in _domain_names(ctx, each)]
    found = [each for name, each in named if name == wanted]
    found = found or [each for name, each in named if name.startswith(wanted)]
    if not found:
        labels = [domain_label(each) for each in _domain_keys(ctx)]
        raise NoSuchDomain(typed=typed[:40], domains=labels)
    return replace(shown, domain=sign_of(found[0]))


def by_place(shown: MemberFilter, place: Place) -> MemberFilter:
    """Filter by commune or territory."""
    if isinstance(place, Commune):
        return replace(shown, commune=place.code, territory="")
    return replace(shown, commune="", territory=_territory_sign(place))


def by_absence(shown: MemberFilter, typed: str) -> MemberFilter:
    """Filter by months of absence."""
    number = re.match(r"\d{1,3}(?!\d)", typed.strip())
    months = USUAL_MONTHS if not typed.strip() else int(number[0]) if number else 0
    if not 0 < months <= MOST_MONTHS:
        raise NotMonths(typed=typed[:40], example=members_command.typed(("unseen", "absents"), "6"))
    return replace(shown, months=months)


def by_name(shown: MemberFilter, typed: str) -> MemberFilter:
    """Filter by words of the name, or beginnings of them."""
    words = search_words(typed)
    if not words:
        raise NothingToLookFor(example=members_command.typed("dupont"))
    return shown.called(words)


def places_by_name(ctx: Context, typed: str) -> Sequence[Place]:
    """Places with this name, else similar ones; raises `NoSuchPlace`."""
    here = around(ctx)
    found: list[Place]
    found = [*communes.find(typed, here.near), *territories.called(typed, here.own)]
    found = found or [*communes.guess(typed, here.near), *territories.nearly(typed, here.own)]
    if not found:
        raise NoSuchPlace(typed=typed[:40])
    return found


def offer_places(
    shown: MemberFilter, places: Sequence[Place], choose: Callable[[Words, str], Button]
) -> Card:
    """Ask which place is meant: `choose` makes a button from a label and a filter."""
    rows = tuple((choose(place_label(each), str(by_place(shown, each))),) for each in places[:8])
    return Card(None, (text("Which one do you mean?"),), rows)


def first_page_button(label: Words, shown: str) -> Button:
    """A button for the first page of a filter."""
    return open_member_list.button(label, "", shown)


def place_label(place: Place) -> Words:
    """A place; a department may be called like a commune in it."""
    if isinstance(place, Commune):
        return place.label
    return text("{territory} (as a whole)", territory=str(place))


def check_backstage(ctx: Context) -> None:
    """Raise unless in private or in the gardeners' room."""
    kind = None if ctx.room is None else ctx.room.kind
    if not ctx.direct and kind != RoomKind.GARDENERS:
        raise OnlyBackstage(members=TYPED_MEMBERS)


def _domain_keys(ctx: JobContext) -> Sequence[str]:
    return domains_of(ctx.community.domains)


def _domain_names(ctx: JobContext, domain: str) -> set[str]:
    """All names of a domain, folded."""
    readers = [Reader(locale, ctx.zone, ctx.today) for locale in LOCALES]
    return {fold(reader.say(domain_label(domain))) for reader in readers} | {fold(domain)}


def _territories(ctx: JobContext) -> Sequence[str]:
    own = territories.offered(ctx.community.territories or (), None)
    return [*own, *(each.name for each in communes.departments().values())]


def _territory_sign(territory: str) -> str:
    return f"{crc32(territory.encode()):x}"


def _value_of_sign(sign: str, named: dict[str, str]) -> str | None:
    """The value of a sign, if there is one."""
    if not sign:
        return None
    if sign not in named:
        raise ListChanged(members=TYPED_MEMBERS)
    return named[sign]


def _first_day(ctx: JobContext, months: int) -> date:
    return ctx.today - relativedelta(months=months)
