"""The shared choice of an audience."""

from zoneinfo import ZoneInfo

import pytest

from bot.core import Button, Words
from bot.domain.circles import Audience
from bot.domain.communities import sign_of
from bot.vocabulary.audiences import AUDIENCE_PARTS, audience_text, choice_rows, with_choice
from storage.communities import Community

ENERGY = Community(
    slug="energie",
    name="Énergie",
    locale="fr",
    timezone=str(ZoneInfo("Europe/Paris")),
    domains=["waste", "Bois"],
    territories=["Jura"],
)


@pytest.mark.parametrize(
    ("kind", "sign", "chosen"),
    [
        ("c", "engaged", Audience(circles=["engaged"])),
        ("d", sign_of("Bois"), Audience(domains=["Bois"])),
        ("t", sign_of("Jura"), Audience(territories=["Jura"])),
    ],
    ids=["a circle", "a domain", "a territory"],
)
def test_a_choice_is_added_and_removed(kind: str, sign: str, chosen: Audience) -> None:
    assert with_choice(ENERGY, Audience(), kind, sign) == chosen
    assert with_choice(ENERGY, chosen, kind, sign) == Audience()


@pytest.mark.parametrize(("kind", "sign"), [("x", "engaged"), ("c", "king"), ("d", "gibberish")])
def test_an_unknown_choice_changes_nothing(kind: str, sign: str) -> None:
    assert with_choice(ENERGY, Audience(), kind, sign) == Audience()


def test_every_button_leads_to_its_choice() -> None:
    pressed: list[tuple[str, str]] = []

    def choose(label: Words, kind: str, sign: str) -> Button:
        pressed.append((kind, sign))
        return Button(label, f"choose:{kind}:{sign}")

    rows = choice_rows(ENERGY, Audience(domains=["Bois"]), choose)

    assert {kind for kind, _ in pressed} == set(AUDIENCE_PARTS)
    assert sum(len(row) for row in rows) == len(pressed)
    assert "✓" in str(
        next(b for row in rows for b in row if b.press.endswith(sign_of("Bois"))).label
    )


def test_an_audience_of_everyone_says_nothing() -> None:
    assert audience_text(Audience()) is None
    assert audience_text(Audience(territories=["Jura"])) is not None
