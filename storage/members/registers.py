"""The register of a community as gardeners read it, by pages and searched.

A community may have 100,000 members, and a page of it costs as much as one of 1,000: what few
members share is looked up by itself and put in order; what many share is met soon enough while
names are read in their order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.domain.personal_data import DIRECTORY, RELAUNCH
from bot.domain.roles import Circle
from storage.base import table
from storage.members.member_tables import (
    Consent,
    Identity,
    Member,
    MemberDomain,
    Membership,
    NamePart,
    agreed,
)
from storage.repository import Repository

_members, _memberships, _consents = table(Member), table(Membership), table(Consent)

CHOSE_TO_BE_FOUND = and_(
    _members.c.id == _memberships.c.member_id,
    _members.c.adult.is_(True),
    _memberships.c.visible != "no",
    exists()
    .where(
        _consents.c.member_id == _memberships.c.member_id,
        _consents.c.community_id == _memberships.c.community_id,
        _consents.c.purpose == DIRECTORY,
        _consents.c.withdrawn_at.is_(None),
    )
    .correlate(_memberships),
)
"""Joins an adult to the membership in which they are visible, with the consent in force."""


FEW = 1000
"""The most members that are put in order at once; with more, conditions are checked by name.

Half as many where each has to be looked up in the community as well.
"""
_END = "\U0010ffff"
NAMES = aliased(NamePart, name="names")
Filter = tuple[Select[int], ColumnElement[bool], str, int]
"""A part of a search: ids that it finds, its condition, its word, how many of it are few."""
Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class MemberSearch:
    """A search: all fields that are set must hold."""

    circle: Circle | None = None
    domain: str | None = None
    commune: str | None = None
    territory: str | None = None
    unseen_since: date | None = None
    """Last seen before that day, or joined before it and never seen.

    Only those who agreed to be asked how they are: nobody else is shown as silent.
    """
    words: tuple[str, ...] = ()
    """Each begins a word of the name."""

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """The names to read for a search, and the conditions to check for each."""

    few: Select[int] | None = None
    """The ids of a few members; else all are read that have a word which begins with `word`."""
    word: str = ""
    """Empty: all names are read."""
    left: Conditions = ()
    """The conditions to check."""
    count: int | None = None
    """The number of members found, where it is known."""
    more_than: int = 0
    """Else one condition finds more than so many."""


def filters(community_id: int, sought: MemberSearch) -> Iterator[Filter]:
    """The parts of a search that are set."""
    if sought.circle is not None:
        here = Membership.community_id == community_id
        yield _filter_by(Membership.member_id, here, Membership.circle == sought.circle)
    if sought.domain is not None:
        here = MemberDomain.community_id == community_id
        yield _filter_by(MemberDomain.member_id, here, MemberDomain.domain == sought.domain)
    belongs = exists().where(
        Membership.member_id == Member.id, Membership.community_id == community_id
    )
    for column, value in ((Member.commune, sought.commune), (Member.territory, sought.territory)):
        if value is not None:
            yield _filter_by(Member.id, column == value, belongs=belongs)
    since = sought.unseen_since
    if since is not None:
        joined_before = Member.joined_at < datetime.combine(since, time(), UTC)
        unseen = or_(Member.seen_on < since, and_(Member.seen_on.is_(None), joined_before))
        yield _filter_by(Member.id, unseen, agreed(community_id, RELAUNCH), belongs=belongs)
    for word in sought.words:
        begun = _begun(NamePart, word)
        ids = select(NamePart.member_id).where(NamePart.community_id == community_id, begun)
        yield ids.distinct(), _has(community_id, begun), word, FEW


def _filter_by(
    of: InstrumentedAttribute[int],
    *conditions: ColumnElement[bool],
    belongs: ColumnElement[bool] | None = None,
) -> Filter:
    """A part by conditions on a column; members found must also belong to the community."""
    ids = select(of).where(*conditions)
    holds = ids.where(of == NAMES.member_id).correlate(NAMES).exists()
    if belongs is None:
        return ids, holds, "", FEW
    return ids.where(belongs), holds, "", FEW // 2


def scope_of(community_id: int, plan: SearchPlan) -> Conditions:
    """Conditions that give each name once: whole, or from its first word that begins so."""
    here = NAMES.community_id == community_id
    if plan.few is not None:
        # The sum keeps SQLite from reading the names of everybody to find these.
        these = NAMES.member_id.in_(plan.few)
        return these, NAMES.community_id + 0 == community_id, NAMES.nth == 0
    if not plan.word:
        return here, NAMES.nth == 0
    earlier = _has(community_id, and_(_begun(NamePart, plan.word), NamePart.part < NAMES.part))
    return here, _begun(NAMES, plan.word), ~earlier


def _begun(parts: type[NamePart], word: str) -> ColumnElement[bool]:
    return and_(parts.part >= word, parts.part < word + _END)


def _has(community_id: int, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """True if a part of the name meets the condition."""
    # The sum keeps SQLite from reading the parts of everybody for each member.
    theirs = (NamePart.member_id == NAMES.member_id, NamePart.community_id + 0 == community_id)
    return select(NamePart.nth).where(*theirs, condition).correlate(NAMES).exists()


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Members who joined within some days."""

    latest: Sequence[tuple[int, str]]
    """Ids and names of the last ones, the latest first."""
    count: int


