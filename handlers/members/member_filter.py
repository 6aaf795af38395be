"""Filters of the member list: as a button carries them, as they are typed, and as offered."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from dateutil.relativedelta import relativedelta

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Replace,
    Router,
    Text,
    Words,
    around,
    asks,
    in_rows,
    ntext,
    text,
)
from bot.domain import communes, communities
from bot.domain.circles import read_circle
from bot.domain.communes import Commune
from bot.domain.communities import domains_of, sign_of
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle, Role
from bot.domain.words import fold, search_words
from bot.references.members import (
    READ_THE_REGISTER,
    choose_member_filter,
    members_command,
    open_member_list,
)
from bot.vocabulary.audiences import CIRCLE_LABELS, domain_label, domain_signed, domain_words
from bot.vocabulary.places import (
    Place,
    place_label,
    places_by_name,
    territories_by_sign,
    territory_sign,
)
from storage.communities import RoomKind
from storage.members import MemberSearch

router = Router()

TYPED_MEMBERS = members_command.typed()
LONGEST_IN_BUTTON = 44
"""Bytes of a button for the filter."""
_CIRCLES = {"e": Circle.ENGAGED, "i": Circle.INFORMED, "c": Circle.CITIZEN}
_LETTERS = {circle: letter for letter, circle in _CIRCLES.items()}
_MARKED = re.compile(
    r"(?:c([eic])\.)?(?:d([a-z0-9]+)\.)?(?:p(\d[\dAB]\d{3})\.)?(?:t([a-z0-9]{1,16})\.)?"
    r"(?:m(\d{1,3})\.)?(?:w([^:]+)\.)?"
)
USUAL_MONTHS = 6
"""Months of absence, unless they are given."""
MOST_MONTHS = 120
MONTHS = (3, 6, 12, 24)
MOST_TERRITORIES = 12
_KINDS = {
    **dict.fromkeys(("circle", "cercle", "participation"), "circle"),
    **dict.fromkeys(("domain", "domains", "domaine", "domaines", "topic", "topics"), "domain"),
    **dict.fromkeys(("place", "lieu", "commune", "territory", "territoire"), "place"),
    **dict.fromkeys(("unseen", "absent", "absents", "absente", "absentes"), "unseen"),
}
"""Kinds of a part, by the word before it."""
_PARTS = re.compile(r"[\n|]")
_FILTER_WORDS = {
    **dict.fromkeys(("circle", "cercle", "participation"), "circle"),
    **dict.fromkeys(("domain", "domains", "domaine", "domaines", "topic", "topics"), "domain"),
    **dict.fromkeys(("place", "lieu", "lieux"), "place"),
    "unseen": "unseen",
}


class OnlyBackstage(Refusal):
    """I show members in private, or in the gardening team's room: {members}."""


class ListChanged(Refusal):
    """This list has changed. To see the current one: {members}."""


class NoSuchDomain(Refusal):
    """There is no topic “{typed}” here. Choose one of these: {domains}."""


class NotMonths(Refusal):
    """“{typed}” is not a number of months: write for example {example}."""


class NothingToLookFor(Refusal):
    """Write a name, or its beginning, for example {example}."""


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """A filter of members; an empty part filters nothing."""

    circle: Circle | None = None
    domain: str = ""
    """Its sign."""
    commune: str = ""
    """Its INSEE code."""
    territory: str = ""
    """Its sign."""
    months: int | None = None
    """Months of absence."""
    words: str = ""
    """Words in the name."""

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
        """Read a filter from a button. Raises `ListChanged` if it is none."""
        match = _MARKED.fullmatch(pressed)
        if match is None:
            raise ListChanged(members=TYPED_MEMBERS)
        circle, domain, commune, territory, months, words = match.groups()
        return cls(
            None if circle is None else _CIRCLES[circle],
            domain or "",
            commune or "",
            territory or "",
            None if months is None else int(months),
            words or "",
        )

    def called(self, words: Sequence[str]) -> "MemberFilter":
        """The same filter with words in the name, cut to the size of a button.

        Names are found by their beginnings, so that cut words find those as well.
        """
        room = LONGEST_IN_BUTTON - len(str(replace(self, words="")).encode()) - len("w.")
        cut = " ".join(words).encode()[: max(0, room)].decode(errors="ignore")
        return replace(self, words=cut.strip())

    def sought(self, ctx: JobContext) -> MemberSearch:
        """The query for the register. Raises `ListChanged` if a sign has no meaning now."""
        domain = domain_signed(ctx.community.domains, self.domain)
        territory = territories_by_sign(ctx).get(self.territory)
        if (self.domain and domain is None) or (self.territory and territory is None):
            raise ListChanged(members=TYPED_MEMBERS)
        months, today = self.months, ctx.today
        return MemberSearch(
            circle=self.circle,
            domain=domain,
            commune=self.commune or None,
            territory=territory,
            unseen_since=None if months is None else today - relativedelta(months=months),
            words=tuple(search_words(self.words)),
        )

    def labels(self, ctx: JobContext) -> list[Words]:
        """The parts of the filter in words."""
        sought, parts = self.sought(ctx), list[Words]()
        if self.circle is not None:
            parts.append(text("“{circle}”", circle=CIRCLE_LABELS[self.circle]))
        if sought.domain is not None:
            parts.append(domain_label(sought.domain))
        if self.commune:
            commune = communes.at(self.commune)
            parts.append(self.commune if commune is None else commune.label)
        if sought.territory is not None:
            parts.append(sought.territory)
        if self.months is not None:
            parts.append(_months_text(self.months))
        if self.words:
            parts.append(text("“{words}” in the name", words=self.words))
        return parts


