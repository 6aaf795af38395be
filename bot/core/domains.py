"""What the domains are called; a community's own words are said as they are."""

from bot.core.messages import Words, text

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
    """What a domain is called: a usual one in the reader's language, else the community's word."""
    return _LABELS.get(domain, domain)
