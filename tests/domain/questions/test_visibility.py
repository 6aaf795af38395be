"""The visibility of questions: all kinds of readers, all kinds of questions."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.questions.question import (
    Naming,
    Question,
    QuestionState,
    Reader,
    is_public,
    may_see,
    shows_name,
)
from tests.domain.questions.asked import asked_question

HERE, ELSEWHERE = 1, 2
ASKED = datetime(2026, 11, 24, 9, tzinfo=UTC)
ASKER, CHOSEN, OTHER_GARDENER, AGENT, MEMBER = 1, 2, 3, 4, 5

READERS = {
    "asker": Reader(ASKER, HERE),
    "chosen gardener": Reader(CHOSEN, HERE, handles=True),
    "other gardener": Reader(OTHER_GARDENER, HERE, handles=True),
    "agent": Reader(AGENT, HERE, handles=True),
    "member": Reader(MEMBER, HERE),
    "member elsewhere": Reader(MEMBER, ELSEWHERE),
    "gardener elsewhere": Reader(MEMBER, ELSEWHERE, handles=True),
    "stranger": Reader(),
}
REGION_SIDE = {"asker", "chosen gardener", "other gardener", "agent"}
ALL_HERE = REGION_SIDE | {"member"}

NAMED = asked_question(number=3, community_id=HERE, asker_id=ASKER, at=ASKED)
PRIVATE = replace(NAMED, naming=Naming.ONLY, gardener_id=CHOSEN)


@pytest.mark.parametrize(
    ("question", "readers"),
    [
        (NAMED, REGION_SIDE),
        (replace(NAMED, naming=Naming.UNNAMED), REGION_SIDE),
        (replace(NAMED, shown_at=ASKED), ALL_HERE),
        (replace(NAMED, naming=Naming.UNNAMED, shown_at=ASKED), ALL_HERE),
        (PRIVATE, {"asker", "chosen gardener"}),
        (replace(PRIVATE, shown_at=ASKED), {"asker", "chosen gardener"}),
        (replace(NAMED, shown_at=ASKED, state=QuestionState.WITHDRAWN), {"asker"}),
        (replace(NAMED, shown_at=ASKED, state=QuestionState.DECLINED), ALL_HERE),
        (replace(NAMED, asker_id=None, shown_at=ASKED), ALL_HERE),
        (replace(NAMED, asker_id=None), REGION_SIDE - {"asker"}),
        (replace(PRIVATE, asker_id=None), {"chosen gardener"}),
    ],
)
def test_a_question_is_visible_to_its_readers_only(question: Question, readers: set[str]) -> None:
    assert {name for name, reader in READERS.items() if may_see(question, reader)} == readers


@pytest.mark.parametrize("state", QuestionState)
@pytest.mark.parametrize("shown_at", [None, ASKED])
def test_a_question_for_one_gardener_is_never_public(
    state: QuestionState, shown_at: datetime | None
) -> None:
    private = replace(PRIVATE, state=state, shown_at=shown_at)

    assert private.naming is Naming.ONLY
    assert not is_public(private)


def test_a_name_that_was_not_given_is_shown_to_nobody() -> None:
    assert shows_name(NAMED)
    assert shows_name(PRIVATE)
    assert not shows_name(replace(NAMED, naming=Naming.UNNAMED))
    assert not shows_name(replace(NAMED, asker_id=None))
