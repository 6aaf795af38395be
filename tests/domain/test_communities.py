"""Names, short names, links and domains, as people type them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.communities import (
    LONGEST_DOMAIN,
    LONGEST_NAME,
    LONGEST_SLUG,
    MOST_DOMAINS,
    CharterNotALink,
    DomainTooLong,
    NoCommunityName,
    NoDomains,
    NoSlug,
    TooManyDomains,
    read_charter_link,
    read_domains,
    read_name,
    read_slug,
    slug_of,
)
from bot.domain.refusals import Refusal

SLUG = re.compile(r"[a-z][a-z0-9-]*")
"""The pattern that the configuration takes."""


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Eau vive", "eau-vive"),
        ("Pionniers de l'énergie", "pionniers-de-l-energie"),
        ("  ÉNERGIE  !", "energie"),
        ("2026, l'année du vélo", "l-annee-du-velo"),
        ("42", "communaute"),
        ("Земля", "communaute"),
        ("x" * 80, "x" * LONGEST_SLUG),
    ],
)
def test_a_short_name_is_made_from_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_a_second_community_of_one_name_gets_a_number() -> None:
    assert slug_of("Eau", ["eau"]) == "eau-2"
    assert slug_of("Eau", ["eau", "eau-2", "eau-3"]) == "eau-4"


@given(name=st.text(), taken=st.sets(st.sampled_from(["a", "b", "communaute", "a-2"])))
def test_a_made_short_name_is_valid_and_free(name: str, taken: set[str]) -> None:
    slug = slug_of(name, taken)

    assert SLUG.fullmatch(slug)
    assert slug not in taken


@given(typed=st.text())
def test_any_text_is_a_valid_short_name_or_is_refused(typed: str) -> None:
    try:
        slug = read_slug(typed)
    except NoSlug:
        return
    assert SLUG.fullmatch(slug)
    assert len(slug) <= LONGEST_SLUG
    assert read_slug(slug) == slug


@given(typed=st.text())
def test_a_name_is_one_line_that_can_be_read(typed: str) -> None:
    try:
        name = read_name(typed)
    except NoCommunityName:
        return
    assert "\n" not in name
    assert 0 < len(name) <= LONGEST_NAME
    assert read_name(name) == name


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "\u202e", "x" * (LONGEST_NAME + 1)])
def test_a_wrong_community_name_is_refused(typed: str) -> None:
    with pytest.raises(NoCommunityName):
        read_name(typed)


@pytest.mark.parametrize(
    "typed", ["https://a.example/b", "http://a.example", " https://é.example "]
)
def test_a_link_is_a_web_address(typed: str) -> None:
    assert read_charter_link(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "example.org",
        "ftp://a.example",
        "javascript:alert(1)",
        "https://",
        "https://a b",
        "a\nb",
    ],
)
def test_any_other_text_is_no_link(typed: str) -> None:
    with pytest.raises(CharterNotALink):
        read_charter_link(typed)


def test_domains_are_read_line_by_line_each_once() -> None:
    assert read_domains(["Rivières et lacs", "Sols, forêts", "rivieres  et lacs"]) == [
        "Rivières et lacs",
        "Sols",
        "forêts",
    ]


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ([""], NoDomains),
        ([" , ; "], NoDomains),
        (["x" * (LONGEST_DOMAIN + 1)], DomainTooLong),
        ([f"d{nth}" for nth in range(MOST_DOMAINS + 1)], TooManyDomains),
    ],
)
def test_wrong_domains_are_explained(typed: list[str], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_domains(typed)
