"""A monthly series whose hosts take turns, on both networks."""

from datetime import datetime, timedelta

import pytest

from storage.events import Events
from storage.visits import Visits
from tests.handlers.audit.traces import presses_forged
from tests.handlers.introductions.adults import grown, young
from tests.handlers.linking.accounts import linked
from tests.handlers.personal_data.departures import chooses, everything
from tests.handlers.visits.steps import (
    ADDRESS,
    DUE,
    HOST,
    NAMED,
    NEVER,
    NO,
    UNNAMED,
    YES,
    accepts,
    hosts,
    jump,
    makes_series,
)
from tests.town import BACK_ROOM, CHANGED, PARIS, Neighbour, Town, labels

INVITE = "Demander à quelqu'un d'accueillir"


def rooms(town: Town, *people: Neighbour) -> str:
    return "\n".join(each.text for one in people for each in town.said_in(one.square))


def unhosted(town: Town) -> list[str]:
    """What the gardeners were told of dates that nobody hosts."""
    return [each.text for each in town.said_in(BACK_ROOM) if "Personne n'accueille" in each.text]


def test_a_host_is_asked_gives_the_address_and_the_event_is_announced(town: Town) -> None:
    ana = town.gardener("territory")
    preview = ana.says("/visite Café chez… | 3e samedi 10h | Besançon")
    ana.presses("Annoncer dans les salons")
    zoe = hosts(town.member("Zoé Martin", on="matrix"))
    jump(town, DUE - timedelta(hours=1))
    early = zoe.inbox[-1]
    jump(town, DUE)
    asked = zoe.inbox[-1]
    shown = accepts(zoe)
    announced = zoe.presses(NAMED)
    ana.says("/inscription 1 oui")

    assert "chaque 3e samedi du mois à 10 h\n📍 Besançon (Doubs)" in preview
    assert "accueillir" not in early
    assert asked.startswith("🏡 Café chez…\nSamedi 19 décembre à 10 h\n📍 Besançon")
    assert shown.startswith(f"🗓 Café chez Zoé\nSamedi 19 décembre à 10 h\n📍 {ADDRESS}, Besançon")
    assert "7 places libres" in ana.says("/evenement 1")
    assert "C'est annoncé." in announced
    card = town.latest_with(ana.square, "Je viens").text
    assert card.startswith("🗓 Café chez Zoé\n")
    assert "Canari" not in rooms(town, ana, zoe)
    assert "Prochaine date : 1 · Café chez Zoé" in ana.says("/visites")


@pytest.mark.slow
def test_without_an_answer_the_next_is_asked_then_the_gardeners_are_told_once(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    makes_series(ana)
    zoe, max_ = hosts(town.member("Zoé")), hosts(town.member("Max", on="matrix"))
    jump(town, DUE)
    first = zoe.direct[-1]
    silent = len(max_.inbox)
    jump(town, DUE + timedelta(days=5, minutes=12))
    asked = max_.inbox[-1]
    late = zoe.presses(YES, first)
    max_.presses(NO)
    jump(town, DUE + timedelta(days=5, minutes=40))
    told = unhosted(town)
    jump(town, DUE + timedelta(days=6))

    assert "Pouvez-vous accueillir cette fois ?" in first.text
    assert "Pouvez-vous accueillir cette fois ?" in asked
    assert len(max_.inbox) > silent
    assert "je l'ai demandé à quelqu'un d'autre" in late
    assert told == ["Personne n'accueille « Café chez… » le samedi 19 décembre pour l'instant."]
    assert unhosted(town) == told
    assert "Personne n'accueille « Café chez… »" in luc.says("!afaire")


@pytest.mark.slow
def test_who_hosted_least_comes_first_and_a_date_is_asked_for_once(town: Town) -> None:
    ana = town.gardener("territory")
    makes_series(ana)
    zoe, max_ = hosts(town.member("Zoé")), hosts(town.member("Max"))
    jump(town, DUE)
    accepts(zoe)
    zoe.presses(UNNAMED)
    jump(town, DUE + timedelta(days=7))
    quiet = [each for each in max_.inbox if "accueillir cette fois" in each]
    jump(town, datetime(2026, 12, 26, 10, 1, tzinfo=PARIS))

    assert quiet == []
    assert "accueillir cette fois" in max_.inbox[-1]
    assert "Café chez quelqu'un du groupe" in rooms(town, ana)
    assert "Zoé" not in rooms(town, ana)


@pytest.mark.slow
def test_never_again_ends_it_and_a_gardener_asks_with_a_yes(town: Town) -> None:
    ana = town.gardener("territory")
    makes_series(ana)
    zoe = hosts(town.member("Zoé"))
    max_ = town.member("Max", on="matrix").wants_messages()
    grown(max_)
    jump(town, DUE)
    zoe.presses(NEVER)
    ana.says("/visite 1")
    ana.presses(INVITE)
    asked = ana.says("Max")
    town.move(timedelta(days=1))
    before = ana.says("/visite 1")
    max_.presses("Oui, j'accueillerai une fois")

    assert "sera sur la liste après un oui" in asked
    assert "Soyez la première personne à ouvrir votre porte." in before
    assert "À tour de rôle : Max" in ana.says("/visite 1")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Café | samedi 10h | Besançon", "On accueille une fois par mois"),
        ("Café | 1er et 3e samedi 10h | Besançon", "On accueille une fois par mois"),
    ],
)
def test_a_rhythm_that_is_not_monthly_is_refused(town: Town, typed: str, answer: str) -> None:
    assert answer in town.gardener("territory").says(f"/visite {typed}")


