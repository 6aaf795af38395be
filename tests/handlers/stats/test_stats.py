"""Figures of a community: of how many people, never of whom."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.events.notices import Mark
from bot.domain.events.rules import EventKind, EventState, Rsvp
from bot.domain.questions.question import StepKind
from bot.domain.roles import Circle
from storage.events import Attendances, CheckIns, Event, EventFigures, Events
from storage.members import Members
from storage.outcomes import Feedback
from storage.questions import Questions, QuestionSteps
from storage.unit_of_work import Store
from tests.plain_text import plain
from tests.register import members_of
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
        Event("Fête", at, "Europe/Paris", kind=kind, state=EventState.PUBLISHED, guests=True),
        at,
    )
    everybody = sorted(members_of(store, 1), key=lambda each: each.id)
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
    town.move(timedelta(minutes=1))

    assert plain(ana.says("/bilan")).startswith(
        "Bilan\n"
        "Du lundi 24 novembre 2025 au mardi 24 novembre.\n"
        "\nMembres\n"
        "21 membres\n"
        "Je suis les actualités : 21\n"
        "Arrivées sur cette période : 1\n"
        "\nÉvénements : fréquentation\n"
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
        "affichés.\n"
        "\nÉvénements : avis\n"
        "Personne n'a donné son avis.\n"
        "\nSondages\n"
        "Aucun sondage n'a été ouvert.\n"
        "\nQuestions à la Région\n"
        "Aucune question n'a été posée."
    )


def test_small_numbers_are_neither_shown_nor_deducible(town: Town) -> None:
    ana = town.gardener("territory")
    with town.database.unit() as store:
        people(store, 20)
        took_place(store, datetime(2026, 3, 1, tzinfo=UTC), came=9, missed=2)
        took_place(store, datetime(2026, 6, 1, tzinfo=UTC), came=3, kind=EventKind.VISIT)

    said = plain(ana.says("/bilan"))

    assert "Inscriptions sans présence : moins de 5" in said
    assert "Rencontre : 1 événement\nVisite : 1 événement\n" in said


def test_a_year_without_events_says_so(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")

    assert "\nAucun événement n'a eu lieu.\n\n" in plain(ana.says("/stats"))
    assert zoe.says("/bilan").startswith("Seule l'équipe de jardinage")


def test_missing_attendance_lists_are_mentioned(town: Town) -> None:
    ana = town.gardener("territory")
    with town.database.unit() as store:
        took_place(store, datetime(2026, 3, 1, tzinfo=UTC), came=0, missed=1)

    assert "Les présences n'y ont pas été notées." in plain(ana.says("/bilan"))


def test_the_figures_are_those_of_one_community(town: Town) -> None:
    town.gardener("territory")
    with town.database.unit() as store:
        people(store, 5)
        took_place(store, datetime(2026, 3, 1, tzinfo=UTC), came=5)
        until = datetime(2027, 1, 1, tzinfo=UTC)
        own, figures = (store[EventFigures].figures(each, BEFORE, until) for each in (1, 2))

    assert (own.held, own.came, own.first) == (1, 5, 5)
    assert (figures.held, figures.came, figures.first, dict(figures.kinds)) == (0, 0, 0, {})


def test_a_month_or_a_quarter_is_chosen_by_button(town: Town) -> None:
    ana = town.gardener("territory")
    with town.database.unit() as store:
        people(store, 6)
        took_place(store, datetime(2026, 11, 2, tzinfo=UTC), came=5)
        took_place(store, datetime(2026, 9, 1, tzinfo=UTC), came=6)

    ana.says("/bilan")
    quarter = plain(ana.presses("Trois mois"))
    month = plain(ana.presses("Un mois"))

    assert "Du lundi 24 août au mardi 24 novembre.\n" in quarter
    assert "2 événements ont eu lieu." in quarter
    assert "Du samedi 24 octobre au mardi 24 novembre.\n" in month
    assert "1 événement a eu lieu." in month
    assert [each.label for each in ana.direct[-1].choices] == [
        *("✓ Un mois", "Trois mois", "Un an"),
        "Lettre à la Région",
    ]


def test_a_forged_time_is_a_year(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/bilan")

    ana.forges("stats_of:century", ana.direct[-1])

    assert "✓ Un an" in [each.label for each in ana.direct[-1].choices]


def test_feedback_and_votes_are_counted(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé", on="matrix")
    ana.publishes("/sondage Quelle date ? | mardi | jeudi")
    zoe.says("/voter 1 2")
    with town.database.unit() as store:
        people(store, 8)
        fete = took_place(store, datetime(2026, 11, 20, tzinfo=UTC), came=8)
        for nth, member in enumerate(members_of(store, 1)[:7]):
            store[Feedback].put(
                fete, member.id, Mark.GOOD if nth < 6 else Mark.BAD, town.clock.now()
            )

    town.move(timedelta(minutes=1))
    said = plain(ana.says("/bilan"))

    assert "\nRéponses : 7\nTrès bien : 6\nPas bien : 1\n" in said
    assert (
        "\nSondages\n1 sondage a été ouvert.\nVotes : 1\nPersonnes qui ont voté : moins de 5\n"
        in said
    )


def test_few_opinions_are_only_counted(town: Town) -> None:
    ana = town.gardener("territory")
    with town.database.unit() as store:
        people(store, 3)
        fete = took_place(store, datetime(2026, 11, 20, tzinfo=UTC), came=3)
        for member in members_of(store, 1)[:3]:
            store[Feedback].put(fete, member.id, Mark.GOOD, town.clock.now())

    town.move(timedelta(minutes=1))
    assert "\nÉvénements : avis\nRéponses : moins de 5\n\n" in plain(ana.says("/bilan"))


def test_questions_are_told_with_their_delays(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    asked_at = datetime(2026, 11, 2, 10, tzinfo=UTC)  # a Monday
    with town.database.unit() as store:
        asker = members_of(store, 1)[-1]
        for nth, days in enumerate((1, 4, 9)):
            asked = store[Questions].add(1, asker.id, f"Quand {nth} ?", asked_at, domain="mobility")
            at = asked_at + timedelta(days=days)
            answered = store[Questions].change(
                asked, state="answered", answered_at=at, usefulness="useful" if nth else "partly"
            )
            assert answered is not None
            store[QuestionSteps].add(answered, StepKind.ANSWERED, at, by=None)
        store[Questions].add(1, asker.id, "Et moi ?", asked_at, domain="Fleuves")

    told = plain(ana.says("/bilan"))
    assert (
        "\nQuestions à la Région\n"
        "4 questions ont été posées.\n"
        "Mobilité : 3 et Fleuves : 1\n"
        "Réponses : 3\n"
        "La moitié en 4 jours ouvrés au plus\n"
        "En attente d'une réponse : 1\n"
        "Réponses jugées utiles : 2 sur 3\n\n"
    ) in told
    assert "Zoé" not in ana.inbox[-1]
    assert zoe.says("/bilan").startswith("Seule")
