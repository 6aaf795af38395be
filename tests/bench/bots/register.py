"""The work that Terreau does for a vote, as SQLAlchemy's asyncio and its ORM invite to write it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ForeignKey, create_engine, event, insert, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship

STORED = "SELECT member_id FROM ballots"


class Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy reads it


class Member(Base):
    __tablename__ = "members"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    locale: Mapped[str | None]


class Identity(Base):
    __tablename__ = "identities"
    address: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    seen_at: Mapped[datetime]
    member: Mapped[Member] = relationship()


class Membership(Base):
    __tablename__ = "memberships"
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    community_id: Mapped[int] = mapped_column(primary_key=True)
    circle: Mapped[str]


class Poll(Base):
    __tablename__ = "polls"
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int]
    question: Mapped[str]
    closed_at: Mapped[datetime | None]


class Ballot(Base):
    __tablename__ = "ballots"
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    choice: Mapped[int]
    cast_at: Mapped[datetime]


class Card(Base):
    __tablename__ = "cards"
    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    wanted: Mapped[int]


class Received(Base):
    __tablename__ = "received"
    update_id: Mapped[int] = mapped_column(primary_key=True)
    payload: Mapped[dict[str, Any]]
    done_at: Mapped[datetime]


class Register:
    """Members, a poll and its ballots."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def vote(self, update_id: int, payload: dict[str, Any], sender: int, pressed: str) -> str:
        """Count a vote in one transaction; return the words for its presser."""
        _, poll_id, choice = pressed.split(":")
        now = datetime.now(UTC)
        async with self._sessions.begin() as session:
            if await session.get(Received, update_id) is not None:
                return ""
            session.add(Received(update_id=update_id, payload=payload, done_at=now))
            identity = await session.scalar(
                select(Identity)
                .options(joinedload(Identity.member))
                .where(Identity.address == f"telegram:{sender}")
            )
            poll = await session.get(Poll, int(poll_id))
            if identity is None or poll is None or poll.closed_at is not None:
                return "Trop tard"
            member = identity.member
            if await session.get(Membership, (member.id, poll.community_id)) is None:
                return "Pour les membres"
            ballot = await session.get(Ballot, (poll.id, member.id))
            if ballot is None:
                ballot = Ballot(poll_id=poll.id, member_id=member.id, choice=0, cast_at=now)
                session.add(ballot)
            ballot.choice, ballot.cast_at = int(choice), now
            for card in await session.scalars(select(Card).where(Card.poll_id == poll.id)):
                card.wanted += 1
        return "Vote noté"


@asynccontextmanager
async def opened(path: str) -> AsyncIterator[Register]:
    """Open the file through one connection: SQLite has one writer, the others would be refused."""
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}", pool_size=1, max_overflow=0, pool_timeout=600
    )
    event.listen(engine.sync_engine, "connect", _lose_nothing)
    yield Register(async_sessionmaker(engine, expire_on_commit=False))
    await engine.dispose()


def prepare(path: Path, people: Sequence[int]) -> None:
    """Make the file, with people who are members and a poll that is open."""
    now = datetime.now(UTC)
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    numbered = list(enumerate(people, start=1))
    with engine.begin() as connection:
        rows: list[dict[str, object]] = [{"id": n, "name": f"Person {n}"} for n, _ in numbered]
        connection.execute(insert(Member), rows)
        rows = [
            {"address": f"telegram:{each}", "member_id": n, "seen_at": now} for n, each in numbered
        ]
        connection.execute(insert(Identity), rows)
        rows = [{"member_id": n, "community_id": 1, "circle": "informed"} for n, _ in numbered]
        connection.execute(insert(Membership), rows)
        connection.execute(insert(Poll).values(id=1, community_id=1, question="Visite ?"))
        connection.execute(insert(Card).values(id=1, poll_id=1, wanted=0))
    engine.dispose()


def _lose_nothing(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's own
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()
