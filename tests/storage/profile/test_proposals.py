"""Proposals when people are merged or erased."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.personal_data import RetentionPeriods
from bot.domain.roles import Circle
from storage.communities import Communities, Community
from storage.members.member_tables import Member
from storage.members.members import Members
from storage.profile import Proposal, Proposals
from storage.unit_of_work import Database, Store

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A unit of work with a community and three members: Ana, Zoé and Zed."""
    opened = Database(database_url)
    with opened.unit() as unit:
        community = Community(
            slug="energie",
            name="Énergie",
            locale="fr",
            timezone="Europe/Paris",
            digest="",
            polls_by="members",
        )
        unit[Communities].add(community)
        for nth, name in enumerate(("Ana", "Zoé", "Zed"), start=1):
            member = unit[Members].register(f"telegram:{nth}", name, direct=None, at=NOW)
            unit[Members].join(member, community.id, Circle.INFORMED, NOW)
        yield unit
    opened.close()


def member(store: Store, name: str) -> Member:
    found = store._session.scalar(select(Member).where(Member.name == name))
    assert found is not None
    return found


def propose(store: Store, whom: str, circle: Circle, by: str = "Ana") -> Proposal:
    proposer = member(store, by).id
    return store[Proposals].put(
        1, member(store, whom).id, circle, proposer_id=proposer, expires_at=LATER
    )


def left(store: Store) -> list[tuple[int, int | None, str]]:
    store._session.expire_all()
    rows = store._session.scalars(select(Proposal).order_by(Proposal.id)).all()
    return [(row.member_id, row.proposer_id, row.circle) for row in rows]


def test_an_id_is_never_given_twice(store: Store) -> None:
    ids = [propose(store, "Zoé", circle).id for circle in Circle]
    assert len(set(ids)) == len(ids)


def test_a_proposal_to_either_of_two_members_is_kept_when_they_are_merged(store: Store) -> None:
    propose(store, "Zed", Circle.ENGAGED)

    store.merge(member(store, "Zoé"), member(store, "Zed"))

    assert left(store) == [(2, 1, "engaged")]


def test_the_proposal_to_the_kept_member_stays_after_a_merge(store: Store) -> None:
    propose(store, "Zed", Circle.ENGAGED)
    propose(store, "Zoé", Circle.CITIZEN)

    store.merge(member(store, "Zoé"), member(store, "Zed"))

    assert left(store) == [(2, 1, "citizen")]


def test_nobody_proposes_to_themselves_by_a_merge(store: Store) -> None:
    propose(store, "Zoé", Circle.ENGAGED, by="Zed")

    store.merge(member(store, "Zoé"), member(store, "Zed"))

    assert left(store) == []


def test_a_proposal_stays_without_a_name_when_its_author_is_erased(store: Store) -> None:
    propose(store, "Zoé", Circle.ENGAGED)

    store.erase(member(store, "Ana"))

    assert left(store) == [(2, None, "engaged")]


def test_proposals_to_a_person_go_with_them(store: Store) -> None:
    propose(store, "Zoé", Circle.ENGAGED)

    store.erase(member(store, "Zoé"))

    assert left(store) == []


def test_a_proposal_is_purged_once_its_time_is_over(store: Store) -> None:
    proposal = propose(store, "Zoé", Circle.ENGAGED)

    store.purge(LATER - timedelta(seconds=1), RetentionPeriods())
    assert store[Proposals].get(proposal.id, NOW) is not None
    assert store[Proposals].get(proposal.id, LATER) is None
    assert store[Proposals].waiting(1, 2, LATER) is None
    store.purge(LATER, RetentionPeriods())
    assert left(store) == []