COUNTED = 10_000
"""The most members that are counted for a page."""
LOOKED_AT = 1000
"""The most names that are read for a page; of those found by a word, a tenth of it."""
AT_ONCE = 500

Place = tuple[str, int]
"""A position in the register: by name, and by id among namesakes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One member, with their choices in this community and their accounts."""

    member: Member
    belonging: Membership
    domains: Sequence[str] = ()
    accounts: Sequence[Identity] = ()
    shows_last_seen: bool = False
    """They agreed that gardeners see when they were last here."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some members in the order of their names."""

    entries: Sequence[Entry]
    total: int | None
    """None where it is not known."""
    more: bool
    """The total is only the least."""
    earlier: int | None = None
    """The id of the member from which the page before this one begins."""
    later: int | None = None
    """Likewise of the page after it."""


class Registers(Repository):
    """The members of a community."""

    def page(
        self,
        community_id: int,
        sought: MemberSearch,
        *,
        most: int,
        after: int | None = None,
        before: int | None = None,
    ) -> Page:
        """The members `after` one, or `before`; the first ones where neither is said or known."""
        plan = self._plan(community_id, sought)
        beside = after if after is not None else before
        place = None if beside is None else self._place(community_id, beside, plan.word)
        back = before is not None and place is not None
        stop = self._stop(community_id, plan, place, back=back)
        found = self._read(community_id, plan, place, most + 1, back=back, stop=stop)
        if len(found) > most:
            stop = found[most - 1]
        ids = [member_id for _, member_id in sorted(found[:most])]
        ahead = None if stop is None else stop[1]
        behind = None
        if ids and place is not None:
            behind = ids[-1] if back else ids[0]
        earlier, later = (ahead, behind) if back else (behind, ahead)
        total, more = self._about(community_id, plan)
        return Page(self.entries(community_id, ids), total, more, earlier, later)

    def newcomers(
        self,
        community_id: int,
        since: datetime,
        until: datetime,
        *,
        without: Collection[int],
        most: int,
    ) -> Newcomers:
        """Who joined between two moments."""
        joined = (
            select(Member.id, Member.name)
            .join(Membership, Membership.member_id == Member.id)
            .where(
                Membership.community_id == community_id,
                Membership.joined_at >= since,
                Membership.joined_at < until,
                Member.id.not_in(without),
            )
        )
        count = self._session.scalar(select(func.count()).select_from(joined.subquery())) or 0
        latest = joined.order_by(Membership.joined_at.desc(), Member.id.desc()).limit(most)
        rows = self._session.execute(latest).all()
        return Newcomers([(row.id, row.name) for row in rows], count)

    def numbered(self, community_id: int, member_id: int) -> Entry | None:
        """A member by id, with all that may be shown of them; None outside the community."""
        return next(iter(self.entries(community_id, [member_id], whole=True)), None)

    def count(self, community_id: int, sought: MemberSearch) -> int:
        """The exact number of the members sought, however long it takes."""
        return self._counted(community_id, self._plan(community_id, sought))

    def all(self, community_id: int, sought: MemberSearch) -> Iterator[Sequence[Entry]]:
        """Everybody who is meant, with all that may be shown of them, some at a time."""
        plan = self._plan(community_id, sought)
        place: Place | None = None
        while places := self._read(community_id, plan, place, AT_ONCE):
            yield self.entries(community_id, [each for _, each in places], whole=True)
            place = places[-1]

    # The members sought

    def _plan(self, community_id: int, sought: MemberSearch) -> SearchPlan:
        """Find what fewest members share; the rest is asked of each of them."""
        few: list[tuple[int, Filter]] = []
        words: list[Filter] = []
        others: list[Filter] = []
        for each in filters(community_id, sought):
            ids, few_of_it = each[0], each[3]
            counted = select(func.count()).select_from(ids.limit(few_of_it + 1).subquery())
            count = self._session.scalar(counted) or 0
            if count <= few_of_it:
                few.append((count, each))
            else:
                (words if each[2] else others).append(each)
        few.sort(key=lambda each: each[0])
        words.sort(key=lambda each: -len(each[2]))
        ranked = [*(each for _, each in few), *words, *others]
        led = bool(few or words)
        left = [holds for _, holds, *_ in (ranked[1:] if led else ranked)]
        if few:
            return SearchPlan(few=ranked[0][0], left=left, count=None if left else few[0][0])
        word = ranked[0][2] if led else ""
        return SearchPlan(word=word, left=left, more_than=ranked[0][3] if ranked else 0)

    def _place(self, community_id: int, member_id: int, word: str) -> Place | None:
        own = NAMES.member_id == member_id
        scope = scope_of(community_id, SearchPlan(word=word))
        part = self._session.scalar(select(NAMES.part).where(own, *scope))
        return None if part is None else (part, member_id)

    # A page

    def _stop(
        self, community_id: int, plan: SearchPlan, place: Place | None, *, back: bool
    ) -> Place | None:
        """The last name that is read; None where it need not be said."""
        if plan.few is not None or not plan.left:
            return None
        far = LOOKED_AT // 10 if plan.word else LOOKED_AT
        everybody = SearchPlan(word=plan.word)
        found = self._read(community_id, everybody, place, 1, back=back, skipped=far)
        return found[0] if found else None

    def _counted(self, community_id: int, plan: SearchPlan) -> int:
        if plan.count is not None:
            return plan.count
        counted = select(func.count()).where(*scope_of(community_id, plan), *plan.left)
        return self._session.scalar(counted) or 0

    def _about(self, community_id: int, plan: SearchPlan) -> tuple[int | None, bool]:
        """The number of members as far as it is cheap to know, and whether there are more."""
        if plan.few is not None:
            return self._counted(community_id, plan), False
        broad = len(plan.left) + bool(plan.word)
        if broad:
            return (plan.more_than, True) if broad == 1 else (None, False)
        some = select(Membership.member_id).where(Membership.community_id == community_id)
        counted = select(func.count()).select_from(some.limit(COUNTED + 1).subquery())
        total = self._session.scalar(counted) or 0
        return min(total, COUNTED), total > COUNTED

    def _read(  # noqa: PLR0913 - from where, how far
        self,
        community_id: int,
        plan: SearchPlan,
        place: Place | None,
        most: int,
        *,
        back: bool = False,
        stop: Place | None = None,
        skipped: int = 0,
    ) -> Sequence[Place]:
        """Read names on from a place, or back, the nearest first, as far as where to `stop`."""
        columns = (NAMES.part, NAMES.member_id)
        names = select(*columns).where(*scope_of(community_id, plan), *plan.left)
        here = tuple_(*columns)
        if place is not None:
            begin = tuple_(*map(literal, place))
            names = names.where(here < begin if back else here > begin)
        if stop is not None:
            end = tuple_(*map(literal, stop))
            names = names.where(here >= end if back else here <= end)
        order = [each.desc() for each in columns] if back else columns
        rows = self._session.execute(names.order_by(*order).offset(skipped).limit(most))
        return [(part, member_id) for part, member_id in rows]

    # Entries

    def entries(
        self, community_id: int, ids: Sequence[int], *, whole: bool = False
    ) -> Sequence[Entry]:
        """Members of a community in this order; as a `whole`, with domains and accounts."""
        rows = self._session.execute(
            select(Member, Membership)
            .join(Membership, Membership.member_id == Member.id)
            .where(Member.id.in_(ids), Membership.community_id + 0 == community_id)
        )
        found = {member.id: (member, belonging) for member, belonging in rows}
        domains: Mapping[int, Sequence[str]] = {}
        accounts: Mapping[int, Sequence[Identity]] = {}
        shown: Collection[int] = ()
        if whole:
            domains, accounts = self._domains(community_id, ids), self._accounts(ids)
            told = select(Member.id).where(Member.id.in_(ids), agreed(community_id, RELAUNCH))
            shown = set(self._session.scalars(told))
        return [
            Entry(*found[each], domains.get(each, ()), accounts.get(each, ()), each in shown)
            for each in ids
            if each in found
        ]

    def _domains(self, community_id: int, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        rows = self._session.execute(
            select(MemberDomain.member_id, MemberDomain.domain)
            .where(MemberDomain.member_id.in_(ids), MemberDomain.community_id + 0 == community_id)
            .order_by(MemberDomain.domain)
        )
        for member_id, domain in rows:
            found[member_id].append(domain)
        return found

    def _accounts(self, ids: Sequence[int]) -> Mapping[int, Sequence[Identity]]:
        found: dict[int, list[Identity]] = defaultdict(list)
        rows = self._session.scalars(
            select(Identity).where(Identity.member_id.in_(ids)).order_by(Identity.address)
        )
        for identity in rows:
            found[identity.member_id].append(identity)
        return found
