"""Short messages in plain words: which thing they name, and whether they ask something."""

import re
from collections.abc import Container, Mapping

from bot.domain.intents import Verdict, clauses_of, understand
from bot.domain.words import fold, name_words

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


def mentions(words: str, name: str, *, but: Container[str] = ()) -> bool:
    """True if words of any length have a telling word of the name, apart from some."""
    said = set(name_words(words)) & set(name_words(name))
    return is_named_by(" ".join(each for each in said if each not in but), name)


def only_named(words: str, names: Mapping[int, str], *, but: Container[str] = ()) -> int | None:
    """The key of the one name that the words mention; None for none or several."""
    found = [key for key, name in names.items() if mentions(words, name, but=but)]
    return found[0] if len(found) == 1 else None


GREETING = r"(?:(?:bonjour|bonsoir|salut|coucou|hello|hi|hey)\b[\s,.!]*)?"
"""Pattern of a greeting that may stand before the rest."""


def typed_line(typed: str) -> str:
    """Words on one line, with straight apostrophes."""
    return " ".join(typed.replace("’", "'").split())


_ASKING = re.compile(
    rf"{GREETING}(?:(?:et|mais|alors|dites(?: moi)?|sinon|so|and|but)\b[\s,]*)*"
    r"(?:pourquoi|pk|pkoi|pourkoi|koment|comment|kan[dt]?|quand|combien|[kq]u?el(?:le)?s?|qui|ki"
    r"|ou|est[- ]ce qu\w*|esk\w*|y a[- ]t[- ]il|a quand|why|how|when|what|which|who|where"
    r"|is there|are there|does|do)\b"
)
_LEAST_ASKED = 4


def asks_something(typed: str) -> bool:
    """True for a question of some words: it ends with its mark, or begins with a word that asks."""
    words = fold(typed)
    if len(words.split()) < _LEAST_ASKED:
        return False
    return words.endswith("?") or _ASKING.match(words) is not None


_SIGNS = frozenset("👍🙏👌👏❤ \ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""Signs of thanks, and modifiers of their colour."""
_LAST_WORDS = frozenset({"thanks", "goodbye"})


def is_sign_of_thanks(words: str) -> bool:
    """True for nothing but signs such as 👍."""
    return bool(words.strip()) and _SIGNS.issuperset(words)


def only_thanks(words: str) -> bool:
    """True for words that most likely say thanks or goodbye, and nothing that awaits an answer."""
    if is_sign_of_thanks(words):
        return True
    whole = understand(words)
    if (
        "?" in words
        or whole.verdict is Verdict.UNKNOWN
        or not _LAST_WORDS.issuperset(whole.intents)
    ):
        return False
    parts = [understand(each) for each in clauses_of(words)]
    return all(each.verdict is not Verdict.SURE or {*each.intents} <= _LAST_WORDS for each in parts)
