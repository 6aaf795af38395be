"""Numbers and names on a map hide neither a mark nor each other."""

from collections.abc import Callable

import pytest

from bot.domain.map import NamedMark, Rectangle, Side, free_place, occupied

Allowed = Callable[[float, float], bool]
MARK = NamedMark(100, 100, "Dole")
TAKEN = occupied([MARK], [Side.RIGHT])


def test_a_number_moves_off_a_mark_and_its_name() -> None:
    x, y = free_place(110, 102, 2, TAKEN, [lambda *_: True])

    assert 0 < abs(x - 110) + abs(y - 102) < 60
    assert not any(Rectangle(x - 10, y - 8, x + 10, y + 8).overlaps(each) for each in TAKEN)


@pytest.mark.parametrize(
    ("allowed", "place"),
    [
        pytest.param([lambda *_: True], (30, 30), id="where nothing is taken"),
        pytest.param([lambda x, _: x > 36], (54, 30), id="inside its area"),
        pytest.param([lambda *_: False, lambda x, _: x < 30], (14, 30), id="else beside it"),
        pytest.param([lambda *_: False], (30, 30), id="else where it was"),
    ],
)
def test_a_number_stays_where_it_is_allowed(allowed: list[Allowed], place: tuple[int, int]) -> None:
    assert free_place(30, 30, 2, TAKEN, allowed) == place
