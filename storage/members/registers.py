"""The register of a community as those who tend it read it: by pages, searched, sifted.

A community may have 100,000 members, and a page of it costs as much as one of 1,000: what few
members share is looked up by itself and put in order; what many share is met soon enough while
names are read in their order.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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

from bot.domain.roles import Circle
from storage.members.member_tables import Identity, Member, MemberDomain, Membership
from storage.members.names import NamePart
from storage.repository import Repository

FEW = 1000
"""So many members are put in order at once; what more share is asked while names are read.

Half as many where each has to be looked up in the community as well.
"""
COUNTED = 10_000
"""How far all members are counted for a page."""
LOOKED_AT = 1000
"""How many names are read for a page at most; of those found by a word, a tenth of it."""
AT_ONCE = 500
_END = "\U0010ffff"

_names = aliased(NamePart, name="names")
_Filter = tuple[Select[int], ColumnElement[bool], str, int]
"""Whom a part of what is sought finds, what it asks of one, its word, how many of it are few."""
Conditions = Sequence[ColumnElement[bool]]
Place = tuple[str, int]
"""Where somebody stands in the register: by name, and by id among namesakes."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Who is looked for: all that is set must hold.

    Each of the `words` begins a word of the name. `unseen_since` finds those who were last seen
    before that day, or who joined before it and were never seen.
    """

    circle: Circle | None = None
    domain: str | None = None
    commune: str | None = None
    territory: str | None = None
    unseen_since: date | None = None
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True, slots=True)
class Entry:
    """One member, what they chose here, and what is known of them beside."""

    member: Member
    belonging: Membership
    domains: Sequence[str] = ()
    accounts: Sequence[Identity] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Some members in the order of their names.

    `total` is None where it is not known, and `more` tells that it is only the least. `earlier` and
    `later` are the ids of the members that the pages beside this one begin from.
    """

    entries: Sequence[Entry]
    total: int | None
    more: bool
    earlier: int | None = None
    later: int | None = None


@dataclass(frozen=True, slots=True)
class _Sifted:
    """Whose names are read, and what is `left` to ask of each.

    They are those of a `few`, else all that have a word which begins with `word`, else all. The
    `count` is told where it is known; else one thing that is sought finds `more_than` so many.
    """

    few: Select[int] | None = None
    word: str = ""
    left: Conditions = ()
    count: int | None = None
    more_than: int = 0


