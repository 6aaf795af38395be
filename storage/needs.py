"""Needs and offers of members: tables, filters, repository, figures, and members near them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.needs import KEPT_FOR, Need, NeedKind, NeedReader, NeedReaders, NeedState
from bot.domain.words import search_tokens
from storage.base import Base, Choice, from_row, table
from storage.digest import LetterItems
from storage.introductions import introduced_since
from storage.members import CHOSE_TO_BE_FOUND, Member, MemberDomain, Membership
from storage.outbound import report_change
from storage.ownership import owned_by_member, told_number
from storage.repository import Repository
from storage.retention import kept_for
from storage.revisions import Revised
from storage.statements import FullText, is_sqlite

_members, _memberships = table(Member), table(Membership)
_domains = table(MemberDomain)


class NeedRow(Base):
    """A need or an offer; one that is over keeps its number, without its words."""

    __revised__ = Revised(
        "need",
        by=(
            *("kind", "words", "domain", "commune", "radius_km", "ends_on", "readers"),
            "for_region",
        ),
        apart=(
            *("id", "community_id", "author_id", "state", "created_at", "closed_at"),
            *("noted_at", "asked_on", "group_id"),
        ),
    )
    __tablename__ = "needs"
    __table_args__ = (
        Index("ix_needs_listed", "community_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    author_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="needs"),
    )
    kind: Mapped[NeedKind] = mapped_column(Choice(NeedKind))
    words: Mapped[str]
    domain: Mapped[str | None]
    commune: Mapped[str | None]
    """The INSEE code."""
    radius_km: Mapped[int | None]
    ends_on: Mapped[date] = mapped_column(index=True)
    readers: Mapped[NeedReaders] = mapped_column(Choice(NeedReaders))
    for_region: Mapped[bool]
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("working_groups.id"), index=True, info=told_number()
    )
    """The working group whose members alone read it."""
    state: Mapped[NeedState] = mapped_column(Choice(NeedState))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(info=kept_for(KEPT_FOR))
    noted_at: Mapped[datetime | None]
    asked_on: Mapped[date | None]


class NeedWords(Base):
    """The words of an open need, without accents and endings; they go with it."""

    __tablename__ = "need_words"

    need_id: Mapped[int] = mapped_column(
        ForeignKey("needs.id", ondelete="CASCADE"), primary_key=True
    )
    tokens: Mapped[str]
    """With blanks between them: see `storage.statements.dialects.stored_tokens`."""


NEEDS = table(NeedRow)
COLUMNS = tuple(NEEDS.c[each.name] for each in fields(Need))
"""The columns of a `Need`."""


NEED_TEXT = FullText(table(NeedWords), "full_text_needs")


_ADULT = NEEDS.c.author_id.in_(select(_members.c.id).where(_members.c.adult.is_(True)))
"""Members of 15 to 17 years are shown nowhere, even with older publications."""
_FOR_MEMBERS = NEEDS.c.readers == NeedReaders.MEMBERS


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFilter:
    """Filter of open needs."""

    day: date
    """Needs whose last day is this one or a later one."""
    reader: NeedReader | None = None
    """Readable by this member; None: by all members and by the Region."""
    kind: NeedKind | None = None
    domain: str | None = None
    author_id: int | None = None
    words: str = ""
    """Words that they have, in whichever form."""
    commune: str | None = None
    """Code of a commune: needs there are found without the words, too."""
    noted: bool | None = None
    """False: those at which the territory's gardener has not looked."""
    unmet_since: datetime | None = None
    """Written by then, and no gardener has introduced their author to anybody since."""


