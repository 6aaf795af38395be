"""The register gives the same people as looking at each of them would, in the order of names."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from bot.domain.personal_data import RELAUNCH
from bot.domain.roles import Circle
from bot.domain.words import fold, name_key, name_parts, name_words
from storage.members import Consents, Identities, Members, Registers, registers
from storage.members.member_tables import Member, NamePart
from storage.members.registers import Entry, MemberSearch, Page
from storage.profile import Profiles
from storage.unit_of_work import Database, Store
from tests.register import members_of
from tests.storage.operations.past_stage import community as a_community

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
NAMES = (
    "Ana Dupont",
    "Élodie Le Goff",
    "zoé",
    "Jean-Noël Dupuis",
    "Ana",
    "Œil de Lynx",
    "🌱",
    "李",
)
TYPED = [
    "ANA dupont",
    "ana",
    "Elodie",
    "le goff",
    "jean-noel",
    "Jean",
    "Zoe",
    "œil",
    "oe",
    "🌱",
    "李",
    "?",
]
"""What people type of a name."""
COMMUNES = (None, "25056", "69123")
PEOPLE = 60
HERE = "energie"

Found = list[int]


@pytest.fixture
def community(database: Database) -> int:
    """A community of which everything differs, beside another with the same names."""
    with database.unit() as store:
        here, there = (a_community(store, slug).id for slug in (HERE, "eau"))
        chance = random.Random(7)
        for nth in range(PEOPLE):
            member = store[Members].register(
                f"telegram:{nth}", chance.choice(NAMES), direct=None, at=NOW
            )
            member.commune = chance.choice(COMMUNES)
            member.territory = None if member.commune is None else "Doubs"
            member.seen_on = chance.choice([None, date(2026, 1, 1), date(2026, 11, 1)])
            member.joined_at = NOW - timedelta(days=chance.choice([0, 400]))
            circle = chance.choice(list(Circle))
            place = here if nth % 4 else there
            store[Members].join(member, place, circle, NOW)
            for domain in ("mobility", "waste"):
                if chance.random() < 0.5:
                    store[Profiles].choose(member, place, domain, chosen=True)
            if nth % 3:
                store[Consents].give(member, place, RELAUNCH, version="1", channel="t", at=NOW)
        return here


@pytest.fixture(params=["few", "many"], autouse=True)
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of reading: nearly everything is put in order at once, or nearly nothing is."""
    if request.param == "many":
        monkeypatch.setattr(registers, "FEW", 3)
        for name, value in (("LOOKED_AT", 7), ("AT_ONCE", 4)):
            monkeypatch.setattr(registers, name, value)


SOUGHT = [
    MemberSearch(circle=circle, domain=domain, commune=commune, unseen_since=since, words=words)
    for circle, domain, commune, since, words in product(
        (None, Circle.INFORMED),
        (None, "waste"),
        (None, "25056"),
        (None, date(2026, 6, 1)),
        ((), ("dup",), ("goff", "e")),
    )
] + [
    MemberSearch(territory="Doubs"),
    MemberSearch(territory="Doubs", words=("no",)),
    MemberSearch(commune="01001"),
]


@pytest.mark.slow
def test_every_search_finds_each_member_once_and_in_order(
    database: Database, community: int
) -> None:
    with database.unit() as store:
        everybody = _everybody(store, community)
        for sought in SOUGHT:
            wanted = [each.member.id for each in everybody if _is_sought(each, sought)]

            forward = [_ids(page) for page in _pages(store, community, sought)]
            exported = [
                each for entries in store[Registers].all(community, sought) for each in entries
            ]

            assert [each for page in forward for each in page] == wanted, sought
            assert [each.member.id for each in exported] == wanted
            assert store[Registers].count(community, sought) == len(wanted)


@pytest.mark.slow
def test_pages_are_turned_back_as_they_came(database: Database, community: int) -> None:
    with database.unit() as store:
        for sought in SOUGHT:
            pages = [each for each in _pages(store, community, sought) if each.entries]
            if not pages:
                continue
            back, before = [pages[-1]], pages[-1].earlier
            while before is not None:
                back.append(store[Registers].page(community, sought, most=5, before=before))
                before = back[-1].earlier

            shown = [each for page in back[::-1] for each in _ids(page)]
            assert shown == [each for page in pages for each in _ids(page)], sought