class Registers(Repository):
    """Who belongs to a community."""

    def page(
        self,
        community_id: int,
        sought: Sought,
        *,
        most: int,
        after: int | None = None,
        before: int | None = None,
    ) -> Page:
        """The members `after` one, or `before`; the first ones where neither is said or known."""
        sifted = self._sifted(community_id, sought)
        beside = after if after is not None else before
        place = None if beside is None else self._place(community_id, beside, sifted.word)
        back = before is not None and place is not None
        stop = self._stop(community_id, sifted, place, back=back)
        found = self._read(community_id, sifted, place, most + 1, back=back, stop=stop)
        if len(found) > most:
            stop = found[most - 1]
        ids = [member_id for _, member_id in sorted(found[:most])]
        ahead = None if stop is None else stop[1]
        behind = None
        if ids and place is not None:
            behind = ids[-1] if back else ids[0]
        earlier, later = (ahead, behind) if back else (behind, ahead)
        total, more = self._about(community_id, sifted)
        return Page(self._entries(community_id, ids), total, more, earlier, later)

    def numbered(self, community_id: int, member_id: int) -> Entry | None:
        """A member by id, with all that may be shown of them; None outside the community."""
        return next(iter(self._entries(community_id, [member_id], whole=True)), None)

    def count(self, community_id: int, sought: Sought) -> int:
        """How many are meant, exactly, however long it takes."""
        return self._counted(community_id, self._sifted(community_id, sought))

    def all(self, community_id: int, sought: Sought) -> Iterator[Sequence[Entry]]:
        """Everybody who is meant, with all that may be shown of them, some at a time."""
        sifted = self._sifted(community_id, sought)
        place: Place | None = None
        while places := self._read(community_id, sifted, place, AT_ONCE):
            yield self._entries(community_id, [each for _, each in places], whole=True)
            place = places[-1]

    # Which members

    def _sifted(self, community_id: int, sought: Sought) -> _Sifted:
        """Find what fewest members share; the rest is asked of each of them."""
        few: list[tuple[int, _Filter]] = []
        words: list[_Filter] = []
        others: list[_Filter] = []
        for each in _filters(community_id, sought):
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
            return _Sifted(few=ranked[0][0], left=left, count=None if left else few[0][0])
        word = ranked[0][2] if led else ""
        return _Sifted(word=word, left=left, more_than=ranked[0][3] if ranked else 0)

    def _place(self, community_id: int, member_id: int, word: str) -> Place | None:
        own = _names.member_id == member_id
        scope = _scope(community_id, _Sifted(word=word))
        part = self._session.scalar(select(_names.part).where(own, *scope))
        return None if part is None else (part, member_id)

    # A page

    def _stop(
        self, community_id: int, sifted: _Sifted, place: Place | None, *, back: bool
    ) -> Place | None:
        """How far names are read at most; None where it need not be said."""
        if sifted.few is not None or not sifted.left:
            return None
        far = LOOKED_AT // 10 if sifted.word else LOOKED_AT
        everybody = _Sifted(word=sifted.word)
        found = self._read(community_id, everybody, place, 1, back=back, skipped=far)
        return found[0] if found else None

    def _counted(self, community_id: int, sifted: _Sifted) -> int:
        if sifted.count is not None:
            return sifted.count
        counted = select(func.count()).where(*_scope(community_id, sifted), *sifted.left)
        return self._session.scalar(counted) or 0

    def _about(self, community_id: int, sifted: _Sifted) -> tuple[int | None, bool]:
        """How many there are as far as it is cheap to know, and whether there are more."""
        if sifted.few is not None:
            return self._counted(community_id, sifted), False
        broad = len(sifted.left) + bool(sifted.word)
        if broad:
            return (sifted.more_than, True) if broad == 1 else (None, False)
        some = select(Membership.member_id).where(Membership.community_id == community_id)
        counted = select(func.count()).select_from(some.limit(COUNTED + 1).subquery())
        total = self._session.scalar(counted) or 0
        return min(total, COUNTED), total > COUNTED

    def _read(  # noqa: PLR0913 - from where, how far
        self,
        community_id: int,
        sifted: _Sifted,
        place: Place | None,
        most: int,
        *,
        back: bool = False,
        stop: Place | None = None,
        skipped: int = 0,
    ) -> Sequence[Place]:
        """Read names on from a place, or back, the nearest first, as far as where to `stop`."""
        columns = (_names.part, _names.member_id)
        names = select(*columns).where(*_scope(community_id, sifted), *sifted.left)
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

    # What is told of them

    def _entries(
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
        if whole:
            domains, accounts = self._domains(community_id, ids), self._accounts(ids)
        return [
            Entry(*found[each], domains.get(each, ()), accounts.get(each, ()))
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


def _filters(community_id: int, sought: Sought) -> Iterator[_Filter]:
    """What is sought, each part as the ids of the members it finds, and as what it asks of one."""
    if sought.circle is not None:
        here = Membership.community_id == community_id
        yield _both(Membership.member_id, here, Membership.circle == sought.circle)
    if sought.domain is not None:
        here = MemberDomain.community_id == community_id
        yield _both(MemberDomain.member_id, here, MemberDomain.domain == sought.domain)
    belongs = exists().where(
        Membership.member_id == Member.id, Membership.community_id == community_id
    )
    for column, value in ((Member.commune, sought.commune), (Member.territory, sought.territory)):
        if value is not None:
            yield _both(Member.id, column == value, belongs=belongs)
    if sought.unseen_since is not None:
        yield _both(Member.id, _unseen(sought.unseen_since), belongs=belongs)
    for word in sought.words:
        begun = _begun(NamePart, word)
        ids = select(NamePart.member_id).where(NamePart.community_id == community_id, begun)
        yield ids.distinct(), _has(community_id, begun), word, FEW


def _both(
    of: InstrumentedAttribute[int],
    *conditions: ColumnElement[bool],
    belongs: ColumnElement[bool] | None = None,
) -> _Filter:
    """The members whom the conditions find, who also `belong` here; whose names are read, do."""
    ids = select(of).where(*conditions)
    holds = ids.where(of == _names.member_id).correlate(_names).exists()
    if belongs is None:
        return ids, holds, "", FEW
    return ids.where(belongs), holds, "", FEW // 2


def _scope(community_id: int, sifted: _Sifted) -> Conditions:
    """Each name once: as a whole, or from its first word that begins so."""
    here = _names.community_id == community_id
    if sifted.few is not None:
        # The sum keeps SQLite from reading the names of everybody to find these.
        these = _names.member_id.in_(sifted.few)
        return these, _names.community_id + 0 == community_id, _names.nth == 0
    if not sifted.word:
        return here, _names.nth == 0
    earlier = _has(community_id, and_(_begun(NamePart, sifted.word), NamePart.part < _names.part))
    return here, _begun(_names, sifted.word), ~earlier


def _begun(parts: type[NamePart], word: str) -> ColumnElement[bool]:
    return and_(parts.part >= word, parts.part < word + _END)


def _has(community_id: int, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether one of the parts of somebody's name is so."""
    # The sum keeps SQLite from reading the parts of everybody for each member.
    theirs = (NamePart.member_id == _names.member_id, NamePart.community_id + 0 == community_id)
    return select(NamePart.nth).where(*theirs, condition).correlate(_names).exists()


def _unseen(since: date) -> ColumnElement[bool]:
    joined_before = Member.joined_at < datetime.combine(since, time(), UTC)
    return or_(Member.seen_on < since, and_(Member.seen_on.is_(None), joined_before))
