"""The rooms of a working group: made on Matrix, tied on Telegram, and what is made in them."""

from datetime import datetime, timedelta

import pytest

from bot.domain.roles import Circle
from storage.members import Members
from storage.outbound import Mailing, Mailings
from tests.handlers.introductions.adults import grown
from tests.register import members_of
from tests.town import Neighbour, Town

ROOM, CLUB = "matrix:!made2", "telegram:-500"


@pytest.fixture
def room(town: Town, compost: Neighbour) -> str:
    """The room of group 1 on Matrix."""
    compost.says("!group 1")
    compost.presses("Its rooms")
    compost.presses("Make its room on Matrix")
    return ROOM


def test_a_room_is_made_in_a_space_and_the_members_are_invited(
    town: Town, compost: Neighbour, room: str
) -> None:
    network = town.networks["matrix"]
    space, made = network.made
    kim = grown(town.member("Kim", on="matrix", locale="en"))
    kim.says("!group 1")
    kim.presses("Join the group")
    kim.presses("Leave the group")

    assert (space.is_space, list(space.freely_from)) == (True, ["matrix:!square"])
    assert (made.name, made.space, list(made.freely_from)) == (
        *("Compost", "matrix:!made1"),
        ["matrix:!made1"],
    )
    assert network.invited == [(room, compost.address), (room, kim.address)]
    assert network.taken_out == [(room, kim.address)]
    assert "Toute personne présente lit tout ce qui s'y dit." in town.said_in(room)[0].text


def test_the_room_of_a_group_on_request_is_entered_by_invitation_only(
    town: Town, compost: Neighbour
) -> None:
    compost.says("!group 1")
    compost.presses("Join on request")
    compost.presses("Its rooms")
    compost.presses("Make its room on Matrix")

    assert [each.name for each in town.networks["matrix"].made][1:] == ["Compost"]
    assert list(town.networks["matrix"].made[1].freely_from) == []


def test_the_room_follows_how_the_group_is_joined(
    town: Town, compost: Neighbour, room: str
) -> None:
    rules = town.networks["matrix"].join_rules
    made = rules[room]
    compost.says("!group 1")
    compost.presses("Join on request")
    closed = rules[room]
    compost.presses("Let everyone join")

    assert (made, closed, rules[room]) == (["matrix:!made1"], [], ["matrix:!made1"])


def test_an_erased_member_is_taken_out_of_the_room(
    town: Town, compost: Neighbour, room: str
) -> None:
    compost.says("!forget")
    compost.presses("Erase my data")
    compost.presses("Yes, erase everything")

    assert town.networks["matrix"].taken_out == [(room, compost.address)]


def test_a_lead_ties_a_telegram_group_and_everyone_is_told_who_reads_it(
    town: Town, yan: Neighbour, ana: Neighbour
) -> None:
    yan.says("/group Bikes | We repair")
    ana.says("/groupe 1")
    ana.presses("Ouvrir le groupe")
    town.lets_in(CLUB, by=yan)

    refused = ana.says("/groupe ici 1", CLUB)
    tied = yan.says("/group here 1", CLUB)
    topic = yan.says("/group here 1", f"{yan.square}/7")
    square = yan.says("/group here 1", yan.square)

    assert "Seules les personnes qui animent" in refused
    assert "Whoever is in it reads all that is said here" in tied
    assert "Toutes les personnes du groupe Telegram qui l'entoure peuvent le lire." in topic
    assert "Ce salon appartient déjà à d'autres" in square


def test_a_poll_made_in_the_room_is_for_the_group_alone(
    town: Town, ana: Neighbour, compost: Neighbour, yan: Neighbour, room: str
) -> None:
    compost.says("!poll When? | monday | tuesday", room)
    compost.presses("Publish in the group")
    card = town.said_in(room)[-1]

    assert "When?" in card.text
    assert not any("When?" in each.text for each in town.said_in(yan.square))
    for person in (ana, yan):
        assert "When?" not in person.says("/poll")
        assert "Compost" in person.says("/vote 1 1")
        assert "/group" in person.forges("vote:1:1", person.direct[-1])
    assert "When?" not in ana.reviews_letter()
    compost.says("!poll 1")
    compost.says("!vote 1 1")
    assert "1 vote" in town.said_in(room)[-1].text


