"""Limits on what one person may do: which acts have one, and how they are counted."""

import ast
import inspect
import textwrap
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from types import FunctionType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import declarations
from bot.core.declarations.declaration import Declaration
from bot.core.declarations.references import Reference
from bot.core.messages.encoding import decode
from bot.domain.rates import BY_VOICE, HOUR, LONGEST, Rate, wait_in_minutes
from bot.domain.roles import Role

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

LIMITED = {
    "Conversations.open": "messages",
    "Links.offer": "codes",
    "addresses.open": "codes",
    "CheckInCodes.put": "codes",
    "SeatOffers.add": "codes",
    "Invitations.make": "invitations",
    "Invitees.renew": "invitations",
    "NewsItems.add": "proposals",
    "Polls.open": "proposals",
    "Proposals.put": "proposals",
    "Imports.add": "imports",
    "Proxies.add": "by voice",
    "Proxies.recode": "by voice",
    "hand_out": "exports",
    "File": "exports",
}
"""Calls by which something is sent, proposed, exported, given or imported: the kind of limit."""

HEARD = {"ctx.tell_gardeners", "ctx.tell_other_gardeners", "ctx.tell_in_person"}
"""Calls by which the gardeners hear of a member's acts, under any limit."""

BOUNDED = {
    "the answer to a gardener's offer or code, which it ends": """
        circle circle_yes circle_no claimed claim_erased seat_take
    """,
    "a code that others could read is void, once": "claim",
    "an offer that waits for the giver's own yes": "gardener seat_empty seat_give",
    "a new address only where there is none": "calendar",
    "the person is gone": "left",
    "a file goes on once for each message that was counted": "letter_document",
    "each item of news is taken out once": "news_out",
    "each draft was counted when it was made": "news_send",
    "gardeners alone change a submitted letter, which is a draft after that": """
        news_title news_words news_link news_until news_consultation news_picture news_unpicture
        news_for news_kind
    """,
    "one item of news for each event": """
        outcome_publish outcome_first outcome_account outcome_decisions outcome_step outcome_when
    """,
    "changes are gathered into one notice": """
        event_title event_date event_place event_description event_seats event_kind event_deadline
        event_question event_for event_privacy event_side event_guests event_together
    """,
    "an event that was called off takes place, once": "event_restore",
    "each place that is given up goes on once": """
        rsvp event_guest_out event_with_guest event_come_with
    """,
}
"""Acts without a limit of their own, and why they cannot be repeated at will."""

UNLIMITED = {name for names in BOUNDED.values() for name in names.split()}


def all_declarations() -> list[Declaration]:
    declared = declarations()
    return [
        *declared.all_commands(),
        *declared.buttons.values(),
        *declared.forms.values(),
        *declared.outcomes.values(),
        *declared.replies.values(),
    ]


def _calls(declaration: Declaration) -> frozenset[str]:
    """All calls of an act, also through our other functions: `Conversations.open`."""
    assert isinstance(declaration.call, FunctionType)
    return calls_of(declaration.call)


@cache
def calls_of(function: FunctionType) -> frozenset[str]:
    found, seen, ahead = set[str](), set[FunctionType](), [function]
    while ahead:
        each = ahead.pop()
        if each not in seen:
            seen.add(each)
            calls, others = _read(each)
            found |= calls
            ahead += others
    return frozenset(found)


@cache
def _read(function: FunctionType) -> tuple[frozenset[str], Collection[FunctionType]]:
    """The calls that stand in a function, and the functions of ours that it names or calls."""
    if not function.__module__.startswith(("handlers", "bot.core")):
        return frozenset(), ()
    if function.__module__ == decode.__module__:  # what is read from a row was made before
        return frozenset(), ()
    calls, others = set[str](), list[object]()
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Call):
            names = _names(node.func)
            calls |= {".".join(names[-2:]), names[-1] if names else ""}
            called = function.__globals__.get(names[0]) if len(names) == 1 else None
            if isinstance(called, Reference):  # called as a function, not made into a button
                others.append(called.call)
        if isinstance(node, ast.Name):
            others.append(function.__globals__.get(node.id))
    return frozenset(calls), [each for each in others if isinstance(each, FunctionType)]


def _names(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Attribute):
        return [*_names(node.value), node.attr]
    if isinstance(node, ast.Subscript):  # ctx.store[Conversations]
        return _names(node.slice)
    return [node.id] if isinstance(node, ast.Name) else []


def wanted(declaration: Declaration) -> set[str]:
    """The kinds of limit that an act has to have one of; `*` stands for any."""
    calls = _calls(declaration)
    kinds = {kind for call, kind in LIMITED.items() if call in calls}
    role = declaration.permission.role(None)
    if not kinds and role < Role.GARDENER and calls & HEARD:
        return {"*"}
    return kinds


def test_a_declaration_that_sends_proposes_exports_or_gives_has_a_limit() -> None:
    unlimited = {each.name: wanted(each) for each in all_declarations() if not _is_limited(each)}

    assert unlimited == {}


def _is_limited(declaration: Declaration) -> bool:
    kinds = wanted(declaration)
    if not kinds or declaration.name.replace(" ", "_") in UNLIMITED:
        return True
    return declaration.limit is not None and bool({"*", declaration.limit.kind} & kinds)


def test_the_walk_sees_what_it_looks_for() -> None:
    """Each call is found in some act, so that a renamed one does not go unseen."""
    seen: set[str] = set()
    for each in all_declarations():
        seen |= _calls(each)

    assert LIMITED.keys() | HEARD <= seen


def test_every_reply_is_limited() -> None:
    assert all(each.limit is not None for each in declarations().replies.values())


def test_declarations_of_one_kind_share_one_limit() -> None:
    rates = {each.limit for each in all_declarations() if each.limit is not None}

    assert len({each.kind for each in rates}) == len(rates)
    assert all(each.within <= LONGEST for each in rates)


@given(
    gaps=st.lists(st.integers(0, 1200), max_size=40),
    most=st.integers(1, 10),
    tending=st.integers(0, 20),
)
def test_nobody_does_more_than_that_within_any_hour(
    gaps: list[int], most: int, tending: int
) -> None:
    rate, done, now = Rate("x", most, tending=tending), list[datetime](), NOON
    tends = bool(tending)
    for gap in gaps:
        now += timedelta(seconds=gap)
        lately = [each for each in reversed(done) if each > now - HOUR]
        free_at = rate.free_at(lately[: rate.highest], tends=tends)
        if free_at is None:
            done.append(now)
        else:
            assert now < free_at <= now + HOUR
            again = [each for each in reversed(done) if each > free_at - HOUR]
            assert rate.free_at(again, tends=tends) is None, "it says when, and keeps its word"

    for each in done:
        assert len([at for at in done if each - HOUR < at <= each]) <= rate.highest


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (3600, 60), (0, 1)])
def test_a_wait_is_told_in_whole_minutes(seconds: int, minutes: int) -> None:
    wait = wait_in_minutes(NOON + timedelta(seconds=seconds), NOON)

    assert wait == timedelta(minutes=minutes)


def test_an_act_in_the_name_of_a_person_has_a_limit_of_its_own() -> None:
    named: Mapping[str, Any] = {each.name: each for each in all_declarations()}

    acts = ("proxy", "proxy_code", "proxy vote", "proxy_vote", "proxy event", "proxy_rsvp")
    assert {named[each].limit for each in acts} == {BY_VOICE}
