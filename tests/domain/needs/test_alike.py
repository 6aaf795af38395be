"""Needs that say nearly the same."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.needs import Need, NeedKind, NeedReaders, NeedState, most_alike


def need(words: str) -> Need:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    kind, readers = NeedKind.NEED, NeedReaders.MEMBERS
    return Need(
        1, 1, 1, kind, words, None, None, None, date(2027, 1, 1), readers,
        for_region=False, state=NeedState.OPEN, created_at=at, closed_at=None, noted_at=None,
        asked_on=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("new", "old", "is_alike"),
    [
        ("un local à Auch", "Un local pour 20 personnes à Auch, avant mars", True),
        ("je prête ma remorque", "une remorque", True),
        ("un vélo", "des vélos d'occasion", True),
        ("un vélo", "une remorque", False),
        ("des chaises pour la fête", "des tables pour la fête", False),
        ("?", "un vélo", False),
    ],
)
def test_near_words_are_noticed(new: str, old: str, is_alike: bool) -> None:  # noqa: FBT001
    others = [need("un piano"), need(old)]

    assert most_alike(new, others) == (others[1] if is_alike else None)
