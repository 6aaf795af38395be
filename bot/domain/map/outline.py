"""The departments that a map shows."""

from collections.abc import Collection, Iterable, Sequence

from bot.domain import communes
from bot.domain.communes.areas import departments_named
from bot.domain.contours import contours

OVERSEAS = "97"
"""The beginning of the numbers of departments overseas."""


def outline(own: Sequence[str], shown: Iterable[str]) -> Sequence[str]:
    """The numbers of the departments to draw, in order.

    Those of a community's `own` territories; where these name none, the regions of the departments
    `shown`; without any, all of France.
    """
    named = {each.code for name in own for each in departments_named(name)}
    drawn = named or _regions_whole(shown) or set(communes.departments())
    return sorted(code for code in drawn if code in contours())


def _regions_whole(shown: Iterable[str]) -> set[str]:
    known = communes.departments()
    regions = {known[code].region.code for code in shown if code in known}
    return {code for code, each in known.items() if each.region.code in regions}


def panels(departments: Collection[str]) -> Sequence[Sequence[str]]:
    """Departments that are drawn at one scale: those of Europe, then each overseas."""
    near = [code for code in departments if not code.startswith(OVERSEAS)]
    far = [[code] for code in departments if code.startswith(OVERSEAS)]
    return [near, *far] if near else far
