"""Addresses of other people's pages that are safe to link to."""

import pytest

from bot.domain.addresses import safe_link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "https://exemple.fr/\u202egpj.exe",
        "https://exemple.fr/a\u200bb",
        "https://exemple.fr/?a=\ud800",
        "https://exemple.fr/\nx",
    ],
)
def test_a_link_with_hidden_characters_or_another_scheme_is_not_kept(link: str) -> None:
    assert safe_link(link) == ""
    assert safe_link("https://exemple.fr/") == "https://exemple.fr/"


def test_an_address_of_the_web_is_linked_to() -> None:
    assert safe_link(" https://exemple.fr/été?a=1 ").startswith("https://exemple.fr/")
