"""People of a list get one e-mail: its source, what anybody may read, joining, and a no."""

from datetime import timedelta

import pytest

from bot.domain.public_page import PagePart, Thing
from storage.communities import Communities
from storage.digest import NewsItems
from storage.invitations import Invitees, RefusedAddresses
from storage.public_page import WebConsents
from storage.revisions import Revisions
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.handlers.digest.sending.letters import DUE, SHREDDER
from tests.handlers.invitations.lists import LIST, SOURCE, invitees, invites
from tests.networks.mail.people import names
from tests.networks.mail.test_joining_page import asked, kept, link_in, mails, shows
from tests.town import Neighbour, Town
from tests.web.own_pages import with_pages

ZOE = "zoe@mail.fr"
SOON = timedelta(minutes=6)


def writes(town: Town) -> Neighbour:
    """A gardener invites the people of a list, and has those with an address written to."""
    with_pages(town)
    ana = town.gardener("territory")
    invites(ana, LIST)
    ana.presses("Écrire à qui a une adresse")
    ana.presses("Écrire à 1 personne")
    town.move(SOON)
    return ana


def _list_card(who: Neighbour) -> str:
    """The present words of the last list's card."""
    return next(each.text for each in reversed(who.direct) if each.text.startswith("Liste «"))


def test_each_is_written_to_once_with_the_source(town: Town) -> None:
    ana = writes(town)
    town.move(timedelta(days=1))

    [mail] = mails(town, ZOE)

    assert mail.startswith("Invitation : Pionniers de l'énergie\nAna vous invite à rejoindre")
    assert f"Votre adresse nous vient de : {SOURCE}." in mail
    assert "Dans la dernière lettre" not in mail
    assert "1 courriel envoyé." in _list_card(ana)
    assert [each.name for each in invitees(town)] == ["Zoé Martin", "Max Roux"]


@pytest.mark.slow
def test_nothing_but_the_public_news_of_the_last_letter_is_in_it(town: Town) -> None:
    with_pages(town)
    ana, luc = town.gardener("territory"), town.gardener("region")
    add_news(ana, SHREDDER)
    add_news(luc, "!actu Seulement pour nous | Entre membres")
    submit_letter(ana)
    luc.presses("Approuver")
    town.move_to(DUE)
    with town.database.unit() as store:
        store[Communities].all()[0].public_channel = True
        shows(store, PagePart.LETTERS)
        news = store[NewsItems].get(1)
        assert news is not None
        store[WebConsents].put(
            Thing.NEWS,
            news.id,
            member_id=news.author_id or 0,
            community_id=1,
            given=True,
            at=town.clock.now(),
            revision=store[Revisions].of(Thing.NEWS, news.id),
        )
    invites(ana, LIST)
    ana.presses("Écrire à qui a une adresse")
    preview = ana.inbox[-1]
    ana.presses("Écrire à 1 personne")
    town.move(SOON)

    [mail] = mails(town, ZOE)

    assert "Le broyeur est arrivé" in preview
    assert "Dans la dernière lettre\nLe broyeur est arrivé\nEn prêt à la mairie" in mail
    assert "Seulement pour nous" not in mail


def test_who_joins_by_it_is_offered_what_the_list_said(town: Town) -> None:
    writes(town)
    link = link_in(town, ZOE)

    _, notice = asked(town, link)
    asked(town, link, {"name": "Zoé Martin"})

    assert "Cette invitation à rejoindre Pionniers de l'énergie est pour Zoé Martin." in notice
    assert "Zoé Martin" in names(town)
    assert any("Besançon" in each and "garder" in each for each in mails(town, ZOE))
    assert [each.name for each in invitees(town)] == ["Max Roux"]


def test_a_no_keeps_nothing_but_a_hash_and_no_later_list_writes_again(town: Town) -> None:
    ana = writes(town)
    link = link_in(town, ZOE)

    opened = asked(town, f"{link}/no")
    before = kept(town, ZOE)
    asked(town, f"{link}/no", {})
    left = kept(town, ZOE)
    invites(ana, "Nom;E-mail\nZoé Martin;zoe@mail.fr\nLou Petit;lou@mail.fr\n")
    ana.presses("Écrire à qui a une adresse")
    ana.presses("Écrire à 2 personnes")
    town.move(SOON)

    assert opened[0] == 200
    assert before
    assert left == []
    assert len(mails(town, ZOE)) == 1
    assert len(mails(town, "lou@mail.fr")) == 1
    assert "Ont dit « Non merci », cette fois ou avant : 1." in _list_card(ana)
    assert kept(town, ZOE) == []


def test_after_a_restore_a_no_stays_a_no_and_no_link_joins(town: Town) -> None:
    ana = writes(town)
    link = link_in(town, ZOE)
    asked(town, f"{link}/no", {})
    with town.database.unit() as store:
        store.restored(town.clock.now())

    invites(ana, "Nom;E-mail\nZoé Martin;zoe@mail.fr\nLou Petit;lou@mail.fr\n")
    ana.presses("Écrire à qui a une adresse")
    ana.presses("Écrire à 2 personnes")
    town.move(SOON)
    other = link_in(town, "lou@mail.fr")
    with town.database.unit() as store:
        store.restored(town.clock.now())

    assert len(mails(town, ZOE)) == 1
    assert asked(town, link)[0] == 404
    assert asked(town, other, {"name": "Lou"})[0] == 404
    assert "Lou" not in names(town)


@pytest.mark.slow
def test_an_answer_of_stop_is_a_no(town: Town) -> None:
    writes(town)
    zoe = Neighbour(town, "mail", f"mail:{ZOE}", "Zoé", "fr")

    zoe.says("STOP")

    with town.database.reading() as store:
        assert store[RefusedAddresses].has(ZOE)
    assert [each.name for each in invitees(town)] == ["Max Roux"]


@pytest.mark.slow
def test_after_sixty_days_the_address_is_gone_and_the_link_is_over(town: Town) -> None:
    writes(town)
    link = link_in(town, ZOE)

    town.move(timedelta(days=61))

    assert asked(town, link)[0] == 404
    assert kept(town, ZOE) == []


@pytest.mark.slow
def test_a_withdrawn_list_ends_its_links(town: Town) -> None:
    writes(town)
    link = link_in(town, ZOE)
    with town.database.unit() as store:
        [first, *_] = store[Invitees].page(1, after=0, most=9)
        store[Invitees].drop(first.id)

    assert asked(town, link)[0] == 404


def test_without_mail_or_pages_nothing_is_offered(town: Town) -> None:
    ana = town.gardener("territory")

    card = invites(ana, LIST)

    assert "Cette liste a invité 2 personnes." in card
    assert "Écrire à qui a une adresse" not in [each.label for each in ana.direct[-1].choices]
