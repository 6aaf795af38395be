"""Two members become one, whatever each of them had done before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, func, select

from bot.domain.roles import Circle, Seat
from storage.base import Base
from storage.communities import Community
from storage.members import Consent, Member
from storage.outbox import Delivery, DeliveryState, Priority
from storage.polls import NewPoll
from storage.unit_of_work import Database, Store

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
PLACES = ("energie", "mobilite")
PURPOSES = ("join", "letter")

Days = dict[str, int]


@dataclass(frozen=True)
class Past:
    """What one of the two did, each on a day since `START`; communities and polls by name."""

    joined: dict[str, tuple[Circle, int]]
    yeses: dict[tuple[str, str], int]
    taken_back: set[tuple[str, str]]
    ballots: dict[str, tuple[int, int]]
    stopped: int | None
    locale: str | None
    mailed: DeliveryState | None
    letters: int


days = st.integers(0, 50)
pasts = st.builds(
    Past,
    joined=st.dictionaries(
        st.sampled_from(PLACES), st.tuples(st.sampled_from(list(Circle)), days), max_size=2
    ),
    yeses=st.dictionaries(st.tuples(st.sampled_from(PLACES), st.sampled_from(PURPOSES)), days),
    taken_back=st.sets(st.tuples(st.sampled_from(PLACES), st.sampled_from(PURPOSES))),
    ballots=st.dictionaries(st.sampled_from(PLACES), st.tuples(st.integers(1, 3), days)),
    stopped=st.none() | days,
    locale=st.sampled_from([None, "fr", "en"]),
    mailed=st.none() | st.sampled_from(list(DeliveryState)),
    letters=st.integers(0, 2),
)


class UndoneError(Exception):
    """Leaves a unit of work without a trace."""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@contextmanager
def undone(database: Database) -> Iterator[Store]:
    """A unit of work that leaves nothing behind."""
    with suppress(UndoneError), database.unit() as store:
        yield store
        raise UndoneError


class Stage:
    """Two communities with a poll each, a mailing, and the two members."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.places = {slug: _community(store, slug) for slug in PLACES}
        self.host = store.members.register("telegram:1", "Host", direct=None, at=START)
        asked = NewPoll("Quel jour ?", ("a", "b", "c"), multiple=False, public=False, ends_at=None)
        self.polls = {
            slug: store.polls.open(place.id, self.host.id, asked, START).id
            for slug, place in self.places.items()
        }
        self.mailing = store.mailings.add(self.places["energie"].id, "letter", {}, START)

    def enters(self, name: str, past: Past) -> Member:
        """Let a member have this past."""
        store, address = self.store, f"telegram:{name}"
        member = store.members.register(address, name, direct=address, at=_day(len(name)))
        member.locale = past.locale
        member.stopped_at = None if past.stopped is None else _day(past.stopped)
        for slug, (circle, day) in past.joined.items():
            store.members.join(member, self.places[slug].id, circle, _day(day))
        for (slug, purpose), day in past.yeses.items():
            place = self.places[slug].id
            store.members.consent(
                member, place, purpose, version="1", channel=address, at=_day(day)
            )
            if (slug, purpose) in past.taken_back:
                store.members.withdraw(member, place, purpose, _day(60))
        for slug, (choice, day) in past.ballots.items():
            store.polls.cast(self.polls[slug], member.id, (choice,), _day(day))
        for _ in range(past.letters):
            store.letters.open(
                self.places["energie"].id,
                member.id,
                account=address,
                seat=Seat.TERRITORY,
                at=START,
            )
        if past.mailed is not None:
            self.is_sent(member, past.mailed, mailing_id=self.mailing.id)
        self.is_sent(member, DeliveryState.WAITING)
        store.flush()
        return member

    def is_sent(self, member: Member, state: DeliveryState, **values: int) -> None:
        """Let a message to this member have come so far."""
        self.store.outbox.put(
            room=f"telegram:{member.name}",
            priority=Priority.DIGEST,
            at=START,
            locale="fr",
            zone="UTC",
            member_id=member.id,
            state=state.value,
            **values,
        )


@pytest.fixture
def merged(database: Database) -> Callable[[Past, Past, Callable[[Stage, int, int], None]], None]:
    """Merge two pasts, look at what is left, and undo it all."""

    def merge(first: Past, second: Past, look: Callable[[Stage, int, int], None]) -> None:
        with undone(database) as store:
            stage = Stage(store)
            kept, gone = stage.enters("Zoé", first), stage.enters("Zoé bis", second)
            kept_id, gone_id = kept.id, gone.id
            store.merge(kept, gone)
            store.flush()
            look(stage, kept_id, gone_id)

    return merge


Merged = Callable[[Past, Past, Callable[[Stage, int, int], None]], None]
many = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(first=pasts, second=pasts)
def test_one_membership_a_community_from_the_first_day(
    merged: Merged, first: Past, second: Past
) -> None:
    def look(stage: Stage, kept_id: int, gone_id: int) -> None:
        kept = stage.store.members.get(kept_id)
        assert kept is not None
        for slug, place in stage.places.items():
            both = [past.joined[slug] for past in (first, second) if slug in past.joined]
            left = stage.store.members.membership(kept, place.id)
            assert (left is not None) == bool(both)
            if left is not None:
                assert left.circle == both[0][0].value
                assert left.joined_at == min(_day(day) for _, day in both)

    merged(first, second, look)


