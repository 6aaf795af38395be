"""Words of members about polls, one text a member a poll: a reason, or an answer."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, delete, false, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Choice, table
from storage.members import Member
from storage.ownership import Held, Whom, owned_by_member
from storage.polls.poll_tables import IS_OPEN, BallotRow, PollRow
from storage.repository import Repository
from storage.statements import insert_into


class LetterAsk(StrEnum):
    """Whether an author lets the letter have their answer."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class PollWordsRow(Base):
    """The words of a member about a poll."""

    __tablename__ = "poll_words"
    __table_args__ = (UniqueConstraint("poll_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", newest_by="written_at"),
    )
    words: Mapped[str]
    topic: Mapped[str] = mapped_column(server_default="")
    """The heading under which gardeners put them; empty: none."""
    published: Mapped[bool] = mapped_column(server_default=false())
    """True if gardeners published them, without the name."""
    letter: Mapped[LetterAsk] = mapped_column(Choice(LetterAsk), server_default="not asked")
    written_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class PollWords:
    """The words of one member about a poll."""

    id: int
    name: str
    words: str
    topic: str
    published: bool
    letter: LetterAsk
    written_at: datetime
    poll_id: int
    member_id: int


_words = table(PollWordsRow)
_polls, _ballots = table(PollRow), table(BallotRow)
_WITH_AUTHORS = select(
    *(_words.c.id, Member.name, _words.c.words, _words.c.topic, _words.c.published),
    *(_words.c.letter, _words.c.written_at, _words.c.poll_id, _words.c.member_id),
).join(Member, Member.id == _words.c.member_id)


class WordsOnPolls(Repository):
    """The words of members about polls."""

    covers = (PollWordsRow,)

    def put(self, poll_id: int, member_id: int, words: str, at: datetime) -> None:
        """Replace a member's words about a poll; new ones are read before they are published."""
        new = insert_into(self._session, _words).values(
            poll_id=poll_id,
            member_id=member_id,
            words=words,
            topic="",
            published=False,
            letter=LetterAsk.NOT_ASKED,
            written_at=at,
        )
        self._session.execute(
            new.on_conflict_do_update(
                index_elements=["poll_id", "member_id"],
                set_={
                    "words": new.excluded.words,
                    "topic": new.excluded.topic,
                    "published": new.excluded.published,
                    "letter": new.excluded.letter,
                    "written_at": new.excluded.written_at,
                },
            )
        )

    def group(self, words_ids: Collection[int], topic: str) -> None:
        """Put these words under a heading; an empty one takes them out of their heading."""
        self._session.execute(update(_words).where(_words.c.id.in_(words_ids)).values(topic=topic))

    def publish(self, words_ids: Collection[int]) -> None:
        """Mark these words as published."""
        self._session.execute(
            update(_words).where(_words.c.id.in_(words_ids)).values(published=True)
        )

    def take_back(self, poll_id: int, member_id: int) -> None:
        """Delete a member's words about a poll."""
        self._session.execute(
            delete(_words).where(_words.c.poll_id == poll_id, _words.c.member_id == member_id)
        )

    def mine(self, poll_id: int, member_id: int) -> str:
        """A member's words about a poll; empty without any."""
        found = select(_words.c.words).where(
            _words.c.poll_id == poll_id, _words.c.member_id == member_id
        )
        return self._session.scalar(found) or ""

    def count(self, poll_id: int) -> int:
        """The number of members who wrote about a poll."""
        counted = select(func.count()).where(_words.c.poll_id == poll_id)
        return self._session.scalar(counted) or 0

    def of(self, poll_id: int, most: int, after: int = 0) -> list[PollWords]:
        """The words about a poll with their authors, in the order of first writing."""
        of_poll = _WITH_AUTHORS.where(_words.c.poll_id == poll_id).order_by(_words.c.id)
        return self._values(PollWords, of_poll.limit(most).offset(after))

    def get(self, words_id: int) -> PollWords | None:
        """These words, unless they were taken back."""
        return next(
            iter(self._values(PollWords, _WITH_AUTHORS.where(_words.c.id == words_id))), None
        )

    def ask_for_letter(self, words_id: int, state: LetterAsk) -> None:
        """Note whether their author lets the letter have them."""
        self._session.execute(update(_words).where(_words.c.id == words_id).values(letter=state))

    def leave(self, member_id: int, community_id: int) -> None:
        """Delete a member's words about the open polls of a community that they leave."""
        still_open = select(_polls.c.id).where(_polls.c.community_id == community_id, IS_OPEN)
        self._session.execute(
            delete(_words).where(_words.c.member_id == member_id, _words.c.poll_id.in_(still_open))
        )

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Delete the words that came with the earlier ballot of two members who are one person."""
        both = [kept_id, gone_id]
        earlier, later = _ballots.alias(), _ballots.alias()
        replaced = select(earlier.c.id).where(
            earlier.c.poll_id == _words.c.poll_id,
            earlier.c.member_id == _words.c.member_id,
            later.c.poll_id == _words.c.poll_id,
            later.c.member_id.in_(both),
            later.c.cast_at > earlier.c.cast_at,
        )
        self._session.execute(delete(_words).where(_words.c.member_id.in_(both), replaced.exists()))

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The words of a person, with their polls."""
        own = (
            select(
                _polls.c.community_id,
                _polls.c.number,
                _polls.c.question,
                _words.c.words,
                _words.c.topic,
                _words.c.published,
                _words.c.letter,
                _words.c.written_at,
            )
            .join(_polls, _polls.c.id == _words.c.poll_id)
            .where(_words.c.member_id == whom.member_id)
            .order_by(_words.c.id)
        )
        yield from self._held("poll_words", own)
