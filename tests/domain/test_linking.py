"""Two registrations become one: the kept answers, for any differences."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.linking import (
    HIDDEN,
    Decision,
    Registration,
    RegistrationSide,
    TakenAnswers,
    contradictions,
    join,
    questions,
)
from bot.domain.personal_data import DIRECTORY, EMAIL, LETTER, MEMBERSHIP

START = datetime(2026, 11, 1, tzinfo=UTC)
moments = st.integers(0, 9).map(lambda number: START + timedelta(days=number))
registrations = st.builds(
    Registration,
    answers=st.fixed_dictionaries(
        {"name": st.sampled_from(["Zoé", "Zoé Martin"])},
        optional={
            "email": st.none() | st.sampled_from(["a@b.fr", "c@d.fr"]),
            "about": st.none() | st.sampled_from(["Du vélo", "Du pain"]),
            "circle/1": st.sampled_from(["engaged", "citizen"]),
            "visible/1": st.sampled_from(["no", "name", "contact"]),
        },
    ),
    decisions=st.dictionaries(
        st.tuples(st.just(1), st.sampled_from([MEMBERSHIP, LETTER, DIRECTORY, EMAIL])),
        st.builds(Decision, yes=st.booleans(), at=moments),
    ),
    adult=st.none() | st.booleans(),
    stopped_at=st.none() | moments,
)


@given(first=registrations, second=registrations)
def test_taking_all_from_the_second_is_turning_the_two_round(
    first: Registration, second: Registration
) -> None:
    taken = TakenAnswers(frozenset(questions(first, second)))

    assert join(first, second, taken) == join(second, first)
    assert sorted(questions(first, second)) == sorted(questions(second, first))


@given(first=registrations, second=registrations)
def test_answers_that_are_not_asked_about_do_not_depend_on_the_choice(
    first: Registration, second: Registration
) -> None:
    everything = TakenAnswers(frozenset(first.answers) | frozenset(second.answers))

    either, other = join(first, second), join(first, second, everything)

    differing = [name for name in either.answers if either.answers[name] != other.answers[name]]
    assert sorted(differing) == sorted(questions(first, second))
    assert either.decisions == other.decisions


@given(first=registrations, second=registrations)
def test_nothing_is_lost_but_answers_that_need_consent(
    first: Registration, second: Registration
) -> None:
    joined = join(first, second)

    for name in {*first.answers, *second.answers} - {"email", "visible/1"}:
        said = {first.answers.get(name), second.answers.get(name)} - {None}
        assert joined.answers.get(name) in (said or {None})


@given(first=registrations, second=registrations)
def test_the_later_decision_holds_and_of_two_at_once_the_no(
    first: Registration, second: Registration
) -> None:
    joined = join(first, second)

    for what in {*first.decisions, *second.decisions} - {(1, MEMBERSHIP)}:
        said = [each.decisions[what] for each in (first, second) if what in each.decisions]
        last = max(each.at for each in said)
        assert joined.decisions[what].at == last
        assert joined.decisions[what].yes == all(each.yes for each in said if each.at == last)
    assert set(contradictions(first, second)) <= set(first.decisions) & set(second.decisions)


@given(first=registrations, second=registrations)
def test_a_member_whose_last_word_was_no_or_who_is_young_is_not_shown(
    first: Registration, second: Registration
) -> None:
    for taken in (TakenAnswers(), TakenAnswers(frozenset({"visible/1", "email"}))):
        joined = join(first, second, taken)
        agreed = {purpose for (_, purpose), each in joined.decisions.items() if each.yes}
        if joined.answers.get("visible/1", HIDDEN) != HIDDEN:
            assert DIRECTORY in agreed
            assert False not in (first.adult, second.adult)
        assert joined.answers.get("email") is None or EMAIL in agreed


def test_leaving_with_one_account_takes_nobody_out_who_is_there_with_the_other() -> None:
    yes, no = Decision(yes=True, at=START), Decision(yes=False, at=START + timedelta(days=3))
    here, gone = (
        Registration({"name": "Zoé"}, {(1, MEMBERSHIP): each, (1, LETTER): each})
        for each in (yes, no)
    )

    decisions = join(here, gone).decisions

    assert (decisions[1, MEMBERSHIP], decisions[1, LETTER]) == (yes, no)


def test_a_choice_is_made_and_taken_back() -> None:
    taken = (
        TakenAnswers().take("name", RegistrationSide.SECOND).take("name", RegistrationSide.SECOND)
    )

    assert taken.fields == {"name"}
    assert taken.take("name", RegistrationSide.FIRST) == TakenAnswers()
