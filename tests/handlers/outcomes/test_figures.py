"""The figures of events: of how many people, never of whom."""

from datetime import UTC, datetime

import pytest

from bot.domain.events.rules import EventKind, EventState, Rsvp
from bot.domain.roles import Circle
from storage.events import Attendances, CheckIns, EventFigures, Events
from storage.events.event_table import NewEvent
from storage.members import Members
from storage.unit_of_work import Store
from tests.plain_text import plain
from tests.town import Town

pytestmark = pytest.mark.slow

BEFORE = datetime(2024, 1, 1, tzinfo=UTC)


def took_place(
    store: Store, at: datetime, came: int, missed: int = 0, kind: EventKind = EventKind.MEETING
) -> int:
    """An event to which the first people of the community came, and some others did not."""
    event = store[Events].add(
        1,
        None,
        NewEvent("Fête", at, "Europe/Paris", kind=kind, state=EventState.PUBLISHED, guests=True),
        at,
    )
    everybody = sorted(store[Members].in_community(1), key=lambda each: each.id)
    for nth, member in enumerate(everybody[: came + missed]):
        store[Attendances].put(event.id, member.id, Rsvp.GOING, at)
        if nth < came:
            store[CheckIns].arrive(event.id, member.id, at)
    return event.id


def people(store: Store, count: int) -> None:
    for nth in range(count):
        member = store[Members].register_without_account(f"Nom {nth}", at=BEFORE)
        store[Members].join(member, 1, Circle.INFORMED, BEFORE)


def test_a_year_of_events_in_numbers(town: Town) -> None:
    ana = town.gardener("territory")
    with town.database.unit() as store:
        people(store, 20)
        took_place(store, datetime(2025, 3, 1, tzinfo=UTC), came=8)  # longer ago
        took_place(store, datetime(2026, 3, 1, tzinfo=UTC), came=9, missed=6)
        visit = took_place(store, datetime(2026, 6, 1, tzinfo=UTC), 15, kind=EventKind.VISIT)
        took_place(store, datetime(2026, 9, 1, tzinfo=UTC), came=0, missed=12)
        for nth in range(5):
            store[CheckIns].walk_in(visit, f"Jeanne {nth}", datetime(2026, 6, 1, tzinfo=UTC))

    assert plain(ana.says("/bilan")) == (
        "Événements : fréquentation\n"
        "Du lundi 24 novembre 2025 au mardi 24 novembre.\n"
        "3 événements ont eu lieu.\n"
        "Les présences ont été notées à 2 événements :\n"
        "Inscriptions : 30\n"
        "Présences : 29\n"
        "Venues pour la première fois : 7\n"
        "Inscriptions sans présence : 6\n"
        "Par type\n"
        "Rencontre : 2 événements, inscriptions : 15, présences : 9\n"
        "Visite : 1 événement, inscriptions : 15, présences : 20\n"
        "Les personnes qui accompagnent sont comptées. Les nombres inférieurs à 5 ne sont pas "
        "affichés."
    )


def test_few_people_are_not_told_nor_left_over(town: Town) -> None:
    ana = town.gardener("territory")
    with town.database.unit() as store:
        people(store, 20)
        took_place(store, datetime(2026, 3, 1, tzinfo=UTC), came=9, missed=2)
        took_place(store, datetime(2026, 6, 1, tzinfo=UTC), came=3, kind=EventKind.VISIT)

    said = plain(ana.says("/bilan"))

    assert "Inscriptions sans présence : moins de 5" in said
    assert "Rencontre : 1 événement\nVisite : 1 événement\n" in said


def test_nothing_is_said_of_what_did_not_happen(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")

    assert plain(ana.says("/stats")).endswith("Aucun événement n'a eu lieu.")
    assert zoe.says("/bilan").startswith("Seule l'équipe de jardinage")


def test_nobody_was_noted_at_all(town: Town) -> None:
    ana = town.gardener("territory")
    with town.database.unit() as store:
        took_place(store, datetime(2026, 3, 1, tzinfo=UTC), came=0, missed=1)

    assert "Les présences n'y ont pas été notées." in plain(ana.says("/bilan"))


def test_the_figures_are_of_one_community(town: Town) -> None:
    town.gardener("territory")
    with town.database.unit() as store:
        people(store, 5)
        took_place(store, datetime(2026, 3, 1, tzinfo=UTC), came=5)
        figures = store[EventFigures].figures(2, BEFORE, datetime(2027, 1, 1, tzinfo=UTC))

    assert (figures.held, figures.came, figures.first, dict(figures.kinds)) == (0, 0, 0, {})
