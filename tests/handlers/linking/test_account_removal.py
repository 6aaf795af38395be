"""An account goes its own way: from either account, with its waiting messages, and refusals."""

from datetime import timedelta

import pytest

from bot.domain.roles import Post, Seat
from bot.vocabulary.accounts import mark_of
from storage.audit import Audit
from storage.communities import Communities, SeatHolders
from storage.linking import LinkCode
from storage.members import Identities
from storage.outbound import Outbox
from storage.seats import Posts
from tests.handlers.linking.accounts import SURE, code_for, forged, label, linked, members, unlinks
from tests.town import BACK_ROOM, Neighbour, Town

NOT = "Non, ne rien changer"


def both(town: Town, name: str = "Zoé") -> tuple[Neighbour, Neighbour]:
    """Two accounts of one person."""
    first, second = town.member(name), town.stranger(name, on="matrix")
    linked(first, second)
    second.says("/moi")
    return first, second


@pytest.mark.parametrize("card", ["/moi", "/relier"])
def test_the_linked_accounts_are_shown_each_with_a_button(town: Town, card: str) -> None:
    zoe, other = both(town)

    zoe.says(card)

    labels = [each.label for posted in zoe.direct[-2:] for each in posted.choices]
    assert {label(zoe), label(other)} <= set(labels)


@pytest.mark.parametrize(
    ("card", "shown"), [("/moi", "Zoé\nCommunauté"), ("/relier", "Relier un autre compte\n")]
)
def test_a_member_with_one_account_is_offered_nothing_to_unlink(
    town: Town, card: str, shown: str
) -> None:
    zoe = town.member("Zoé")

    said = zoe.says(card)

    assert said.startswith(shown)
    assert not [each for each in zoe.direct[-1].choices if each.label.startswith("Délier")]


def test_unlinking_is_asked_twice_and_says_what_happens(town: Town) -> None:
    zoe, other = both(town)
    zoe.says("/moi")

    question = zoe.presses(label(other))
    kept = zoe.presses(NOT)

    assert question.startswith(f"{label(other)} ?\n")
    assert "Rien n'est perdu :" in question
    assert kept == "Rien n'a changé."
    assert other.says("/moi").startswith("Zoé\n")


def test_the_other_account_is_unlinked_and_both_are_told(town: Town) -> None:
    zoe, other = both(town)

    done = unlinks(zoe, other)

    assert done.startswith("C'est fait : Matrix")
    assert "n'est plus relié à ce compte-ci." in done
    assert other.inbox[-1].startswith("C'est fait : ce compte n'est plus relié à Zoé.")
    assert "Pour rejoindre avec celui-ci : !rejoindre" in other.inbox[-1]
    assert zoe.says("/moi").startswith("Zoé\n")
    assert not other.says("/moi").startswith("Zoé\n")


def test_the_very_account_that_presses_is_unlinked(town: Town) -> None:
    zoe, other = both(town)

    done = unlinks(other, other)

    assert done.startswith("C'est fait : ce compte n'est plus relié à Zoé.")
    assert "n'est plus relié à ce compte-ci." in zoe.inbox[-1]
    assert "Si ce n'était pas vous, prévenez l'équipe :" in zoe.inbox[-1]
    assert members(town) == ["Zoé"]


@pytest.mark.slow
def test_votes_stay_and_the_account_may_join_anew_or_be_linked_again(town: Town) -> None:
    ana = town.gardener("territory")
    zoe, other = both(town)
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    other.says("!voter 1 2")

    unlinks(zoe, other)
    assert "Votre vote : jeudi." in zoe.says("/sondage 1")
    other.joins()
    assert members(town) == ["Ana", "Zoé", "Zoé"]
    linked(zoe, other)

    assert members(town) == ["Ana", "Zoé"]
    assert "1 vote ·" in zoe.says("/sondage 1")


@pytest.mark.slow
def test_a_message_waiting_for_an_unlinked_account_goes_to_the_other(town: Town) -> None:
    zoe, other = both(town)
    zoe.wants_messages()
    other.says("/moi")
    with town.database.unit() as store:
        identity = store[Identities].get(other.address)
        assert identity is not None
        for words, at in (("Bientôt.", timedelta(hours=1)), ("Sans vous.", timedelta(hours=1))):
            store[Outbox].put(
                room=other.address,
                priority=2,  # type: ignore[arg-type]
                at=town.clock.now() + at,
                payload={"words": words},
                locale="fr",
                zone="Europe/Paris",
                community_id=1,
                member_id=identity.member_id if words == "Bientôt." else None,
            )

    unlinks(zoe, other)
    town.move(timedelta(hours=2))

    assert zoe.inbox[-1] == "Bientôt."
    assert "Bientôt." not in other.inbox


def test_a_gardeners_answer_goes_to_the_account_that_is_left(town: Town) -> None:
    ana = town.gardener("territory")
    zoe, other = both(town)
    other.says("!ecrire Bonjour")
    letter = town.said_in(BACK_ROOM)[-1]
    unlinks(zoe, other)
    other.joins()
    before = len(other.inbox)

    ana.says("Bonjour à vous", room=BACK_ROOM, reply_to=letter)

    assert zoe.inbox[-1].startswith("Ana vous répond")
    assert len(other.inbox) == before


