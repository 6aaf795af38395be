"""Needs and offers in everyday words: `je cherche un vélo`, `I can lend a trailer`.

Only suggestions: the author sees them before anybody else does, beside other uses of the words.
"""

import re
from dataclasses import dataclass

from bot.domain.conversations.everyday_words import GREETING, plain_line
from bot.domain.needs.need import LONGEST_NEED, NeedKind
from bot.domain.words import fold

_START = rf"{GREETING}(?:(?:alors|donc|so)\b,? )?"
_SEEKS = (
    r"(?:je |on |nous )?(?:re)?cherch(?:e|ons) "
    r"|(?:(?:j'ai|on a|nous avons|j'aurais) )?besoin (?=d[e']|une? )"
    r"|il (?:me|nous) (?:faut|faudrait) "
    r"|(?:(?:i am|i'm|we are|we're) )?(?:looking|searching) for |(?:i|we) need "
)
_GIVES = (
    r"j'offre |offre (?=une? |des )|nous offrons "
    r"|(?:je|nous) propos(?:e|ons) |(?:i|we) (?:can )?offer "
    r"|(?:i am|i'm|we are|we're) offering "
)
_LENDS = (
    r"je (?:prête|prete|donne|mets à disposition) "
    r"|nous (?:prêtons|donnons|mettons à disposition) "
    r"|(?:je peux|nous pouvons) (?:prêter|preter|donner|offrir|fournir|mettre à disposition) "
    r"|(?:j'ai|nous avons) (?=.{2,80} à (?:prêter|preter|donner)\b)"
    r"|i have (?=.{2,80} to (?:lend|give away)\b)"
    r"|à (?:donner|prêter) ?:? |(?:i|we) (?:can )?(?:lend|give(?: away)?|provide) "
    r"|(?:i am|i'm|we are|we're) (?:lending|giving away) "
)
"""Words that say more than “I offer”: they stay in the offer."""
_LEADS = (
    (NeedKind.NEED, re.compile(f"{_START}(?:{_SEEKS})(?P<kept>)", re.IGNORECASE)),
    (NeedKind.OFFER, re.compile(f"{_START}(?:{_GIVES}|(?P<kept>{_LENDS}))", re.IGNORECASE)),
)
_COUNT = r"\d+|deux|trois|quatre|cinq|six|dix|quelques|plusieurs|two|three|four|five|some|several"
_THING = re.compile(
    rf"(?:(?:une?|des|du|de la|an?|quelqu'un|some(?:one|body)|people|{_COUNT})\b"
    r"|de l'|à (?:emprunter|louer|acheter|récupérer|partager)\b)",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?:mon|ma|mes|notre|nos|my|our)\b", re.IGNORECASE)
_OF = re.compile(r"(?:de |d')(?!la\b|l')", re.IGNORECASE)
_BARE = re.compile(
    r"(?:besoin|looking for|searching for|need|offer(?:ing)?|à donner ?:?|à prêter ?:?) $",
    re.IGNORECASE,
)
"""Leads after which a thing needs no article: `looking for volunteers`."""
_KNOWN = re.compile(
    r"(?:to|the|this|that|these|those|it|my|your|our|l[ea]s?|l'|cett?e?|ces|cela|ça|savoir|m[eao]n?"
    r"|\w+(?:er|ir|oir|dre|tre|ire))\b",
    re.IGNORECASE,
)
"""Things that the reader knows already, and verbs."""
_PERSON = re.compile(r"(?:vous|toi|lui|elle|eux|you|him|her|them|me|moi)\b", re.IGNORECASE)
_TALK = frozenset(
    re.findall(
        r"\w+",
        """
        aide aides avis accord voix vote idee question reponse reponses information informations
        info infos renseignement renseignements explication explications conseil conseils
        subvention subventions financement financements rendez lien adresse numero mot page bouton
        date reunion rencontre visite sondage debat evenement solution coup nouvelles

        answer advice help grant grants link address number button meeting poll event idea
        """,
    )
)
"""Words after which a message is rather for the gardeners or the Region."""
_MOST_LOOKED_AT = 4
_MOST_NAME = 3


@dataclass(frozen=True, slots=True)
class NeedPhrase:
    """A need or an offer that plain words may mean."""

    kind: NeedKind
    words: str
    is_clear: bool
    """False where the words may well mean something else."""


def need_in_words(typed: str) -> NeedPhrase | None:
    """The need or offer that a message begins with; None where it is about something else."""
    plain = plain_line(typed)
    for kind, pattern in _LEADS:
        lead = pattern.match(plain)
        if lead is not None and len(plain) <= LONGEST_NEED:
            return _phrase(kind, lead, plain)
    return None


def _phrase(kind: NeedKind, lead: re.Match[str], plain: str) -> NeedPhrase | None:
    rest = plain[lead.end() :]
    if kind is NeedKind.NEED:
        rest = _OF.sub("", rest, count=1) if _OF.match(rest) else rest
    if not any(map(str.isalpha, rest)) or _PERSON.match(rest) or _is_name(rest):
        return None
    kept = plain[lead.start("kept") :] if lead["kept"] else rest
    return NeedPhrase(kind, kept, is_clear=_is_thing(kind, lead[0], rest) and not _is_talk(rest))


def _is_name(rest: str) -> bool:
    """True for a few words that all begin with a capital: `Ana`."""
    words = rest.strip(" .!?").split()
    return len(words) <= _MOST_NAME and all(each[0].isupper() for each in words)


def _is_thing(kind: NeedKind, lead: str, rest: str) -> bool:
    """True if the words name a thing that others may give or want, rather than a known one."""
    is_bare = bool(_BARE.search(lead)) and not _KNOWN.match(rest)
    is_own = kind is NeedKind.OFFER and bool(_OWN.match(rest))
    return is_bare or is_own or bool(_THING.match(rest))


def _is_talk(rest: str) -> bool:
    folded = [each for each in re.split(r"[\W_]+", fold(rest)) if each]
    is_about_region = not {"region", "regional", "regionale"}.isdisjoint(folded)
    return rest.endswith("?") or is_about_region or not _TALK.isdisjoint(folded[:_MOST_LOOKED_AT])
