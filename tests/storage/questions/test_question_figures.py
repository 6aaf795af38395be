"""Figures of questions."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.questions.question import Naming, QuestionState, StepKind, Usefulness
from bot.domain.roles import Circle
from storage.members import Member, Members
from storage.questions import QuestionFigures, QuestionJoins, Questions, QuestionSteps
from storage.unit_of_work import Database, Store
from tests.storage.communities.new_community import new_community

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.unit() as store:
        yield store


def person(store: Store, name: str, community_id: int) -> Member:
    made = store[Members].register(f"telegram:{name}", name, direct=None, at=NOW)
    store[Members].join(made, community_id, Circle.ENGAGED, NOW)
    return made


def test_questions_of_a_time_are_counted(
    store: Store,
) -> None:
    here, elsewhere = new_community(store, "energie").id, new_community(store, "mobilite").id
    zoe = person(store, "Zoé", here)
    questions = store[Questions]
    questions.add(here, zoe.id, "Old?", NOW - 9 * DAY, domain="mobility")
    first = questions.add(here, zoe.id, "When?", NOW, domain="mobility")
    questions.add(here, zoe.id, "Where?", NOW, domain="building")
    questions.add(here, zoe.id, "Me?", NOW, domain="health", naming=Naming.ONLY, gardener_id=zoe.id)
    questions.add(elsewhere, zoe.id, "Who?", NOW)
    questions.withdraw(questions.add(here, zoe.id, "Never mind?", NOW))
    store[QuestionSteps].add(first, StepKind.ANSWERED, NOW + DAY, by=None)
    store[QuestionSteps].add(first, StepKind.ANSWERED, NOW + 3 * DAY, by=None)

    counts = store[QuestionFigures].counts(here, NOW, NOW + 2 * DAY)

    assert counts.asked == 3
    assert dict(counts.domains) == {"mobility": 1, "building": 1}
    assert counts.unanswered == 4
    assert list(counts.delays) == [(NOW, NOW + DAY)]
    assert store[QuestionFigures].counts(here, NOW + 2 * DAY, NOW + 9 * DAY).delays == []


def test_ratings_of_askers_and_of_joined_members_are_counted(
    store: Store,
) -> None:
    here = new_community(store, "energie").id
    zoe, ben, ana = (person(store, name, here) for name in ("Zoé", "Ben", "Ana"))
    asked = store[Questions].add(here, zoe.id, "When?", NOW)
    store[Questions].change(
        asked, state=QuestionState.ANSWERED, answered_at=NOW, usefulness=Usefulness.USEFUL
    )
    declined = store[Questions].add(here, zoe.id, "Why?", NOW)
    store[Questions].change(declined, state=QuestionState.DECLINED, answered_at=NOW)
    for member, usefulness in ((ben, Usefulness.USEFUL), (ana, Usefulness.PARTLY)):
        store[QuestionJoins].add(asked.id, member.id, NOW)
        store[QuestionJoins].rate(asked.id, member.id, usefulness)

    counts = store[QuestionFigures].counts(here, NOW, NOW + DAY)

    assert dict(counts.ratings) == {Usefulness.USEFUL: 2, Usefulness.PARTLY: 1}
    assert counts.declined == 1
    assert dict(store[QuestionFigures].counts(here, NOW + DAY, NOW + 2 * DAY).ratings) == {}


def test_a_rating_of_a_private_question_is_not_counted(store: Store) -> None:
    here = new_community(store, "energie").id
    zoe, ana = (person(store, name, here) for name in ("Zoé", "Ana"))
    alone = store[Questions].add(here, zoe.id, "Me?", NOW, naming=Naming.ONLY, gardener_id=ana.id)
    store[Questions].change(
        alone, state=QuestionState.ANSWERED, answered_at=NOW, usefulness=Usefulness.NOT_AT_ALL
    )

    store[Questions].change(
        store[Questions].add(here, zoe.id, "All?", NOW, naming=Naming.NAMED),
        state=QuestionState.ANSWERED,
        answered_at=NOW,
        usefulness=Usefulness.USEFUL,
    )

    ratings = dict(store[QuestionFigures].counts(here, NOW, NOW + DAY).ratings)
    assert ratings == {Usefulness.USEFUL: 1}
