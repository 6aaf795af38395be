"""The code of the first cultivator, printed when the program starts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.domain import codes
from handlers.seats.codes import new_cultivator_code
from storage.communities import Cultivators
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.seats.codes import ACCEPT, BURNT, WRONG
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town, town_settings


@pytest.fixture
def wild(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town that nobody runs."""
    settings = town_settings()
    instance = settings.instance.model_copy(update={"cultivators": ()})
    made = Town(database_url, settings.model_copy(update={"instance": instance}), saved=saved_towns)
    yield made
    made.close()


def first_code(town: Town) -> str | None:
    """Return the code that the program prints when it starts."""
    with town.database.unit() as store:
        return new_cultivator_code(store)


def cultivators(town: Town) -> list[str]:
    with town.database.unit() as store:
        return list(store[Cultivators].all())


def offer_of(person: Neighbour) -> str:
    """Return the number of the offer in the last question."""
    return person.direct[-1].choice(ACCEPT).press.rpartition(":")[2]


def test_the_person_who_enters_the_first_code_runs_the_bot(wild: Town) -> None:
    code = first_code(wild)
    runner = wild.stranger("Ida")

    asked = runner.says(f"/start {code}")
    before = cultivators(wild)
    said = runner.presses(ACCEPT)
    runner.joins()

    assert asked.startswith("Gérer Terreau")
    assert before == [], "a link asks, and a code may come by one"
    assert said.startswith("Vous êtes désormais responsable du service")
    assert cultivators(wild) == [runner.address]
    assert runner.says("/jardinier").startswith("Équipe – Pionniers de l'énergie")
    assert ("cultivator", "done") in audited(wild, runner)
    assert first_code(wild) is None


def test_the_first_code_works_once_and_until_the_next_start(wild: Town) -> None:
    old, code = first_code(wild), first_code(wild)
    ida, eve = wild.stranger("Ida"), wild.stranger("Ève")

    assert ida.says(f"/start {old}") == WRONG
    assert ida.says(f"/start {code}").startswith("Gérer")
    assert eve.says(f"/start {code}") == WRONG
    presses_forged(eve, f"seat_run:{offer_of(ida)}")
    assert cultivators(wild) == []
    assert ida.presses(ACCEPT).startswith("Vous êtes désormais responsable du service")
    assert cultivators(wild) == [ida.address]


def test_the_first_code_has_no_other_end(wild: Town) -> None:
    code = first_code(wild)
    wild.move(timedelta(days=90))

    assert wild.stranger("Ida").says(f"/start {code}").startswith("Gérer")


def test_the_first_code_is_void_once_the_bot_has_a_cultivator(wild: Town) -> None:
    code = first_code(wild)
    with wild.database.unit() as store:
        store[Cultivators].replace_all(["telegram:42"])
    eve = wild.stranger("Ève")

    assert eve.says(f"/start {code}") == WRONG
    assert cultivators(wild) == ["telegram:42"]


def test_the_first_code_shown_to_others_is_void(wild: Town) -> None:
    code, ida = first_code(wild), wild.member("Ida")

    assert ida.says(f"/start {code}", room=ida.square).startswith(BURNT)
    assert ida.says(f"/start {code}") == WRONG
    assert cultivators(wild) == []


def test_the_first_code_is_guessed_by_nobody(wild: Town) -> None:
    code, eve = first_code(wild), wild.stranger("Ève")

    for n in range(codes.TRIES):
        eve.says(f"/start 222-222-222-22{'ACDEF'[n]}")

    assert eve.says(f"/start {code}").startswith("Trop de codes faux.")
    assert cultivators(wild) == []
