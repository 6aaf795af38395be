"""What the members of a filled Region do together: projects, groups, portraits, calls, visits."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import Table

from bot.domain.calls import CallKind, CallState, EntryState
from bot.domain.groups import GroupStanding, GroupState, Joining
from bot.domain.portraits import Place, PortraitState
from bot.domain.projects import MakerState, ProjectState
from storage.base import Base
from storage.calls import Call, CallEntry
from storage.groups import Group, GroupMember, GroupReport
from storage.portraits import Portrait, PortraitAnswer, PortraitYes
from storage.projects import Follow, Project, ProjectMaker, ProjectNews
from storage.visits import VisitHost, VisitSeries, VisitTurn
from tests.bench.communities.members import COMMUNITY
from tests.core.engine import START

Filled = tuple[type[Base] | Table, Iterable[dict[str, Any]]]
Some = Callable[[int], list[int]]
"""The members who have to do with the n-th of some things."""

NUMBERED = (Project, ProjectNews, Group, Portrait, Call, VisitSeries)
"""The tables whose rows come with their ids."""
DONE = (
    ("Repair café", "Nous réparons des vélos et des grille-pain.", "repar velo"),
    ("Jardin partagé", "Un jardin au pied des immeubles.", "jardin immeubl"),
    ("Pédibus de l'école", "À pied à l'école, chacun son tour.", "pied ecol"),
)
MAKER, LEAD = "telegram:1009", "telegram:1015"
"""The accounts of who makes the first project, and of who leads the first group."""
PAGE = 20
"""Of what is listed by pages there are more than one shows, in the smallest Region too."""
IN_A_GROUP = 50
CALLS = 8
ENTRIES = 40
SERIES = 10
TURNS = (1, 2)
"""Months ago at which the dates of each series were."""


def done_together(members: int, some: Some) -> Iterable[Filled]:
    """All that members made together, of which nothing waits for anybody."""
    long_ago = START - timedelta(days=100)
    yield from _projects(members // 10, some, long_ago)
    yield from _groups(PAGE + members // 50, members, long_ago)
    yield from _portraits(PAGE + members // 50, long_ago)
    yield from _calls(members, long_ago)
    yield from _visits(members, long_ago)


def _projects(size: int, some: Some, at: datetime) -> Iterable[Filled]:
    """Projects with a maker, followers who know the news, and the news of each."""
    ids = range(1, size + 1)
    yield Project, [_project(nth, some(nth)[0], at) for nth in ids]
    who = {nth: some(nth) for nth in ids}
    yield (
        ProjectMaker,
        [
            {"project_id": nth, "member_id": maker, "state": MakerState.MAKER, "since": at}
            | {"asked_by": None, "takes_over": False}
            for nth, (maker, *_) in who.items()
        ],
    )
    yield (
        Follow,
        [
            {"project_id": nth, "member_id": each, "since": at, "told_news": size}
            for nth, (_, *followers) in who.items()
            for each in followers
        ],
    )
    yield (
        ProjectNews,
        [
            {"id": nth, "project_id": nth, "author_id": maker, "words": "Ouvert !", "at": at}
            for nth, (maker, *_) in who.items()
        ],
    )


def _project(nth: int, maker: int, at: datetime) -> dict[str, Any]:
    title, words, tokens = DONE[nth % len(DONE)]
    return {
        "id": nth,
        "community_id": COMMUNITY,
        "state": (ProjectState.LIVE, ProjectState.LIVE, ProjectState.FINISHED)[nth // 3 % 3],
        "title": f"{title} {nth}",
        "words": words,
        "place": "",
        "commune": "25056",
        "needs": "",
        "link": "",
        "picture_words": "",
        "learned": "",
        "made_by": maker,
        "tokens": f" {tokens} {nth} ",
        "created_at": at,
        "published_at": at,
    }


def _groups(size: int, members: int, at: datetime) -> Iterable[Filled]:
    """Open groups, each with a lead and others, and reports of months ago."""
    ids = range(1, size + 1)
    yield (
        Group,
        [
            {
                "id": nth,
                "community_id": COMMUNITY,
                "name": f"Compost {nth}",
                "purpose": "Un composteur dans chaque rue.",
                "joining": Joining.OPEN,
                "state": GroupState.OPEN,
                "created_at": at,
                "opened_at": at,
                "outcome": "",
                "asked_on": START.date(),
            }
            for nth in ids
        ],
    )
    yield (
        GroupMember,
        (
            {
                "group_id": nth,
                "member_id": 2 + (nth * 13 + beside) % (members - 1),
                "standing": GroupStanding.BELONGS if beside else GroupStanding.LEADS,
                "muted": False,
                "since": at,
            }
            for nth in ids
            for beside in range(IN_A_GROUP)
        ),
    )
    yield (
        GroupReport,
        [
            {"group_id": nth, "author_id": 2, "words": "Deux rues de plus.", "said_at": at}
            for nth in ids
        ],
    )


def _portraits(size: int, at: datetime) -> Iterable[Filled]:
    """Portraits in the rooms, whose people said yes to it."""
    ids = range(1, size + 1)
    yield (
        Portrait,
        [
            {
                "id": nth,
                "community_id": COMMUNITY,
                "member_id": nth + 1,
                "asked_by": 1,
                "state": PortraitState.OPEN,
                "asked_at": at,
                "changed_at": at + timedelta(minutes=nth),
                "photo_words": "",
                "published_at": at + timedelta(days=1),
            }
            for nth in ids
        ],
    )
    yield (
        PortraitAnswer,
        (
            {"portrait_id": nth, "place": place, "question": "Qui es-tu ?", "words": "Une voisine."}
            for nth in ids
            for place in range(1, 6)
        ),
    )
    yield (
        PortraitYes,
        [{"portrait_id": nth, "place": Place.ROOM, "revision": 1, "given_at": at} for nth in ids],
    )


def _calls(members: int, at: datetime) -> Iterable[Filled]:
    """One call that goes on and others that are over, each with entries."""
    ids = range(1, CALLS + 1 + members // 500)
    yield (
        Call,
        [
            {
                "id": nth,
                "community_id": COMMUNITY,
                "maker_id": 1,
                "kind": CallKind.CONTEST,
                "title": f"Photos du jardin {nth}",
                "purpose": "Montrez vos jardins.",
                "rules": "Une photo par personne.",
                "ends_at": START + timedelta(days=200) if nth == 1 else at,
                "secret": False,
                "state": CallState.OPEN if nth == 1 else CallState.OVER,
                "created_at": at,
                "opened_at": at,
                "over_at": None if nth == 1 else at,
            }
            for nth in ids
        ],
    )
    yield (
        CallEntry,
        chain.from_iterable(
            (
                {
                    "call_id": nth,
                    "member_id": 2 + beside % (members - 1),
                    "team": "",
                    "title": f"Tomates {beside}",
                    "words": "Mes tomates.",
                    "state": EntryState.ACCEPTED,
                    "note": "",
                    "place": 1 if nth > 1 and not beside else None,
                    "created_at": at,
                    "sent_at": at,
                }
                for beside in range(ENTRIES + members // 50 if nth == 1 else ENTRIES)
            )
            for nth in ids
        ),
    )


def _visits(members: int, at: datetime) -> Iterable[Filled]:
    """As many series as may go on at once, with hosts and dates that are over."""
    ids = range(1, SERIES + 1)
    yield (
        VisitSeries,
        [
            {
                "id": nth,
                "community_id": COMMUNITY,
                "maker_id": 1,
                "title": f"Café chez… {nth}",
                "rule": "monthly 1sa 10:00",
                "commune": "25056",
                "made_at": at,
                "posted_at": at,
            }
            for nth in ids
        ],
    )
    yield (
        VisitHost,
        [
            {
                "series_id": nth,
                "member_id": 2 + (nth * 10 + beside) % (members - 1),
                "agreed": True,
                "joined_at": at,
                "hosted": 1,
            }
            for nth in ids
            for beside in range(10)
        ],
    )
    yield (
        VisitTurn,
        [
            {
                "series_id": nth,
                "day": (START - timedelta(days=30 * past)).date(),
                "starts_at": START - timedelta(days=30 * past),
            }
            for nth in ids
            for past in TURNS
        ],
    )
