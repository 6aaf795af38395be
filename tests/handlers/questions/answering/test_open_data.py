"""The asker of an answered question allows it as open data, and no longer."""

from storage.members import Members
from storage.questions import Questions
from tests.handlers.questions.answering.filed import ask, let_through, member_behind
from tests.town import Neighbour, Town


def answered(town: Town, luc: Neighbour, zoe: Neighbour, *, adult: bool = True) -> int:
    """A question that was let through and answered; gives its number."""
    number = ask(town, zoe)
    let_through(town, number)
    luc.says(f"!repondre {number} En mai.")
    luc.presses("Publier la réponse")
    with town.database.unit() as store:
        member = store[Members].get(member_behind(store, zoe).id)
        assert member is not None
        member.adult = adult
    return number


def opened(town: Town) -> list[int]:
    with town.database.reading() as store:
        return [each.id for each in store[Questions].open_data(1)]


def test_an_asker_allows_open_data_after_being_told_that_copies_stay(
    town: Town, luc: Neighbour, zoe: Neighbour
) -> None:
    number = answered(town, luc, zoe)
    zoe.forges(f"question_own:{number}", zoe.direct[-1])

    told = zoe.presses("Autoriser en données ouvertes")
    assert "Les copies faites par d'autres ne peuvent pas être reprises." in told
    assert opened(town) == []
    assert "Vous permettez sa publication" in zoe.presses("Autoriser")
    assert opened(town) == [number]

    assert "Elle n'y figure plus" in zoe.presses("Ne plus autoriser en données ouvertes")
    assert opened(town) == []


def test_nobody_else_and_no_minor_allows_it(town: Town, luc: Neighbour, zoe: Neighbour) -> None:
    number = answered(town, luc, zoe, adult=False)
    max_ = town.member("Max")

    for each in (zoe, max_, luc):
        each.forges(f"question_open:{number}:0", each.direct[-1])

    assert opened(town) == []
