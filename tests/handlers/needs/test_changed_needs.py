"""Needs that change between reading and answering: an old button shows them as they are now."""

from datetime import timedelta

import pytest

from storage.needs import Needs
from tests.handlers.needs.publishing import ROOM, publishes
from tests.same_checksum import with_checksum_of
from tests.town import CHANGED, Neighbour, Town

OTHER = "un local pour 20 personnes à Auch, tout de suite"


def updates(person: Neighbour, words: str) -> None:
    """Publish nearly the same words in place of need 1."""
    person.says(f"/besoin {words}")
    person.presses("Mettre à jour le besoin 1")


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        pytest.param([OTHER], id="changed"),
        pytest.param([OTHER, ROOM], id="and changed back"),
        pytest.param([with_checksum_of(ROOM, f"{OTHER} ")], id="with the same checksum"),
    ],
)
@pytest.mark.parametrize("typed", [False, True], ids=["pressed", "a number"])
def test_a_need_that_changed_is_shown_before_it_is_answered(
    town: Town, zoe: Neighbour, yan: Neighbour, words: list[str], *, typed: bool
) -> None:
    publishes(zoe, f"/besoin {ROOM}")
    yan.says("!besoin 1")
    card, told = yan.direct[-1], len(zoe.inbox)
    for each in words:
        updates(zoe, each)
    told = len(zoe.inbox)

    shown = yan.says("1") if typed else yan.presses("Je peux aider", card)

    assert CHANGED in shown
    assert words[-1] in shown
    assert len(zoe.inbox) == told
    assert "Vous avez dit oui" in (yan.says("1") if typed else yan.presses("Je peux aider", card))


@pytest.mark.slow
def test_the_gardener_introduces_because_of_what_was_read(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    publishes(zoe, f"/besoin {ROOM}")
    publishes(yan, "!offre une salle à Auch")
    ana.says("/besoin 1")
    card = ana.direct[-1]
    updates(zoe, OTHER)
    told = len(yan.inbox)

    assert CHANGED in ana.presses("Présenter Zoé et Yan", card)
    assert len(yan.inbox) == told
    ana.presses("Présenter Zoé et Yan", card)
    assert len(yan.inbox) == told + 1


@pytest.mark.slow
def test_an_old_question_does_not_close_another_need(town: Town, zoe: Neighbour) -> None:
    publishes(zoe, f"/besoin {ROOM}")
    town.move(timedelta(days=91))
    question = next(each for each in zoe.direct[::-1] if "Toujours valable" in str(each.choices))
    old = question.choice("Fermer").press
    zoe.presses("Toujours valable", question)

    zoe.forges(old, question)

    assert CHANGED in question.text
    with town.database.unit() as store:
        need = store[Needs].find(1)
        assert need is not None
        assert need.state == "open"


def test_a_similar_need_that_changed_is_not_replaced_unread(town: Town, zoe: Neighbour) -> None:
    publishes(zoe, f"/besoin {ROOM}")
    zoe.says(f"/besoin {OTHER}")
    preview = zoe.direct[-1]
    old = preview.choice("Mettre à jour le besoin 1").press
    with town.database.unit() as store:
        store[Needs].change(1, words="un autre local")

    zoe.forges(old, preview)

    with town.database.unit() as store:
        need = store[Needs].find(1)
        assert need is not None
        assert need.words == "un autre local"
