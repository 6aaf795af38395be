"""The lists show to whom what one question by itself would be shown."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from bot.domain.questions.question import (
    Naming,
    Question,
    QuestionState,
    Reader,
    is_public,
    may_see,
)
from storage.members import Members
from storage.questions import QuestionFilter, Questions
from storage.unit_of_work import Database, Store
from tests.storage.questions.test_search import HERE, furnish

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.unit() as store:
        furnish(store)
        for name in ("Zoé", "Luc"):
            store[Members].register(f"telegram:{name}", name, direct=None, at=NOW)
        for asker, naming, shown, state in product((1, 2), Naming, (None, NOW), QuestionState):
            question = store[Questions].add(
                HERE,
                asker,
                "Quand ?",
                NOW,
                naming=naming,
                gardener_id=3 if naming is Naming.ONLY else None,
                state=state,
            )
            store[Questions].change(question, shown_at=shown)
        yield store


def everything(store: Store) -> list[Question]:
    found = [store[Questions].find(each) for each in range(1, 500)]
    return [each for each in reversed(found) if each is not None and each.is_sent]


@pytest.mark.slow
@pytest.mark.parametrize("handles", [False, True])
@pytest.mark.parametrize("member_id", [1, 2, 3])
def test_a_list_has_the_questions_that_its_reader_may_see(
    store: Store, member_id: int, *, handles: bool
) -> None:
    reader = Reader(member_id, HERE, handles=handles)
    which = QuestionFilter(private=None, reader_id=member_id, handled=handles)

    listed = store[Questions].listed(HERE, which)

    assert listed == [each for each in everything(store) if may_see(each, reader)]
    assert store[Questions].count(HERE, which) == len(listed)


def test_the_letter_has_the_questions_that_everybody_may_see(store: Store) -> None:
    listed = store[Questions].listed(HERE, QuestionFilter(shown=True))
    assert listed == [each for each in everything(store) if is_public(each)]


@pytest.mark.slow
def test_late_answers_are_listed(store: Store) -> None:
    new, old = everything(store)[:2]
    store[Questions].change(new, answered_at=NOW)
    store[Questions].change(old, answered_at=NOW - timedelta(days=9))

    which = QuestionFilter(private=None, answered_after=NOW - timedelta(days=1))
    assert [each.id for each in store[Questions].listed(HERE, which)] == [new.id]