def conditions(
    session: Session, community_id: int, which: NeedFilter
) -> Iterator[ColumnElement[bool]]:
    """The conditions of a filter within a community."""
    # The sum keeps SQLite from reading all needs to find those with the words.
    here = NEEDS.c.community_id
    yield (here + 0 if which.words and is_sqlite(session) else here) == community_id
    yield NEEDS.c.state == NeedState.OPEN
    yield NEEDS.c.ends_on >= which.day
    yield _readable_by(which.reader)
    if which.kind is not None:
        yield NEEDS.c.kind == which.kind
    if which.domain is not None:
        yield NEEDS.c.domain == which.domain
    if which.author_id is not None:
        yield NEEDS.c.author_id == which.author_id
    if which.noted is not None:
        noted = NEEDS.c.noted_at
        yield noted.is_not(None) if which.noted else noted.is_(None)
    if which.unmet_since is not None:
        yield NEEDS.c.created_at <= which.unmet_since
        yield ~introduced_since(community_id, NEEDS.c.author_id, NEEDS.c.created_at)
    if which.words:
        tokens = search_tokens(which.words)
        found = NEED_TEXT.ids_with(session, community_id, tokens) if tokens else None
        has_words = false() if found is None else NEEDS.c.id.in_(found)
        yield has_words if which.commune is None else has_words | (NEEDS.c.commune == which.commune)


def _readable_by(reader: NeedReader | None) -> ColumnElement[bool]:
    """An author reads their own; of others, only what adults published for this reader.

    What is of a group is read by those who are in it, and by nobody else.
    """
    if reader is None:
        return _FOR_MEMBERS & NEEDS.c.for_region & _ADULT & NEEDS.c.group_id.is_(None)
    others = _ADULT & _is_for(reader) & NEEDS.c.group_id.is_(None)
    in_group = _ADULT & NEEDS.c.group_id.in_(reader.group_ids)
    return or_(NEEDS.c.author_id == reader.member_id, others, in_group)


def _is_for(reader: NeedReader) -> ColumnElement[bool]:
    if reader.is_territory:
        return true()
    if reader.is_region_gardener:
        return NEEDS.c.for_region.is_(True)
    if reader.is_region:
        return _FOR_MEMBERS & NEEDS.c.for_region
    return _FOR_MEMBERS


LETTER_KIND = "need"
"""Kind of the letter's items about needs and offers."""
_OPEN = NEEDS.c.state == NeedState.OPEN


