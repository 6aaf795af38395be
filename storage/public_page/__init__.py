"""Public pages: what is on them, and who agreed to it."""

from storage.public_page.public_page import PublicPart, PublicParts, WebConsent, WebConsents

__all__ = [
    "PublicPart",
    "PublicParts",
    "WebConsent",
    "WebConsents",
]
