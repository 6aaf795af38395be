"""The filter of the directory as buttons carry it, and the parts shared by its two lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core import Button, Buttons, Context, JobContext, Words, text
from bot.domain import communes
from bot.domain.addresses import shortened
from bot.domain.communes import Commune
from bot.domain.communes.search import distance_km
from bot.domain.directory import RADII, USUAL_RADIUS, Located, nearest_entries
from bot.domain.refusals import Refusal
from bot.references.directory import (
    directory_command,
    offer_directory_domains,
    offer_directory_places,
    open_directory,
    open_organisations,
    search_directory,
)
from bot.vocabulary.audiences import domain_label, domain_signed, marked
from bot.vocabulary.places import Place, territories_by_sign, territory_sign
from storage.directory import DirectorySearch, VisibleMembers

PAGE_SIZE = 6
FURTHEST = 100_000
"""No list is turned further than that."""
LONGEST_LABEL = 30
LONGEST_ABOUT = 140
_MARKED = re.compile(
    r"(?:d([a-z0-9]+)\.)?(?:p(\d[\dAB]\d{3})\.)?(?:r(\d{1,3})\.)?(?:t([a-z0-9]{1,16})\.)?(o\.)?"
)


class DirectoryChanged(Refusal):
    """The directory has changed. To see the current one: {directory}."""


@dataclass(frozen=True, slots=True)
class DirectoryFilter:
    """A filter of the directory; an empty part filters nothing."""

    domain: str = ""
    """Sign of the domain."""
    commune: str = ""
    """INSEE code of the commune at the centre of the search."""
    radius: int = USUAL_RADIUS
    """Kilometres around it."""
    territory: str = ""
    """Sign of the territory."""
    is_of_organisations: bool = False
    """True if it filters organisations instead of members."""

    def __str__(self) -> str:
        radius = self.radius if self.commune else ""
        marked = (("d", self.domain), ("p", self.commune), ("r", radius), ("t", self.territory))
        parts = "".join(f"{mark}{part}." for mark, part in marked if part)
        return f"{parts}o." if self.is_of_organisations else parts

    @classmethod
    def read(cls, pressed: str) -> "DirectoryFilter":
        """Read a filter from a button. Raises `DirectoryChanged` if it is none."""
        match = _MARKED.fullmatch(pressed)
        if match is None or (match[3] and int(match[3]) not in RADII):
            raise _directory_changed()
        domain, commune, radius, territory, organisations = match.groups(default="")
        return cls(domain, commune, int(radius or USUAL_RADIUS), territory, bool(organisations))

    @property
    def is_narrow(self) -> bool:
        return bool(self.domain or self.commune or self.territory)

    def around(self, place: Place) -> "DirectoryFilter":
        """The same filter around a commune, or in a territory."""
        if isinstance(place, Commune):
            return replace(self, commune=place.code, territory="")
        return replace(self, commune="", territory=territory_sign(place))

    def anywhere(self) -> "DirectoryFilter":
        return replace(self, commune="", territory="")

    def page_button(self, label: Words, after: int = 0) -> Button:
        page = open_organisations if self.is_of_organisations else open_directory
        return page.button(label, str(self), after)

    def home(self) -> Commune | None:
        """The commune at the centre of the search."""
        return communes.at(self.commune) if self.commune else None

    def found(self, ctx: Context) -> Sequence[Located]:
        """The members found: the nearest first, else by name."""
        entries = ctx.store[VisibleMembers].found(ctx.community.id, self.search(ctx))
        home = self.home()
        return entries if home is None else nearest_entries(entries, home, self.radius)

    def search(self, ctx: JobContext) -> DirectorySearch:
        """The conditions on rows. Raises `DirectoryChanged` if a sign has no meaning now."""
        domain = domain_signed(ctx.community.domains, self.domain)
        territory = territories_by_sign(ctx).get(self.territory)
        if (self.domain and domain is None) or (self.territory and territory is None):
            raise _directory_changed()
        return DirectorySearch(domain, territory)

    def labels(self, ctx: JobContext) -> list[Words]:
        """The parts of the filter in words."""
        search, home = self.search(ctx), self.home()
        parts: list[Words] = []
        if search.domain is not None:
            parts.append(domain_label(search.domain))
        if home is not None:
            parts.append(text("{place} ({radius} km around)", radius=self.radius, place=home.name))
        if search.territory is not None:
            parts.append(search.territory)
        return parts


def list_rows(which: DirectoryFilter, after: int, count: int) -> Buttons:
    """The buttons below a page of a filter's results."""
    turning = []
    if after:
        turning.append(which.page_button(text("Previous"), max(after - PAGE_SIZE, 0)))
    if after + PAGE_SIZE < count:
        turning.append(which.page_button(text("Next"), after + PAGE_SIZE))
    radii = [
        replace(which, radius=each).page_button(
            marked(text("{distance} km", distance=each), each == which.radius)
        )
        for each in (RADII if which.commune else ())
    ]
    searching = [search_directory.ask_button(text("Search"))]
    if which.is_narrow:
        everyone = replace(which, domain="").anywhere()
        searching.append(everyone.page_button(text("Show all")))
    parts = (
        offer_directory_domains.button(text("By topic"), str(which)),
        offer_directory_places.button(text("By place"), str(which)),
    )
    return (tuple(turning), tuple(radii), tuple(searching), parts)


def listed_line(
    name: Words, place: str | None, about: str, *, at: Commune | None, home: Commune | None
) -> Words:
    """A name with its place, its distance from the centre of the search, and its activity."""
    line = name
    if place is not None:
        line = text("{told}, {detail}", told=line, detail=place)
    distance = None if home is None or at is None else distance_km(home, at)
    if distance:
        away = text("{distance} km", distance=max(1, round(distance)))
        line = text("{told}, {detail}", told=line, detail=away)
    if about:
        line = text("{told}: {about}", told=line, about=shortened(about, LONGEST_ABOUT))
    return line


def _directory_changed() -> DirectoryChanged:
    return DirectoryChanged(directory=directory_command.typed())
