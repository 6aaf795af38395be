"""The pre-election period: the Region publishes only content that was confirmed as neutral."""

from datetime import datetime, timedelta

import pytest

from bot.domain.dates.moments import Days
from storage.communities import Communities
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.handlers.feeds.feeds import follows, item
from tests.town import BACK_ROOM, CHANGED, CHANNEL, Neighbour, Town

PERIOD = "/neutralite 20 novembre - 15 mars"
WHY = "Ce que publie alors la Région doit rester neutre (Code électoral, article L52-1)."
CONFIRM = "Contenu neutre : vérifié"
DUE = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - `move_to` reads it in Paris


def said(town: Town, room: str) -> list[str]:
    return [each.text for each in town.said_in(room)]


def neutral_days(town: Town) -> Days | None:
    with town.database.unit() as store:
        return store[Communities].get(1).neutral_days


def test_the_regions_gardener_sets_sees_and_ends_the_period(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    none = luc.says("!neutralite")
    chosen = luc.says("!neutralite 1er septembre 2027 - 15 mars 2028")
    told = said(town, BACK_ROOM)[-1]
    shown = luc.says("!neutralite")
    ended = luc.presses("Terminer la période")

    assert none.startswith("Période préélectorale : aucune.")
    period = "Période préélectorale : du mercredi 1er septembre au mercredi 15 mars 2028."
    assert chosen.startswith(period)
    assert shown.startswith(period)
    assert "Luc a fixé la période préélectorale" in told
    assert ended == "Période préélectorale : aucune."
    assert neutral_days(town) is None
    assert said(town, BACK_ROOM)[-1] == "Luc a mis fin à la période préélectorale."
    del ana


def test_the_territorys_gardener_cannot_set_the_period(town: Town, ana: Neighbour) -> None:
    refused = ana.says(PERIOD)

    assert refused == "Seule l'équipe côté Région peut faire cela : –."
    assert neutral_days(town) is None


def test_the_gardener_who_may_use_the_command_is_named(ana: Neighbour, luc: Neighbour) -> None:
    assert ana.says("/neutralite") == "Seule l'équipe côté Région peut faire cela : Luc."
    del luc


def test_a_period_of_one_day_is_shown_as_a_day(town: Town, luc: Neighbour) -> None:
    chosen = luc.says("!neutralite 1er septembre 2027")

    assert chosen.startswith("Période préélectorale : le mercredi 1er septembre.")
    assert "Luc a fixé la période préélectorale : le mercredi" in said(town, BACK_ROOM)[-1]


def test_cultivators_set_the_period_on_the_card_of_the_community(
    town: Town, ana: Neighbour
) -> None:
    carl = town.cultivator()
    carl.says("/communaute energie")
    carl.presses("Période préélectorale")
    carl.presses("Choisir les dates")
    carl.says("1er septembre 2027 - 15 mars 2028")
    shown = carl.says("/communaute energie")
    carl.presses("Période préélectorale")
    carl.presses("Pas de période")

    assert "Période préélectorale : du mercredi 1er septembre" in shown
    assert neutral_days(town) is None
    del ana


@pytest.mark.slow
def test_a_letter_is_submitted_and_approved_once_it_is_confirmed(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    luc.says(PERIOD.replace("/", "!"))
    add_news(ana, "/actu Un")

    asked = submit_letter(ana)
    audit = town.cultivator().says("/audit")
    submitted = ana.presses(CONFIRM)
    told = said(town, BACK_ROOM)
    asked_too = luc.presses("Approuver")
    approved = luc.presses(CONFIRM)
    town.move_to(DUE)

    assert WHY in asked
    assert "a soumis la lettre" not in audit
    assert "soumise par Ana" in submitted
    assert "Ana a vérifié que la lettre 1 est neutre (période préélectorale)." in told
    assert WHY in asked_too
    assert "approuvée par Luc" in approved
    assert "vérifié que la lettre était neutre" in town.cultivator().says("/audit")
    assert "Un" in town.shown_in(CHANNEL)[-1].text


@pytest.mark.slow
def test_a_check_of_a_letter_that_has_changed_since_shows_it_again(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    luc.says(PERIOD.replace("/", "!"))
    add_news(ana, "/actu Un")
    ana.says("/evenement Visite | jeudi 7 janvier 14h")
    ana.presses("Annoncer")
    submit_letter(ana)
    asked = ana.direct[-1]
    town.move(timedelta(days=3))  # the event is near enough now to be listed

    refused = ana.presses(CONFIRM, asked)

    assert CHANGED in refused
    assert "Visite" in refused
    assert "soumise" not in ana.says("/lettre")


@pytest.mark.slow
def test_a_letter_that_goes_out_during_the_period_is_confirmed_before_it(
    ana: Neighbour, luc: Neighbour
) -> None:
    luc.says("!neutralite 1er décembre - 15 mars")
    add_news(ana, "/actu Un")

    assert WHY in submit_letter(ana)


@pytest.mark.slow
def test_nothing_is_asked_outside_the_period(ana: Neighbour, luc: Neighbour) -> None:
    luc.says("!neutralite 1er septembre 2027 - 15 mars 2028")
    add_news(ana, "/actu Un")

    assert "soumise par Ana" in submit_letter(ana)


def test_an_announcement_is_sent_once_it_is_confirmed(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = town.member("Zoé").wants_messages()
    luc.says(PERIOD.replace("/", "!"))
    ana.says("/annonce Le jardin ouvre")
    ana.presses("Continuer")
    ana.presses("Maintenant")

    asked = ana.presses("Envoyer à")
    before = list(zoe.inbox)
    sent = ana.presses(CONFIRM)

    assert WHY in asked
    assert not any("Le jardin ouvre" in each for each in before)
    assert "Elle part maintenant" in sent
    checked = "Ana a vérifié que l'annonce 1 est neutre (période préélectorale)."
    assert checked in said(town, BACK_ROOM)


def test_an_announcement_that_repeats_into_the_period_is_confirmed(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.member("Zoé").wants_messages()
    luc.says("!neutralite 1er septembre 2027 - 15 mars 2028")
    ana.says("/annonce Le jardin ouvre --tous mardi 9h")

    assert WHY in ana.presses("Planifier l'envoi")


def test_the_regions_news_are_published_once_confirmed_and_the_territorys_at_once(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    luc.says(PERIOD.replace("/", "!"))
    luc.says("!actu De la Région")

    asked = luc.presses("Publier maintenant")
    before = said(town, ana.square)
    published = luc.presses(CONFIRM)
    ana.says("/actu Du territoire")
    at_once = ana.presses("Publier maintenant")

    assert WHY in asked
    assert not any("De la Région" in each for each in before)
    assert "publiée" in published
    assert WHY not in at_once


def test_news_changed_since_the_check_are_shown_again(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    luc.says(PERIOD.replace("/", "!"))
    luc.says("!actu De la Région")
    luc.presses("Publier maintenant")
    asked = luc.direct[-1]
    luc.says("!actu 1")
    luc.presses("Modifier")
    luc.presses("Texte")
    luc.says("Votez bien")

    again = luc.presses(CONFIRM, asked)

    assert CHANGED in again
    assert "Votez bien" in again
    assert not any("De la Région" in each for each in said(town, ana.square))
    assert WHY in luc.presses("Publier maintenant")
    luc.presses(CONFIRM)
    assert any("Votez bien" in each for each in said(town, ana.square))


@pytest.mark.slow
def test_an_item_of_a_feed_is_published_by_the_region_once_confirmed(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    luc.says(PERIOD.replace("/", "!"))
    follows(ana, item(1, "Bal"), item(2, "Concert"))
    for who, title in ((luc, "Bal"), (ana, "Concert")):
        who.says("/afaire" if who is ana else "!afaire")
        who.presses("Voir ce que propose")
        assert title in who.presses("Publier")
        if who is luc:
            assert WHY in luc.presses("Publier dans 3 salons")
            assert not any(title in each for each in said(town, ana.square))
            luc.presses(CONFIRM)
        else:
            ana.presses("Publier dans 3 salons")
        assert any(title in each for each in said(town, ana.square))

    checked = "Luc a vérifié que « Bal » est neutre (période préélectorale)."
    assert checked in said(town, BACK_ROOM)
