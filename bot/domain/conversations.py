"""What a short message in plain words asks to see, and which thing it names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import product
from typing import Generic, TypeVar

from bot.domain.words import fold, name_words

I = TypeVar("I")  # noqa: E741 - the intents of a table
MOST_WORDS = 16
"""A longer message is for a person to read."""
_REST = "…"
_MOST_REST = 6
_NO_WORD = re.compile(r"[\W_]+")
_PART = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|([^()\[\]]+)")
_POLITE = """
    bonjour, bonjour a tous, bonjour a toutes, bonsoir, salut, coucou, bjr, slt, rebonjour, hello,
    hi, dear, cher, chere, merci, merci beaucoup, merci bien, merci d'avance, s'il vous plait,
    s'il te plait, svp, stp, please, thanks, thank you, bonne journee, bonne soiree, cordialement,
    pardon, excusez moi, desole, desolee, sorry, alors, euh, bon, eh bien, donc, oui, madame,
    monsieur, je voudrais savoir, je veux savoir, j'aimerais savoir, j'aurais voulu savoir,
    je souhaite savoir, je voudre savoir, malheureusement, je suis malade, je suis fatigue,
    je suis fatiguee, pouvez vous me dire, pourriez vous me dire, peux tu me dire, dites moi,
    dis moi, savez vous, sais tu, est ce que vous savez, could you tell me, can you tell me,
    do you know, i would like to know, i'd like to know, tell me
