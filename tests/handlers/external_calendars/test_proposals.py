"""Proposals of calendars, looked through by the gardeners one at a time."""

from datetime import datetime, timedelta

import pytest

from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.external_calendars.calendars import (
    announces,
    calendar,
    entry,
    says_since,
    states,
    waiting,
    watches,
)
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town

pytestmark = pytest.mark.slow

SEE = "Voir ce que propose"


def shown(person: Neighbour) -> list[str]:
    """The labels of the latest message's buttons."""
    return [choice.label for choice in person.direct[-1].choices]


def test_each_proposal_is_shown_announced_or_put_aside(town: Town, ana: Neighbour) -> None:
    more = {"LOCATION": "Jardin\\, 25000 Besançon", "URL": "https://agenda.example/visite"}
    watches(ana, entry(DESCRIPTION="Venez.", **more), entry("2", "Atelier", "20261206T090000Z"))
    ana.says("/afaire")

    first = ana.presses(SEE)
    then = ana.presses("Annoncer")
    last = ana.presses("Écarter")

    assert first == (
        "🗓 Visite\n"
        "Proposé par Agenda voisin\n"
        "Samedi 5 décembre à 14 h 30\n"
        "📍 Jardin, 25000 Besançon\n"
        "Visite, à l'initiative du territoire\n"
        "Venez.\n"
        "Sur agenda.example : https://agenda.example/visite\n"
        "Événement 1"
    )
    assert then.startswith(
        "L'événement 1 est annoncé : tout le monde le voit maintenant.\n\n"
        "🗓 Atelier\nProposé par Agenda voisin\n"
    )
    assert last == "Événement 2, « Atelier » : écarté.\nC'était le dernier."
    assert states(town) == {"Visite": "published", "Atelier": "withdrawn"}
    for room in SQUARE.values():
        assert town.said_in(room)[-1].text.startswith("🗓 Visite")
    assert waiting(ana) == []
    assert ("feed_announce", "done") in audited(town, ana)
    assert ("event_publish", "done") in audited(town, ana)


def test_a_proposal_shows_the_whole_description_that_is_announced(
    town: Town, ana: Neighbour
) -> None:
    watches(ana, entry(DESCRIPTION=f"{'Venez nombreux. ' * 90}Prix libre."))
    ana.says("/afaire")

    assert "Prix libre." in ana.presses(SEE)


def test_the_same_in_writing_on_matrix(town: Town) -> None:
    luc = town.gardener("region")
    watches(luc, entry(), entry("2", "Atelier", "20261206T090000Z"))
    luc.says("!afaire")
    luc.says("1")

    luc.says("Annoncer")
    luc.says("2")  # « Écarter »: what announces is choice 1

    assert states(town) == {"Visite": "published", "Atelier": "withdrawn"}


def test_a_proposal_left_for_later_comes_round_again(town: Town, ana: Neighbour) -> None:
    watches(ana, entry(), entry("2", "Atelier", "20261206T090000Z"))
    ana.says("/afaire")
    ana.presses(SEE)

    assert shown(ana)[-1] == "Plus tard (1 autre)"
    assert ana.presses("Plus tard").startswith("🗓 Atelier")
    assert ana.presses("Plus tard").startswith("🗓 Visite")


def test_an_event_that_changed_is_shown_again_before_it_is_announced(
    town: Town, ana: Neighbour
) -> None:
    watches(ana, entry())
    ana.says("/afaire")
    ana.presses(SEE)
    card = ana.direct[-1]
    says_since(town, entry(title="Grande vente"))

    ana.presses("Annoncer", card)
    again = card.text
    before = states(town)
    ana.presses("Annoncer", card)

    assert again.startswith("🗓 Grande vente\nCeci a changé")
    assert "Proposé par Agenda voisin" in again
    assert (before, states(town)) == ({"Grande vente": "proposed"}, {"Grande vente": "published"})


def test_a_declined_event_is_not_proposed_again(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())
    presses_forged(ana, "feed_decline:1")

    says_since(town, entry(title="Visite, autre titre"))

    assert waiting(ana) == []
    assert states(town) == {"Visite": "withdrawn"}


def test_a_declined_event_can_be_taken_back(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())
    ana.says("/afaire")
    ana.presses(SEE)
    ana.presses("Écarter")

    back = ana.presses("Reprendre l'événement 1")

    assert back.startswith("🗓 Visite")
    assert waiting(ana) == ["« Agenda voisin » propose 1 événement"]
    ana.presses("Annoncer")
    assert states(town) == {"Visite": "published"}


def test_a_proposal_may_be_changed_before_it_is_announced(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())
    ana.says("/evenement 1 titre Visite du composteur")

    says_since(town, entry(LOCATION="Dole"))

    ana.says("/afaire")
    card = ana.presses(SEE)
    assert card.startswith("🗓 Visite du composteur")
    assert "📍 Dole" in card


