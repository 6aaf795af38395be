"""Searches of the directory find the same on both databases."""

from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from bot.domain.directory import Organisation
from bot.domain.personal_data import DIRECTORY
from bot.domain.roles import Circle
from storage.directory import (
    DirectorySearch,
    MemberWords,
    OrganisationListRow,
    OrganisationLists,
    Organisations,
    SoughtWord,
    VisibleMembers,
)
from storage.members import Consents, Members
from storage.profile import Profiles
from storage.unit_of_work import Database, Store
from tests.databases import Fresh
from tests.storage.communities.new_community import new_community

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HERE, ELSEWHERE = 1, 2


def settle(store: Store) -> None:
    """Two communities; Ana and Zoé are found here, Zed elsewhere only, and Max is 17."""
    for slug in ("energie", "eau"):
        new_community(store, slug)
    people = (
        ("Zoé Martin", "Je répare des vélos", True, HERE),
        ("ana Le Goff", "Rénovations", True, HERE),
        ("Zed", "Vélo", True, ELSEWHERE),
        ("Max", "Vélo", False, HERE),
    )
    for nth, (name, about, adult, visible_in) in enumerate(people, 1):
        member = store[Members].register(f"telegram:{nth}", name, direct=None, at=NOW)
        member.about, member.adult = about, adult
        for community in (HERE, ELSEWHERE):
            store[Members].join(member, community, Circle.INFORMED, NOW)
        store[Profiles].show(member, visible_in, "name")
        store[Consents].give(member, visible_in, DIRECTORY, version="1", channel="telegram", at=NOW)
        store[Profiles].choose(member, HERE, "mobility", chosen=nth != 1)


def found(store: Store, *words: SoughtWord, domain: str | None = None) -> list[int]:
    rows = store[VisibleMembers].found(HERE, DirectorySearch(domain=domain, words=words))
    return [member_id for member_id, _ in rows]


def test_members_are_found_where_they_chose_it(database: Database) -> None:
    with database.unit() as store:
        settle(store)

        assert store[VisibleMembers].count(HERE) == 2
        assert found(store) == [2, 1], "by name, whatever their capitals"
        assert found(store, SoughtWord("velo", ("velo",))) == [1]
        assert found(store, SoughtWord("goff")) == [2]
        assert found(store, SoughtWord("mart"), SoughtWord("velo", ("velo",))) == [1]
        assert found(store, SoughtWord("x", domains=("mobility",))) == [2]
        assert found(store, domain="mobility") == [2]
        entries = store[VisibleMembers].entries(HERE, [4, 3, 1])
        assert [each.member.id for each in entries] == [1]


def test_the_indexed_words_of_members_follow_their_profiles(database: Database) -> None:
    with database.unit() as store:
        settle(store)
        member = store[Members].get(1)
        assert member is not None

        member.about = ""
        store._session.flush()

        assert found(store, SoughtWord("velo", ("velo",))) == []
        kept = store._session.scalars(select(MemberWords.member_id)).all()
        assert set(kept) == {2, 3, 4}


def test_a_removed_organisation_stays_known_as_removed(database: Database) -> None:
    with database.unit() as store:
        settle(store)
        of = store[OrganisationLists].add(
            OrganisationListRow(
                community_id=HERE, member_id=1, source="Annuaire", file_name="", made_at=NOW
            )
        )
        organisations = store[Organisations]
        organisations.add(
            of, [Organisation(2, "Vélo-école", "Apprendre", "39198"), Organisation(3, "énergie")]
        )

        assert [each.commune for each in organisations.listed(HERE)] == [None, "39198"]
        [school] = organisations.listed(HERE, ("velo",))
        [row] = organisations.these(HERE, [school.id])
        assert organisations.these(ELSEWHERE, [school.id]) == []
        organisations.remove(row)
        assert len(organisations.removed_keys(HERE)) == organisations.count(HERE) == 1
        assert organisations.remove_list(of.id) == 1
        assert organisations.keys(HERE) == set()


@pytest.mark.postgres
def test_postgresql_plans_a_search_by_its_words(fresh_database: Fresh) -> None:
    with closing(Database(fresh_database("postgresql"))) as database, database.unit() as store:
        store[VisibleMembers].found(HERE, DirectorySearch())
        modes = [store._session.scalar(text("SHOW plan_cache_mode"))]
        store._session.commit()
        modes.append(store._session.scalar(text("SHOW plan_cache_mode")))

    assert modes == ["force_custom_plan", "auto"]
