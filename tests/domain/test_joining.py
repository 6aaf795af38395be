"""A person who stays is welcomed once, by name or by number, and no room hears it often."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.introductions import (
    LONGEST_GREETED_NAME,
    MOST_GREETED,
    WAIT_FOR_COMPANY,
    WELCOME_PACE,
    GreetedNames,
    WelcomeStep,
    greeted,
    next_welcome_step,
    shown_name,
)

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PATIENCE = WAIT_FOR_COMPANY + WELCOME_PACE + MINUTE
"""After this, everybody who came and stayed has been welcomed."""


@dataclass(slots=True)
class Room:
    """A room where people come and go, looked at once a minute."""

    now: datetime = START
    waiting: dict[str, datetime] = field(default_factory=dict)
    welcomes: list[tuple[datetime, GreetedNames]] = field(default_factory=list)
    welcomed: list[str] = field(default_factory=list)

    def passes(self, time: timedelta) -> None:
        """Move the clock, and look at each full minute."""
        until = self.now + time
        while self.now + MINUTE <= until:
            self.now += MINUTE
            self.look()

    def look(self) -> None:
        if not self.waiting:
            return
        first = min(self.waiting.values())
        last = self.welcomes[-1][0] if self.welcomes else None
        if (
            next_welcome_step(self.now, first=first, last=last, one_is_leaving=False)
            is WelcomeStep.WELCOME
        ):
            whom = greeted(list(self.waiting), len(self.waiting))
            self.welcomes.append((self.now, whom))
            self.welcomed += self.waiting
            self.waiting.clear()


happenings = st.lists(
    st.tuples(st.integers(0, 25), st.sampled_from(["comes", "goes"]), st.integers(0, 12)),
    max_size=60,
)


@given(happenings)
def test_a_person_who_stays_is_welcomed_once_and_no_two_welcomes_are_near(
    happened: list[tuple[int, str, int]],
) -> None:
    room, there, left_unwelcomed, stays = Room(), set[str](), 0, 0
    for minutes, what, number in happened:
        room.passes(minutes * MINUTE)
        who = f"N{number}"
        if what == "comes" and who not in there:
            there.add(who)
            stays += 1
            room.waiting[who] = room.now
        elif what == "goes" and who in there:
            there.remove(who)
            left_unwelcomed += room.waiting.pop(who, None) is not None
    room.passes(2 * PATIENCE)

    assert not room.waiting, "nobody is forgotten"
    assert len(room.welcomed) == stays - left_unwelcomed, "once for each stay that lasted"
    assert sum(len(whom.names) + whom.others for _, whom in room.welcomes) == len(room.welcomed)
    assert all(b - a >= WELCOME_PACE for (a, _), (b, _) in pairwise(room.welcomes))
    assert all(0 < len(whom.names) <= MOST_GREETED for _, whom in room.welcomes)


@given(st.lists(st.sampled_from(["", "Zoé", "Luc"])))
def test_the_first_who_have_a_name_are_named_and_the_others_are_a_number(names: list[str]) -> None:
    whom = greeted(names, len(names))

    assert list(whom.names) == [name for name in names if name][:MOST_GREETED]
    assert whom.others == len(names) - len(whom.names)


@pytest.mark.parametrize(
    ("first", "last", "one_is_leaving", "step"),
    [
        pytest.param(0, None, False, WelcomeStep.WAIT, id="just came: others may follow"),
        pytest.param(30, None, False, WelcomeStep.WELCOME, id="waited a little"),
        pytest.param(599, 599, False, WelcomeStep.WAIT, id="too soon after the last"),
        pytest.param(600, 600, False, WelcomeStep.WELCOME, id="ten minutes after the last"),
        pytest.param(0, 1, True, WelcomeStep.TAKE_IN, id="one has not left yet"),
    ],
)
def test_waiting_newcomers_are_welcomed_at_the_right_time(
    first: int, last: int | None, *, one_is_leaving: bool, step: WelcomeStep
) -> None:
    found = next_welcome_step(
        START,
        first=START - timedelta(seconds=first),
        last=None if last is None else START - timedelta(seconds=last),
        one_is_leaving=one_is_leaving,
    )
    assert found is step


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("Zoé Martin", "Zoé Martin", id="a name"),
        pytest.param("  Zoé\n\tMartin ", "Zoé Martin", id="on one line"),
        pytest.param("J. Dupont", "J. Dupont", id="an initial"),
        pytest.param("Anne-Marie O'Neill (32)", "Anne-Marie O'Neill (32)", id="signs"),
        pytest.param("👩‍👩‍👧 Zoé 🌻", "👩‍👩‍👧 Zoé 🌻", id="emoji stay whole"),
        pytest.param("محمد", "محمد", id="another script"),
        pytest.param("Zo\u202eé", "Zoé", id="turned around"),
        pytest.param("Zo\u200b\u0007é\ud800", "Zoé", id="unseen and broken"),
        pytest.param("@everyone", "@everyone", id="a call, which whoever says it makes harmless"),
        pytest.param("", "", id="none"),
        pytest.param("\u3164\u2800 \u200d", "", id="nothing to be seen"),
        pytest.param("Gagnez sur t.me/arnaque", "", id="an advertisement"),
        pytest.param("casino.example", "", id="a site"),
        pytest.param("https://x", "", id="an address"),
        pytest.param("Zoé /start", "", id="a command to press"),
        pytest.param("Z" * 41, "Z" * 39 + "…", id="a long one"),
    ],
)
def test_a_name_is_shown_only_as_a_name(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_any_name_is_shown_short_and_on_one_line(name: str) -> None:
    shown = shown_name(name)

    assert len(shown) <= LONGEST_GREETED_NAME
    assert shown == " ".join(shown.split())
    assert "://" not in shown
    shown.encode()