def test_a_change_before_the_decision_is_followed(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())

    says_since(town, entry(title="Visite du four", start="20261207T133000Z"))

    ana.says("/afaire")
    card = ana.presses(SEE)
    assert card.startswith("🗓 Visite du four")
    assert "Lundi 7 décembre à 14 h 30" in card


def test_an_event_cancelled_before_the_decision_is_no_longer_proposed(
    town: Town, ana: Neighbour
) -> None:
    watches(ana, entry())

    says_since(town, entry(STATUS="CANCELLED"))

    assert waiting(ana) == []
    assert presses_forged(ana, "feed_first:1") == "Cet agenda n'a plus rien à proposer."
    says_since(town, entry())
    assert waiting(ana) == ["« Agenda voisin » propose 1 événement"]


def test_a_cancelled_event_is_not_proposed(town: Town, ana: Neighbour) -> None:
    assert "Aucun n'est nouveau pour vous." in watches(ana, entry(STATUS="CANCELLED"))


def test_a_past_event_is_not_proposed_any_more(town: Town, ana: Neighbour) -> None:
    watches(ana, entry(start="20261126T133000Z"), entry("2", "Atelier"))
    ana.says("/afaire")
    card = ana.presses(SEE)

    town.move_to(datetime(2026, 11, 27, 10))  # noqa: DTZ001 - the clock of the town
    late = ana.presses("Annoncer")

    assert card.startswith("🗓 Visite")
    assert late == "La date de l'événement 1 est passée : changez-la d'abord."
    assert waiting(ana) == ["« Agenda voisin » propose 1 événement"]
    town.move(timedelta(days=9))
    assert states(town) == {"Visite": "withdrawn", "Atelier": "proposed"}
    assert waiting(ana) == []


def test_the_first_of_two_gardeners_decides(town: Town, ana: Neighbour) -> None:
    luc = town.gardener("region")
    watches(ana, entry())
    luc.says("!afaire", room=BACK_ROOM)
    ana.says("/afaire")
    ana.presses(SEE)
    ana.presses("Écarter")

    for press in ("feed_announce:1", "feed_decline:1"):
        assert presses_forged(luc, press) == "Quelqu'un a déjà décidé pour l'événement 1."

    assert states(town) == {"Visite": "withdrawn"}


def test_two_taps_announce_once(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())

    announces(ana)
    again = presses_forged(ana, "feed_announce:1")

    assert again == "Quelqu'un a déjà décidé pour l'événement 1."
    assert len([each for each in town.said_in(SQUARE["telegram"]) if "Visite" in each.text]) == 1


def test_nobody_else_decides(town: Town, ana: Neighbour) -> None:
    watches(ana, entry())
    zoe, max_ = town.member("Zoé"), town.stranger("Ana")
    presses = ["feed_announce:1", "feed_decline:1", "feed_first:1"]

    for press in presses:
        presses_forged(zoe, press)
        presses_forged(max_, press)
        assert states(town) == {"Visite": "proposed"}, press

    assert audited(town, zoe) == [(press.partition(":")[0], "refused") for press in presses]


def test_the_proposal_of_a_member_is_not_decided_as_one_of_a_calendar(
    town: Town, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    zoe.says("/evenement Balade | samedi 5 décembre 14h30 | Dole")
    zoe.presses("Proposer")

    said = presses_forged(ana, "feed_announce:1")

    assert said == "Cet agenda n'a plus rien à proposer."
    assert states(town) == {"Balade": "proposed"}


def test_a_whole_day_is_said_to_be_one(town: Town, ana: Neighbour) -> None:
    town.web.pages["https://agenda.example/events.ics"] = calendar(
        entry(start="20261205").replace("DTSTART:", "DTSTART;VALUE=DATE:")
    )
    ana.says("/evenement flux https://agenda.example/events.ics")
    ana.says("/afaire")

    assert "L'agenda ne donne pas d'heure : l'événement dure toute la journée." in ana.presses(SEE)


def test_words_of_a_calendar_call_nobody_and_lead_nowhere_else(town: Town, ana: Neighbour) -> None:
    watches(
        ana,
        entry(
            title="@room <b>Visite</b>",
            URL="javascript:alert(1)",
            DESCRIPTION='<a href="https://evil.example">https://bank.example</a> @room',
        ),
    )
    ana.says("/afaire")

    card = ana.presses(SEE)

    assert "evil.example" not in card
    assert "javascript" not in card
    assert "Sur agenda.example : https://agenda.example/events.ics" in card


@pytest.mark.parametrize("label", ["Annoncer", "Écarter"])
def test_an_event_that_changed_and_changed_back_is_shown_again_before_it_is_decided(
    town: Town, ana: Neighbour, label: str
) -> None:
    watches(ana, entry())
    ana.says("/afaire")
    ana.presses(SEE)
    card = ana.direct[-1]
    says_since(town, entry(title="Grande vente"))
    says_since(town, entry())

    ana.presses(label, card)

    assert "Ceci a changé" in card.text
    assert "Proposé par Agenda voisin" in card.text
    assert states(town) == {"Visite": "proposed"}
