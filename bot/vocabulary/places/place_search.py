"""Places that people name to find others: communes and territories, and their signs in buttons."""

from collections.abc import Mapping, Sequence

from bot.core import Context, JobContext, Words, around, text
from bot.domain import communes, territories
from bot.domain.communes import Commune
from bot.domain.refusals import Refusal
from bot.domain.territories import Territory
from bot.domain.text.short_names import short_name

Place = Commune | Territory


class NoSuchPlace(Refusal):
    """I do not know the place “{typed}”: write a commune, postcode, territory or department."""


def places_called(ctx: Context, typed: str) -> Sequence[Place]:
    """Places with exactly this name."""
    here = around(ctx)
    return [*communes.find(typed, here.near), *territories.called(typed, here.own)]


def places_by_name(ctx: Context, typed: str) -> Sequence[Place]:
    """Places with this name, else similar ones; raises `NoSuchPlace`."""
    here = around(ctx)
    places = places_called(ctx, typed)
    places = places or [*communes.guess(typed, here.near), *territories.nearly(typed, here.own)]
    if not places:
        raise NoSuchPlace(typed=typed[:40])
    return places


def place_label(place: Place) -> Words:
    """A place; a department may be called like a commune in it."""
    if isinstance(place, Commune):
        return place.label
    return text("{territory} (whole territory)", territory=str(place))


def territory_sign(territory: str) -> str:
    """The argument of a territory's button."""
    return short_name(territory)


def territories_by_sign(ctx: JobContext) -> Mapping[str, str]:
    """The community's territories and all departments, by their signs."""
    own = territories.offered(ctx.community.territories or (), None)
    names = [*own, *(each.name for each in communes.departments().values())]
    return {territory_sign(each): each for each in names}
