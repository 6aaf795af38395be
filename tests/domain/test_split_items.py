"""Lists as people write them."""

import pytest

from bot.domain.words import split_items


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("a, b,c", ["a", "b", "c"]),
        ("a; b, c", ["a", "b, c"]),
        ("a | b; c", ["a", "b; c"]),
        ("a, b\nc", ["a, b", "c"]),
        ("- a\n* b\n3. c", ["a", "b", "c"]),
        ("a", ["a"]),
        ("14.5, 15.2", ["14.5", "15.2"]),
        (" , ", []),
        ("", []),
    ],
)
def test_the_strongest_separator_divides(typed: str, items: list[str]) -> None:
    assert split_items(typed) == items
