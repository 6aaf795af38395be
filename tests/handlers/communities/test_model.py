"""A new community from the set-up of another one, in three steps."""

from datetime import timedelta

import pytest

from storage.communities import Communities
from tests.town import Town


def test_a_community_is_made_like_another_in_three_steps(town: Town) -> None:
    carl = town.cultivator()
    carl.says("/communaute Pionniers de l'énergie")
    asked = carl.presses("Nouvelle communauté sur ce modèle")
    shown = carl.says("Eau vive")

    assert "faite sur le modèle de Pionniers de l'énergie ?" in asked
    assert shown.startswith("Eau vive, sur le modèle de Pionniers de l'énergie\n")
    assert "Lettre : " in shown
    assert "Ne sont pas repris : les personnes, les salons" in shown
    made = carl.presses("Créer « Eau vive »")
    assert made.startswith("✅ Eau vive est créée")
    assert "Salons à relier, comme dans le modèle : " in made
    with town.database.reading() as store:
        new, old = store[Communities].named("eau-vive"), store[Communities].named("energie")
        assert new is not None
        assert old is not None
        assert (new.digest, new.timezone, new.polls_by) == (old.digest, old.timezone, old.polls_by)
        assert list(store[Communities].rooms_of(new)) == []
    carl.says("/communaute Pionniers de l'énergie")
    carl.presses("Nouvelle communauté sur ce modèle")
    assert "Il y a déjà une communauté" in carl.says("Eau vive") or "Eau vive" in carl.inbox[-1]


def test_an_old_preview_makes_nothing(town: Town) -> None:
    carl = town.cultivator()
    carl.says("/communaute Pionniers de l'énergie")
    carl.presses("Nouvelle communauté sur ce modèle")
    carl.says("Eau vive")
    town.move(timedelta(hours=2))

    assert "Cet aperçu est trop ancien" in carl.presses("Créer « Eau vive »")


@pytest.mark.parametrize("press", ["community_copy:1", "community_copy_make:1"])
def test_nobody_else_makes_one(town: Town, press: str) -> None:
    ana = town.gardener("territory")
    ana.says("/communaute")

    ana.forges(press, ana.direct[-1])

    with town.database.reading() as store:
        assert len(store[Communities].all()) == 1
