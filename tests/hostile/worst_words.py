"""Words that make a careless parser slow, and how long a call takes at best."""

import gc
from collections.abc import Callable
from time import process_time

MOST = 4096
"""Characters of a message that is still read."""
FEW, MANY = 1_000, 16_000
"""Numbers of characters, beyond that limit too: linear time grows by 16 between them, quadratic
time by 256."""
WIDE = 4
"""Times the growth of linear time that are still taken for it."""
SUSPECT = 2.5
"""Likewise at a first look."""
ROUNDS = 3
UNSEEN = 5e-6
"""Seconds that are too short to be told from the cost of a call."""
PUMPS = {
    "blanks": " ",
    "tabs": "\t",
    "no-break spaces": "\u00a0",
    "lines": "\n",
    "a letter": "a",
    "letters": "a ",
    "capitals": "É",
    "a digit": "1",
    "numbers": "1 ",
    "quotes": '"',
    "French quotes": "«»",
    "a quote and blanks": '" ',
    "bars": "|",
    "separators": " | ",
    "choices": "a | ",
    "dashes": "-",
    "long dashes": "— ",
    "options": "--fin ",
    "an option again": "--fin demain | ",
    "commas": "1,",
    "pluses": "+ Zoé ",
    "colons": "a:",
    "slashes": "/1",
    "mentions": "@a ",
    "addresses": "https://a.b/",
    "dots": "a.",
    "hours": "1h",
    "days": "lundi ",
    "each": "chaque ",
    "until": "jusqu'au ",
    "from and to": "du 1 au ",
    "numbers in words": "deux ",
    "and": "et ",
    "marks": "<b>[",
    "escapes": "\\{%",
    "emoji": "👩\u200d👩\u200d👧",
    "accents": "e\u0301",
    "ligatures": "\ufdfa",
    "right to left": "\u202eא",
    "joiners": "\u200d",
    "kinds": "lieu Lyon\n",
}


def worst(pump: str, before: str = "", end: str = "", most: int = MOST) -> str:
    """So many characters of one thing, between a beginning and an end."""
    room = most - len(before) - len(end)
    return before + (pump * (room // len(pump) + 1))[:room] + end


def quickest(call: Callable[[], object], times: int = 3, enough: float = 0.0) -> float:
    """The processor time of the best of several calls, in seconds; one that is `enough` is."""
    best = float("inf")
    for _ in range(times):
        began = process_time()
        call()
        best = min(best, process_time() - began)
        if best <= enough:
            break
    return best


def outgrows(
    call: Callable[[str], object], make: Callable[[int], str], few: int = FEW, many: int = MANY
) -> bool:
    """True if the time of `call` grows far faster than the number of characters.

    A machine with other work is slower, and its figures jump: of several calls the best counts, the
    factor is wide, and one round in which time was linear shows that it is.
    """
    most = WIDE * many / few
    short, long = make(few), make(many)
    gc.disable()
    try:
        for _ in range(ROUNDS):
            enough = most * max(quickest(lambda: call(short), 5), UNSEEN)
            if quickest(lambda: call(long), 2, enough) <= enough:
                return False
    finally:
        gc.enable()
    return True


def is_linear(call: Callable[[str], object], make: Callable[[int], str]) -> bool:
    """True unless the time of `call` outgrows the words; a first look spares most of the work."""
    short, long = make(FEW), make(MOST)
    took = quickest(lambda: call(short), 1)
    enough = SUSPECT * MOST / FEW * max(took, UNSEEN)
    return quickest(lambda: call(long), 3, enough) <= enough or not outgrows(call, make)
