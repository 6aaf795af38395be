"""Days of the letter and neutral periods, when the file is applied again."""

from datetime import date

from bot.domain.dates.moments import Days
from bot.domain.digest.contents import schedule_key
from storage.schedules import Planned, Schedules
from tests.town import START
from tests.vocabulary.community.applying import Instance, of


def planned(instance: Instance) -> tuple[str, str] | None:
    """The rule and the zone of the letter, as it is due."""
    with instance.database.unit() as store:
        found = store[Schedules].get(schedule_key(of(store).id))
        return None if found is None else (found.rule, found.zone)


def test_a_day_of_the_letter_set_in_chat_stays_when_the_zone_of_the_file_changes(
    instance: Instance,
) -> None:
    instance.starts(digest="tue 08:00")
    with instance.database.unit() as store:
        of(store).digest = "wed 09:00"

    instance.starts(digest="tue 08:00")
    same = planned(instance)
    instance.starts(digest="tue 08:00", timezone="Indian/Reunion")
    elsewhere = planned(instance)
    instance.starts(digest="fri 18:00", timezone="Indian/Reunion")

    assert same == ("wed 09:00", "Europe/Paris")
    assert elsewhere == ("wed 09:00", "Indian/Reunion")
    assert planned(instance) == ("fri 18:00", "Indian/Reunion")


def test_a_zone_of_chat_does_not_bring_the_file_s_day_back(instance: Instance) -> None:
    instance.starts(digest="tue 08:00")
    with instance.database.unit() as store:
        of(store).digest = "wed 09:00"
        of(store).timezone = "Indian/Reunion"

    instance.starts(digest="tue 08:00")

    assert planned(instance) == ("wed 09:00", "Indian/Reunion")


def test_no_letter_of_chat_stays_none(instance: Instance) -> None:
    instance.starts(digest="tue 08:00")
    with instance.database.unit() as store:
        of(store).digest = ""

    instance.starts(digest="tue 08:00")
    none = planned(instance)
    instance.starts(digest="")
    instance.starts(digest="tue 08:00")

    assert none is None
    assert planned(instance) == ("tue 08:00", "Europe/Paris")


def neutral_days(instance: Instance) -> Days | None:
    with instance.database.unit() as store:
        return of(store).neutral_days


def test_the_pre_election_period_of_the_file_yields_to_chat_until_it_changes(
    instance: Instance,
) -> None:
    instance.starts(neutral_period="1er septembre 2027 - 15 mars 2028")
    of_the_file = neutral_days(instance)
    with instance.database.unit() as store:
        of(store).neutral_days = None
    instance.starts(neutral_period="1er septembre 2027 - 15 mars 2028")
    of_chat = neutral_days(instance)
    instance.starts(neutral_period="1er septembre 2019 - 15 mars 2020")

    assert of_the_file == Days(date(2027, 9, 1), date(2028, 3, 15))
    assert of_chat is None
    assert neutral_days(instance) is None


def test_recurring_dates_follow_the_zone_and_single_dates_stay(instance: Instance) -> None:
    instance.starts(digest="tue 08:00")
    with instance.database.unit() as store:
        for key, rule in (("weekly", "mon 10:00"), ("once", "once 2026-11-27T18:00:00+00:00")):
            store[Schedules].put(Planned(key, key, None, of(store).id, rule, "Europe/Paris", START))

    instance.starts(digest="tue 08:00", timezone="Indian/Reunion")

    with instance.database.unit() as store:
        zones = {each.key: each.zone for each in store[Schedules].all()}
    assert (zones["weekly"], zones["once"]) == ("Indian/Reunion", "Europe/Paris")


def test_the_letter_to_the_region_has_days_of_its_own(instance: Instance) -> None:
    def planned_for_region() -> str | None:
        with instance.database.unit() as store:
            found = store[Schedules].get(f"region-letter/{of(store).id}")
            return None if found is None else found.rule

    instance.starts()
    assert planned_for_region() is None

    instance.starts(region_letter="lundi 9h")
    assert planned_for_region() == "mon 09:00"
    with instance.database.unit() as store:
        of(store).region_letter = "wed 09:00"
    instance.starts(region_letter="lundi 9h")
    assert planned_for_region() == "wed 09:00"

    instance.starts(region_letter="")
    assert planned_for_region() is None
