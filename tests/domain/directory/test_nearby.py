"""The order of the directory by distance."""

from bot.domain import communes
from bot.domain.directory import distances, nearest_entries

BESANCON, DOLE, AUCH = "25056", "39198", "32013"


def test_the_nearest_come_first_and_the_far_are_left_out() -> None:
    home = communes.at(DOLE)
    assert home is not None
    entries = [(1, BESANCON), (2, None), (3, AUCH), (4, DOLE), (5, "no code"), (6, BESANCON)]

    assert nearest_entries(entries, home, 100) == [(4, DOLE), (1, BESANCON), (6, BESANCON)]
    assert distances(home, {DOLE, AUCH}, 10) == {DOLE: 0.0}
