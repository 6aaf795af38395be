"""The domains that people care for: a community's own words, or the usual ones."""

from collections.abc import Sequence

from bot.domain.text.short_names import short_name

USUAL = (
    "building",
    "mobility",
    "economy",
    "farming",
    "nature",
    "waste",
    "health",
    "solidarity",
    "education",
    "culture",
)
"""The keys of the domains that a community has without any of its own."""


def domains_of(own: Sequence[str] | None) -> Sequence[str]:
    """The domains to choose from: a community's own words, else the keys of the usual ones."""
    return own or USUAL


def sign_of(domain: str) -> str:
    """The argument of a domain's button: its key, or a short name of its word."""
    return domain if domain in USUAL else short_name(domain)
