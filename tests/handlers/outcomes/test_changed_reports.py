"""Reports that another gardener changes between reading and publishing."""

from datetime import datetime

import pytest

from tests.handlers.outcomes.reports import ACCOUNT, DAY_AFTER, tells
from tests.handlers.outcomes.test_next_steps import adds_photo
from tests.same_checksum import with_checksum_of
from tests.town import BACK_ROOM, CHANGED, Neighbour, Town

OTHER = "Personne n'est venu."
ON_ITS_DAY = datetime(2026, 12, 4, 10, 5)  # noqa: DTZ001 - local, as the town takes it
WORDS = "L'atelier a lieu le jeudi 10."


def retells(who: Neighbour, account: str) -> None:
    who.says("!suite 1" if who.network == "matrix" else "/suite 1")
    who.presses("Récit")
    who.says(account)


@pytest.mark.slow
@pytest.mark.parametrize(
    "accounts",
    [
        pytest.param([OTHER], id="changed"),
        pytest.param([OTHER, ACCOUNT], id="and changed back"),
        pytest.param([with_checksum_of(ACCOUNT, f"{OTHER} ")], id="with the same checksum"),
    ],
)
def test_a_report_that_changed_is_shown_before_it_is_published(
    town: Town, ana: Neighbour, luc: Neighbour, accounts: list[str]
) -> None:
    town.move_to(DAY_AFTER)
    tells(ana, publish=False)
    page, before = ana.direct[-1], len(town.said_in(ana.square))
    for account in accounts:
        retells(luc, account)

    shown = ana.presses("Publier", page)

    assert CHANGED in shown
    assert accounts[-1] in shown
    assert len(town.said_in(ana.square)) == before
    ana.presses("Publier", page)
    assert accounts[-1] in town.said_in(ana.square)[-1].text


@pytest.mark.slow
def test_photos_are_part_of_what_is_published(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    tells(luc, publish=False)
    luc.says("/suite 1")
    page = luc.direct[-1]
    adds_photo(ana, "Le tas")

    shown = luc.presses("Publier", page)

    assert CHANGED in shown
    assert "1 photo" in shown


@pytest.mark.slow
def test_nobody_leaves_a_report_out_that_was_written_meanwhile(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    luc.says("/afaire")
    todo = luc.direct[-1]
    tells(ana, publish=False)

    shown = luc.presses("Rien à raconter", todo)

    assert CHANGED in shown
    assert ACCOUNT in shown


@pytest.mark.slow
def test_a_step_that_changed_is_not_noted_as_done(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    town.move_to(ON_ITS_DAY)
    asked = next(each for each in town.said_in(BACK_ROOM)[::-1] if "Est-ce fait ?" in each.text)
    old = asked.choice("Oui, c'est fait").press
    luc.says("/suite 1")
    luc.presses("Prochaine étape")
    luc.says("Acheter un terrain")
    luc.says("5 décembre")

    ana.forges(old, asked, BACK_ROOM)
    shown = luc.says("/suite 1")

    assert "Acheter un terrain" in shown
    assert "C'est fait" not in shown


def test_the_outcome_of_a_poll_is_read_before_it_is_published(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    ana.presses("jeudi", town.said_in(ana.square)[-1], ana.square)
    ana.says("/cloturer 1")
    ana.says(f"/suite sondage 1 | {WORDS} | 10 décembre")
    page, before = ana.direct[-1], len(town.said_in(ana.square))
    luc.says("/suite sondage 1 | Rien du tout. | 10 décembre")
    luc.says(f"/suite sondage 1 | {WORDS} | 10 décembre")

    shown = ana.presses("Publier", page)

    assert CHANGED in shown
    assert len(town.said_in(ana.square)) == before
    ana.presses("Publier", page)
    assert WORDS in town.said_in(ana.square)[-1].text
