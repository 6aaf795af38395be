"""Boxes of secret ballots: large enough that a ballot's box does not tell whose it is.

A database keeps its rows in an order, PostgreSQL in that of their last change. A ballot in a row of
its own would tell by its place when it was cast. So all ballots share one box until there are
`LARGEST`; then it is split at random, and a new ballot goes into a box taken at random. No box has
fewer than half of that once there are several.
"""

from collections.abc import Mapping, Sequence
from random import SystemRandom
from typing import TypeAlias

LARGEST = 128
FEWEST = 5
"""Fewer ballots are never counted: the result could tell what one of their voters chose."""

Box: TypeAlias = Mapping[str, str]
"""Ballots by the hash of their receipt."""
_random = SystemRandom()


def in_order(box: Box) -> Box:
    """The same ballots in the order of their hashes, which are random."""
    return dict(sorted(box.items()))


def split(box: Box) -> tuple[Box, Box]:
    """Two boxes with half of the ballots each, at random."""
    hashes = list(box)
    _random.shuffle(hashes)
    half = len(hashes) // 2
    first, second = ({each: box[each] for each in part} for part in (hashes[:half], hashes[half:]))
    return in_order(first), in_order(second)


def any_of(ids: Sequence[int]) -> int:
    """One of these boxes, at random."""
    return _random.choice(ids)
