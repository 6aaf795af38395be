"""Consent polls: no objection, abstention, or an objection with its reason."""

import re

from bot.domain.polls.kinds import OBJECTION
from bot.domain.polls.tally import Choices
from bot.domain.words import fold

NO_OBJECTION, ABSTENTION = 1, 2

_WORDS = {
    NO_OBJECTION: {
        *("no objection", "none", "pas d'objection", "aucune objection", "sans objection"),
        *("d'accord", "je suis d'accord", "pour", "je suis pour", "ca me va", "je consens"),
        *("je n'ai pas d'objection", "j'ai pas d'objection", "i agree", "in favour"),
        *("ok", "oui", "yes", "agree", "1"),
    },
    ABSTENTION: {
        *("abstain", "i abstain", "abstention", "je m'abstiens", "m'abstenir", "sans avis", "2"),
    },
    OBJECTION: {
        *("objection", "i object", "object", "je m'oppose", "opposition", "j'ai une objection"),
        *("contre", "je suis contre", "pas d'accord", "je ne suis pas d'accord"),
        *("je suis pas d'accord", "i disagree", "against", "3"),
    },
}
_MAY_MEAN_LESS = frozenset({"ok", "none", "oui", "yes", "retirer", "withdraw"})
_WITHDRAW = frozenset({"withdraw", "retirer"})
_WITH_REASON = re.compile(r"\s*(?:objection|3)(?:\s*[:,]\s*|\s+)(\S.*)", re.IGNORECASE | re.DOTALL)


def consent_meant(typed: str) -> Choices | None:
    """The answer that typed words mean, empty to withdraw it; None when they mean none."""
    words = fold(typed).rstrip(" .!")
    if words in _WITHDRAW:
        return ()
    for answer, meanings in _WORDS.items():
        if words in meanings:
            return (answer,)
    return (OBJECTION,) if reason_in(typed) else None


def says_consent(words: str) -> bool:
    """True for words that can hardly be anything but an answer to a proposal just shown."""
    said = fold(words).rstrip(" .!")
    return said not in _MAY_MEAN_LESS and not said[:1].isdigit() and bool(consent_meant(words))


def reason_in(typed: str) -> str:
    """The reason of an objection that is typed in one go: `objection: too early`."""
    found = _WITH_REASON.fullmatch(typed)
    return "" if found is None else found[1].strip()
