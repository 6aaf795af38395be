"""Words that make a careless parser slow, and how long a call takes at best."""

import gc
from collections.abc import Callable
from time import process_time

MOST = 4096
_SUM_TAKES = 0.002
"""Seconds of our machine for the sum of the first hundred thousand numbers."""
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


def slowness() -> float:
    """The factor by which this machine is slower now than an idle one of ours; at least 1."""
    return max(1.0, quickest(lambda: sum(range(100_000)), 5) / _SUM_TAKES)


def growth(call: Callable[[str], object], make: Callable[[int], str]) -> float:
    """By how much four times as many characters take longer: 4 where time is linear."""
    gc.disable()
    try:
        short, long = make(MOST // 4), make(MOST)
        return quickest(lambda: call(long), 5) / quickest(lambda: call(short), 5)
    finally:
        gc.enable()
