"""Things that people bring, as they are typed."""

import pytest

from bot.domain.polls.ballots_by_kind import TooManyPlaces, read_thing, read_things
from bot.domain.polls.rules import ChoiceTwice, TooFewChoices
from bot.domain.refusals import Refusal


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("pain", "pain"),
        ("pain x2", "pain ×2"),
        ("pain X 2", "pain ×2"),
        ("pain (2)", "pain ×2"),
        ("pain (x2)", "pain ×2"),
        ("pain : 2", "pain ×2"),
        ("3 × chaises", "chaises ×3"),
        ("3x chaises", "chaises ×3"),
        ("2 pains", "pains ×2"),
        ("2 pain", "pain ×2"),
        ("1 gâteau", "gâteau"),
        ("pain x0", "pain"),
        ("pain ×2", "pain ×2"),
        ("2 litres de jus", "2 litres de jus"),
        ("2 bouteilles d'eau", "2 bouteilles d'eau"),
        ("2 kg pommes", "2 kg pommes"),
        ("2 bottles of water", "2 bottles of water"),
    ],
)
def test_the_number_of_people_is_read_beside_a_thing(typed: str, stored: str) -> None:
    assert read_thing(typed) == stored
    assert read_thing(stored) == stored


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [(["chaises x200"], TooManyPlaces), (["pain", "Pain x2"], ChoiceTwice), ([], TooFewChoices)],
)
def test_bad_lists_are_refused(typed: list[str], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_things(typed)


def test_one_thing_is_a_list() -> None:
    assert read_things(["pain"]) == ["pain"]