def test_members_make_none_and_minors_do_not_host(town: Town) -> None:
    ana, zoe, lea = town.gardener("territory"), town.member("Zoé"), young(town.member("Léa"))
    refused = zoe.says("/visite Café | 3e samedi 10h | Besançon")
    ana.says("/visite Café chez… | 3e samedi 10h | Besançon")
    unseen, previewed = zoe.says("/visite 1"), labels(ana)
    early = presses_forged(ana, "visit_invite:1")
    ana.presses("Annoncer dans les salons")
    lea.presses(HOST, town.latest_with(lea.square, HOST), lea.square)

    assert "jardin" in refused
    assert "Ces visites n'existent plus ici." in unseen
    assert INVITE not in previewed
    assert "Personne d'autre ne le voit encore." in early
    assert INVITE in labels(ana)
    assert "Soyez la première personne à ouvrir votre porte." in ana.says("/visite 1")


def test_presses_of_others_and_of_a_changed_series_do_nothing(town: Town) -> None:
    ana = town.gardener("territory")
    makes_series(ana)
    zoe, max_ = hosts(town.member("Zoé")), town.member("Max")
    jump(town, DUE)
    asked = zoe.direct[-1]
    forged = presses_forged(max_, "visit_yes:1")
    ana.says("/visite 1")
    ana.presses("Titre")
    ana.says("Thé chez…")
    changed = zoe.presses(YES, asked)
    shown = accepts(zoe, "9 <b>rue</b> *X*", "passer")
    stolen = presses_forged(max_, "visit_publish:1:1")
    young(zoe)
    minor = presses_forged(zoe, "visit_publish:1:1")

    assert "je l'ai demandé à quelqu'un d'autre" in forged
    assert CHANGED in changed
    assert "🗓 Thé chez Zoé" in shown
    assert "9 <b>rue</b> *X*, Besançon" in shown
    assert "je l'ai demandé à quelqu'un d'autre" in stolen
    assert "moins de 18 ans" in minor
    with town.database.unit() as store:
        assert store[Events].upcoming(1, town.clock.now()) == []


@pytest.mark.parametrize(
    "choice",
    ["Effacer mes données", pytest.param("Quitter la communauté", marks=pytest.mark.slow)],
)
def test_a_host_who_goes_takes_the_address_along(town: Town, choice: str) -> None:
    ana = town.gardener("territory")
    makes_series(ana)
    zoe = hosts(town.member("Zoé"))
    jump(town, DUE)
    accepts(zoe)
    zoe.presses(NAMED)
    zoe.says("/quitter")
    warned = zoe.presses(choice)

    chooses(zoe, choice)

    assert "1 visite chez vous sera annulée." in warned
    assert "la personne qui accueillait est partie" in town.said_in(BACK_ROOM)[-1].text
    assert "ANNULÉ" in ana.says("/evenement 1")
    kept = [each for each in everything(town) if each.startswith(("events:", "visit_hosts:"))]
    assert "Canari" not in "\n".join(kept)
    assert not [each for each in kept if each.startswith("visit_hosts:")]


@pytest.mark.slow
def test_a_merged_host_hosts_once(town: Town) -> None:
    ana = town.gardener("territory")
    makes_series(ana)
    zoe, other = hosts(town.member("Zoé")), hosts(town.member("Zoé M", on="matrix"))
    before = ana.says("/visite 1")
    linked(zoe, other)

    assert "2 personnes accueillent à tour de rôle." in before
    assert "1 personne accueille." in ana.says("/visite 1")


@pytest.mark.slow
def test_stopped_visits_ask_nobody(town: Town) -> None:
    ana = town.gardener("territory")
    makes_series(ana)
    zoe = hosts(town.member("Zoé"))
    ana.says("/visite 1")
    ana.presses("Arrêter ces visites")
    before = len(zoe.inbox)
    jump(town, DUE)

    assert len(zoe.inbox) == before
    assert "Ces visites sont terminées." in rooms(town, zoe)
    with town.database.unit() as store:
        assert store[Visits].going_on() == []
    assert HOST not in labels(zoe)