def test_only_members_of_a_group_make_and_see_its_polls_events_and_needs(
    town: Town, ana: Neighbour, compost: Neighbour, yan: Neighbour, room: str
) -> None:
    outside = yan.says("/event Meet | Saturday 5 December 2:30pm | Auch --group 1")
    compost.says("!event Meet | Saturday 5 December 2:30pm | Auch --group 1")
    compost.presses("Announce to the group")
    compost.says("!need a room in Auch")
    compost.presses("Publish to the group “Compost” only")

    assert "for the members of the group “Compost”" in outside
    assert "Meet" in town.said_in(room)[-1].text
    assert not any("Meet" in each.text for each in town.said_in(yan.square))
    assert "Meet" not in yan.says("/agenda")
    assert "for the members of the group “Compost”" in yan.says("/event 1")
    assert "for the members of the group" in yan.forges("rsvp:1:going", yan.direct[-1])
    assert "Auch" not in yan.says("/need")
    assert "Auch" not in ana.says("/besoin")
    assert "Auch" not in ana.reviews_letter()

    yan.says("/group 1")
    yan.presses("Join the group")

    assert "Meet" in yan.says("/agenda")
    assert "a room in Auch" in yan.says("/need")


def test_a_forged_publication_does_not_reach_a_group_from_outside(
    compost: Neighbour, yan: Neighbour
) -> None:
    yan.says("/need a room in Auch")
    send = next(each for each in yan.direct[-1].choices if each.label.startswith("Publish to the"))
    mark = send.press.split(":")[1]
    told = yan.forges(f"need_send:{mark}:g1", yan.direct[-1])

    assert "for the members of the group “Compost”" in told
    assert "Auch" not in compost.says("!need")


def test_who_mutes_a_group_gets_nothing_from_it(compost: Neighbour, yan: Neighbour) -> None:
    yan.says("/group 1")
    yan.presses("Join the group")
    yan.presses("No messages from it")
    before = list(yan.inbox)
    compost.says("!event Meet | Saturday 5 December 2:30pm | Auch --group 1")
    compost.presses("Announce to the group")

    assert yan.inbox == before


def test_a_poll_of_a_group_without_a_room_is_told_once_to_each_member_who_wants_it(
    town: Town, ana: Neighbour, compost: Neighbour, yan: Neighbour
) -> None:
    kim, lou, max_ = (
        grown(town.member(name, locale="en").wants_messages()) for name in ("Kim", "Lou", "Max")
    )
    for each in (yan, kim, lou):
        each.says("/group 1")
        each.presses("Join the group")
    kim.presses("No messages from it")
    with town.database.unit() as store:
        [row] = [each for each in members_of(store, 1) if each.name == "Lou"]
        store[Members].move(row, 1, Circle.CITIZEN)

    compost.says("!poll When? | monday | tuesday --group 1")
    compost.presses("Publish in the group")
    town.move(timedelta(days=1))
    told = {each.name: _told_of_poll(each) for each in (ana, compost, yan, kim, lou, max_)}

    assert told == {"Ana": 0, "Zoé": 0, "Yan": 1, "Kim": 0, "Lou": 1, "Max": 0}
    assert "A new poll of the group “Compost”." in next(
        each for each in yan.inbox if each.startswith("📊 When?")
    )
    yan.presses("Vote", town.latest_with(yan.address, "Vote"))
    assert "for: the group “Compost”" in yan.inbox[-1]


def _told_of_poll(who: Neighbour) -> int:
    return sum("A new poll of the group" in each for each in who.inbox)


def test_a_withdrawn_poll_is_told_to_nobody_and_takes_nothing_with_it(
    town: Town, compost: Neighbour, yan: Neighbour
) -> None:
    yan.says("/group 1")
    yan.presses("Join the group")
    town.move_to(datetime(2026, 11, 24, 23))  # noqa: DTZ001 - local
    compost.says("!event Meet | Saturday 5 December 2:30pm | Auch --group 1")
    compost.presses("Announce to the group")
    compost.says("!poll When? | monday | tuesday --group 1")
    compost.presses("Publish in the group")
    compost.presses("Withdraw this poll")
    town.move(timedelta(hours=12))

    assert _told_of_poll(yan) == 0
    assert "Meet" in yan.inbox[-1]


def test_an_event_of_a_group_without_a_room_is_told_once_to_its_members(
    compost: Neighbour, yan: Neighbour
) -> None:
    yan.says("/group 1")
    yan.presses("Join the group")
    compost.says("!event Meet | Saturday 5 December 2:30pm | Auch --group 1")
    preview = compost.inbox[-1]
    compost.presses("Announce to the group")

    assert "For: the group “Compost”" in preview
    assert sum("Meet" in each for each in yan.inbox) == 1


def test_the_end_of_a_group_is_told_once_by_a_mailing(
    town: Town, compost: Neighbour, yan: Neighbour
) -> None:
    yan.says("/group 1")
    yan.presses("Join the group")
    compost.says("!group 1")
    compost.presses("Close the group")
    compost.says("The town took it over.")

    assert sum("The town took it over." in each for each in yan.inbox) == 1
    with town.database.reading() as store:
        [mailing] = store[Mailings]._session.query(Mailing)
        assert (mailing.audience or {})["groups"] == [1]
