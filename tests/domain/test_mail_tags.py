"""Tags in our mail addresses: signed for one mailbox, in whatever case, for thirty days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mail_tags import (
    LIFE,
    LONGEST_NAME,
    Tag,
    TagKind,
    letter_tag,
    tag_in,
    tagged,
)

KEY = bytes(range(32))
TODAY = date(2026, 12, 1)
LETTER = "0123456789abcdef" * 2
OURS = "terreau@region.example"
JEANNE = "jeanne@example.org"


def signed(kind: TagKind = TagKind.REPLY, mailbox: str = JEANNE) -> str:
    return letter_tag(kind, LETTER, TODAY).signed(mailbox, KEY)


@pytest.mark.parametrize("kind", list(TagKind))
def test_a_tag_names_its_letter_for_its_mailbox(kind: TagKind) -> None:
    found = tag_in(tagged(OURS, signed(kind)), OURS)

    assert found is not None
    assert (found.kind, found.letter) == (kind, LETTER)
    assert found.holds_for(JEANNE, KEY, TODAY)


def test_an_address_keeps_within_what_mail_allows() -> None:
    name, _, _ = tagged(f"{'t' * LONGEST_NAME}@region.example", signed()).partition("@")

    assert len(name) == 64


def test_capitals_may_be_lost_or_added_on_the_way() -> None:
    found = tag_in(tagged(OURS, signed()).upper(), OURS)

    assert found is not None
    assert found.holds_for("Jeanne@Example.ORG", KEY, TODAY)


def test_it_holds_for_nobody_else_and_not_for_ever() -> None:
    found = Tag.read(signed())

    assert found is not None
    assert not found.holds_for("marc@example.org", KEY, TODAY)
    assert not found.holds_for(JEANNE, bytes(32), TODAY)
    assert found.holds_for(JEANNE, KEY, TODAY + LIFE)
    assert not found.holds_for(JEANNE, KEY, TODAY + LIFE + timedelta(days=1))


@given(st.integers(min_value=0, max_value=41), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_changed_character_breaks_it(place: int, character: str) -> None:
    tag = signed()
    changed = tag[: place + 1] + character + tag[place + 2 :]
    found = Tag.read(changed)

    assert Tag.read(tag) is not None
    # The last character has bits that mean nothing.
    assert found is None or changed[:-1] == tag[:-1] or not found.holds_for(JEANNE, KEY, TODAY)


@pytest.mark.parametrize(
    "address",
    [
        OURS,
        "terreau+@region.example",
        "terreau+r@region.example",
        f"other+{signed()}@region.example",
        f"terreau+{signed()}@elsewhere.example",
        f"terreau+x{signed()[1:]}@region.example",
        f"terreau+{signed()}x@region.example",
        "",
    ],
)
def test_other_addresses_have_no_tag(address: str) -> None:
    assert tag_in(address, OURS) is None
    assert tag_in(tagged(OURS, signed()), OURS) is not None
