"""Names of the domains; a community's own words stay as they are."""

from collections.abc import Mapping, Sequence

from bot.core import Words, said_everywhere, text
from bot.domain.domains import domains_of
from bot.domain.refusals import Refusal
from bot.domain.words import fold

_LABELS = {
    "building": text("Building"),
    "mobility": text("Mobility"),
    "economy": text("Economy"),
    "farming": text("Farming and food"),
    "nature": text("Biodiversity and water"),
    "waste": text("Waste and reuse"),
    "health": text("Air and health"),
    "solidarity": text("Social and solidarity economy"),
    "education": text("Education"),
    "culture": text("Culture"),
}


class UnknownDomain(Refusal):
    """There is no domain “{typed}” here. Choose one of these: {domains}."""


def domain_label(domain: str) -> Words:
    """The name of a domain: a usual one in the reader's language, else the community's word."""
    return _LABELS.get(domain, domain)


def domain_words(own: Sequence[str] | None) -> Mapping[str, str]:
    """Words by which a person may name each domain of a community: its key, or its label."""
    return {
        fold(word): domain
        for domain in domains_of(own)
        for word in (domain, *said_everywhere(domain_label(domain)))
    }


def domain_named(own: Sequence[str] | None, typed: str) -> str:
    """The domain of a community that these words name. Raises `UnknownDomain`."""
    known = domain_words(own)
    found = known.get(fold(typed))
    if found is None:
        names: list[Words] = [domain_label(each) for each in dict.fromkeys(known.values())]
        raise UnknownDomain(typed=typed[:40], domains=names)
    return found
