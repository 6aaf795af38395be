"""Filters of needs and their readers as SQL conditions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from bot.domain.needs.need import NeedKind, NeedReader, NeedReaders, NeedState
from bot.domain.text.search_tokens import search_tokens
from storage.base import table
from storage.members import Member
from storage.needs.need_tables import NEED_TEXT, NEEDS
from storage.statements import is_sqlite

_members = table(Member)
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
    if which.words:
        tokens = search_tokens(which.words)
        found = NEED_TEXT.ids_with(session, community_id, tokens) if tokens else None
        has_words = false() if found is None else NEEDS.c.id.in_(found)
        yield has_words if which.commune is None else has_words | (NEEDS.c.commune == which.commune)


def _readable_by(reader: NeedReader | None) -> ColumnElement[bool]:
    """An author reads their own; of others, only what adults published for this reader."""
    if reader is None:
        return _FOR_MEMBERS & NEEDS.c.for_region & _ADULT
    return or_(NEEDS.c.author_id == reader.member_id, _ADULT & _for(reader))


def _for(reader: NeedReader) -> ColumnElement[bool]:
    if reader.is_territory:
        return true()
    if reader.is_region_gardener:
        return NEEDS.c.for_region.is_(True)
    if reader.is_region:
        return _FOR_MEMBERS & NEEDS.c.for_region
    return _FOR_MEMBERS
