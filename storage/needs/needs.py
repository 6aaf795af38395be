"""Needs and offers of members."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, select, update

from bot.domain.needs.need import Need, NeedKind, NeedReaders, NeedState
from bot.domain.text.search_tokens import search_tokens
from storage.digest import LetterItems
from storage.needs.need_filters import NeedFilter, conditions
from storage.needs.need_tables import COLUMNS, NEED_TEXT, NEEDS, NeedRow, NeedWords
from storage.outbound import Cards
from storage.repository import Repository

CARD = "own_need"
LETTER_KIND = "need"
"""Kind of the letter's items about needs and offers."""
_OPEN = NEEDS.c.state == NeedState.OPEN


class Needs(Repository):
    """The needs and offers of all communities."""

    covers = (NeedRow, NeedWords)

    def add(  # noqa: PLR0913 - the parts of a need
        self,
        community_id: int,
        author_id: int,
        kind: NeedKind,
        words: str,
        at: datetime,
        *,
        ends_on: date,
        readers: NeedReaders = NeedReaders.MEMBERS,
        for_region: bool = False,
        domain: str | None = None,
        commune: str | None = None,
        radius_km: int | None = None,
        noted_at: datetime | None = None,
        asked_on: date | None = None,
    ) -> Need:
        """Keep a need under a new number, to be found by its words."""
        made = self._session.execute(
            insert(NEEDS)
            .values(
                community_id=community_id,
                author_id=author_id,
                kind=kind,
                words=words,
                domain=domain,
                commune=commune,
                radius_km=radius_km,
                ends_on=ends_on,
                readers=readers,
                for_region=for_region,
                state=NeedState.OPEN,
                created_at=at,
                noted_at=noted_at,
                asked_on=asked_on,
            )
            .returning(*COLUMNS)
        )
        need = Need(*made.one())
        NEED_TEXT.put(self._session, need.id, community_id, search_tokens(words))
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
        return self._these(NEEDS.c.id.in_(need_ids), *here)

    def listed(
        self, community_id: int, which: NeedFilter, *, most: int | None = None, after: int = 0
    ) -> list[Need]:
        """The newest open needs of a community first; `after` so many."""
        found = self._session.execute(
            select(*COLUMNS)
            .where(*conditions(self._session, community_id, which))
            .order_by(NEEDS.c.id.desc())
            .limit(most)
            .offset(after)
        )
        return [Need(*row) for row in found]

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
        return self._these(_OPEN, NEEDS.c.ends_on <= until, NEEDS.c.asked_on.is_(None))

    def ended(self, before: date) -> Sequence[Need]:
        """Open needs whose last day is earlier than this one."""
        return self._these(_OPEN, NEEDS.c.ends_on < before)

    def erase(self, member_id: int) -> None:
        """Take a member's words out of the index, off their cards, and out of all letters."""
        mine = select(NEEDS.c.id).where(NEEDS.c.author_id == member_id)
        self._forget(self._session.scalars(mine).all(), sent=True)

    def _one(self, query: Select[Any]) -> Need | None:
        row = self._session.execute(query).first()
        return None if row is None else Need(*row)

    def _these(self, *which: ColumnElement[bool]) -> Sequence[Need]:
        found = self._session.execute(select(*COLUMNS).where(*which).order_by(NEEDS.c.id))
        return [Need(*row) for row in found]

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
        Cards(self._session).refresh_all((CARD,), ids)