@many
@given(first=pasts, second=pasts)
def test_the_oldest_yes_counts_and_a_no_leaves_its_trace(
    merged: Merged, first: Past, second: Past
) -> None:
    def look(stage: Stage, kept_id: int, gone_id: int) -> None:
        kept = stage.store.members.get(kept_id)
        assert kept is not None
        traces = stage.store._session.scalars(
            select(Consent).where(Consent.member_id == kept_id, Consent.withdrawn_at.is_not(None))
        ).all()
        assert len(traces) == sum(
            len(past.taken_back & past.yeses.keys()) for past in (first, second)
        )
        for slug, place in stage.places.items():
            for purpose in PURPOSES:
                what = (slug, purpose)
                given_on = [
                    past.yeses[what]
                    for past in (first, second)
                    if what in past.yeses and what not in past.taken_back
                ]
                left = stage.store.members.consents(kept, place.id, purpose)
                assert [each.given_at for each in left] == [_day(day) for day in sorted(given_on)][
                    :1
                ]

    merged(first, second, look)


@many
@given(first=pasts, second=pasts)
def test_one_ballot_a_poll_and_the_later_one(merged: Merged, first: Past, second: Past) -> None:
    def look(stage: Stage, kept_id: int, gone_id: int) -> None:
        for slug, poll_id in stage.polls.items():
            cast = [past.ballots[slug] for past in (first, second) if slug in past.ballots]
            counts = dict(stage.store.polls.counts(poll_id))
            assert sum(counts.values()) == min(1, len(cast))
            latest = max((day for _, day in cast), default=None)
            assert {choices for (choices,) in counts} <= {c for c, day in cast if day == latest}

    merged(first, second, look)


@many
@given(first=pasts, second=pasts)
def test_silence_language_and_letters_are_those_of_both(
    merged: Merged, first: Past, second: Past
) -> None:
    def look(stage: Stage, kept_id: int, gone_id: int) -> None:
        kept = stage.store.members.get(kept_id)
        assert kept is not None
        stops = [_day(past.stopped) for past in (first, second) if past.stopped is not None]
        assert kept.stopped_at == min(stops, default=None)
        assert (kept.name, kept.locale) == ("Zoé", first.locale or second.locale)
        assert kept.joined_at == _day(len("Zoé"))
        accounts = {each.address for each in stage.store.members.identities(kept)}
        assert accounts == {"telegram:Zoé", "telegram:Zoé bis"}
        assert _rows_of(stage.store, "letters", kept_id) == first.letters + second.letters

    merged(first, second, look)


@many
@given(first=pasts, second=pasts)
def test_a_mailing_reaches_one_person_once(merged: Merged, first: Past, second: Past) -> None:
    def look(stage: Stage, kept_id: int, gone_id: int) -> None:
        before = [past.mailed for past in (first, second) if past.mailed is not None]
        mailed = stage.store._session.scalars(
            select(Delivery.state).where(Delivery.mailing_id == stage.mailing.id)
        ).all()
        assert len(mailed) == min(1, len(before))
        arrived = {DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCERTAIN}
        if arrived & set(before):
            assert set(mailed) <= arrived
        elif DeliveryState.WAITING in before:
            assert mailed == [DeliveryState.WAITING]

    merged(first, second, look)


@many
@given(first=pasts, second=pasts)
def test_nothing_refers_to_who_is_gone(merged: Merged, first: Past, second: Past) -> None:
    def look(stage: Stage, kept_id: int, gone_id: int) -> None:
        assert stage.store.members.get(gone_id) is None
        for table in Base.metadata.tables.values():
            assert _rows_of(stage.store, table.name, gone_id) == 0, table.name

    merged(first, second, look)


def test_what_either_told_is_kept_and_whoever_was_young_is_not_shown(database: Database) -> None:
    with undone(database) as store:
        place = _community(store, "energie").id
        kept = store.members.register("telegram:2", "Zoé", direct=None, at=START)
        gone = store.members.register("telegram:3", "Zoé", direct=None, at=START)
        for member in (kept, gone):
            store.members.join(member, place, Circle.INFORMED, START)
            store.profiles.show(member, place, "contact")
        kept.adult, gone.adult = True, False
        gone.timezone, gone.quiet_from, gone.quiet_to = "Pacific/Noumea", "22:00", "07:00"
        kept.asked, gone.asked = ["name"], ["about", "name"]
        kept.seen_on, gone.seen_on = None, date(2026, 11, 3)
        store.flush()

        store.merge(kept, gone)

        belonging = store.members.membership(kept, place)
        assert belonging is not None
        assert (kept.adult, belonging.visible) == (False, "no")
        assert (kept.timezone, kept.quiet_from, kept.quiet_to) == (
            "Pacific/Noumea",
            "22:00",
            "07:00",
        )
        assert kept.asked == ["name", "about"]
        assert kept.seen_on == date(2026, 11, 3)


def _rows_of(store: Store, name: str, member_id: int) -> int:
    """How many rows of a table name this member."""
    table: Table = Base.metadata.tables[name]
    columns = [
        column
        for column in table.columns
        if column.name == "member_id"
        or any(key.column.table.name == "members" for key in column.foreign_keys)
    ]
    return sum(
        store._session.scalar(select(func.count()).select_from(table).where(column == member_id))
        or 0
        for column in columns
    )


def _community(store: Store, slug: str) -> Community:
    return store.communities.add(
        Community(
            slug=slug,
            name=slug,
            locale="fr",
            timezone="Europe/Paris",
            digest="",
            polls_by="members",
        )
    )


def _day(number: int) -> datetime:
    return START + timedelta(days=number)
