"""Rows that nobody needs any more are gone after their time, and not before."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.core.messages.ports import UndecryptedEvent
from bot.domain.send_limits import Pace
from storage.outbound import Paces
from storage.unit_of_work import Store
from tests.saved_towns import SavedTowns
from tests.town import Town, town_settings


def count(town: Town, table: str, up_to: int | None = None) -> int:
    which = "" if up_to is None else f" WHERE id <= {up_to}"

    def counted(store: Store) -> int:
        return int(store._session.scalar(text(f"SELECT count(*) FROM {table}{which}")))  # noqa: S608 - our own names

    return town.app.lanes.in_unit(counted)


def last_id(town: Town, table: str) -> int:
    """Results that jobs ask of the networks come in later."""

    def newest(store: Store) -> int:
        return int(store._session.scalar(text(f"SELECT max(id) FROM {table}")))  # noqa: S608 - our own names

    return town.app.lanes.in_unit(newest)


@pytest.mark.slow
def test_messages_are_deleted_after_their_time(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/moi")
    came, went = last_id(town, "inbox"), last_id(town, "deliveries")

    town.move(timedelta(days=29))
    assert count(town, "inbox", came) > 0
    assert count(town, "deliveries", went) > 0

    town.move(timedelta(days=2))
    assert count(town, "inbox", came) == 0

    town.move(timedelta(days=31))
    assert count(town, "deliveries", went) == 0


def test_an_abandoned_form_leaves_nothing(town: Town) -> None:
    town.gardener("territory")
    town.member("Zoé").says("/ecrire")
    assert count(town, "forms") == 1

    town.move(timedelta(hours=2))

    assert count(town, "forms") == 0


def test_undecrypted_events_are_deleted_after_a_week(town: Town) -> None:
    undecrypted = [UndecryptedEvent("$1", "matrix:!square", "{}")]
    town.do(town.app.dispatcher.receive("matrix", [], None, undecrypted=undecrypted))

    town.move(timedelta(days=6, hours=23))
    assert count(town, "sealed") == 1

    town.move(timedelta(hours=2))
    assert count(town, "sealed") == 0


@pytest.mark.slow
def test_reminders_of_an_event_are_deleted_a_week_after_it(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.says("/evenement Visite | samedi 28 novembre 14h30")
    ana.presses("Annoncer")
    zoe.says("/inscription 1 oui")
    town.move_to(datetime(2026, 11, 27, 14, 31))  # noqa: DTZ001 - by the clock in Paris
    town.move(timedelta(days=7))
    kept = count(town, "event_reminders"), count(town, "room_reminders")

    town.move(timedelta(days=1))

    assert kept == (1, 1)
    assert count(town, "event_reminders") + count(town, "room_reminders") == 0


@pytest.mark.slow
def test_a_job_that_runs_every_minute_leaves_only_a_few_rows(town: Town) -> None:
    for _ in range(5):
        town.move(timedelta(days=1))

    assert count(town, "occurrences WHERE schedule = 'tell_sealed'") <= 4


@pytest.mark.slow
def test_a_learned_pace_is_forgotten_after_a_day(town: Town) -> None:
    pace = Pace(timedelta(seconds=5), 10, town.clock.now())
    town.app.lanes.in_unit(lambda store: store[Paces].keep("matrix", pace))

    town.move(timedelta(hours=23))
    assert count(town, "paces") == 1

    town.move(timedelta(hours=2))
    assert count(town, "paces") == 0


def test_departures_are_kept_no_longer_than_limits_count(town: Town) -> None:
    town.member("Zoé")
    assert count(town, "departures") > 0

    town.move(timedelta(hours=1, minutes=1))

    assert count(town, "departures") == 0


@pytest.mark.slow
def test_public_presses_are_deleted_with_their_message(town: Town) -> None:
    town.gardener("territory").publishes("/sondage Quand ? | mardi | jeudi --public")
    zoe = town.member("Zoé", on="matrix")
    zoe.reacts("vote:1:2", town.said_in(zoe.square)[-1])

    town.move(timedelta(days=59))
    assert count(town, "presses") == 1

    town.move(timedelta(days=2))
    assert count(town, "presses") == 0


@pytest.mark.slow
def test_rows_are_deleted_at_the_configured_ages(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    settings = town_settings()
    privacy = settings.privacy.model_copy(update={"inbox_days": 3, "outbox_days": 5})
    town = Town(database_url, settings.model_copy(update={"privacy": privacy}), saved=saved_towns)
    town.member("Zoé").says("/moi")
    came, went = last_id(town, "inbox"), last_id(town, "deliveries")

    town.move(timedelta(days=2, hours=23))
    assert count(town, "inbox", came) > 0
    town.move(timedelta(hours=2))
    assert count(town, "inbox", came) == 0
    assert count(town, "deliveries", went) > 0
    town.move(timedelta(days=2))
    assert count(town, "deliveries", went) == 0
    town.close()


def test_traces_are_chained_within_a_minute_or_two(town: Town) -> None:
    town.gardener("territory").says("/sondage Quand ? | mardi | jeudi")
    assert count(town, "audit WHERE position IS NOT NULL") == 0

    town.move(timedelta(minutes=1))

    assert count(town, "audit WHERE position IS NOT NULL") == 1


@pytest.mark.slow
def test_traces_are_forgotten_at_their_limit(town: Town) -> None:
    town.gardener("territory").says("/sondage Quand ? | mardi | jeudi")
    town.move(timedelta(minutes=1))

    town.move_to(datetime(2027, 11, 24, 9, 30))  # noqa: DTZ001 - a local moment
    assert count(town, "audit WHERE action <> 'traces purged'") == 1
    town.move(timedelta(days=1))  # traces are forgotten once a day

    assert count(town, "audit WHERE action <> 'traces purged'") == 0
    assert count(town, "audit WHERE action = 'traces purged'") == 1
