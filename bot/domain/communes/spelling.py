"""Spelling of places: when two ways of typing mean the same."""

import re

from bot.domain.words import fold

ARTICLES = frozenset({"l", "la", "le", "les"})
_SHORT = {
    "lez": "les",
    "mt": "mont",
    "nd": "notre dame",
    "s": "sur",
    "ss": "sous",
    "st": "saint",
    "ste": "sainte",
    "stes": "saintes",
    "sts": "saints",
}
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_ORDINAL = re.compile(r"(\d{1,2})(?:er|ere|e|eme|ieme|nd|nde)")
_UNSAID = frozenset({"arr", "arrdt", "arrondissement"})


def spelt(name: str) -> str:
    """A name in small letters, a blank between its words, abbreviations written out.

    `St-Georges-d'Orques` and `SAINT GEORGES D’ORQUES` are both `saint georges d orques`.
    """
    words = re.findall(r"[a-z]+|\d\w*", fold(name.translate(_LIGATURES)))
    return " ".join(_full_word(word) for word in words if word not in _UNSAID)


def _full_word(word: str) -> str:
    ordinal = _ORDINAL.fullmatch(word)
    return _SHORT.get(word, word) if ordinal is None else ordinal[1]


def letters(spelling: str) -> str:
    """A spelling without its article and blanks: `le mans` is `mans`."""
    first, _, rest = spelling.partition(" ")
    return (rest if rest and first in ARTICLES else spelling).replace(" ", "")


def forms(spelling: str) -> set[str]:
    """The letters under which a spelling is found: with its article, and without."""
    return {letters(spelling), spelling.replace(" ", "")}


def bare(name: str) -> str:
    """A name without what stands in brackets: there are two `Bors (…)`."""
    return name.partition(" (")[0]


def letters_of(name: str) -> list[str]:
    """All letters under which a name is found, sorted."""
    found = {each for known in {name, bare(name)} for each in forms(spelt(known))}
    return sorted(found - {""})
