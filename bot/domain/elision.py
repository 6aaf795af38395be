"""French elision before a value: « la réponse d'Ana », « le texte qu'Hélène a écrit »."""

import re
from collections.abc import Mapping

from bot.domain.words import fold

_ELIDED = re.compile(
    r"\b(?P<stem>d|l|qu|jusqu|lorsqu|puisqu|quoiqu)(?:e|(?<=\bl)a) (?P<value>\{(?P<name>\w+)\})",
    re.IGNORECASE,
)
_VOWEL = re.compile(r"[aeiouœæ]|y(?![aeiou])")
_LIKE_CONSONANTS = ("oui", "oua", "onz", "uhlan", "ulul")
"""Words that begin with a vowel and do not elide: « de Ouagadougou », « le onzième »."""
_LIKE_VOWELS = ("yonne", "yerres", "yevre", "yenne")
"""Places in « y » and a vowel that elide, unlike « Yann » or « Yasmine »."""
_MUTE_H = (
    *("habit", "haleine", "harmoni", "hebdo", "heberg", "hect", "helic", "herb", "herit", "heure"),
    *("histoir", "histor", "hiver", "homm", "honn", "honor", "hopit", "horair", "horizon"),
    *("horlog", "hosp", "hote", "huil", "huitr", "humain", "humanit", "humid", "humeur", "humour"),
    *("hydr", "hygi", "hymn", "hypo"),
    *("hadrien", "helen", "helie", "helois", "henri", "hermanc", "hermin", "herve", "hilair"),
    *("hippolyt", "horace", "hortens", "hubert", "hugo", "hugues", "huguette", "hyacinth"),
    *("herault", "hericourt", "herimoncourt", "hyeres", "hyevre"),
)
"""How words, first names and places with a mute h begin, without accents.

After the Dictionnaire de l'Académie française, which marks the other h; names and places after
Grevisse and Goosse, Le Bon Usage, § 48 to 50. Any other h is taken for an aspirated one: « de
Hassan » and « de Honfleur » are right, and where usage wavers no elision is a lesser fault.
"""


def elide(template: str, values: Mapping[str, str]) -> str:
    """A French template whose « de », « que », « le » and « la » suit the values that follow."""
    if not values:
        return template

    def suited(found: re.Match[str]) -> str:
        if not elides(values.get(found["name"], "")):
            return found[0]
        return f"{found['stem']}'{found['value']}"

    return _ELIDED.sub(suited, template)


def elides(words: str) -> bool:
    """True if « de » before these words becomes « d' »."""
    first = fold(words[:_LONGEST])
    if first.startswith("h"):
        return first.startswith(_MUTE_H)
    return first.startswith(_LIKE_VOWELS) or (
        _VOWEL.match(first) is not None and not first.startswith(_LIKE_CONSONANTS)
    )


_LONGEST = max(map(len, (*_MUTE_H, *_LIKE_VOWELS, *_LIKE_CONSONANTS)))
