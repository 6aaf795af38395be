"""Rides in the letter: beside their event, without names and places."""

import pytest

from tests.handlers.digest.news.writing import submit_letter
from tests.handlers.introductions.adults import grown, young
from tests.handlers.rides.test_rides import announced, looks, offers
from tests.town import Town

LINE = "🚗 Covoiturage : 2 offres · 1 demande · /covoiturage 1"


@pytest.mark.slow
def test_rides_are_counted_beside_their_event(town: Town) -> None:
    announced(town)
    ana = town.gardener("territory")
    ana.says("/lettre programme mardi 8h")
    ana.presses("Garder ces dates")
    zoe, kim = grown(town.member("Zoé")), grown(town.member("Kim"))
    looks(grown(town.member("Max")), "Tavaux")
    looked_for = ana.reviews_letter()
    offers(zoe, "Dole", 3)
    offers(grown(town.member("Yan", on="matrix")), "Dole", 1)
    offers(kim, "Dole", 1)
    young(kim)
    letter = ana.reviews_letter()
    submit_letter(ana)
    offers(grown(town.member("Léa")), "Dole", 2)
    submitted = ana.reviews_letter()

    assert "🚗" not in looked_for
    assert f"📍 Besançon (Doubs)\n{LINE}" in letter
    assert "Zoé" not in letter
    assert "Dole" not in letter
    assert f"📍 Besançon (Doubs)\n{LINE}" in submitted
