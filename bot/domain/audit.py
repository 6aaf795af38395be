r"""The hash chain of the audit, specified so that a third party can verify it.

A copy of the tables is enough; no code of ours is needed.

`canonical(x)` is x as JSON: in ASCII (everything else as \uXXXX), without blanks, the keys of an
object sorted. `H(x)` is the SHA-256 of canonical(x), as 64 small hexadecimal digits.

Erasable parts (the actor, the person or thing concerned) are kept beside a row, in `audit_actors`
and `audit_facts`, each with 32 random hexadecimal digits, its salt. The row holds only

    actor = H([salt, account])      facts = H([salt, facts])

or an empty text if there is none. Erasing a person erases the salt: the hash stays, and accounts or
names can no longer be tried against it.

The rows in the chain are numbered by `position`: 1, 2, 3 and so on, without a gap. The link of a
row is

    hash = H([previous, position, id, at, action, community_id, outcome, actor, facts])

where `previous` is the link of the position before (64 zeros before the first), `at` is UTC with
six decimals, "2026-11-24T09:00:00.000000Z", and `community_id` is a number or null.

The order is that in which a job found the rows committed, which may differ from that of their ids.
`audit_chain` holds the current end of the chain (`position`, `hash`), which reveals rows missing at
the end, and the last purged row (`purged`, `purged_hash`): the remaining chain begins behind it.
Each purge adds a row with the action "traces purged", whose facts hold the position and the link of
the last purged row (`position`, `hash`): a chain that begins behind any other row was cut by hand.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from json import JSONEncoder

BEGINNING = "0" * 64
"""The link before the first one."""
SHORT = 12
"""Digits of a link that are shown, to be noted elsewhere."""
_canonical = JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode
_NOTED = re.compile(rf"([1-9]\d{{0,17}})-([0-9a-f]{{{SHORT},64}})")


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """The hashed content of one row."""

    id: int
    at: datetime
    """Time of the act."""
    action: str
    """The act, such as `digest approve`."""
    community_id: int | None
    outcome: str
    """Its outcome, such as `done`."""
    actor: str
    """Hash of the actor; empty if there is none."""
    facts: str
    """Hash of the facts; empty if there are none."""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """An end of the chain: a position, and its hash or the beginning of it."""

    position: int
    hash: str

    def __str__(self) -> str:
        """Format it as it is noted: short enough for a sheet of paper."""
        return f"{self.position}-{self.hash[:SHORT]}"

    @classmethod
    def noted(cls, typed: str) -> "ChainHead | None":
        """Parse a head that a person noted; None if it is none."""
        match = _NOTED.fullmatch(typed.strip().casefold())
        return None if match is None else cls(int(match[1]), match[2])

    def agrees(self, link: str) -> bool:
        """True if this is the beginning of that link."""
        return link.startswith(self.hash)


def salted(salt: str, what: str | Mapping[str, object]) -> str:
    """The hash that stands in a row for its erasable part beside it."""
    return _hash([salt, what])


def linked(previous: str, position: int, entry: ChainEntry) -> str:
    """The link of a row at a position, behind the link before it."""
    at = entry.at.astimezone(UTC).replace(tzinfo=None)
    return _hash(
        [
            previous,
            position,
            entry.id,
            f"{at.isoformat(timespec='microseconds')}Z",
            entry.action,
            entry.community_id,
            entry.outcome,
            entry.actor,
            entry.facts,
        ]
    )


def _hash(what: object) -> str:
    return sha256(_canonical(what).encode("ascii")).hexdigest()
