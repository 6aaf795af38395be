"""Rides in everyday words."""

import pytest

from bot.domain.rides import LONGEST_PHRASE, RideKind, ride_in_words

OFFER, SEARCH = RideKind.OFFER, RideKind.SEARCH


@pytest.mark.parametrize(
    ("typed", "kind", "start", "seats"),
    [
        ("je peux emmener 3 personnes", OFFER, None, 3),
        ("Bonjour, je peux prendre deux personnes depuis Dole", OFFER, "Dole", 2),
        ("je propose 3 places depuis Dole", OFFER, "Dole", 3),
        ("j'ai 2 places libres", OFFER, None, 2),
        ("il me reste une place au départ de dole", OFFER, "Dole", 1),
        ("J’ai 4 places dans ma voiture", OFFER, None, 4),
        ("je propose un covoiturage depuis Lons-le-Saunier", OFFER, "Lons-le-Saunier", None),
        ("je propose 90 places depuis Dole", OFFER, "Dole", None),
        ("je cherche un covoiturage depuis Dole", SEARCH, "Dole", None),
        ("je cherche une place de Dole à Besançon", SEARCH, "Dole", None),
        ("je cherche depuis Dole", SEARCH, "Dole", None),
        ("cherche covoiturage", SEARCH, None, None),
        ("je cherche un trajet depuis Dole", SEARCH, "Dole", None),
        ("je propose un trajet de Dole à Besançon", OFFER, "Dole", None),
        ("j'ai besoin d'un covoiturage", SEARCH, None, None),
        ("qui peut m'emmener ?", SEARCH, None, None),
        ("Bonjour, je n'ai pas de voiture", SEARCH, None, None),
        ("I don't have a car", SEARCH, None, None),
        ("I can take 3 people", OFFER, None, 3),
        ("I offer three seats from Dole", OFFER, "Dole", 3),
        ("I'm looking for a lift from Dole", SEARCH, "Dole", None),
        ("I need a ride from Dole", SEARCH, "Dole", None),
    ],
)
def test_a_ride_is_read_in_plain_words(
    typed: str, kind: RideKind, start: str | None, seats: int | None
) -> None:
    found = ride_in_words(typed)

    assert found is not None
    assert found.kind is kind
    assert (found.start and found.start.name) == start
    assert found.seats == seats


@pytest.mark.parametrize(
    "typed",
    [
        "je cherche",
        "je cherche une place de stationnement",
        "j'ai 3 places de cinéma à donner",
        "je cherche un vélo",
        "je cherche un trajet de randonnée",
        "je propose trois dates",
        "je cherche depuis longtemps un local",
        "je peux prendre la parole",
        "y a-t-il des places ?",
        "je propose 3 places depuis Dole " + "a" * LONGEST_PHRASE,
    ],
)
def test_other_words_are_no_ride(typed: str) -> None:
    assert ride_in_words(typed) is None
    assert ride_in_words("je cherche une place depuis Dole") is not None
