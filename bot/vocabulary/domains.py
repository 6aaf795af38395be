"""Names of the domains; a community's own words stay as they are."""

from collections.abc import Mapping, Sequence

from bot.core import Words, said_everywhere, text
from bot.domain.domains import domains_of
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
