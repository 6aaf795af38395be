"""Questions as they are stored, changed, listed, merged and erased."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.questions.question import Naming, Question, QuestionState, StepKind, Usefulness
from bot.domain.roles import Circle
from storage.communities import Communities
from storage.members import Member, Members
from storage.questions import QuestionFilter, QuestionJoins, Questions, QuestionSteps
from storage.unit_of_work import Database, Store
from tests.storage.communities.new_community import new_community

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
WORDS = "When do bicycle grants open?"


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.unit() as store:
        for slug in ("energie", "mobilite"):
            new_community(store, slug)
        yield store


@pytest.fixture
def here(store: Store) -> int:
    community = store[Communities].named("energie")
    assert community is not None
    return community.id


@pytest.fixture
def elsewhere(store: Store) -> int:
    community = store[Communities].named("mobilite")
    assert community is not None
    return community.id


def person(store: Store, name: str, community_id: int) -> Member:
    made = store[Members].register(f"telegram:{name}", name, direct=None, at=NOW)
    store[Members].join(made, community_id, Circle.ENGAGED, NOW)
    return made


def sent(store: Store, here: int, asker: Member, **known: object) -> Question:
    return store[Questions].add(here, asker.id, WORDS, NOW, **known)  # type: ignore[arg-type]


def again(store: Store, question: Question) -> Question:
    found = store[Questions].find(question.id)
    assert found is not None
    return found


def test_a_question_is_kept_as_it_was_asked(store: Store, here: int, elsewhere: int) -> None:
    ana = person(store, "Ana", here)

    question = sent(store, here, ana, naming=Naming.NAMED, domain="mobility")

    assert store[Questions].get(here, question.id) == question
    assert store[Questions].get(elsewhere, question.id) is None
    assert store[Questions].lock(here, question.id) == question
    assert store[Questions].lock(elsewhere, question.id) is None
    assert (question.words, question.asker_id, question.domain) == (WORDS, ana.id, "mobility")
    assert (question.answer, question.usefulness, question.reopened_count) == ("", None, 0)


def test_only_one_of_two_changes_from_the_same_state_counts(store: Store, here: int) -> None:
    question = sent(store, here, person(store, "Ana", here))
    agent = person(store, "Luc", here)

    taken = store[Questions].change(question, state=QuestionState.TAKEN, taken_by=agent.id)
    late = store[Questions].change(question, state=QuestionState.DECLINED, reason="No")

    assert taken is not None
    assert late is None
    assert again(store, question) == taken == store[Questions].lock(here, question.id)


def test_steps_are_listed_in_order(store: Store, here: int) -> None:
    ana = person(store, "Ana", here)
    question = sent(store, here, ana)

    store[QuestionSteps].add(question, StepKind.ASKED, NOW, by=ana.id)
    store[QuestionSteps].add(question, StepKind.REMINDED, NOW, by=None, words="no news")

    steps = store[QuestionSteps].of(question.id)
    assert [(each.kind, each.member_id, each.words) for each in steps] == [
        (StepKind.ASKED, ana.id, ""),
        (StepKind.REMINDED, None, "no news"),
    ]


def test_joining_counts_once(store: Store, here: int) -> None:
    ana, zoe = person(store, "Ana", here), person(store, "Zoe", here)
    question, other = sent(store, here, ana), sent(store, here, ana)
    joins = store[QuestionJoins]

    assert joins.add(question.id, zoe.id, NOW)
    assert not joins.add(question.id, zoe.id, NOW)
    assert joins.counts([question.id, other.id]) == {question.id: 1, other.id: 0}
    assert joins.rate(question.id, zoe.id, Usefulness.PARTLY)
    assert not joins.rate(other.id, zoe.id, Usefulness.PARTLY)
    assert [(each.member_id, each.usefulness) for each in joins.of(question.id)] == [
        (zoe.id, Usefulness.PARTLY)
    ]
    joins.forget_ratings(question.id)
    assert joins.of(question.id)[0].usefulness is None
    assert joins.remove(question.id, zoe.id)
    assert not joins.remove(question.id, zoe.id)


def test_questions_are_listed_by_reader_and_state(store: Store, here: int, elsewhere: int) -> None:
    ana, zoe = person(store, "Ana", here), person(store, "Zoe", here)
    shown = sent(store, here, ana, domain="mobility")
    store[Questions].change(shown, shown_at=NOW)
    private = sent(store, here, ana, naming=Naming.ONLY, gardener_id=zoe.id)
    answered = sent(store, here, zoe, state=QuestionState.ANSWERED)
    sent(store, elsewhere, ana)
    store[QuestionJoins].add(answered.id, ana.id, NOW)

    def listed(**known: object) -> list[int]:
        which = QuestionFilter(**known)  # type: ignore[arg-type]
        found = [each.id for each in store[Questions].listed(here, which)]
        assert store[Questions].count(here, which) == len(found)
        return found

    assert listed() == [answered.id, shown.id]
    assert listed(private=None) == [answered.id, private.id, shown.id]
    assert listed(private=True, gardener_id=zoe.id) == [private.id]
    assert listed(states=[QuestionState.ANSWERED]) == [answered.id]
    assert listed(domain="mobility") == [shown.id]
    assert listed(shown=True) == [shown.id]
    assert listed(shown=False) == [answered.id]
    assert listed(asker_id=ana.id, private=None) == [private.id, shown.id]
    assert listed(asker_id=ana.id, joined_by=ana.id) == [answered.id, shown.id]
    page = store[Questions].listed(here, QuestionFilter(), most=1, after=1)
    assert [each.id for each in page] == [shown.id]
    assert [each.id for each in store[Questions].these([shown.id, 999, answered.id])] == [
        shown.id,
        answered.id,
    ]


def test_due_questions_are_those_that_still_wait_for_an_answer(store: Store, here: int) -> None:
    ana, today = person(store, "Ana", here), date(2026, 11, 24)
    later, first, done = (sent(store, here, ana) for _ in range(3))
    for question, day, state in (
        (later, today, QuestionState.TAKEN),
        (first, today - timedelta(days=3), QuestionState.TRANSFERRED),
        (done, today - timedelta(days=3), QuestionState.ANSWERED),
    ):
        store[Questions].change(question, due_on=day, state=state)

    assert [each.id for each in store[Questions].due(today)] == [first.id, later.id]
    assert store[Questions].due(today, here + 99) == []


def test_nobody_joins_their_own_question_after_a_merge(store: Store, here: int) -> None:
    ana, other = person(store, "Ana", here), person(store, "Ana M.", here)
    zoe = person(store, "Zoe", here)
    own, both = sent(store, here, ana), sent(store, here, zoe)
    for member in (ana, other):
        store[QuestionJoins].add(both.id, member.id, NOW)
    store[QuestionJoins].add(own.id, other.id, NOW)
    store[QuestionJoins].rate(both.id, other.id, Usefulness.USEFUL)

    store.merge(ana, other)

    assert store[QuestionJoins].of(own.id) == []
    assert [each.member_id for each in store[QuestionJoins].of(both.id)] == [ana.id]


def test_the_words_of_an_erased_asker_go_unless_others_read_their_answer(
    store: Store, here: int
) -> None:
    ana, luc = person(store, "Ana", here), person(store, "Luc", here)
    read = sent(store, here, ana, naming=Naming.NAMED)
    unread, waiting = sent(store, here, ana), sent(store, here, ana)
    private = sent(store, here, ana, naming=Naming.ONLY, gardener_id=luc.id)
    for question in (read, unread, private):
        store[Questions].change(question, state=QuestionState.ANSWERED, answer="In March")
        store[QuestionSteps].add(question, StepKind.REOPENED, NOW, by=ana.id, words="But when?")
        store[QuestionSteps].add(question, StepKind.ANSWERED, NOW, by=luc.id, words="In March")
    for question in (read, waiting):
        store[Questions].change(again(store, question), shown_at=NOW)

    store.erase(ana)

    kept = again(store, read)
    assert (kept.asker_id, kept.naming) == (None, Naming.UNNAMED)
    assert (kept.words, kept.answer) == (WORDS, "In March")
    steps = [(each.member_id, each.words) for each in store[QuestionSteps].of(read.id)]
    assert steps == [(None, ""), (luc.id, "In March")]
    for question in (unread, waiting, private):
        gone = again(store, question)
        assert (gone.asker_id, gone.state) == (None, QuestionState.WITHDRAWN)
        assert (gone.words, gone.answer) == ("", "")
        assert [each.words for each in store[QuestionSteps].of(question.id) if each.words] == []


def test_an_erased_agent_leaves_the_answer(store: Store, here: int) -> None:
    ana, luc = person(store, "Ana", here), person(store, "Luc", here)
    question = sent(store, here, ana)
    acted = {"taken_by": luc.id, "answered_by": luc.id, "answer": "In March"}
    store[Questions].change(question, state=QuestionState.ANSWERED, **acted)
    store[QuestionSteps].add(question, StepKind.ANSWERED, NOW, by=luc.id, words="In March")

    store.erase(luc)

    left = again(store, question)
    assert (left.taken_by, left.answered_by, left.answer) == (None, None, "In March")
    step = store[QuestionSteps].of(question.id)[0]
    assert (step.member_id, step.words) == (None, "In March")


def test_a_withdrawn_question_leaves_its_number(store: Store, here: int) -> None:
    ana = person(store, "Ana", here)
    question = sent(store, here, ana)
    store[QuestionSteps].add(question, StepKind.REOPENED, NOW, by=ana.id, words="But when?")

    store[Questions].withdraw(question)

    assert again(store, question).words == ""
    assert store[QuestionSteps].of(question.id)[0].words == ""
    assert store[Questions].listed(here, QuestionFilter(private=None)) == []
