"""Figures of a community: of closed months, of how many people, never of whom."""

import csv
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from bot.domain.events.rules import EventKind, EventState, Rsvp
from bot.domain.questions.question import StepKind
from bot.domain.roles import Circle
from storage.events import Attendances, CheckIns, Event, Events
from storage.members import Members
from storage.questions import Questions, QuestionSteps
from storage.stats import MonthlyFigures
from storage.unit_of_work import Store
from tests.handlers.audit.traces import audited
from tests.plain_text import plain
from tests.register import members_of
from tests.town import PARIS, Neighbour, Town
from tests.traffic import traffic

pytestmark = pytest.mark.slow

AUGUST = datetime(2026, 8, 10, tzinfo=UTC)


def took_place(store: Store, at: datetime, came: int, missed: int = 0) -> int:
    """An event to which the first people of the community came, and some others did not."""
    event = store[Events].add(
        1,
        None,
        Event("Fête", at, "Europe/Paris", kind=EventKind.MEETING, state=EventState.PUBLISHED),
        at,
    )
    everybody = sorted(members_of(store, 1), key=lambda each: each.id)
    for nth, member in enumerate(everybody[: came + missed]):
        store[Attendances].put(event.id, member.id, Rsvp.GOING, at)
        if nth < came:
            store[CheckIns].arrive(event.id, member.id, at)
    return event.id


def people(store: Store, count: int, at: datetime = AUGUST) -> None:
    for nth in range(count):
        member = store[Members].register_without_account(f"Nom {nth}", at=at)
        store[Members].join(member, 1, Circle.INFORMED, at)


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """A gardener of a community of twenty since August, with some events."""
    ana = town.gardener("territory")
    with town.database.unit() as store:
        people(store, 20)
        took_place(store, datetime(2026, 9, 1, tzinfo=UTC), came=9, missed=6)
        took_place(store, datetime(2026, 10, 1, tzinfo=UTC), came=15)
        took_place(store, datetime(2026, 10, 20, tzinfo=UTC), came=0, missed=12)
        took_place(store, datetime(2026, 11, 20, tzinfo=UTC), came=12)  # not over yet
    return ana


def test_the_months_that_are_over_in_numbers(town: Town, ana: Neighbour) -> None:
    ana.says("/inviter objectif 1000 2027")

    year = plain(ana.says("/bilan"))
    month = plain(ana.presses("Octobre 2026"))
    quarter = plain(ana.presses("3e trimestre 2026"))
    defined = plain(ana.presses("Ce qui est compté"))

    assert year.startswith(
        "Bilan\n"
        "2026, jusqu'à fin octobre 2026.\n"
        "\nMembres et participation\n"
        "Membres : 20 ou plus – l'objectif pour 2027 est 1 000\n"
        "Je suis les actualités : 20 ou plus\n"
        "Nouveaux membres : 20 ou plus\n"
        "\nÉvénements : fréquentation\n"
        "Événements qui ont eu lieu : 3\n"
        "… avec les présences notées : 2\n"
        "Inscriptions : 30 ou plus\n"
        "Personnes venues : 24 ou plus\n"
        "… pour la première fois : 6 ou plus\n"
    )
    assert "Octobre 2026.\n" in month
    assert "Personnes venues : 15\n… pour la première fois : 6\n" in month
    assert "Nouveaux membres" not in month
    assert "Nouveaux membres : 20 ou plus\n" in quarter
    assert "Personnes venues : 9 ou plus\n\n" in quarter, "all for the first time: not told"
    assert "Personnes venues : Personnes notées à ces événements" in defined


