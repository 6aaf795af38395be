"""Secret votes: boxes that do not tell whose a ballot is, and receipts to change or withdraw it.

A database keeps its rows in an order, PostgreSQL in that of their last change. A ballot in a row of
its own would tell by its place when it was cast. So all ballots share one box until there are
`LARGEST`; then it is split at random, and a new ballot goes into a box taken at random. No box has
fewer than half of that once there are several.

A receipt has 16 characters of 27, 76 bits: nobody finds one by searching, and its hash cannot be
reversed. It is kept as a hash that differs from poll to poll.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from random import SystemRandom
from typing import TypeAlias

from bot.domain.codes import ALPHABET, LOOKS_LIKE, RECEIPT_GROUPS

LARGEST = 128
FEWEST = 5
"""Fewer ballots are never counted: the result could tell what one of their voters chose."""

Box: TypeAlias = Mapping[str, str]
"""Ballots by the hash of their receipt."""
_random = SystemRandom()


def in_order(box: Box) -> Box:
    """Ballots in the order of their hashes, which is random."""
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


EXAMPLE_RECEIPT = "K7MP-42RA-CDEF-GH3T"
_LENGTH = sum(RECEIPT_GROUPS)
GROUP = RECEIPT_GROUPS[0]
_HASH_LENGTH = 32


def new_receipt() -> str:
    """A receipt to note down: `K7MP-42RA-CDEF-GH3T`."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(_LENGTH)))


def read_receipt(typed: str) -> str | None:
    """The receipt that was typed, in any case, with or without hyphens; None for other words."""
    bare = typed.upper().replace("-", "").translate(LOOKS_LIKE)
    if len(bare) != _LENGTH or not set(bare) <= set(ALPHABET):
        return None
    return _grouped(bare)


def split_receipt(typed: str) -> tuple[str, str | None]:
    """Typed choices and the receipt behind them, if there is one."""
    choices, _, last = typed.rstrip().rpartition(" ")
    receipt = read_receipt(last)
    return (typed, None) if receipt is None else (choices.strip(), receipt)


def split_misread_receipt(typed: str) -> Iterator[str]:
    """Typed choices before words about as long as a receipt, and with a digit, as most have."""
    words = typed.split()
    for count in range(1, len(words)):
        rest = "".join(words[count:])
        length = sum(map(str.isalnum, rest))
        if abs(length - _LENGTH) <= GROUP and any(map(str.isdigit, rest)):
            yield " ".join(words[:count])


def receipt_hash(poll_id: int, receipt: str) -> str:
    """The hash under which a receipt is kept in a poll."""
    return sha256(f"{poll_id}:{receipt}".encode()).hexdigest()[:_HASH_LENGTH]


def _grouped(bare: str) -> str:
    return "-".join(bare[start : start + GROUP] for start in range(0, _LENGTH, GROUP))
