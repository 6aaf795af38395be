"""Match plain words with the names of things, by most of their words."""

from bot.domain.text.names import words_of

MOST_WORDS = 6
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
    words = words_of(sought)
    telling = [each for each in words if len(each) >= _LEAST_LETTERS and each not in _SAY_NOTHING]
    known = {word for name in names for word in words_of(name)}
    return 0 < len(words) <= MOST_WORDS and bool(telling) and known.issuperset(telling)
