"""Secret votes: in private, by those who were members, changed only by their receipt."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from storage.outbound.deliveries import Delivery
from storage.polls import BallotBoxes, SecretVotes
from tests.handlers.linking.accounts import brought, code_for, linked
from tests.town import PARIS, SQUARE, Neighbour, Town

ASKED = "/sondage Quelle date ? | mardi | jeudi --secret --fin vendredi 18h"
COMPLETE = "Tout le monde a voté"
GOODBYES = [("/quitter", "Quitter la communauté"), ("/effacer", "Effacer mes données")]
RECEIPT = re.compile(r"Votre reçu : (\S+)")


@pytest.fixture
def crowd(town: Town) -> list[Neighbour]:
    """Five members besides Ana, Zoé and Yan: enough for a secret vote."""
    town.gardener("territory")
    for name, network in (("Zoé", "telegram"), ("Yan", "matrix")):
        town.member(name, on=network)
    return town.crowd(5)


@pytest.fixture
def ana(town: Town, crowd: list[Neighbour]) -> Neighbour:
    """The gardener; Zoé, Yan and five others are members, too, when the vote opens."""
    gardener = town.gardener("territory")
    gardener.publishes(ASKED)
    return gardener


@pytest.fixture
def zoe(town: Town, ana: Neighbour) -> Neighbour:
    return Neighbour(town, "telegram", "telegram:101", "Zoé", "fr")


@pytest.fixture
def yan(town: Town, ana: Neighbour) -> Neighbour:
    return Neighbour(town, "matrix", "matrix:@yan", "Yan", "fr")


def receipt_in(answer: str) -> str:
    found = RECEIPT.search(answer)
    assert found is not None, answer
    return found[1]


def counted(town: Town) -> dict[tuple[int, ...], int]:
    """The count of the closed poll."""
    with town.database.unit() as store:
        return dict(store[BallotBoxes].counted(1))


def all_vote(crowd: list[Neighbour], choice: str = "mardi") -> None:
    for each in crowd:
        receipt_in(each.says(f"/voter 1 {choice}"))


@pytest.mark.slow
def test_a_secret_vote_is_cast_in_private_and_counted_at_the_end(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour, crowd: list[Neighbour]
) -> None:
    card = town.said_in(zoe.square)[-1]
    led = zoe.presses("Voter en privé", card, zoe.square)
    voted = zoe.presses("jeudi")
    receipt = receipt_in(voted)
    receipt_in(yan.says("!voter 1 mardi"))
    all_vote(crowd[:3])
    again = zoe.says("/voter 1 mardi")
    shown = zoe.says("/sondage 1")
    during = town.said_in(zoe.square)[-1].text
    changed = zoe.says(f"/voter 1 mardi {receipt.lower()}")
    town.move(timedelta(days=4))
    late = zoe.says(f"/voter 1 jeudi {receipt}")

    assert led.startswith("📊 Quelle date ?\nmardi\njeudi\nSoyez la première personne à voter")
    assert "vote secret" in led
    assert voted.startswith("📊 Quelle date ?\nVotre vote : jeudi.\nVotre reçu : ")
    assert (
        "ajoutez votre propre reçu. Par exemple, avec un reçu inventé : /voter 1 2 K7MP-" in again
    )
    assert "avec un reçu inventé : /voter 1 2 K7MP-" in shown
    assert shown.endswith("\nSondage 1")
    assert "mardi\njeudi\n5 personnes ont voté, sur 8 · jusqu'à vendredi" in during
    assert receipt_in(changed) == receipt
    assert counted(town) == {(1,): 5}
    results = [town.said_in(room)[-1].text for room in SQUARE.values()]
    assert all("mardi : ▇▇▇▇▇▇▇▇ 5 (100 %)" in each for each in results)
    assert all(
        "5 votes pour 8 personnes inscrites au vote · vote secret" in each for each in results
    )
    assert late.startswith("Le sondage « Quelle date ? » est clos")


@pytest.mark.slow
def test_a_secret_vote_that_waited_is_not_cast_after_the_count(
    town: Town, ana: Neighbour, yan: Neighbour, crowd: list[Neighbour]
) -> None:
    """An open one that was sent in time still counts: secret ballots are no more."""
    all_vote(crowd)
    closed_at = town.clock.now()
    ana.says("/cloturer 1")
    town.move(timedelta(minutes=5))

    late = yan.says("!voter 1 2", sent_at=closed_at - timedelta(minutes=1), backlog=True)

    assert late.startswith("Le sondage « Quelle date ? » est clos, les votes sont comptés.")
    assert counted(town) == {(1,): 5}


@pytest.mark.slow
def test_the_answer_to_a_secret_vote_leaves_no_row(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    def rows() -> int:
        with town.database.unit() as store:
            theirs = select(func.count()).where(Delivery.room == zoe.address)
            return store._session.scalar(theirs) or 0

    zoe.says("/sondage 1")
    before = rows()
    voted = zoe.says("/voter 1 jeudi")

    assert receipt_in(voted)
    assert rows() == before


def test_a_newcomer_is_told_why_their_vote_does_not_count(town: Town, ana: Neighbour) -> None:
    max_ = town.member("Max")

    listed = max_.says("/sondages")
    shown = max_.says("/sondage 1")
    refused = max_.says("/voter 1 2")

    assert "À suivre, sans voter\n1 · Quelle date ?" in listed
    assert (
        "vous n'étiez pas sur la liste des votants à son ouverture, le mardi 24 novembre." in shown
    )
    assert max_.direct[-2].choices == []
    assert refused.startswith("Vous ne pouvez pas voter à « Quelle date ? »")


def test_no_vote_counts_that_others_read_or_that_another_person_says(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    aloud = yan.says("!voter 1 2", room=yan.square)
    forged = zoe.forges("vote:1:2", town.said_in(zoe.square)[-1], zoe.square)
    zoe.says("/sondage 1")
    card = zoe.direct[-1]
    zoe.forges("vote:1:2", card)
    openly = zoe.inbox[-1]
    zoe.forges("secret_vote:1:9", card)
    ana.says("/aunomde Jeanne Petit | hier | oui")
    proxy = ana.says("/aunomde voter Jeanne Petit | 1 | 2")

    assert "rien n'a été compté. Écrivez-moi en privé." in (aloud + yan.inbox[-1])
    assert "n'est plus valable" in forged
    assert "on y vote seulement en privé" in openly
    assert "personne ne peut y voter pour quelqu'un d'autre" in proxy
    with town.database.unit() as store:
        assert store[SecretVotes].turnout(1) == (0, 8)


def test_a_typed_vote_answers_no_other_question(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    yan.says("!ecrire Bonjour")
    ana.says("Bonjour Yan", reply_to=ana.direct[-1])
    told = len(ana.inbox)

    zoe.says("/ecrire")
    below_question = zoe.says("voter 1 jeudi")
    to_gardener = yan.says("voter 1 mardi", reply_to=yan.direct[-1])

    assert [bool(receipt_in(each)) for each in (below_question, to_gardener)] == [True, True]
    assert ana.inbox[told:] == []


@pytest.mark.slow
def test_a_receipt_of_another_person_or_of_nothing_changes_nothing(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour, crowd: list[Neighbour]
) -> None:
    receipt = receipt_in(zoe.says("/voter 1 2"))

    for typed in ("!voter 1 1 K7MP-42RA-CDEF-GH3T", f"!voter 1 1 {receipt}"):
        assert "Ce n'est pas un reçu" in yan.says(typed)
    for typed in ("K7MP-42RA-CDEF-GH3T", "K7MP-42RA-CDEF-GH3", "K7MP 42RA CDEF GH3T"):
        assert "Ce n'est pas un reçu" in zoe.says(f"/voter 1 1 {typed}")
    assert "n'a pas de choix" in zoe.says("/voter 1 1 K7MP")
    zoe.says(f"/voter 1 retirer {receipt}")
    assert "Ce n'est pas un reçu" in zoe.says(f"/voter 1 2 {receipt}")
    zoe.presses("Voter de nouveau")
    zoe.presses("mardi")
    all_vote(crowd, "jeudi")
    ana.says("/cloturer 1")

    assert counted(town) == {(1,): 1, (2,): 5}


@pytest.mark.slow
def test_accounts_that_both_voted_are_linked_once_one_vote_is_withdrawn(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour, crowd: list[Neighbour]
) -> None:
    zoe.says("/voter 1 1")
    receipt = receipt_in(yan.says("!voter 1 2"))

    refused = yan.says(f"!relier {code_for(zoe)}")
    yan.says(f"!voter 1 retirer {receipt}")
    brought(yan, code_for(zoe))
    yan.says("!voter 1 2")
    too_late = zoe.presses("Fusionner")
    yan.says(f"!voter 1 retirer {receipt_in(yan.inbox[-1])}")
    linked(zoe, yan)
    again = yan.says("!voter 1 2")
    all_vote(crowd, "jeudi")
    ana.says("/cloturer 1")

    for each in (refused, too_late):
        assert each.startswith("Les deux comptes ont voté au vote secret « Quelle date ? »")
    assert again.startswith("Vous avez voté à « Quelle date ? »")
    assert counted(town) == {(1,): 1, (2,): 5}


@pytest.mark.slow
def test_accounts_that_both_voted_are_linked_once_the_vote_is_over(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour, crowd: list[Neighbour]
) -> None:
    zoe.says("/voter 1 1")
    yan.says("!voter 1 2")
    all_vote(crowd)

    refused = yan.says(f"!relier {code_for(zoe)}")
    ana.says("/cloturer 1")
    linked(zoe, yan)

    assert "personne ne sait quels votes sont les vôtres" in refused
    assert "Retirez l'un des deux avec son reçu : !voter 1 retirer" in refused
    assert refused.endswith("Ou reliez les comptes une fois ce vote terminé.")
    assert counted(town) == {(1,): 6, (2,): 1}
    assert zoe.says("/mesdonnees").count("Quelle date ? (vous avez voté)") == 1


@pytest.mark.slow
def test_several_choices_are_written_in_one_message(town: Town) -> None:
    ana, luc, others = town.gardener("territory"), town.gardener("region"), town.crowd(4)
    ana.publishes("/sondage Quels jours ? | mardi | jeudi | samedi --secret --multiple")

    shown = luc.says("!sondage 1")
    receipt = receipt_in(ana.says("/voter 1 mardi et samedi"))
    ana.says(f"/voter 1 2 3 {receipt}")
    all_vote(others, "mardi")
    ana.says("/cloturer 1")
    town.move_to(datetime(2026, 12, 7, 12, tzinfo=PARIS))

    assert "Personnes qui ont voté : 5" in ana.says("/bilan")
    assert "Écrivez vos choix en un message : !voter 1 1 2" in shown
    assert counted(town) == {(2, 3): 1, (1,): 4}


def test_a_vote_is_made_secret_before_it_is_published(town: Town) -> None:
    ana = town.gardener("territory")
    town.crowd(4)
    ana.says("/sondage Quelle date ? | mardi | jeudi")
    shown = ana.presses("Vote secret")
    back = ana.presses("Vote non secret")
    ana.presses("Vote secret")
    ana.presses("Publier le sondage")

    assert "vote secret" in shown
    assert "Moins de cinq votes ne sont jamais montrés." in shown
    assert "rien de ce qui est conservé ne relie un vote à une personne" in shown
    assert "noms non affichés" in back
    assert "vote secret" in town.said_in(ana.square)[-1].text
    assert ana.says("/sondage Quoi ? | a | b --secret --public").startswith(
        "Un vote est soit secret, soit avec les noms"
    )


@pytest.mark.slow
def test_a_vote_stays_counted_when_its_person_leaves_or_is_erased(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour, crowd: list[Neighbour]
) -> None:
    zoe.says("/voter 1 1")
    yan.says("!voter 1 1")
    all_vote(crowd[:3])
    zoe.says("/quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")
    yan.says("!effacer")
    yan.presses("Effacer mes données")
    yan.presses("Oui, tout effacer")
    ana.says("/cloturer 1")

    assert counted(town) == {(1,): 5}
    with town.database.unit() as store:
        assert store[SecretVotes].turnout(1) == (5, 8)


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "choice"), GOODBYES)
@pytest.mark.usefixtures("ana")
def test_members_who_left_without_a_vote_are_not_waited_for(
    town: Town, zoe: Neighbour, yan: Neighbour, crowd: list[Neighbour], typed: str, choice: str
) -> None:
    ana = town.gardener("territory")
    all_vote(crowd)
    zoe.says("/voter 1 1")
    ana.says("/voter 1 2")
    waiting = town.said_in(zoe.square)[-1].text
    town.move(timedelta(minutes=20))
    early = any(COMPLETE in each for each in ana.inbox)
    yan.says(typed)
    yan.presses(choice)
    yan.presses(yan.direct[-1].choices[0].label)
    shown = town.said_in(zoe.square)[-1].text
    town.move(timedelta(minutes=20))
    zoe.says(typed)
    zoe.presses(choice)
    zoe.presses(zoe.direct[-1].choices[0].label)
    ana.says("/cloturer 1")

    assert "7 personnes ont voté, sur 8" in waiting
    assert not early
    assert "7 personnes ont voté, sur 7" in shown
    assert sum(COMPLETE in each for each in ana.inbox) == 1
    assert "7 votes pour 7 personnes inscrites au vote" in town.said_in(SQUARE["telegram"])[-1].text


@pytest.mark.slow
def test_two_accounts_of_one_person_are_waited_for_once(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour, crowd: list[Neighbour]
) -> None:
    all_vote(crowd)
    yan.says("!voter 1 1")
    ana.says("/voter 1 2")
    linked(zoe, yan)
    town.move(timedelta(minutes=20))

    assert sum(COMPLETE in each for each in ana.inbox) == 1
    assert "7 personnes ont voté, sur 7" in town.said_in(zoe.square)[-1].text


def test_the_data_of_a_member_tell_that_they_voted_and_not_for_what(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    zoe.says("/voter 1 2")

    told = zoe.says("/mesdonnees")

    assert "Quelle date ? (vous avez voté)" in told
    assert "jeudi" not in told