@router.button(choose_member_filter, who=Role.GARDENER, trace=READ_THE_REGISTER)
def offer_choices(ctx: Context, what: str, shown: str) -> Answer:
    check_backstage(ctx)
    if what not in _FILTER_WORDS:
        raise ListChanged(members=TYPED_MEMBERS)
    return Replace(_choice_card(ctx, _FILTER_WORDS[what], MemberFilter.read(shown)))


@router.button("members_where", who=Role.GARDENER, trace=READ_THE_REGISTER)
def ask_where(ctx: Context, shown: str) -> Answer:
    """Ask for a place that no button offers."""
    check_backstage(ctx)
    return choose_place.ask(ctx, shown=str(MemberFilter.read(shown)))


@router.form("members_place", who=Role.GARDENER, trace=READ_THE_REGISTER)
def choose_place(
    ctx: Context,
    where: Annotated[
        str, asks("Which place? Write a commune, a postcode, a territory or a department.")
    ],
    shown: str = "",
) -> Answer:
    places = places_by_name(ctx, where)
    before = MemberFilter.read(shown)
    if len(places) > 1:
        return offer_places(before, places, first_page_button)
    return open_member_list.run(ctx, "", str(_by_place(before, places[0])))


def _choice_card(ctx: Context, what: str, now: MemberFilter) -> Card:
    """The choices of one part of a filter, the last of which leaves it open."""
    choices: list[tuple[Words, MemberFilter]]
    more: tuple[Text, ...] = ()
    match what:
        case "circle":
            question = text("Members with which participation?")
            choices = [(CIRCLE_LABELS[each], replace(now, circle=each)) for each in Circle]
            choices.append((text("All kinds of participation"), replace(now, circle=None)))
        case "domain":
            question = text("Members interested in which topic?")
            domains = domains_of(ctx.community.domains)
            choices = [(domain_label(each), replace(now, domain=sign_of(each))) for each in domains]
            choices.append((text("All topics"), replace(now, domain="")))
        case "place":
            question = text("Members from where?")
            own = communities.offered_territories(around(ctx).own, None)[:MOST_TERRITORIES]
            choices = [(str(each), _by_place(now, each)) for each in own]
            choices.append((text("Everywhere"), replace(now, commune="", territory="")))
        case _:
            question = text("Not seen since when?")
            choices = [(_months_text(each), replace(now, months=each)) for each in MONTHS]
            choices.append((text("Last seen, any time"), replace(now, months=None)))
            more = (text("Only members who agreed that the team sees it are listed."),)
    buttons = [open_member_list.button(label, "", str(chosen)) for label, chosen in choices]
    rows = list(in_rows(buttons, 2))
    if what == "place":
        rows.append((ask_where.button(text("Write a place"), str(now)),))
    rows.append((open_member_list.button(text("Back to the list"), "", str(now)),))
    return Card(None, (question, *more), tuple(rows))


def read_filter(ctx: Context, typed: str) -> tuple[MemberFilter, Sequence[Place]]:
    """Read a filter; its parts are on lines or between bars: circle, domain, place or name.

    Returns the places too if several are meant: then none is chosen.
    """
    member_filter = MemberFilter()
    ambiguous: Sequence[Place] = ()
    for kind, words in _parts_by_kind(typed).items():
        match kind:
            case "circle":
                member_filter = replace(member_filter, circle=read_circle(words))
            case "domain":
                member_filter = _by_domain(ctx, member_filter, words)
            case "place":
                places = places_by_name(ctx, words)
                if len(places) == 1:
                    member_filter = _by_place(member_filter, places[0])
                else:
                    ambiguous = places
            case "unseen":
                member_filter = _by_absence(member_filter, words)
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


def _by_domain(ctx: Context, member_filter: MemberFilter, typed: str) -> MemberFilter:
    """Filter by domain, by its name in any language or the beginning of it."""
    known, beginning = domain_words(ctx.community.domains), fold(typed)
    begun = (each for name, each in known.items() if name.startswith(beginning))
    domain = known.get(beginning) or next(begun, None)
    if domain is None:
        labels = [domain_label(each) for each in domains_of(ctx.community.domains)]
        raise NoSuchDomain(typed=typed[:40], domains=labels)
    return replace(member_filter, domain=sign_of(domain))


def _by_place(member_filter: MemberFilter, place: Place) -> MemberFilter:
    if isinstance(place, Commune):
        return replace(member_filter, commune=place.code, territory="")
    return replace(member_filter, commune="", territory=territory_sign(place))


def _by_absence(member_filter: MemberFilter, typed: str) -> MemberFilter:
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
        (choose(place_label(each), str(_by_place(member_filter, each))),) for each in places[:8]
    )
    return Card(None, (text("Which one do you mean?"),), rows)


def first_page_button(label: Words, shown: str) -> Button:
    """A button for the first page of a filter."""
    return open_member_list.button(label, "", shown)


def check_backstage(ctx: Context) -> None:
    """Raise unless in private or in the gardeners' room."""
    kind = None if ctx.room is None else ctx.room.kind
    if not ctx.direct and kind != RoomKind.GARDENERS:
        raise OnlyBackstage(members=TYPED_MEMBERS)


def _months_text(months: int) -> Text:
    return ntext("not seen for {count} month", "not seen for {count} months", months)
