"""Places as people type them: the commune or the territory that is meant."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bot.core.context.context import Context
from bot.core.messages.content import Ambiguous, Text, text
from bot.domain import communes, communities
from bot.domain.communes import Commune
from bot.domain.communities import Territory
from bot.domain.refusals import Refusal
from storage.members import Member

MOST_OFFERED = 8
_LONGEST_SHOWN = 60
_CODE = re.compile(r"#(\d[\dAB]\d{3})")


class NoSuchCommune(Refusal):
    """I do not know a commune “{typed}”: write its name as on its road sign, or its postcode."""


class WiderThanACommune(Refusal):
    """“{typed}” is not a commune: write the name of the commune, or its postcode."""


class SeveralCommunes(Ambiguous):
    """“{typed}” may be several communes: write for example {example}."""


class PerhapsCommune(Ambiguous):
    """I do not know a commune “{typed}”. The closest names: {nearest}."""


class NoSuchTerritory(Refusal):
    """I do not know a territory “{typed}”: write the name or the number of a department."""


class SeveralTerritories(Ambiguous):
    """“{typed}” may be several territories: {nearest}."""


@dataclass(frozen=True, slots=True)
class Around:
    """The surroundings in which a place was typed."""

    near: Collection[str] = ()
    """Numbers of departments nearby."""
    own: Sequence[str] = ()
    """The community's own territories."""


@dataclass(frozen=True, slots=True)
class Places:
    """Parser of places; the surroundings are looked up only when a place is read."""

    around: Callable[[], Around] = Around

    def commune(self, typed: str) -> Commune:
        """The commune that was typed; `#25056` is an INSEE code, as typed by a button."""
        code = _CODE.fullmatch(typed)
        known = None if code is None else communes.at(code[1])
        if known is not None:
            return known
        near = self.around().near
        found = communes.find(typed, near)
        if len(found) == 1:
            return found[0]
        shown = typed[:_LONGEST_SHOWN]
        if found:
            spelling = " ".join([*found[0].postcodes[:1], found[0].name])  # which fits no other
            raise SeveralCommunes(shown, _choices(found), _choice_question(found), example=spelling)
        if communes.departments_called(typed):
            raise WiderThanACommune(typed=shown)
        nearest = communes.guess(typed, near)
        if not nearest:
            raise NoSuchCommune(typed=shown)
        asked = text("I do not know a commune “{typed}”. Do you mean one of these?", typed=shown)
        labels = [each.label for each in nearest]
        raise PerhapsCommune(shown, _choices(nearest), asked, nearest=labels)

    def territory(self, typed: str) -> Territory:
        """The territory that was typed: one of the community's own, or a department."""
        own = self.around().own
        found = communities.territories_called(typed, own)
        if len(found) == 1:
            return found[0]
        nearest = found or communities.similar_territories(typed, own)
        shown = typed[:_LONGEST_SHOWN]
        if not nearest:
            raise NoSuchTerritory(typed=shown)
        asked = text("Which one do you mean?")
        raise SeveralTerritories(shown, [(each, each) for each in nearest], asked, nearest=nearest)


def around(ctx: Context) -> Around:
    """The community's territories; where they name no department, the region of the person."""
    community, member = ctx.community_or_none, ctx.person.member
    own = () if community is None else tuple(community.territories or ())
    home = None if member is None else commune_of(member)
    if home is None:
        return Around(communities.department_codes(own), own)
    region = communities.department_codes([home.department.region.name])
    return Around(communities.department_codes(own) or region, own)


def commune_of(member: Member) -> Commune | None:
    """The commune that a member gave, as it is today."""
    return None if member.commune is None else communes.at(member.commune)


def _choices(found: Sequence[Commune]) -> list[tuple[str, str]]:
    return [(f"#{each.code}", each.label) for each in found[:MOST_OFFERED]]


def _choice_question(found: Sequence[Commune]) -> Text:
    if len(found) <= MOST_OFFERED:
        return text("Which one do you mean?")
    return text(
        "There are {count}. If yours is not here, write its name with its department or postcode.",
        count=len(found),
    )
