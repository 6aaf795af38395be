"""The order of answers to a need."""

from datetime import UTC, date, datetime, timedelta

from bot.domain.communes.search import km_between
from bot.domain.needs import (
    Need,
    NeedKind,
    nearest_needs,
    nearest_places,
)

AUCH, MIRANDE, DOLE = "32013", "32256", "39198"
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def need(number: int, commune: str | None, *, domain: str | None = "culture") -> Need:
    """An offer of another member; the greater its number, the newer."""
    return Need(
        NeedKind.OFFER,
        words="",
        ends_on=date(2027, 1, 1),
        domain=domain,
        commune=commune,
        id=number,
        author_id=number,
        created_at=NOW + timedelta(days=number),
    )


def test_the_same_domain_then_the_nearest_then_the_newest_come_first() -> None:
    others = [
        *(need(1, AUCH), need(2, DOLE), need(3, None), need(4, MIRANDE), need(5, AUCH)),
        *(need(6, AUCH, domain="waste"), need(7, AUCH, domain=None)),
    ]
    found = nearest_needs(need(9, AUCH), [*others, need(9, AUCH)], most=9)

    assert [each.need.id for each in found] == [5, 1, 4, 2, 3, 7]
    assert [each.need.id for each in nearest_needs(need(9, None, domain=None), others)] == [7, 6, 5]


def test_places_are_in_the_order_of_their_distance() -> None:
    assert nearest_places(AUCH, [DOLE, None, MIRANDE, AUCH]) == [AUCH, MIRANDE, DOLE, None]
    assert km_between(AUCH, AUCH) == 0
    assert km_between(AUCH, "00000") is None
