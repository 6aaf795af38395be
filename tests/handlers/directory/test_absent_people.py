"""People whom a gardener acts for or invited by a list: shown to nobody, introduced to nobody."""

import pytest

from tests.handlers.directory.directory_people import BESANCON, shows
from tests.handlers.introductions.adults import grown
from tests.handlers.invitations.lists import invites
from tests.town import Town


@pytest.mark.slow
def test_people_without_an_account_of_their_own_are_shown_nowhere(town: Town) -> None:
    ana = grown(town.gardener("territory"))
    zoe = shows(town.member("Zoé"), about="vélo", commune=BESANCON)
    ana.says("/aunomde Jeanne Petit | hier | oui")
    invites(ana, "Nom;Prénom;Commune;Domaines\nRoux;Max;Besançon;Mobilité\n")

    seen = [zoe.says(each) for each in ("/annuaire", "/annuaire Besançon", "/carte", "/rencontres")]
    asked = ana.says("/presenter Zoé | Jeanne | Un café ?")
    unknown = ana.says("/presenter Zoé | Max | Un café ?")

    assert not any(name in each for each in seen for name in ("Jeanne", "Max", "Roux"))
    assert asked.startswith("Je ne peux pas proposer de mise en relation à Jeanne Petit.")
    assert unknown.startswith("Je ne connais personne")
    assert not any("Rencontrer" in each for each in zoe.inbox)