def test_a_forged_time_is_the_year_and_members_see_nothing(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    year = ana.says("/bilan")

    for forged in ("century", "2026-11", "1999", "2026-Q4", ""):
        ana.forges(f"stats_of:{forged}", ana.direct[-1])
        assert ana.inbox[-1] == year
    refused = zoe.says("/bilan")
    assert refused.startswith("Seule l'équipe de jardinage")
    for button in ("stats_of:2026", "stats_file:csv", "figures_page_new", "stats_picture:members"):
        assert zoe.forges(button, zoe.direct[-1]).startswith("Seule l'équipe de jardinage")


def test_a_number_that_was_told_does_not_change_when_a_member_leaves(town: Town) -> None:
    ana = town.gardener("territory")
    zoe = town.member("Zoé")
    town.crowd(5)
    assert "Le premier mois n'est pas terminé" in ana.says("/bilan")
    town.move_to(datetime(2026, 12, 5, 12, tzinfo=PARIS))
    assert "Le premier mois n'est pas terminé" in ana.says("/bilan")
    town.move_to(datetime(2026, 12, 6, 12, tzinfo=PARIS))
    before = ana.says("/bilan")

    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")
    town.move(timedelta(hours=2))

    assert "\nMembres : 5 ou plus\n" in before
    assert "\nNouveaux membres : 7\n" in before
    assert ana.says("/bilan") == before


def test_questions_are_told_with_their_delays(town: Town, ana: Neighbour) -> None:
    asked_at = datetime(2026, 10, 5, 10, tzinfo=UTC)  # a Monday
    with town.database.unit() as store:
        asker = members_of(store, 1)[-1]
        for nth, days in enumerate((1, 4, 9)):
            asked = store[Questions].add(1, asker.id, f"Quand {nth} ?", asked_at)
            at = asked_at + timedelta(days=days)
            answered = store[Questions].change(asked, state="answered", answered_at=at)
            assert answered is not None
            store[QuestionSteps].add(answered, StepKind.ANSWERED, at, by=None)

    told = plain(ana.says("/bilan"))

    assert (
        "\nQuestions à la Région\n"
        "Questions posées : 3\n"
        "Questions répondues : 3\n"
        "Délai de réponse : 4 jours ouvrés\n"
    ) in told


def test_files_have_each_figure_with_its_definition(town: Town, ana: Neighbour) -> None:
    ana.says("/bilan")
    ana.presses("Fichiers")
    offered, files = ana.direct[-1], {}
    for choice in offered.choices:
        ana.presses(choice.label, offered)
        document = ana.direct[-1].said.document
        assert document is not None
        files[document.name.rpartition(".")[2]] = document.content

    rows = list(csv.DictReader(StringIO(files["csv"].decode("utf-8-sig")), delimiter=";"))
    came = {row["Période"]: row["Valeur"] for row in rows if row["Chiffre"] == "people_came"}
    assert came == {"2026-09": "9", "2026-10": "15", "2026-Q3": "9", "2026-Q4": "15", "2026": "24"}
    assert all(row["Ce qui est compté"] for row in rows)
    book = load_workbook(BytesIO(files["xlsx"]), read_only=True).worksheets[0]
    assert len(list(book.iter_rows())) == len(rows) + 1
    assert files["pdf"].count(b"/Type /Page\n") == 1
    assert ("stats_file", "done") in audited(town, ana)


def test_a_picture_says_the_same_in_words(ana: Neighbour) -> None:
    ana.says("/bilan")
    ana.presses("Images")
    ana.presses("Personnes venues")

    said = ana.direct[-1].said
    assert said.picture is not None
    assert "De septembre 2026 (9) à octobre 2026 (15)." in plain(ana.inbox[-1])


def test_each_month_is_kept_by_the_job(town: Town, ana: Neighbour) -> None:
    town.move(timedelta(hours=2))

    with town.database.reading() as store:
        kept = store[MonthlyFigures].kept_months(1)
        values = store[MonthlyFigures].of(1)
    assert [f"{each:%m}" for each in sorted(kept)] == ["08", "09", "10"]
    assert len(values["members"]) == 1, "only the last one can still be counted"


def test_a_community_that_lacks_no_month_is_not_looked_at(town: Town, ana: Neighbour) -> None:
    town.move(timedelta(hours=2))

    with traffic(town.database, readers_too=True) as seen:
        town.move(timedelta(hours=2))

    assert seen.statements
    assert not [each for each in seen.statements if "min(memberships.joined_at)" in each]