def test_the_total_of_a_page_is_exact_up_to_a_limit(
    database: Database, community: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.unit() as store:
        total = len(_everybody(store, community))
        page = store[Registers].page(community, MemberSearch(), most=5)
        assert (page.total, page.more) == (total, False)

        monkeypatch.setattr(registers, "COUNTED", 20)
        page = store[Registers].page(community, MemberSearch(), most=5)
        assert (page.total, page.more) == (20, True)


@pytest.mark.slow
def test_a_page_reads_only_so_far_and_says_where_to_go_on(
    database: Database, community: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registers, "FEW", 0)
    monkeypatch.setattr(registers, "LOOKED_AT", 4)
    with database.unit() as store:
        everybody = _everybody(store, community)
        last = everybody[-1].member
        last.territory = "Jura"
        store.flush()
        sought = MemberSearch(territory="Jura")

        page = store[Registers].page(community, sought, most=5)

        assert page.entries == []
        assert page.later == everybody[4].member.id
        shown = [each for page in _pages(store, community, sought) for each in _ids(page)]
        assert shown == [last.id]


def test_a_page_that_began_from_a_former_member_is_the_first(
    database: Database, community: int
) -> None:
    with database.unit() as store:
        first = store[Registers].page(community, MemberSearch(), most=5)
        gone = first.entries[-1].member
        store[Members].leave(gone, community, NOW)

        page = store[Registers].page(community, MemberSearch(), most=5, after=gone.id)

        assert page.entries[0].member.id == first.entries[0].member.id
        assert gone.id not in _ids(page)
        assert page.earlier is None


@pytest.mark.slow
def test_parts_of_names_follow_all_changes(database: Database, community: int) -> None:
    with database.unit() as store:
        kept, gone, erased = (
            store[Members].register(f"matrix:@{name}", name, direct=None, at=NOW)
            for name in ("Rose Petit", "Rosa Petit", "Remi")
        )
        other = a_community(store, "autre").id
        for member, place in ((kept, community), (gone, community), (gone, other), (erased, other)):
            store[Members].join(member, place, Circle.INFORMED, NOW)
        store.flush()
        kept.name = "Rose Grand"
        store.flush()
        assert _parts(store, kept) == _expected("Rose Grand", community)

        store.merge(kept, gone)
        store.erase(erased)
        store.flush()

        assert _parts(store, kept) == _expected("Rose Grand", community, other)
        assert _parts(store, gone) == _parts(store, erased) == set()
        store[Members].leave(kept, other, NOW)
        assert _parts(store, kept) == _expected("Rose Grand", community)


@pytest.mark.slow
def test_a_member_by_number_is_one_of_this_community(database: Database, community: int) -> None:
    with database.unit() as store:
        [ana, *_] = _everybody(store, community)
        stranger = store[Members].register("matrix:@x", "X", direct=None, at=NOW)

        found = store[Registers].numbered(community, ana.member.id)

        assert found is not None
        assert [each.address for each in found.accounts] == [
            each.address for each in store[Identities].of(ana.member)
        ]
        assert store[Registers].numbered(community, stranger.id) is None


def _pages(store: Store, community: int, sought: MemberSearch) -> Iterator[Page]:
    after: int | None = None
    while True:
        page = store[Registers].page(community, sought, most=5, after=after)
        yield page
        if page.later is None:
            return
        after = page.later


def test_a_name_is_found_as_by_looking_at_each(database: Database, community: int) -> None:
    with database.unit() as store:
        everybody = members_of(store, community)
        for typed in TYPED:
            called = store[Members].called(community, typed)
            wanted = fold(typed)
            named = [each.id for each in everybody if fold(each.name) == wanted]
            begun = [each.id for each in everybody if fold(each.name).split()[0] == wanted]
            assert [each.id for each in called] == (named or begun), typed


def test_of_more_namesakes_than_one_can_choose_from_some_are_named(
    database: Database, community: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.members.members.MOST_NAMESAKES", 2)
    with database.unit() as store:
        for nth in range(3):
            other = store[Members].register(f"telegram:9{nth}", "Luc Petit", direct=None, at=NOW)
            store[Members].join(other, community, Circle.CITIZEN, NOW)
        assert len(store[Members].called(community, "luc")) == 2


def _everybody(store: Store, community: int) -> list[Entry]:
    """Each of them, put in order here."""
    entries = []
    for member in members_of(store, community):
        belonging = store[Members].membership(member, community)
        assert belonging is not None
        domains = store[Profiles].domains(member, community)
        agreed = bool(store[Consents].of(member, community, RELAUNCH))
        entries.append(Entry(member, belonging, domains, shows_last_seen=agreed))
    return sorted(entries, key=lambda each: (name_key(each.member.name).encode(), each.member.id))


def _is_sought(entry: Entry, sought: MemberSearch) -> bool:
    member, belonging = entry.member, entry.belonging
    seen = member.seen_on or member.joined_at.date()
    words = name_words(name_key(member.name))
    return all(
        (
            sought.circle is None or belonging.circle == sought.circle,
            sought.domain is None or sought.domain in entry.domains,
            sought.commune is None or member.commune == sought.commune,
            sought.territory is None or member.territory == sought.territory,
            sought.unseen_since is None or (entry.shows_last_seen and seen < sought.unseen_since),
            all(any(each.startswith(word) for each in words) for word in sought.words),
        )
    )


def _ids(page: Page) -> Found:
    return [each.member.id for each in page.entries]


def _parts(store: Store, member: Member) -> set[tuple[int, str]]:
    wanted = select(NamePart.community_id, NamePart.part).where(NamePart.member_id == member.id)
    return {(community, part) for community, part in store._session.execute(wanted)}


def _expected(name: str, *communities: int) -> set[tuple[int, str]]:
    return set(product(communities, name_parts(name)))
