"""Filters of the member list, as they are typed and as a button carries them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dateutil.relativedelta import relativedelta

from bot.core import Button, Context, JobContext, Text, Words, ntext, text
from bot.domain import communes
from bot.domain.domains import domains_of, sign_of
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle
from bot.domain.text.names import search_words
from bot.references.members import members_command, open_member_list
from bot.vocabulary.audiences.circles import LABELS
from bot.vocabulary.audiences.domains import domain_label
from bot.vocabulary.places.place_search import territories_by_sign
from storage.communities import RoomKind
from storage.members import Sought

TYPED_MEMBERS = members_command.typed()
LONGEST_IN_BUTTON = 44
"""Bytes of a button for the filter."""
_CIRCLES = {"e": Circle.ENGAGED, "i": Circle.INFORMED, "c": Circle.CITIZEN}
_LETTERS = {circle: letter for letter, circle in _CIRCLES.items()}
_MARKED = re.compile(
    r"(?:c([eic])\.)?(?:d([a-z0-9]+)\.)?(?:p(\d[\dAB]\d{3})\.)?(?:t([a-z0-9]{1,16})\.)?"
    r"(?:m(\d{1,3})\.)?(?:w([^:]+)\.)?"
)


class OnlyBackstage(Refusal):
    """I show members in private, or in the gardening team's room: {members}."""


class ListChanged(Refusal):
    """This list has changed. To see the current one: {members}."""


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """A filter of members; an empty part filters nothing."""

    circle: Circle | None = None
    """The circle."""
    domain: str = ""
    """Sign of the domain."""
    commune: str = ""
    """INSEE code of the commune."""
    territory: str = ""
    """Sign of the territory."""
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
        """The same with these words in the name; cut to the size of a button.

        Names are found by their beginnings, so that cut words find those as well.
        """
        room = LONGEST_IN_BUTTON - len(str(replace(self, words="")).encode()) - len("w.")
        cut = " ".join(words).encode()[: max(0, room)].decode(errors="ignore")
        return replace(self, words=cut.strip())

    def sought(self, ctx: JobContext) -> Sought:
        """The query for the register. Raises `ListChanged` if a sign has no meaning now."""
        return Sought(
            circle=self.circle,
            domain=_value_of_sign(self.domain, {sign_of(each): each for each in domain_keys(ctx)}),
            commune=self.commune or None,
            territory=_value_of_sign(self.territory, territories_by_sign(ctx)),
            unseen_since=None if self.months is None else _first_day(ctx, self.months),
            words=tuple(search_words(self.words)),
        )

    def labels(self, ctx: JobContext) -> list[Words]:
        """The parts of the filter in words."""
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
    """The absence that the filter looks for, in words."""
    return ntext("not seen for {count} month", "not seen for {count} months", months)


def first_page_button(label: Words, shown: str) -> Button:
    """A button for the first page of a filter."""
    return open_member_list.button(label, "", shown)


def check_backstage(ctx: Context) -> None:
    """Raise unless in private or in the gardeners' room."""
    kind = None if ctx.room is None else ctx.room.kind
    if not ctx.direct and kind != RoomKind.GARDENERS:
        raise OnlyBackstage(members=TYPED_MEMBERS)


def domain_keys(ctx: JobContext) -> Sequence[str]:
    return domains_of(ctx.community.domains)


def _value_of_sign(sign: str, values: Mapping[str, str]) -> str | None:
    """The value with this sign; None without a sign."""
    if not sign:
        return None
    if sign not in values:
        raise ListChanged(members=TYPED_MEMBERS)
    return values[sign]


def _first_day(ctx: JobContext, months: int) -> date:
    return ctx.today - relativedelta(months=months)
