"""Of fewer than five secret votes nothing is shown, however the poll ends."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text

from storage.polls import BallotBoxes, Polls
from tests.handlers.personal_data.departures import chooses
from tests.handlers.polls.voting.secrecy.test_secret_votes import all_vote, counted, receipt_in
from tests.town import SQUARE, Neighbour, Town

ASKED = "/sondage Quelle date ? | mardi | jeudi --secret"
FEW = "Moins de cinq votes : le résultat n'est pas montré"
REFUSED = "Moins de 5 personnes ont voté à « Quelle date ? »"


def rows(town: Town, table: str) -> Sequence[object]:
    with town.database.engine.connect() as connection:
        return connection.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - a constant


def opened(town: Town, options: str = "", size: int = 5) -> tuple[Neighbour, list[Neighbour]]:
    ana, crowd = town.gardener("territory"), town.crowd(size)
    ana.publishes(f"{ASKED}{options}")
    return ana, crowd


def test_a_secret_vote_of_fewer_than_five_people_is_not_opened(town: Town) -> None:
    ana, _ = town.gardener("territory"), town.crowd(3)
    everybody = ana.publishes(ASKED)
    town.member("Zoé").says("/participation actif")
    some = ana.publishes(f"{ASKED} --participation actif")
    recent = ana.publishes(f"{ASKED} --membre-depuis 30")
    posted = list(town.said_in(ana.square))
    ana.publishes(ASKED)

    for refused in (everybody, some, recent):
        assert refused.startswith("Moins de 5 personnes peuvent voter")
        assert "Interrogez plus de personnes, ou renoncez au vote secret." in refused
    assert posted == []
    assert "vote secret" in town.said_in(ana.square)[-1].text


@pytest.mark.parametrize("options", ["--quorum 1", "--quorum 4 --clore-au-quorum"])
def test_a_quorum_below_five_is_no_secret_vote(town: Town, options: str) -> None:
    ana, _ = town.gardener("territory"), town.crowd(5)

    typed = ana.says(f"{ASKED} {options}")
    ana.says(f"/sondage Quelle date ? | mardi | jeudi {options}")
    switched = ana.presses("Vote secret")
    ana.says(f"/sondage Quelle date ? --secret {options}")
    ana.says("mardi, jeudi")
    asked = ana.presses("Passer")

    for refused in (typed, switched, asked):
        assert refused.startswith("Pour un vote secret, le quorum est d'au moins 5 :")
        assert "Écrivez --quorum 5 ou plus, ou retirez --secret." in refused


@pytest.mark.slow
def test_fewer_than_five_votes_are_not_closed_by_hand(town: Town) -> None:
    ana, crowd = opened(town)
    all_vote(crowd[:4])
    typed = ana.says("/cloturer 1")
    ana.says("/sondage 1")
    card = ana.direct[-1]
    pressed = ana.presses("Clore", card)
    forged = ana.forges("close_poll_now:1", card)
    ana.says("/cloturer")
    chosen = ana.says("1")
    all_vote(crowd[4:])
    closed = ana.says("/cloturer 1")

    for refused in (typed, pressed, forged, chosen):
        assert refused.startswith(REFUSED)
        assert "Ou donnez-lui une fin, par « Changer le sondage » dans /sondage 1" in refused
    assert "est clos, et son résultat est publié" in closed
    assert counted(town) == {(1,): 5}


@pytest.mark.slow
@pytest.mark.parametrize("how", ["voted", "withdrawn", "erased"])
def test_fewer_than_five_votes_end_without_a_result(town: Town, how: str) -> None:
    ana, crowd = opened(town, " --fin vendredi 18h", 6)
    all_vote(crowd[:4])
    if how == "withdrawn":
        receipt = receipt_in(crowd[4].says("/voter 1 jeudi"))
        crowd[4].says(f"/voter 1 retirer {receipt}")
    if how == "erased":
        for each in crowd[2:]:
            chooses(each, "Effacer mes données")
    town.move(timedelta(days=4))

    for room in SQUARE.values():
        card, result = (each.text for each in town.said_in(room)[-2:])
        assert f"mardi\njeudi\n{FEW} · clos le" in card
        assert result == f"📊 Le sondage « Quelle date ? » est clos. {FEW}."
    own = ana.says("/sondage 1")
    assert FEW in own
    assert "%" not in own
    assert "Le résultat en tableau" not in [each.label for each in ana.direct[-1].choices]
    assert (rows(town, "ballot_boxes"), rows(town, "secret_counts")) == ([], [])
    assert not any("Et maintenant" in each for each in ana.inbox)
    with town.database.unit() as store:
        assert store[Polls].closed_since(1, town.clock.now() - timedelta(days=9)) == []


@pytest.mark.slow
def test_nobody_is_counted_out_by_those_who_leave(town: Town) -> None:
    ana, crowd = opened(town)
    all_vote(crowd[:4])
    for each in crowd[4:]:
        chooses(each, "Effacer mes données")
    ana.says("/quitter")
    town.move(timedelta(minutes=20))

    assert not any("Tout le monde a voté" in each for each in ana.inbox)
    assert ana.says("/cloturer 1").startswith(REFUSED)


@pytest.mark.slow
def test_five_votes_are_counted_though_their_voters_left(town: Town) -> None:
    ana, crowd = opened(town, size=6)
    all_vote(crowd[:5])
    for each in crowd[:4]:
        chooses(each, "Effacer mes données")
    ana.says("/cloturer 1")

    assert counted(town) == {(1,): 5}


@pytest.mark.slow
def test_a_quorum_of_an_earlier_version_closes_nothing_too_early(town: Town) -> None:
    ana, crowd = opened(town, " --quorum 5 --clore-au-quorum", 6)
    with town.database.engine.begin() as connection:
        connection.execute(text("UPDATE polls SET quorum = 2"))
    for each in crowd:
        each.says("/sondage 1")
    all_vote(crowd[:4])
    town.move(timedelta(minutes=5))
    early = counted(town), ana.says("/sondage 1")
    all_vote(crowd[4:5])
    town.move(timedelta(minutes=5))

    assert early[0] == {}
    assert "clos le" not in early[1]
    assert counted(town) == {(1,): 5}


@pytest.mark.slow
def test_nothing_is_left_of_few_votes_on_postgresql(fresh_database: Callable[[str], str]) -> None:
    town = Town(fresh_database("postgresql"))
    ana, crowd = opened(town, " --fin vendredi 18h")
    all_vote(crowd[:4])
    voted = len(rows(town, "ballot_boxes"))
    town.move(timedelta(days=4))

    assert voted > 0
    assert FEW in ana.says("/sondage 1")
    with town.database.unit() as store:
        assert store[BallotBoxes].counted(1) == []
    assert rows(town, "ballot_boxes") == []
    town.close()
