"""Erasing, merging and telling by what columns declare, on tables made for it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import ForeignKey, Index, create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from storage import ownership
from storage.base import Base as OurBase
from storage.base import table
from storage.ownership import MethodMissing, OwnerNotDeclared, owned_by_member
from storage.repository import repositories
from tests.storage.owned_tables import Ballot, Base, Digest, Feedback, Mark, Member, Poll

NOW = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
ANA, BEN = 1, 2


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A session on tables of our own, in a place of their own; nothing is committed."""
    url = make_url(database_url)
    is_sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine("sqlite://" if is_sqlite else url.set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        if is_sqlite:
            connection.execute(text("PRAGMA foreign_keys=ON"))
        else:
            connection.execute(text("CREATE SCHEMA apart"))
            connection.execute(text("SET LOCAL search_path TO apart"))
        Base.metadata.create_all(connection, checkfirst=False)
        with Session(connection) as session:
            _fill(session)
            yield session
        connection.rollback()
    engine.dispose()


def _fill(session: Session) -> None:
    session.add_all([Member(id=ANA), Member(id=BEN)])
    session.flush()
    session.add_all(Poll(id=n, question=f"{n}?", maker_id=BEN) for n in range(1, 5))
    session.flush()
    ballots = [
        (1, ANA, 1, 5),
        (1, BEN, 2, 9),
        (2, ANA, 1, 9),
        (2, BEN, 2, 5),
        (3, BEN, 3, 5),
        (3, None, 4, 5),
        (4, BEN, 5, 7),
        (4, ANA, 6, 7),
    ]
    session.add_all(
        Ballot(id=n, poll_id=poll, member_id=member, choice=choice, cast_at=at)
        for n, (poll, member, choice, at) in enumerate(ballots)
    )
    session.add_all(
        Feedback(poll_id=poll, member_id=member, words=words, given_at=NOW)
        for poll, member, words in ((1, ANA, "a"), (1, BEN, "b"), (2, BEN, "c"))
    )
    session.add_all(
        Mark(poll_id=poll, member_id=member, mark=mark, made_at=at)
        for poll, member, mark, at in (
            (1, ANA, 1, 5),
            (1, BEN, 2, 5),
            (2, ANA, 3, 5),
            (2, BEN, 4, 6),
        )
    )
    session.add(Digest(title="d", submitted_by=ANA, approved_by=BEN))
    session.flush()


def _ballots(session: Session) -> list[tuple[int, int | None, int]]:
    rows = select(Ballot.poll_id, Ballot.member_id, Ballot.choice).order_by(Ballot.id)
    return [(poll, member, choice) for poll, member, choice in session.execute(rows)]


def test_a_plain_update_would_break_the_uniqueness(session: Session) -> None:
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE ballots SET member_id = 1 WHERE member_id = 2"))


def test_merging_keeps_the_newest_ballot_of_each_poll(session: Session) -> None:
    ownership.merge(session, Base, ANA, BEN)

    assert _ballots(session) == [
        (1, ANA, 2),
        (2, ANA, 1),
        (3, ANA, 3),
        (3, None, 4),
        (4, ANA, 6),  # of equal moments the last
    ]


def test_merging_keeps_the_row_of_who_stays_where_nothing_is_said(session: Session) -> None:
    ownership.merge(session, Base, ANA, BEN)

    feedback = select(Feedback.poll_id, Feedback.member_id, Feedback.words)
    assert {tuple(each) for each in session.execute(feedback)} == {(1, ANA, "a"), (2, ANA, "c")}
    marks = select(Mark.poll_id, Mark.member_id, Mark.mark)
    assert {tuple(each) for each in session.execute(marks)} == {(1, ANA, 1), (2, ANA, 4)}


def test_merging_leaves_alone_what_a_method_does(session: Session) -> None:
    ownership.merge(session, Base, ANA, BEN)

    assert session.scalars(select(Poll.maker_id).distinct()).all() == [ANA]
    assert session.scalars(select(Digest.approved_by)).all() == [BEN]


def test_loaded_rows_follow(session: Session) -> None:
    """Nobody who read a row before is left with whose it was."""
    poll = session.get_one(Poll, 1)
    ownership.merge(session, Base, ANA, BEN)
    assert poll.maker_id == ANA

    ownership.erase(session, Base, ANA)
    assert poll.maker_id is None


def test_erasing_deletes_or_unties(session: Session) -> None:
    ownership.erase(session, Base, ANA)

    assert _ballots(session)[0] == (1, None, 1)
    assert set(session.scalars(select(Feedback.member_id))) == {BEN}
    assert session.scalars(select(Digest.submitted_by)).all() == [None]
    session.execute(text("DELETE FROM members WHERE id = 1"))  # nothing refers to it any more


def test_a_person_is_told_all_of_their_rows_and_no_secret(session: Session) -> None:
    told = list(ownership.told(session, Base, ANA))

    assert [row for section, row in told if section == "feedback"] == [
        {"words": "a", "given_at": NOW}
    ]
    assert [row for section, row in told if section == "digests"] == [{"title": "d"}]
    assert {section for section, _ in told} == {"ballots", "feedback", "marks", "digests"}


def test_each_column_to_members_declares_its_erasure_and_merge() -> None:
    """A new one has to; where it says `by_method`, its repository has the method."""
    ownership.check(OurBase, {verb: _tables_with(verb) for verb in ("erase", "merge", "held_of")})


def _tables_with(verb: str) -> set[str]:
    """The tables whose repository has such a method: it stands in their module, or names them."""
    having = [each for each in repositories() if hasattr(each, verb)]
    modules = {each.__module__ for each in having}
    named = {model for each in having for model in each.covers}
    found = {
        table(mapper.class_).name
        for mapper in OurBase.registry.mappers
        if mapper.class_.__module__ in modules or mapper.class_ in named
    }
    if verb == "merge":  # by `storage.linking.merge_members`
        found |= {"consents", "identities", "member_domains", "memberships", "name_parts"}
    return found


def _notes(**declared: object) -> type[DeclarativeBase]:
    class Other(DeclarativeBase):
        pass

    class Person(Other):
        __tablename__ = "members"
        id: Mapped[int] = mapped_column(primary_key=True)

    class Note(Other):
        __tablename__ = "notes"
        id: Mapped[int] = mapped_column(primary_key=True)
        by: Mapped[int] = mapped_column(
            ForeignKey("members.id"),
            info=owned_by_member(**declared) if declared else {},  # type: ignore[arg-type]
        )

    class Line(Other):
        __tablename__ = "lines"
        id: Mapped[int] = mapped_column(primary_key=True)
        note_id: Mapped[int] = mapped_column(ForeignKey("notes.id"))

    return Other


def test_a_column_that_does_not_say_is_refused() -> None:
    with pytest.raises(OwnerNotDeclared, match=r"notes\.by"):
        ownership.check(_notes(), {})


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        pytest.param({"on_erase": "untie", "told_as": "x"}, "not nullable", id="null"),
        pytest.param({"on_erase": "delete", "told_as": "x"}, "refer to notes", id="referred to"),
        pytest.param(
            {"on_erase": "by_method", "told_as": "x", "newest_by": "at"},
            "no column at",
            id="newest",
        ),
        pytest.param({"on_erase": "by_method", "told_as": "x"}, "no method erase", id="erase"),
        pytest.param({"on_erase": "untie"}, "no method held_of", id="told"),
        pytest.param(
            {"on_erase": "untie", "on_merge": "by_method", "told_as": "x"},
            "no method merge",
            id="merge",
        ),
    ],
)
def test_uniqueness_that_no_rule_can_keep_needs_a_method(
    declared: dict[str, object], why: str
) -> None:
    methods = {"erase": {"notes"}} if "newest_by" in declared else {}
    with pytest.raises(MethodMissing, match=why):
        ownership.check(_notes(**declared), methods)


@pytest.mark.parametrize("what", ["partial", "two"])
def test_uniqueness_of_some_rows_or_of_two_members_needs_a_method(what: str) -> None:
    class Other(DeclarativeBase):
        pass

    class Person(Other):
        __tablename__ = "members"
        id: Mapped[int] = mapped_column(primary_key=True)

    class Pair(Other):
        __tablename__ = "pairs"
        id: Mapped[int] = mapped_column(primary_key=True)
        one: Mapped[int] = mapped_column(
            ForeignKey("members.id"), info=owned_by_member(on_erase="delete", told_as="x")
        )
        two: Mapped[int] = mapped_column(
            ForeignKey("members.id"), info=owned_by_member(on_erase="delete", told_as="x")
        )
        open: Mapped[bool]

    if what == "two":
        Index("pair", Pair.one, Pair.two, unique=True)
    else:
        is_open = text("open")
        Index("once", Pair.one, unique=True, sqlite_where=is_open, postgresql_where=is_open)
    with pytest.raises(MethodMissing, match="some rows, or of two"):
        ownership.check(Other, {})
