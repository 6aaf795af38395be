"""The words by which the directory finds what members do.

They follow the member's own line by themselves: see `_follow` below.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, ForeignKey, delete, event, insert, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from bot.domain.text.search_tokens import search_tokens
from storage.base import Base, table
from storage.holdings import Held, Whom, not_told
from storage.members import Member
from storage.ownership import owned_by_member
from storage.repository import Repository


class MemberWords(Base):
    """The words of a member's activity, without accents and endings."""

    __tablename__ = "member_words"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method"),
    )
    tokens: Mapped[str] = mapped_column(info=not_told())
    """With a blank on each side of every token."""


_words = table(MemberWords)


class DirectoryWords(Repository):
    """The words of all members."""

    covers = (MemberWords,)

    def held_of(self, _whom: Whom) -> Iterator[Held]:
        """Tell nothing: the line that the words come from is told."""
        yield from ()

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Drop the words of a member who is no more: those of the one who stays follow."""
        del kept_id
        self._session.execute(delete(_words).where(_words.c.member_id == gone_id))


def stored_tokens(words: str) -> str:
    """The tokens of words as they are stored: with a blank on each side."""
    return f" {' '.join(search_tokens(words))} "


@event.listens_for(Member, "after_insert")
def _begin(_mapper: Mapper[Member], connection: Connection, member: Member) -> None:
    if member.about:
        _write(connection, member)


@event.listens_for(Member, "after_update")
def _follow(_mapper: Mapper[Member], connection: Connection, member: Member) -> None:
    if inspect(member).attrs.about.history.has_changes():
        connection.execute(delete(_words).where(_words.c.member_id == member.id))
        if member.about:
            _write(connection, member)


def _write(connection: Connection, member: Member) -> None:
    row = {"member_id": member.id, "tokens": stored_tokens(member.about)}
    connection.execute(insert(_words).values(**row))
