"""Contacts and requests when people leave, link accounts or lose a contact."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.introductions import Consent
from storage.introductions import GivenAccount, GivenAccounts, Introduction, Pair, Side
from tests.handlers.introductions.adults import grown
from tests.handlers.introductions.introduced import INTRODUCE, NO, YES, introduces
from tests.handlers.linking.accounts import linked, unlinks
from tests.town import Neighbour, Town

OVER = "Cette mise en relation est terminée. Les autres : {matches}."


@pytest.mark.slow
@pytest.mark.parametrize("how", ["leaves", "is erased"])
def test_leaving_and_erasing_end_it_silently(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour, how: str
) -> None:
    introduces(ana)
    zoe.presses(YES)
    told = len(yan.inbox)
    if how == "leaves":
        zoe.says("/quitter")
        zoe.presses("Quitter la communauté")
        zoe.presses("Oui, quitter")
    else:
        zoe.says("/effacer")
        zoe.presses("Effacer mes données")
        zoe.presses("Oui, tout effacer")

    assert len(yan.inbox) == told
    assert yan.presses(YES) == OVER.format(matches="!rencontres")
    assert "Telegram" not in "".join(yan.inbox)


@pytest.mark.slow
def test_two_accounts_of_one_person_are_asked_once(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    other = grown(town.member("Zed", on="matrix").wants_messages())
    introduces(ana)
    introduces(ana, "/presenter Zed | Yan | Vous cherchez un local à Auch")
    introduces(ana, "/presenter Zed | Zoé | Bonjour")
    zoe.presses(NO, town.latest_with(zoe.address, NO))

    linked(zoe, other)

    assert "vous avez dit non" in "".join(
        each.label for each in _list(zoe) if each.label.startswith("Yan")
    )
    assert len([each for each in _list(yan) if "Zoé" in each.label]) == 1


@pytest.mark.slow
def test_an_account_that_is_linked_later_is_not_given(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    other = grown(town.member("Zed", on="matrix").wants_messages())
    introduces(ana)
    zoe.presses(YES)
    linked(zoe, other)
    met = yan.presses(YES)

    assert "Zoé : Telegram (@\u2060101)\n" in met
    assert "zed" not in met


@pytest.mark.slow
def test_a_yes_to_a_contact_gives_no_other_one(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    other = grown(town.member("Zed", on="matrix").wants_messages())
    introduces(ana)
    card = town.latest_with(zoe.address, YES)
    shown = card.text
    linked(zoe, other)
    yan.presses(YES)

    zoe.presses(YES, card)
    before = [each for each in yan.inbox if "@\u2060101" in each or "zed" in each]
    again = card.text
    zoe.presses(YES, card)

    assert ": Telegram (@\u2060101)\n" in shown
    assert not before
    assert ": @\u2060zed et Telegram (@\u2060101)\n" in again
    assert "Zoé : @\u2060zed et Telegram (@\u2060101)" in yan.inbox[-1]


@pytest.mark.slow
def test_a_contact_that_is_gone_is_asked_for_again(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    introduces(ana)
    zoe.presses(YES)
    yan.presses(YES)
    zed = grown(town.member("Zed", on="matrix").wants_messages())
    linked(zoe, zed)
    unlinks(zed, zoe)
    yan.says("!rencontres")
    gone = yan.presses("Contact de Zoé")
    asked = yan.presses("Demander un autre contact à Zoé")
    town.move(timedelta(days=2))
    told = zed.inbox[-1]
    zed.presses(YES)

    assert "Le contact de Zoé n'est plus disponible." in gone
    assert "Si Zoé donne un autre contact, je vous l'envoie." in asked
    assert told == (
        "🤝 Vous et Yan\nC'est oui des deux côtés.\nYan : @\u2060yan\n"
        "Le contact que vous aviez donné à Yan n'est plus disponible.\n"
        "Yan peut recevoir celui-ci : @\u2060zed"
    )
    assert "Zoé : @\u2060zed" in yan.inbox[-1]


@pytest.mark.slow
def test_nothing_is_left_of_a_contact_in_words_whose_author_leaves(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    introduces(ana)
    zoe.presses("Oui, avec un autre contact")
    zoe.says("06 12 34 56 78")
    zoe.says("/quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")

    with town.database.unit() as store:
        sides = store[GivenAccounts]._session.query(Side).all()
        assert {(each.reached_by, each.contact_given_at) for each in sides} == {("", None)}


@pytest.mark.slow
def test_accounts_given_for_nothing_are_forgotten_like_words(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    introduces(ana)
    zoe.presses(YES)

    town.move(timedelta(days=59))
    assert _accounts_given(town) == 1
    town.move(timedelta(days=3))
    assert _accounts_given(town) == 0


def _accounts_given(town: Town) -> int:
    with town.database.unit() as store:
        rows = select(func.count()).select_from(GivenAccount)
        return store[GivenAccounts]._session.scalar(rows) or 0


@pytest.mark.slow
def test_a_contact_in_place_of_a_lost_one_is_kept_as_long(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    zed = grown(town.member("Zed", on="matrix").wants_messages())
    introduces(ana)
    zoe.presses(YES)
    yan.presses(YES)
    linked(zoe, zed)
    unlinks(zed, zoe)
    town.move(timedelta(days=70))
    yan.says("!rencontres")
    yan.presses("Contact de Zoé")
    yan.presses("Demander un autre contact à Zoé")
    town.move(timedelta(days=2))
    zed.presses("Oui, avec un autre contact")
    zed.says("06 12 34 56 78")

    town.move(timedelta(days=58))
    assert "Zoé : 06 12 34 56 78" in _contact_of_zoe(yan)
    town.move(timedelta(days=4))
    assert "Le contact de Zoé n'est plus conservé." in _contact_of_zoe(yan)


def _contact_of_zoe(yan: Neighbour) -> str:
    yan.says("!rencontres")
    return yan.presses("Contact de Zoé")


def _list(person: Neighbour) -> list:  # type: ignore[type-arg]
    person.says("/rencontres")
    return person.direct[-1].choices


@pytest.mark.slow
def test_nobody_is_asked_twice_after_a_gardener_is_erased(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    luc = town.gardener("region")
    introduces(ana)
    yan.presses(NO)
    ana.says("/effacer")
    ana.presses("Effacer mes données")
    ana.presses("Oui, tout effacer")

    assert zoe.presses(YES) == "Cette mise en relation est terminée."
    assert introduces(luc, INTRODUCE.replace("/", "!")).startswith("La question a déjà été posée")


def test_of_two_introductions_to_one_person_the_one_with_a_no_stays() -> None:
    """After a no nobody is asked again, whichever came first; a shared contact stays first."""

    def pair(number: int, answer: Consent | None, met_at: datetime | None = None) -> Pair:
        return Pair(Introduction(id=number, met_at=met_at), Side(answer=answer), Side(answer=None))

    earlier, refused = pair(1, None), pair(2, Consent.NO)
    met = pair(3, Consent.YES, datetime(2026, 11, 24, tzinfo=UTC))

    assert [each.outranks(earlier) for each in (refused, met)] == [True, True]
    assert [each.outranks(refused) for each in (earlier, met)] == [False, True]
