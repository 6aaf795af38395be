"""The clauses of a message, for several wishes in one: “je viens samedi, et où est la carte ?”."""

import re
from collections.abc import Sequence

from bot.domain.intents.features import MOST_READ

MOST_CLAUSES = 3
_LEAST_WORDS = 2
_ENDS = re.compile(
    r"[.!?;\n]"
    r"|,? (?:et puis|et aussi|et|ensuite|puis|sinon|and also|and then|and|then|also) "
    r"|, ",
    re.IGNORECASE,
)


def clauses_of(typed: str) -> Sequence[str]:
    """The clauses of two words or more, at most as many as can be offered; none if it is one."""
    lines = (" ".join(line.split()) for line in typed[:MOST_READ].splitlines())
    parts = [each.strip() for each in _ENDS.split("\n".join(lines))]
    clauses = [each for each in parts if len(each.split()) >= _LEAST_WORDS]
    return clauses if 1 < len(clauses) <= MOST_CLAUSES else ()