class Needs(Repository):
    """The needs and offers of all communities."""

    covers = (NeedRow, NeedWords)

    def add(self, community_id: int, author_id: int, new: Need, at: datetime) -> Need:
        """Keep a need under a new number, to be found by its words."""
        own = {"community_id": community_id, "author_id": author_id}
        values = asdict(new) | own | {"state": NeedState.OPEN, "created_at": at, "closed_at": None}
        del values["id"]
        need = from_row(
            Need, self._session.execute(insert(NEEDS).values(values).returning(*COLUMNS)).one()
        )
        NEED_TEXT.put(self._session, need.id, community_id, search_tokens(need.words))
        return need

    def find(self, need_id: int) -> Need | None:
        """The need with this number, of whichever community and state."""
        return self._one(select(*COLUMNS).where(NEEDS.c.id == need_id))

    def own(self, community_id: int, author_id: int, need_id: int) -> Need | None:
        """An author's need, which nobody else changes until this unit of work ends."""
        mine = (
            NEEDS.c.id == need_id,
            NEEDS.c.community_id == community_id,
            NEEDS.c.author_id == author_id,
        )
        return self._one(select(*COLUMNS).where(*mine).with_for_update())

    def readable(self, community_id: int, need_id: int, which: NeedFilter) -> Need | None:
        """An open need of a community, if the filter has it."""
        return next(iter(self.these(community_id, [need_id], which)), None)

    def these(
        self, community_id: int, need_ids: Collection[int], which: NeedFilter
    ) -> Sequence[Need]:
        """The open needs with these numbers that the filter has."""
        here = conditions(self._session, community_id, which)
        return self._matching(NEEDS.c.id.in_(need_ids), *here)

    def listed(
        self,
        community_id: int,
        which: NeedFilter,
        *,
        most: int | None = None,
        after: int = 0,
        oldest_first: bool = False,
    ) -> list[Need]:
        """Open needs of a community, the newest first unless it is said; `after` so many."""
        found = self._session.execute(
            select(*COLUMNS)
            .where(*conditions(self._session, community_id, which))
            .order_by(NEEDS.c.id if oldest_first else NEEDS.c.id.desc())
            .limit(most)
            .offset(after)
        )
        return [from_row(Need, row) for row in found]

    def count(self, community_id: int, which: NeedFilter) -> int:
        """Number of matching needs."""
        counted = select(func.count()).where(*conditions(self._session, community_id, which))
        return self._session.scalar(counted) or 0

    def counts(self, community_id: int, which: NeedFilter) -> Mapping[NeedKind, int]:
        """Numbers of matching needs and offers."""
        counted = select(NEEDS.c.kind, func.count()).group_by(NEEDS.c.kind)
        found = self._session.execute(
            counted.where(*conditions(self._session, community_id, which))
        )
        return {row[0]: row[1] for row in found}

    def domains(self, community_id: int, which: NeedFilter) -> Collection[str]:
        """The domains that they are about."""
        here = conditions(self._session, community_id, which)
        about = select(NEEDS.c.domain).where(*here, NEEDS.c.domain.is_not(None))
        return set(self._session.scalars(about.distinct()))

    def change(self, need_id: int, **values: Any) -> None:  # noqa: ANN401 - columns
        """Change columns of a need, and its cards."""
        self._session.execute(update(NEEDS).where(NEEDS.c.id == need_id).values(**values))
        self._refresh([need_id])

    def update(
        self,
        community_id: int,
        need_id: int,
        words: str,
        **values: Any,  # noqa: ANN401 - columns
    ) -> None:
        """Change the words and other columns of a need, its cards, and how it is found."""
        self.change(need_id, words=words, **values)
        NEED_TEXT.put(self._session, need_id, community_id, search_tokens(words))

    def close(self, need_id: int, state: NeedState, at: datetime) -> None:
        """End a need; nothing of its words is left."""
        self._empty(NEEDS.c.id == need_id, state, at)

    def close_of(self, author_id: int, community_id: int, at: datetime) -> None:
        """End all open needs of a member in a community."""
        mine = (NEEDS.c.author_id == author_id) & (NEEDS.c.community_id == community_id)
        self._empty(mine & _OPEN, NeedState.CLOSED, at)

    # For jobs

    def ending(self, until: date) -> Sequence[Need]:
        """Open needs that end by this day and whose author was not asked."""
        return self._matching(_OPEN, NEEDS.c.ends_on <= until, NEEDS.c.asked_on.is_(None))

    def ended(self, before: date) -> Sequence[Need]:
        """Open needs whose last day is earlier than this one."""
        return self._matching(_OPEN, NEEDS.c.ends_on < before)

    def erase(self, member_id: int) -> None:
        """Take a member's words out of the index, off their cards, and out of all letters."""
        mine = select(NEEDS.c.id).where(NEEDS.c.author_id == member_id)
        self._forget(self._session.scalars(mine).all(), sent=True)

    def _one(self, query: Select[Any]) -> Need | None:
        row = self._session.execute(query).first()
        return None if row is None else from_row(Need, row)

    def _matching(self, *which: ColumnElement[bool]) -> Sequence[Need]:
        found = self._session.execute(select(*COLUMNS).where(*which).order_by(NEEDS.c.id))
        return [from_row(Need, row) for row in found]

    def _empty(self, which: ColumnElement[bool], state: NeedState, at: datetime) -> None:
        ids = self._session.scalars(
            update(NEEDS)
            .where(which)
            .values(state=state, closed_at=at, words="", commune=None, radius_km=None)
            .returning(NEEDS.c.id)
        ).all()
        self._forget(ids, sent=False)

    def _forget(self, ids: Collection[int], *, sent: bool) -> None:
        """Take words out of the index, off cards, and out of letters."""
        NEED_TEXT.forget(self._session, ids)
        LetterItems(self._session).take_out(LETTER_KIND, ids, sent=sent)
        self._refresh(ids)

    def _refresh(self, ids: Collection[int]) -> None:
        report_change(self._session, Need, ids)


