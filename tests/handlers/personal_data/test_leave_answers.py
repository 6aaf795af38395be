"""Going away while an answer is on its way, in either order: no seat nor ballot of a non-member.

What comes in waits in one inbox: the group's room, and the direct rooms, are read in its order.
"""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from bot.transports.playground import Posted
from storage.events.attendances import AttendanceRow
from storage.members import Members
from storage.members.member_tables import Membership
from storage.polls.poll_tables import BallotRow
from tests.handlers.linking.accounts import MERGE, brought, code_for
from tests.town import Neighbour, Town

LEAVE = ("Quitter la communauté", "Oui, quitter")
ERASE = ("Effacer mes données", "Oui, tout effacer")

ROOMS = {"telegram": "telegram:-1001", "matrix": "matrix:!square"}


class Square:
    """A poll and an event in the square, and presses there before anything is handled."""

    def __init__(self, town: Town, seats: int = 30) -> None:
        self.town = town
        ana = town.gardener("territory")
        ana.publishes("/sondage Quand ? | mardi | jeudi")
        ana.says(f"/evenement Visite | samedi 5 décembre 14h30 | Besançon | {seats} places")
        ana.presses("Annoncer")
        self.cards = {
            network: {label: town.latest_with(room, label) for label in ("jeudi", "Je viens")}
            for network, room in ROOMS.items()
        }
        self.waiting: list[tuple[Neighbour, Posted, str, str]] = []

    def fills(self) -> None:
        """The event is full: its card has the waiting list in the place of a yes."""
        for network, room in ROOMS.items():
            label = "Liste d'attente"
            self.cards[network].pop("Je viens")
            self.cards[network][label] = self.town.latest_with(room, label)

    def answers(self, person: Neighbour) -> None:
        """Vote and say yes to the event, in the square."""
        for label, card in self.cards[person.network].items():
            self.waiting.append((person, card, label, person.square))

    def goes(self, person: Neighbour, way: tuple[str, str]) -> None:
        """Confirm a way out that was chosen before."""
        self.presses(person, person.direct[-1], way[1])

    def presses(self, person: Neighbour, posted: Posted, label: str) -> None:
        """Press a button in private."""
        self.waiting.append((person, posted, label, person.address))

    def handle(self) -> None:
        """Receive all that was pressed, then handle it."""

        async def press_all() -> None:
            for person, posted, label, room in self.waiting:
                await person.playground.presses(
                    person.address, person.name, posted, label, room=room
                )

        self.town.do(press_all())
        self.waiting.clear()

    def answered(self) -> list[str]:
        """The names of all who have a seat, then of all who voted."""
        with self.town.database.unit() as store:
            members = {each.member_id for each in store._session.query(Membership)}
            kept: Iterable[AttendanceRow | BallotRow] = [
                *store._session.query(AttendanceRow).order_by(AttendanceRow.id),
                *store._session.query(BallotRow).order_by(BallotRow.id),
            ]
            assert all(each.member_id in members for each in kept), "each answer is a member's"
            found = [store[Members].get(each.member_id or 0) for each in kept]
        return [each.name for each in found if each is not None]


def about_to_go(town: Town, name: str, way: tuple[str, str]) -> Neighbour:
    """A member who was asked whether they are sure."""
    person = town.member(name)
    person.says("/quitter")
    person.presses(way[0])
    return person


@pytest.mark.slow
def test_leaving_in_private_leaves_no_answer_given_in_the_group_at_the_same_time(
    town: Town,
) -> None:
    square = Square(town)
    stays = town.member("Inès")
    people = [
        (about_to_go(town, f"P{nth}", way), way) for nth, way in enumerate((LEAVE, ERASE) * 3)
    ]
    for nth, (person, way) in enumerate(people):
        if nth < 4:  # two answer first, two answer last, two do both
            square.answers(person)
        square.goes(person, way)
        if nth >= 2:
            square.answers(person)
    square.answers(stays)

    square.handle()

    assert square.answered() == ["Inès", "Inès"]
    seats, votes = square.cards["telegram"]["Je viens"], square.cards["telegram"]["jeudi"]
    assert "1 personne vient" in seats.text
    assert "jeudi : ▇▇▇▇▇▇▇▇ 1 (100 %)" in votes.text


@pytest.mark.slow
def test_the_seat_of_a_leaver_goes_to_the_waiting_list_and_not_to_an_earlier_leaver(
    town: Town,
) -> None:
    square = Square(town, seats=1)
    seated, waits, stays = (about_to_go(town, name, LEAVE) for name in ("Zoé", "Yan", "Inès"))
    confirmation = seated.direct[-1]
    square.answers(seated)
    square.handle()
    square.fills()
    for person in (waits, stays):
        square.answers(person)
    square.goes(waits, LEAVE)
    square.presses(seated, confirmation, LEAVE[1])

    square.handle()

    assert square.answered() == ["Inès", "Inès"]
    town.move(timedelta(minutes=1))
    assert "Une place se libère pour vous." in stays.inbox[-1]
    assert not any("Une place" in said for said in waits.inbox)


@pytest.mark.slow
def test_a_linked_member_leaves_by_one_account_the_answers_of_the_other(
    town: Town,
) -> None:
    """Their accounts are linked, and then they leave, while the other account answers."""
    square = Square(town)
    pairs = [(town.member(f"T{nth}"), town.member(f"M{nth}", on="matrix")) for nth in range(3)]
    for here, there in pairs:
        leaves = (here.says("/quitter"), here.presses(LEAVE[0]), here.direct[-1])[-1]
        brought(there, code_for(here))
        merges = here.direct[-1]
        answers_at = pairs.index((here, there))
        for step in range(3):
            if step == answers_at:
                square.answers(there)
            if step == 0:
                square.presses(here, merges, MERGE)
            if step == 1:
                square.presses(here, leaves, LEAVE[1])

    square.handle()

    assert square.answered() == []
