"""Working groups: proposed, opened, joined, led, muted, left."""

from datetime import timedelta

import pytest

from tests.handlers.introductions.adults import grown, young
from tests.handlers.linking.accounts import linked
from tests.town import Neighbour, Town


def test_a_proposed_group_is_opened_and_its_author_leads_it(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    proposed = zoe.says("!group Compost | We look after <b>the</b> composter")
    assert "Your proposal is sent to the gardening team." in proposed
    assert "no working group 1" in yan.says("/group 1")
    assert "« Compost »" in ana.says("/afaire")

    ana.presses("Voir le groupe 1")
    opened = ana.presses("Ouvrir le groupe")
    posted = town.latest_with(yan.square, "Voir le groupe")

    assert "Animé par Zoé." in opened
    assert zoe.inbox[-1] == "Your group “Compost” is open, and you lead it."
    assert "We look after <b>the</b> composter" in posted.text
    assert "👥 1 membre" in posted.text
    assert "Zoé" not in posted.text


def test_a_declined_group_leaves_nothing(ana: Neighbour, zoe: Neighbour) -> None:
    zoe.says("!group Compost | For all")
    ana.says("/groupe 1")
    ana.presses("Décliner")

    assert "does not open your group “Compost”" in zoe.inbox[-1]
    assert "no working group 1" in zoe.says("!group 1")


def test_members_of_a_group_are_told_to_each_other_only(
    town: Town, ana: Neighbour, compost: Neighbour, yan: Neighbour
) -> None:
    yan.says("/group 1")
    joined = yan.presses("Join the group")
    people = yan.presses("Its members")

    assert "Welcome to the group." in joined
    assert people == "🛠 Compost\n– Zoé, leads the group\n– Yan"
    seen = ana.says("/groupe 1")
    assert "👥 2 membres" in seen
    assert "Yan" not in seen
    assert "Vous ne faites pas partie du groupe" in ana.forges("group_members:1", ana.direct[-1])
    assert "👥 2 membres" in town.latest_with(yan.square, "Voir le groupe").text

    compost.says("!group 1")
    left = yan.says("/group 1") and yan.presses("Leave the group")
    assert "You have left the group. Nobody is told." in left
    assert "Yan" not in compost.inbox[-1]


def test_on_request_a_lead_says_yes_or_no(compost: Neighbour, yan: Neighbour) -> None:
    compost.says("!group 1")
    compost.presses("Join on request")
    yan.says("/group 1")
    yan.presses("Ask to join")

    assert "Yan asks to join the group." in compost.inbox[-1]
    assert "Only those who lead" in yan.forges("group_answer:1:2:yes", yan.direct[-1])
    compost.presses("Let Yan in")

    assert yan.inbox[-1] == "You are in the group “Compost”."
    assert "does not ask to join" in compost.forges("group_answer:1:999:yes", compost.direct[-1])


@pytest.mark.slow
def test_a_gardener_answers_requests_while_nobody_leads(
    ana: Neighbour, compost: Neighbour, yan: Neighbour
) -> None:
    compost.says("!group 1")
    compost.presses("Join on request")
    compost.presses("Lead it no longer")
    yan.says("/group 1")
    yan.presses("Ask to join")

    tasks = ana.says("/afaire")
    ana.presses("Pas Yan")

    assert "Yan demande à rejoindre le groupe « Compost »" in tasks
    assert "Personne n'anime le groupe « Compost »" in tasks
    assert "You cannot join the group “Compost” for now." in yan.inbox[-1]


def test_somebody_leads_a_group_by_their_own_yes_only(
    ana: Neighbour, compost: Neighbour, yan: Neighbour
) -> None:
    yan.says("/group 1")
    forged = yan.forges("group_lead:1", yan.direct[-1])
    compost.says("!group 1")
    compost.presses("Ask somebody to lead")
    compost.says("Yan")
    led = yan.presses("Yes, I lead it")
    ana.says("/groupe 1")
    third = ana.forges("group_lead:1", ana.direct[-1])

    assert "You were not asked to lead this group" in forged
    assert "Thank you: you lead the group." in led
    assert "Led by Zoé and Yan." in led
    assert "déjà animé par 2 personnes" in third


def test_a_minor_neither_joins_nor_proposes(town: Town, compost: Neighbour) -> None:
    tom = young(town.member("Tom", locale="en"))
    tom.says("/group 1")
    refused = tom.presses("Join the group")

    assert "18" in refused
    assert "👥 1 member" in tom.says("/group 1")
    assert "18" in tom.says("/group Skate park | For us")


def test_an_old_button_does_not_join_what_the_group_has_become(
    compost: Neighbour, yan: Neighbour
) -> None:
    yan.says("/group 1")
    shown = yan.direct[-1]
    compost.says("!group 1")
    compost.presses("What it is for")
    compost.says("We burn the composter")

    yan.presses("Join the group", shown)

    assert "This has changed since you were shown it, so nothing was done." in yan.inbox[-1]
    assert "👥 1 member" in yan.says("/group 1")


OUTSIDE = {
    "group_join:99~1": "no working group 99",
    "group_open:1~1": "",
    "group_members:1": "You are not in the group",
    "group_mute:1:on": "You are not in the group",
    "group_report:1": "Only those who lead",
    "group_close:1": "Only those who lead",
    "group_joining:1:request": "Only those who lead",
    "group_change:1:name": "Only those who lead",
    "group_room_make:1:matrix": "Only those who lead",
    "group_poll:1": "You are not in the group",
}
"""What somebody who is not in group 1 may forge, and what they are told."""


def test_what_is_forged_from_outside_does_nothing(compost: Neighbour, yan: Neighbour) -> None:
    shown = yan.says("/group 1")
    pressed = yan.direct[-1]

    assert {each: said in yan.forges(each, pressed) for each, said in OUTSIDE.items()} == (
        dict.fromkeys(OUTSIDE, True)
    )
    assert yan.says("/group 1") == shown


def test_erasure_ends_a_part_and_leaves_the_group(
    town: Town, ana: Neighbour, compost: Neighbour, yan: Neighbour
) -> None:
    yan.says("/group 1")
    yan.presses("Join the group")
    compost.says("!forget")
    compost.presses("Erase my data")
    lost = compost.inbox[-1]
    compost.presses("Yes, erase everything")

    assert "You will leave the group “Compost”." in lost
    assert "👥 1 membre" in town.latest_with(yan.square, "Voir le groupe").text
    assert "Personne n'anime le groupe « Compost »" in ana.says("/afaire")


@pytest.mark.slow
def test_the_lead_is_asked_for_a_line_each_month_and_the_letter_tells_it(
    town: Town, ana: Neighbour, compost: Neighbour
) -> None:
    town.move(timedelta(days=20))
    asked = [each for each in compost.inbox if "done this month" in each]
    compost.presses("Report for the letter")
    compost.says("Two bins are built.")
    letter = ana.reviews_letter()

    assert len(asked) == 1
    assert "Groupe « Compost »\nTwo bins are built." in letter
    assert "Zoé" not in letter

    compost.presses("Take it back")

    assert "Two bins" not in ana.reviews_letter()


@pytest.mark.slow
def test_a_closed_group_tells_what_became_of_it(
    town: Town, ana: Neighbour, compost: Neighbour, yan: Neighbour
) -> None:
    yan.says("/group 1")
    yan.presses("Join the group")
    compost.says("!group 1")
    compost.presses("Its rooms")
    compost.presses("Make its room on Matrix")
    compost.says("!group 1")
    compost.presses("Close the group")
    compost.says("The town took it over.")

    assert "The town took it over." in yan.inbox[-1]
    assert "The town took it over." in town.said_in("matrix:!made2")[-1].text
    assert "Le groupe « Compost » est terminé\nThe town took it over." in ana.reviews_letter()
    assert "no working group" in yan.says("/group")
    assert "is not open" in yan.forges("group_join:1", town.latest_with(yan.address, "Its members"))


@pytest.mark.slow
def test_two_who_are_one_are_in_a_group_once(
    town: Town, ana: Neighbour, compost: Neighbour
) -> None:
    two = [grown(town.member(name)) for name in ("Max", "Maxime")]
    for each in two:
        each.says("/groupe 1")
        each.presses("Rejoindre le groupe")
    before = ana.says("/groupe 1")
    linked(*two)

    assert "👥 3 membres" in before
    assert "👥 2 membres" in ana.says("/groupe 1")


def test_the_list_is_turned_and_shows_proposals_to_gardeners_on_its_first_page(
    ana: Neighbour, zoe: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.groups.group_card.PAGE_SIZE", 1)
    for each in (ana, zoe):
        grown(each)
    for name in ("Compost", "Vélos", "Chants"):
        ana.says(f"/groupe {name} | Pour tous")
    zoe.says("!group Bees | For all")

    first = ana.says("/groupe")
    second = ana.presses("2 autres")

    assert "Bees – proposé" in first
    assert "Compost" in first
    assert "Vélos" not in first
    assert "Vélos" in second
    assert "Compost" not in second
    assert "Bees" not in second
