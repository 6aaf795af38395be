"""The hour of the letter: restarts, sleep, skipped letters and other days."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from tests.handlers.digest.letters.composed import reader
from tests.handlers.digest.news.writing import add_news, propose_news
from tests.handlers.digest.sending.letters import (
    DAY,
    DUE,
    HOUR,
    LETTER,
    ROOMS,
    SHREDDER,
    WHOLE,
    letters,
    nothing_went_out,
    ready,
)
from tests.saved_towns import SavedTowns
from tests.town import CHANGED, CHANNEL, NOT_SHOWN, PARIS, Neighbour, Town, town_settings


@pytest.mark.slow
def test_a_letter_goes_out_once_however_often_we_restart(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = reader(town, "Zoé")
    ready(ana, luc)
    town.restart()
    town.move_to(DUE)

    for _ in range(2):
        town.move(timedelta(0))
        town.restart()
        town.move(HOUR)
    town.move(timedelta(days=14))

    assert [letters(town, room) for room in ROOMS] == [[LETTER]] * 3
    assert sum(WHOLE in each for each in zoe.inbox) == 1


def test_no_news_no_letter_and_no_word_about_it(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    before = len(ana.inbox), len(luc.inbox)

    town.move(timedelta(days=14))

    assert (len(ana.inbox), len(luc.inbox)) == before
    assert nothing_went_out(town)


@pytest.mark.slow
@pytest.mark.parametrize("late", [HOUR, 12 * HOUR])
def test_an_approved_letter_catches_up_after_a_short_sleep(
    town: Town, ana: Neighbour, luc: Neighbour, late: timedelta
) -> None:
    ready(ana, luc)

    town.sleep_until(DUE + late)

    assert [letters(town, room) for room in ROOMS] == [[LETTER]] * 3


@pytest.mark.slow
def test_either_gardener_may_still_send_a_letter_after_a_long_sleep(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ready(ana, luc)

    town.sleep_until(DUE + 20 * HOUR)

    assert nothing_went_out(town)
    for each in (ana, luc):
        assert each.inbox[-1] == (
            "La lettre du mardi 1er décembre à 8 h n'est pas partie.\n"
            "La lettre était approuvée, mais le service était interrompu.\n"
            "Vous pouvez encore l'envoyer jusqu'au vendredi 4 décembre à 8 h. "
            "Ensuite, ses actualités seront dans la lettre du mardi 8 décembre à 8 h."
        )
    assert ana.presses("Envoyer maintenant") == "La lettre part maintenant."
    assert [letters(town, room) for room in ROOMS] == [[LETTER]] * 3
    assert luc.inbox[-1] == "Ana a envoyé la lettre."
    assert CHANGED in luc.presses("Envoyer maintenant")
    assert [len(letters(town, room)) for room in ROOMS] == [1, 1, 1]


@pytest.mark.slow
def test_after_weeks_of_sleep_news_move_on(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ready(ana, luc)

    town.sleep_until(DUE + 22 * DAY)

    assert nothing_went_out(town)
    for each in (ana, luc):
        approved, draft = each.inbox[-2:]
        assert approved.endswith("Ses actualités seront dans la lettre du mardi 29 décembre à 8 h.")
        assert draft.startswith("La lettre du mardi 22 décembre")
    assert "Le broyeur est arrivé" in ana.reviews_letter()


@pytest.mark.slow
def test_a_skipped_letter_is_said_to_both_and_its_news_stay(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ready(ana, luc)

    skipped = ana.says("/lettre passer")
    told = luc.inbox[-1]
    town.move_to(DUE + DAY)

    assert skipped == (
        "La lettre du mardi 1er décembre à 8 h ne partira pas. Ses actualités "
        "seront dans celle du mardi 8 décembre à 8 h."
    )
    assert told == f"Ana a sauté la lettre. {skipped}"
    assert luc.inbox[-1] == told
    assert nothing_went_out(town)
    assert WHOLE in ana.reviews_letter()


@pytest.mark.slow
def test_skipping_can_be_undone(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, SHREDDER)
    unread = ana.says("/lettre passer")
    ana.says("/lettre passer")

    resumed = ana.presses("Rétablir cette lettre")
    ana.presses("Soumettre à Luc")
    luc.presses("Approuver")
    town.move_to(DUE)

    assert NOT_SHOWN in unread
    assert "Elle part le mardi 1er décembre" in resumed
    assert letters(town, CHANNEL) == [LETTER]


@pytest.mark.slow
def test_another_day_counts_from_now(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says("/lettre programme jeudi 18h")
    planned = ana.presses("Garder ces dates")
    ready(ana, luc)
    town.move_to(datetime(2026, 11, 26, 17, 59))  # noqa: DTZ001
    early = nothing_went_out(town)
    town.move(timedelta(minutes=1))

    assert planned == (
        "La lettre part chaque jeudi à 18 h. La prochaine : jeudi 26 novembre à 18 h."
    )
    assert early
    assert len(letters(town, CHANNEL)) == 1


def test_the_chosen_day_survives_a_restart(town: Town, ana: Neighbour) -> None:
    ana.says("/lettre programme jeudi 18h")
    ana.presses("Garder ces dates")
    town.restart()

    assert "jeudi 26 novembre à 18 h" in ana.says("/lettre")


@pytest.fixture
def towns(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Callable[..., Town]]:
    """Towns of another time, or of another configuration."""
    made: list[Town] = []

    def make(**values: datetime | object) -> Town:
        start = values.pop("start", datetime(2026, 11, 24, 10, tzinfo=PARIS))
        assert isinstance(start, datetime)
        made.append(Town(database_url, town_settings(**values), start, saved=saved_towns))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "due"),
    [
        (datetime(2026, 10, 20, 10, tzinfo=PARIS), datetime(2026, 10, 25, 8)),  # noqa: DTZ001
        (datetime(2026, 3, 24, 10, tzinfo=PARIS), datetime(2026, 3, 29, 8)),  # noqa: DTZ001
    ],
)
def test_the_hour_stays_the_hour_when_clocks_change(
    towns: Callable[..., Town], start: datetime, due: datetime
) -> None:
    town = towns(start=start, digest="sun 08:00")
    ana, luc = town.gardener("territory"), town.gardener("region")

    for week in range(2):
        ready(ana, luc)
        town.move_to(due + week * 7 * DAY - timedelta(minutes=1))
        assert len(letters(town, CHANNEL)) == week
        town.move(timedelta(minutes=1))
        assert len(letters(town, CHANNEL)) == week + 1


@pytest.mark.slow
def test_without_a_day_a_letter_waits_for_one(towns: Callable[..., Town]) -> None:
    town = towns(digest="")
    ana = town.gardener("territory")

    added = add_news(ana, SHREDDER)
    skipped = ana.says("/lettre passer")
    preview = ana.reviews_letter()

    assert added == "Actualité 1 : elle est dans la lettre en préparation."
    assert skipped.startswith("Aucune lettre n'est prévue.")
    assert "Aucun jour n'est prévu. Pour en choisir un : /lettre programme mardi 8h." in preview


@pytest.mark.slow
def test_without_a_back_room_gardeners_are_told_in_private(towns: Callable[..., Town]) -> None:
    town = towns(gardeners_room="")
    ana, luc, zoe = town.gardener("territory"), town.gardener("region"), town.member("Zoé")

    propose_news(zoe, "/actu Bal")
    kept = ana.presses("Mettre dans la lettre")

    assert kept.startswith("Actualité 1 : elle est dans la lettre")
    assert "Bal" in luc.inbox[-1]
