"""The steps of a question: possible ones by state, and their results."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.questions.question import Naming, Question, QuestionState, Usefulness
from bot.domain.questions.steps import (
    AnswerOutdated,
    Contact,
    DueInPast,
    DueTooFar,
    Lateness,
    NotAnsweredYet,
    NotTransferred,
    QuestionAnswered,
    QuestionDeclined,
    QuestionWithdrawn,
    StaysPrivate,
    check_ended,
    decline,
    draft,
    is_silent,
    is_under_way,
    lateness,
    note_reaction,
    note_silence,
    promised_day,
    publish,
    rate,
    reopen,
    take,
    transfer,
)
from bot.domain.refusals import Refusal
from tests.domain.questions.asked import asked_question

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
LUC, MAX = 2, 3

DREAL = Contact("DREAL", "dreal@exemple.fr")

ASKED = asked_question(number=7, community_id=1, asker_id=1, at=NOW)

Step = Callable[[Question], Question]

STEPS: dict[str, Step] = {
    "take": lambda question: take(question, LUC, FRIDAY),
    "draft": lambda question: draft(question, MAX, "Bientôt.", FRIDAY),
    "publish": lambda question: publish(question, LUC, "En mai.", NOW),
    "transfer": lambda question: transfer(question, LUC, DREAL, follow_up_on=FRIDAY, now=NOW),
    "reaction": lambda question: note_reaction(question, LUC, FRIDAY),
    "silence": lambda question: note_silence(question, FRIDAY),
    "decline": lambda question: decline(question, LUC, "Compétence de l'État.", NOW),
    "rate": lambda question: rate(question, Usefulness.USEFUL, answer=question.reopened_count),
    "reopen": lambda question: reopen(
        question, Usefulness.PARTLY, answer=question.reopened_count, today=TODAY
    ),
}

OPEN, TAKEN, DRAFTED = QuestionState.OPEN, QuestionState.TAKEN, QuestionState.DRAFTED
TRANSFERRED, ANSWERED = QuestionState.TRANSFERRED, QuestionState.ANSWERED
DECLINED, WITHDRAWN = QuestionState.DECLINED, QuestionState.WITHDRAWN

IN_STATE: dict[QuestionState, Question] = {
    OPEN: ASKED,
    TAKEN: STEPS["take"](ASKED),
    DRAFTED: STEPS["draft"](ASKED),
    TRANSFERRED: STEPS["transfer"](ASKED),
    ANSWERED: STEPS["publish"](ASKED),
    DECLINED: STEPS["decline"](ASKED),
    WITHDRAWN: replace(ASKED, state=WITHDRAWN),
}

UNDER_WAY = {
    "take": TAKEN,
    "draft": DRAFTED,
    "publish": ANSWERED,
    "transfer": TRANSFERRED,
    "decline": DECLINED,
}
AFTER: dict[QuestionState, dict[str, QuestionState]] = {
    OPEN: UNDER_WAY,
    TAKEN: UNDER_WAY,
    DRAFTED: UNDER_WAY | {"take": DRAFTED},
    TRANSFERRED: UNDER_WAY | {"reaction": TAKEN, "silence": TRANSFERRED},
    ANSWERED: {"rate": ANSWERED, "reopen": OPEN},
    DECLINED: {},
    WITHDRAWN: {},
}


@pytest.mark.parametrize("state", QuestionState)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_possible_in_its_states_only(state: QuestionState, step: str) -> None:
    question, expected = IN_STATE[state], AFTER[state].get(step)

    if expected is None:
        with pytest.raises(Refusal):
            STEPS[step](question)
    else:
        assert STEPS[step](question).state is expected


@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_a_question_stays_consistent_after_any_steps(steps: list[str]) -> None:
    question = ASKED
    for step in steps:
        try:
            question = STEPS[step](question)
        except Refusal:
            continue
        assert bool(question.contact) == (question.state is TRANSFERRED)
        assert (
            (question.taken_by is not None) or (question.due_on is None) or question.reopened_count
        )
        assert question.due_on is None or is_under_way(question)
        assert question.state is not ANSWERED or question.answer
        assert (question.state is DECLINED) <= bool(question.reason)
        assert is_under_way(question) or not question.draft
        assert question.words == ASKED.words


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (ANSWERED, QuestionAnswered),
        (DECLINED, QuestionDeclined),
        (WITHDRAWN, QuestionWithdrawn),
    ],
)
def test_the_refusal_of_an_ended_question_says_how_it_ended(
    state: QuestionState, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal, match="7"):
        take(IN_STATE[state], LUC, FRIDAY)


def test_a_question_without_a_contact_gets_no_reaction() -> None:
    with pytest.raises(NotTransferred):
        note_reaction(IN_STATE[TAKEN], LUC, FRIDAY)


def test_progress_is_told_of_ended_questions_only() -> None:
    check_ended(IN_STATE[ANSWERED])
    check_ended(IN_STATE[DECLINED])
    with pytest.raises(NotAnsweredYet):
        check_ended(ASKED)
    with pytest.raises(QuestionWithdrawn):
        check_ended(IN_STATE[WITHDRAWN])


# Promised days


@pytest.mark.parametrize(
    ("day", "promised"),
    [
        (None, date(2026, 12, 8)),
        (TODAY, TODAY),
        (FRIDAY, FRIDAY),
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 12, 25), date(2026, 12, 28)),
    ],
    ids=["none", "today", "Friday", "Saturday", "Christmas"],
)
def test_a_promise_is_for_a_working_day(day: date | None, promised: date) -> None:
    assert promised_day(day, TODAY, PARIS) == promised


def test_nobody_promises_yesterday_nor_in_half_a_year() -> None:
    with pytest.raises(DueInPast):
        promised_day(TODAY - timedelta(days=1), TODAY, PARIS)
    with pytest.raises(DueTooFar) as refused:
        promised_day(TODAY + timedelta(days=180), TODAY, PARIS)
    assert refused.value.values["latest"] == date(2027, 2, 18)


# Drafts and transfers


def test_the_author_of_a_draft_takes_an_untaken_question() -> None:
    drafted = draft(ASKED, MAX, "Bientôt.", FRIDAY)
    other = draft(IN_STATE[TAKEN], MAX, "Bientôt.", TODAY)

    assert (drafted.taken_by, drafted.due_on) == (MAX, FRIDAY)
    assert (other.taken_by, other.due_on) == (LUC, FRIDAY)


def test_a_contact_that_is_silent_twice_is_flagged_until_it_reacts() -> None:
    asked_once = note_silence(IN_STATE[TRANSFERRED], FRIDAY)
    asked_twice = note_silence(asked_once, FRIDAY)

    assert [is_silent(each) for each in (asked_once, asked_twice)] == [False, True]
    assert not is_silent(note_reaction(asked_twice, LUC, FRIDAY))
    again = transfer(asked_twice, LUC, Contact("ADEME"), follow_up_on=FRIDAY, now=NOW)
    assert not is_silent(again)


def test_a_question_for_one_gardener_is_not_passed_on() -> None:
    private = replace(ASKED, naming=Naming.ONLY, gardener_id=LUC)

    with pytest.raises(StaysPrivate):
        transfer(private, LUC, DREAL, follow_up_on=FRIDAY, now=NOW)


# Usefulness


def test_a_reopened_question_keeps_its_answer_until_the_next() -> None:
    reopened = reopen(IN_STATE[ANSWERED], Usefulness.PARTLY, answer=0, today=TODAY)

    assert (reopened.state, reopened.taken_by, reopened.reopened_count) == (OPEN, None, 1)
    assert (reopened.answer, reopened.usefulness) == ("En mai.", Usefulness.PARTLY)
    answered = publish(reopened, LUC, "Le 4 mai.", NOW)
    assert (answered.answer, answered.usefulness) == ("Le 4 mai.", None)


def test_buttons_of_an_earlier_answer_rate_nothing() -> None:
    answered = publish(
        reopen(IN_STATE[ANSWERED], Usefulness.PARTLY, answer=0, today=TODAY), LUC, "Oui.", NOW
    )

    with pytest.raises(AnswerOutdated):
        rate(answered, Usefulness.USEFUL, answer=0)
    assert rate(answered, Usefulness.USEFUL, answer=1).usefulness is Usefulness.USEFUL


# Delays


@pytest.mark.parametrize(
    ("question", "day", "expected"),
    [
        (ASKED, date(2026, 11, 27), Lateness.NONE),
        (ASKED, date(2026, 11, 28), Lateness.REGION),
        (ASKED, date(2026, 12, 4), Lateness.REGION),
        (ASKED, date(2026, 12, 7), Lateness.PAIR),
        (IN_STATE[TAKEN], date(2026, 11, 27), Lateness.NONE),
        (IN_STATE[TAKEN], date(2026, 11, 30), Lateness.REGION),
        (IN_STATE[TAKEN], date(2026, 12, 7), Lateness.PAIR),
        (IN_STATE[TRANSFERRED], date(2026, 11, 26), Lateness.NONE),
        (IN_STATE[TRANSFERRED], FRIDAY, Lateness.REGION),
        (IN_STATE[ANSWERED], date(2027, 12, 7), Lateness.NONE),
        (IN_STATE[DECLINED], date(2027, 12, 7), Lateness.NONE),
        (STEPS["reopen"](IN_STATE[ANSWERED]), TODAY, Lateness.REGION),
        (STEPS["reopen"](IN_STATE[ANSWERED]), date(2026, 12, 7), Lateness.PAIR),
    ],
)
def test_delay_is_told_to_the_region_then_to_both(
    question: Question, day: date, expected: Lateness
) -> None:
    assert lateness(question, day, PARIS) is expected


def test_nobody_is_told_after_a_gardener_acted() -> None:
    late = date(2026, 12, 7)
    assert lateness(IN_STATE[TAKEN], late, PARIS) is Lateness.PAIR

    taken_again = take(IN_STATE[TAKEN], MAX, date(2026, 12, 9))

    assert lateness(taken_again, late, PARIS) is Lateness.NONE