def test_the_codes_of_the_account_end(town: Town) -> None:
    zoe, other = both(town)
    code = code_for(other)
    third = town.stranger("Max")

    unlinks(zoe, other)

    assert third.says(f"/relier {code}").startswith("Ce code est faux")
    with town.database.unit() as store:
        assert store._session.query(LinkCode).all() == []


def test_a_form_in_progress_there_ends(town: Town) -> None:
    zoe, other = both(town)
    other.says("!ecrire")

    unlinks(zoe, other)
    answer = other.says("Bonjour")

    assert answer == "Bonjour Zoé ! Que puis-je faire pour vous ?"
    assert not [each for each in town.said_in(BACK_ROOM) if "Bonjour" in each.text]


def test_the_only_account_stays(town: Town) -> None:
    zoe = town.member("Zoé")

    for press in ("unlink", "unlinked"):
        town.do(zoe.playground.receives(forged(zoe, f"{press}:{mark_of(zoe.address)}")))
        assert zoe.inbox[-1] == ("C'est votre seul compte. Pour partir : /quitter.")


@pytest.mark.slow
def test_nobody_unlinks_the_account_of_another_person(town: Town) -> None:
    _, other = both(town)
    eve, ana = both(town, "Ève")[0], town.gardener("territory")

    for person in (eve, ana):
        for press in ("unlink", "unlinked"):
            forgery = forged(person, f"{press}:{mark_of(other.address)}")
            town.do(person.playground.receives(forgery))
            assert person.inbox[-1].startswith("Ce compte n'est pas relié au vôtre.")

    assert other.says("/moi").startswith("Zoé\n")


def test_two_taps_are_harmless(town: Town) -> None:
    zoe, other = both(town)
    unlinks(zoe, other)

    town.do(zoe.playground.receives(forged(zoe, f"unlinked:{mark_of(other.address)}")))

    assert zoe.inbox[-1].startswith("Ce compte n'est pas relié au vôtre.")


def test_two_accounts_that_unlink_each_other_at_once_leave_one(town: Town) -> None:
    zoe, other = both(town)

    async def at_once() -> None:
        for presser, account in ((zoe, other), (other, zoe)):
            press = f"unlinked:{mark_of(account.address)}"
            await presser.playground.receives(forged(presser, press))

    town.do(at_once())

    with town.database.unit() as store:
        known = [store[Identities].get(each.address) for each in (zoe, other)]
    assert len([each for each in known if each is not None]) == 1


def test_a_seat_is_given_to_the_other_account_first(town: Town) -> None:
    ana, other = town.gardener("territory"), town.stranger("Ana", on="matrix")
    linked(ana, other)
    other.says("/moi")
    ana.says("/moi")

    refused = ana.presses(label(ana))
    gone = unlinks(ana, other)

    assert refused == (
        "Votre rôle dans Pionniers de l'énergie est lié à ce compte. Faites-le d'abord "
        "confier à un autre de vos comptes : /jardinier."
    )
    assert gone.startswith("C'est fait")


@pytest.mark.parametrize("post", [Post.TERRITORY_DEPUTY, Post.AGENT])
def test_a_post_is_given_to_the_other_account_first(town: Town, post: Post) -> None:
    zoe, other = both(town)
    with town.database.unit() as store:
        store[Posts].give(1, post, zoe.address)
    other.says("/moi")

    assert other.presses(label(zoe)).startswith("Votre rôle dans Pionniers de l'énergie")


def test_the_account_that_runs_the_bot_stays(town: Town) -> None:
    carl, other = town.cultivator().joins(), town.stranger("Carl", on="matrix")
    linked(carl, other)
    carl.says("/moi")

    assert carl.presses(label(carl)) == (
        "Ce compte est responsable du service. Confiez d'abord cette responsabilité à un autre "
        "compte, puis déliez celui-ci."
    )


def test_a_seat_that_came_meanwhile_prevents_unlinking(town: Town) -> None:
    zoe, other = both(town)
    zoe.says("/moi")
    zoe.presses(label(other))
    with town.database.unit() as store:
        store[SeatHolders].put(store[Communities].get(1), Seat.REGION, other.address)

    assert zoe.presses(SURE).startswith("Votre rôle dans Pionniers de l'énergie")
    assert other.says("/moi").startswith("Zoé\n")


def test_unlinking_survives_a_restart(town: Town) -> None:
    zoe, other = both(town)
    zoe.says("/moi")
    zoe.presses(label(other))
    town.restart()

    assert zoe.presses(SURE).startswith("C'est fait")


def test_unlinking_leaves_a_trace(town: Town) -> None:
    zoe, other = both(town)
    unlinks(zoe, other)

    with town.database.unit() as store:
        assert "unlink" in [each.action for each in store[Audit].latest(5)]