"""
_LONGEST_POLITE = 5
"""Words of a polite phrase, at most."""
_ELIDED = ("qu", "c", "d", "j", "l", "m", "n", "s")
_JOINED = {
    "im": "i m",
    "id": "i d",
    "ill": "i ll",
    "dont": "don t",
    "cant": "can t",
    "wont": "won t",
    "whats": "what s",
    "wheres": "where s",
    "whens": "when s",
    "whos": "who s",
}
"""English words without their apostrophe."""
_LEAST_MENDED = 4
_ALIKE = 0.84
""""voudrai" is like "voudrais", and "reunoin" like "reunion"; "notes" is not like "votes"."""


class Intents(Generic[I]):
    """A table of phrases, each with its intent.

    In a phrase `(a|b)` stands for one of several words, `[a]` for words that may be missing, and a
    final `…` for up to six more words. A message matches as a whole, apart from accents, capitals,
    punctuation, polite words around it, and typing mistakes: “stop aux pesticides” is not “stop”.
    """

    def __init__(self, phrases: Mapping[I, Sequence[str]]) -> None:
        """Raises `ValueError` if two intents share a phrase."""
        self._whole: dict[str, I] = {}
        self._begun: dict[str, I] = {}
        for intent, each in phrases.items():
            for phrase in each:
                table = self._begun if phrase.endswith(_REST) else self._whole
                for words in _variants(phrase.removesuffix(_REST)):
                    if table.setdefault(words, intent) != intent:
                        raise ValueError(f"{words!r} asks for two things")
        phrases_known = (*self._whole, *self._begun, *_POLITE_PHRASES)
        self._known = frozenset(word for phrase in phrases_known for word in phrase.split())

    def read(self, typed: str) -> I | None:
        """The intent of a message that is one of the phrases, else None."""
        words = _words(typed)
        found = self._intent(_without_polite(words))
        if found is not None or len(words) > MOST_WORDS:
            return found
        mended = [part for each in words for part in self._mended(each).split()]
        return self._intent(_without_polite(mended))

    def _mended(self, word: str) -> str:
        """The word of the phrases that a longer word is nearly like, else the word itself.

        A word without its apostrophe becomes two: “jai”, “dont”.
        """
        if word in self._known or not word.isalpha():
            return word
        if word in _JOINED:
            return _JOINED[word]
        for letters in _ELIDED:
            if word.startswith(letters) and word.removeprefix(letters) in self._known:
                return f"{letters} {word.removeprefix(letters)}"
        if len(word) < _LEAST_MENDED:
            return word
        alike = [each for each in self._known if each[0] == word[0]]
        return next(iter(get_close_matches(word, alike, n=1, cutoff=_ALIKE)), word)

    def _intent(self, words: Sequence[str]) -> I | None:
        if not 0 < len(words) <= MOST_WORDS:
            return None
        whole = self._whole.get(" ".join(words))
        if whole is not None:
            return whole
        for count in range(len(words), max(0, len(words) - _MOST_REST - 1), -1):
            begun = self._begun.get(" ".join(words[:count]))
            if begun is not None:
                return begun
        return None


def _variants(phrase: str) -> Iterator[str]:
    """All sentences of a phrase, in folded words."""
    parts: list[Sequence[str]] = []
    for several, optional, plain in _PART.findall(phrase):
        parts.append(
            several.split("|") if several else [*optional.split("|"), ""] if optional else [plain]
        )
    for chosen in product(*parts):
        yield " ".join(_words("".join(chosen)))


def _without_polite(words: Sequence[str]) -> Sequence[str]:
    """The words of a message, without polite ones at its beginning and end."""
    while words and (polite := _polite_words(words)):
        words = words[polite:]
    while words and (polite := _polite_words(words[::-1], backwards=True)):
        words = words[:-polite]
    return words


def _polite_words(words: Sequence[str], *, backwards: bool = False) -> int:
    """The number of words of a polite phrase at the beginning; 0 if there is none."""
    for count in range(min(_LONGEST_POLITE, len(words)), 0, -1):
        first = words[:count]
        if " ".join(first[::-1] if backwards else first) in _POLITE_PHRASES:
            return count
    return 0


def _words(typed: str) -> Sequence[str]:
    return [word for word in _NO_WORD.split(fold(typed)) if word]


_POLITE_PHRASES = frozenset(" ".join(_words(each)) for each in _POLITE.split(","))

CHANGED_MIND = (
    "[finalement|en fait] je (ne |)(viens|viendrai|serai) (plus|pas|pas la)",
    "[finalement|en fait] je (ne |)(peux|pourrai) (plus|pas) venir …",
    "(j'ai un empechement|j'annule|je dois annuler|je me desinscris|desinscrivez moi)",
    "(annuler|changer|modifier) (ma venue|mon inscription|ma reponse)",
    "(je voudrais|je veux|je souhaite) (annuler|changer|modifier) ma venue",
    "(je voudrais|je veux|je souhaite) (annuler|changer|modifier) mon inscription",
    "(je voudrais|je veux|je souhaite) (annuler|changer|modifier) ma reponse",
    "(i can't|i cannot|i can not|can't|cannot) (come|make it) …",
    "i (am|'m|will) not (coming|come|be there) [any more|anymore|after all]",
    "(i am|i'm) no longer coming",
    "i'm not coming [any more|anymore|after all]",
    "cancel my (sign up|registration|answer|place)",
)

_DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain"
COMING = (
    "[finalement|en fait] je (viens|vient|viendrai|participe) [finalement|aussi|volontiers]",
    "[finalement|en fait] je (viens|vient|viendrai|participe) (avec|a|au|aux) …",
    f"[finalement|en fait] je (viens|vient|viendrai|participe) ({_DAYS}) …",
    "je serai (la|present|presente|des votres) …",
    "(on viendra|nous viendrons|on sera|nous serons) …",
    "(on vient|nous venons) (a|au|aux|avec|tous|toutes) …",
    "comptez sur (moi|nous) …",
    "(i am|i'm|we are|we're) coming …",
    "(i will|i'll|we will|we'll) (come|be there) …",
    "count (me|us) in …",
)

MOST_SOUGHT_WORDS = 6
_LEAST_LETTERS = 4
_SAY_NOTHING = frozenset(
    {
        *("avec", "cette", "chez", "dans", "elle", "elles", "est-ce", "leur", "leurs", "mais"),
        *("notre", "nous", "pour", "quand", "quel", "quelle", "sans", "votre", "vous", "merci"),
        *("about", "from", "have", "please", "that", "their", "there", "this", "what", "when"),
        *("where", "which", "will", "with", "your"),
    }
)


def is_named_by(sought: str, *names: str) -> bool:
    """True if all words of a short message are in the names, apart from those that say nothing."""
    words = name_words(sought)
    telling = [each for each in words if len(each) >= _LEAST_LETTERS and each not in _SAY_NOTHING]
    known = {word for name in names for word in name_words(name)}
    return 0 < len(words) <= MOST_SOUGHT_WORDS and bool(telling) and known.issuperset(telling)


GREETING = r"(?:(?:bonjour|bonsoir|salut|coucou|hello|hi|hey)\b[\s,.!]*)?"
"""Pattern of a greeting that may stand before the rest."""


def typed_line(typed: str) -> str:
    """Words on one line, with straight apostrophes."""
    return " ".join(typed.replace("’", "'").split())
