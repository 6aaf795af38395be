"""A town that goes on from a saved one is as if all had been done in it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.base import Base
from storage.members import Members
from tests.databases import Fresh, Kind
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town, deed

Make = Callable[[SavedTowns | None], Town]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def make(request: pytest.FixtureRequest, fresh_database: Fresh) -> Iterator[Make]:
    kind: Kind = request.param
    made: list[Town] = []

    def make_one(saved: SavedTowns | None) -> Town:
        made.append(Town(fresh_database(kind), saved=saved))
        return made[-1]

    yield make_one
    for each in made:
        each.close()


def begun(town: Town) -> Neighbour:
    """Some deeds; gives who votes."""
    town.gardener("territory").publishes("/sondage Quand ? | mardi | jeudi")
    zoe = town.member("Zoé")
    zoe.presses("mardi", town.said_in(zoe.square)[-1], zoe.square)
    town.move(timedelta(hours=1))
    return zoe


def make_copy(make: Make) -> Town:
    """A town that goes on from a saved one for as long as it is begun likewise."""
    saved = SavedTowns()
    for _ in range(2):  # once more than what every test does for itself
        begun(make(saved))
    return make(saved)


def rows(town: Town) -> dict[str, int]:
    """The number of rows of each table."""
    with town.database.engine.connect() as connection:
        return {
            table.name: len(connection.execute(select(table)).all())
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.slow
def test_a_saved_town_has_the_same_rows_and_messages(make: Make) -> None:
    alone, copy = make(None), make_copy(make)

    zoe, again = begun(alone), begun(copy)

    assert again.inbox == zoe.inbox
    assert [it.text for it in copy.said_in(zoe.square)] == [
        it.text for it in alone.said_in(zoe.square)
    ]
    assert rows(copy) == rows(alone)
    assert copy.clock.now() == alone.clock.now()


@pytest.mark.slow
def test_more_can_be_done_in_a_saved_town(make: Make) -> None:
    copy = make_copy(make)
    zoe = begun(copy)
    card = copy.said_in(zoe.square)[-1]

    assert zoe.presses("jeudi", card, zoe.square).startswith("Votre vote : jeudi.")

    assert copy.member("Yan").says("/moi")


@pytest.mark.slow
def test_a_message_that_a_test_holds_shows_what_is_done(make: Make) -> None:
    saved = SavedTowns()
    for town in (make(saved), make(saved), make(saved)):
        town.gardener("territory").publishes("/sondage Quand ? | mardi | jeudi")
        zoe = town.member("Zoé")
        card = town.said_in(zoe.square)[-1]
        before = card.text

        zoe.presses("mardi", card, zoe.square)

        assert "mardi" in before
        assert card.text != before


@pytest.mark.slow
def test_a_message_changed_by_hand_makes_it_like_no_other(make: Make) -> None:
    saved = SavedTowns()
    answers = []
    for changed in (False, False, True):
        town = make(saved)
        zoe = town.member("Zoé")
        posted = zoe.direct[-1]
        zoe.says("/reglages")
        if changed:
            zoe.direct[-1].said = posted.said
        try:
            answers.append(zoe.presses("Messages privés"))
        except LookupError:
            answers.append("no such button")
    assert answers[2] == "no such button" != answers[0]
    assert answers[0] == answers[1]


@deed
def renames(town: Town, person: Neighbour, name: str) -> str:
    """Give a member another name, without a word."""
    with town.database.unit() as store:
        standing = store[Members].standing(person.address, None)
        assert standing is not None
        standing.member.name = name
    return name


@pytest.mark.slow
def test_a_deed_is_done_once_for_the_same_person_and_values(make: Make) -> None:
    saved, wrote = SavedTowns(), []
    for name in ("Zoé B.", "Zoé B.", "Zoé B.", "Zoé C."):
        town = make(saved)
        zoe = town.member("Zoé")

        assert renames(town, zoe, name) == name
        wrote.append(town._stage is not None and town._unopened is None)
        assert zoe.says("/moi").startswith(f"{name}\n")

    assert wrote == [True, True, False, True]
    town = make(saved)
    zoe, yan = town.member("Zoé"), town.member("Yan")
    renames(town, yan, "Zoé B.")
    assert zoe.says("/moi").startswith("Zoé\n")
    assert yan.says("/moi").startswith("Zoé B.\n")