@dataclass(frozen=True, slots=True)
class NeedCounts:
    """Numbers of needs and offers of a period, for all audiences."""

    published: Mapping[NeedKind, int] = field(default_factory=dict)
    domains: Mapping[str, int] = field(default_factory=dict)
    """Number published in each domain."""
    found: int = 0
    """Number closed as found."""
    open: int = 0
    """Needs and offers that are open now, whenever they were published."""


class NeedFigures(Repository):
    """Figures of the needs of communities."""

    def counts(
        self, community_id: int, since: datetime, until: datetime, today: date
    ) -> NeedCounts:
        """Figures of a community's needs between two moments."""
        here = NEEDS.c.community_id == community_id
        made = (here, NEEDS.c.created_at >= since, NEEDS.c.created_at < until)
        closed = (here, NEEDS.c.closed_at >= since, NEEDS.c.closed_at < until)
        is_open = (here, NEEDS.c.state == NeedState.OPEN, NEEDS.c.ends_on >= today)
        by_domain = self._counts_by(NEEDS.c.domain, *made, NEEDS.c.domain.is_not(None))
        return NeedCounts(
            published={
                NeedKind(kind): n for kind, n in self._counts_by(NEEDS.c.kind, *made).items()
            },
            domains=by_domain,
            found=self._count(*closed, NEEDS.c.state == NeedState.FOUND),
            open=self._count(*is_open),
        )

    def _counts_by(
        self, column: ColumnElement[str], *which: ColumnElement[bool]
    ) -> Mapping[str, int]:
        rows = self._session.execute(select(column, func.count()).where(*which).group_by(column))
        return {row[0]: row[1] for row in rows}

    def _count(self, *which: ColumnElement[bool]) -> int:
        return self._session.scalar(select(func.count()).where(*which)) or 0


@dataclass(frozen=True, slots=True)
class NearMember:
    """A member with the domain of a need."""

    id: int
    name: str
    commune: str | None
    """INSEE code."""


class NearMembers(Repository):
    """Adult members of communities by domain and place."""

    def communes(self, need: Need, *, found_only: bool) -> Sequence[str | None]:
        """The communes where other members have the domain of a need, each once.

        `found_only`: only those who chose to be found.
        """
        found = (
            select(_members.c.commune)
            .where(*_reader_conditions(need, found_only=found_only))
            .distinct()
        )
        return self._session.scalars(found).all()

    def living_in(
        self, need: Need, communes: Collection[str | None], most: int, *, found_only: bool
    ) -> Sequence[NearMember]:
        """Some of them in these communes, the latest to join first; None: of an unknown place."""
        known = [each for each in communes if each is not None]
        place = _members.c.commune
        where = place.in_(known) | place.is_(None) if None in communes else place.in_(known)
        some = select(_members.c.id, _members.c.name, place)
        near = some.where(*_reader_conditions(need, found_only=found_only), where)
        return self._values(NearMember, near.order_by(_members.c.id.desc()).limit(most))


def _reader_conditions(need: Need, *, found_only: bool) -> list[ColumnElement[bool]]:
    here = select(_memberships.c.member_id).where(_memberships.c.community_id == need.community_id)
    if found_only:
        here = here.where(CHOSE_TO_BE_FOUND)
    about = select(_domains.c.member_id).where(
        _domains.c.community_id == need.community_id, _domains.c.domain == need.domain
    )
    return [
        _members.c.adult.is_(True),
        _members.c.id != need.author_id,
        _members.c.id.in_(here),
        _members.c.id.in_(about),
    ]
