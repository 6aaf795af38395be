"""A quorum: the list of voters is settled when the poll opens, and too few votes decide nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.town import Town

ASKED = "/sondage Quelle date ? | mardi | jeudi"
LOOKS = "SELECT count(*) FROM occurrences WHERE schedule LIKE 'close_at_quorum%'"


@pytest.mark.slow
def test_a_quorum_counts_members_from_before_the_poll(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    shown = ana.says(f"{ASKED} --quorum 2")
    published = ana.presses("Publier le sondage")
    first = town.said_in(zoe.square)[-1].text
    late = town.member("Max").says("/voter 1 1")
    zoe.says("/voter 1 jeudi")
    during = town.said_in(zoe.square)[-1].text
    ana.says("/voter 1 jeudi")
    reached = town.said_in(zoe.square)[-1].text
    ana.says("/cloturer 1")

    assert "quorum de 2 · noms non affichés" in shown
    assert "quorum de 2 · noms non affichés" in published
    assert "Soyez la première personne à voter · quorum de 2 · noms" in first
    assert late.startswith("Vous ne pouvez pas voter à « Quelle date ? »")
    assert "1 vote · quorum : 1 sur 2 · noms non affichés" in during
    assert "2 votes · quorum de 2 atteint" in reached
    result = town.said_in(zoe.square)[-1].text
    assert "« jeudi » arrive en tête" in result
    assert "2 votes pour 2 personnes inscrites au vote" in result
    assert "Quelle date ? (vous avez voté)" in zoe.says("/mesdonnees")


def test_members_who_left_are_not_waited_for_where_the_list_is_settled(town: Town) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --quorum 2")
    for each in (zoe, ana):
        each.says("/voter 1 jeudi")
    yan.says("!voter 1 mardi")
    yan.says("!quitter")
    yan.presses("Quitter la communauté")
    yan.presses("Oui, quitter")
    town.move(timedelta(minutes=20))
    ana.says("/cloturer 1")

    assert sum("Tout le monde a voté" in each for each in ana.inbox) == 1
    assert "2 votes pour 2 personnes inscrites au vote" in town.said_in(zoe.square)[-1].text


@pytest.mark.slow
@pytest.mark.parametrize(("level", "quorum"), [("", 2), (" --secret", 6)])
def test_too_few_votes_decide_nothing(town: Town, level: str, quorum: int) -> None:
    ana, crowd = town.gardener("territory"), town.crowd(7)
    ana.publishes(f"{ASKED}{level} --quorum {quorum}")
    for each in crowd[: quorum - 1]:
        each.says("/voter 1 jeudi")
    during = town.said_in(ana.square)[-1].text
    ana.says("/cloturer 1")

    assert f"quorum : {quorum - 1} sur {quorum} · " in during
    missed = f"Vote non valable : quorum non atteint ({quorum - 1} sur {quorum})."
    assert missed in town.said_in(ana.square)[-1].text


def test_a_quorum_that_nobody_can_reach_is_refused(town: Town) -> None:
    ana = town.gardener("territory")

    for typed in ("dix", "0"):
        assert ana.says(f"{ASKED} --quorum {typed}").startswith("Un quorum est un nombre")
    few = ana.publishes(f"{ASKED} --quorum 2")
    for name in ("Zoé", "Max", "Yan", "Inès"):
        town.member(name)
    more = ana.publishes(f"{ASKED} --quorum 9")

    assert few.startswith("Un quorum de 2 ne peut pas être atteint : moins de 5 personnes")
    assert more.startswith("Un quorum de 9 ne peut pas")
    assert more.endswith("qui peuvent voter : 5.")
    assert town.said_in(ana.square) == []


@pytest.mark.slow
def test_a_time_in_the_community_may_be_needed_to_vote(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    town.move(timedelta(days=30))
    yan = town.member("Yan", on="matrix")
    shown = ana.says(f"{ASKED} --membre-depuis 30")
    ana.presses("Publier le sondage")

    assert "membres depuis 30 jours ou plus · noms non affichés" in shown
    assert "Votre vote : jeudi." in zoe.says("/voter 1 2")
    assert yan.says("!voter 1 2").startswith("Vous ne pouvez pas voter à « Quelle date ? »")
    assert ana.says(f"{ASKED} --membre-depuis hier").startswith("Écrivez un nombre de jours")


@pytest.mark.slow
@pytest.mark.parametrize("level", ["", " --secret"])
def test_a_poll_may_close_at_its_quorum(town: Town, level: str) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    others = town.crowd(3)
    shown = ana.says(f"{ASKED} --quorum 5 --clore-au-quorum --fin 1/12{level}")
    ana.presses("Publier le sondage")
    for each in (zoe, *others):
        each.says("/voter 1 jeudi")
    town.move(timedelta(hours=1))
    during = town.said_in(zoe.square)[-1].text
    looked_early = _looks_at_the_quorum(town)
    yan.says("!voter 1 jeudi")
    town.move(timedelta(minutes=1))
    after = town.said_in(zoe.square)

    assert "quorum de 5 · se clôt dès que le quorum est atteint" in shown
    assert "quorum : 4 sur 5 · jusqu'à" in during
    assert "se clôt dès que le quorum est atteint" in during
    assert not (level and looked_early), "the time of a look is that of a secret vote"
    assert "« jeudi » arrive en tête" in after[-1].text
    assert "se clôt" not in "".join(each.text for each in after)
    assert zoe.says("/voter 1 mardi").startswith("Le sondage « Quelle date ? » est clos")
    town.move(timedelta(days=10))
    assert len(town.said_in(zoe.square)) == len(after)


def test_votes_in_quick_succession_do_not_put_the_quorum_off(town: Town) -> None:
    ana, people = town.gardener("territory"), [town.member(f"Zoé {nth}") for nth in range(3)]
    ana.publishes(f"{ASKED} --quorum 2 --clore-au-quorum")
    for each in people[:2]:
        assert each.says("/voter 1 jeudi").endswith("Votre vote : jeudi.")
        town.move(timedelta(milliseconds=600))

    assert people[2].says("/voter 1 mardi").startswith("Le sondage « Quelle date ? » est clos")


def test_a_close_at_the_quorum_needs_a_quorum(town: Town) -> None:
    ana = town.gardener("territory")

    assert ana.says(f"{ASKED} --clore-au-quorum").startswith("Écrivez aussi le nombre de personnes")


def _looks_at_the_quorum(town: Town) -> int:
    with town.database.engine.connect() as connection:
        return int(connection.execute(text(LOOKS)).scalar_one())
