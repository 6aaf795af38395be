"""Members who come and go around one event, which changes as well."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from bot.domain.events.attendance import free_places
from bot.domain.events.rules import EventState
from handlers.events.changes import call_off_event, change_event, reinstate_event
from storage.events import Attendances, Event, Events, Guests, MemberAttendances
from storage.events.attendances import Attendance, Counts
from storage.members import Members
from storage.members.member_tables import Member
from storage.unit_of_work import Store
from tests.core.engine import START, Engine

MOST_PEOPLE = 9
nth = st.integers(0, MOST_PEOPLE - 1)
words = st.sampled_from(["yes", "yes", "yes", "maybe", "no", "yes +Marie", "yes +Marie +Paul"])


@dataclass(frozen=True)
class Seen:
    """The stored event and answers at one moment."""

    event: Event
    counts: Counts
    answers: list[Attendance]

    @property
    def unoffered(self) -> list[Attendance]:
        """Waiting answers without an offer, in their order."""
        return [each for each in self.answers if each.answer == "waiting" and not each.is_offered]

    def of(self, member_id: int) -> str | None:
        """Return the answer of a member."""
        return next((each.answer for each in self.answers if each.member_id == member_id), None)


class Attending(RuleBasedStateMachine):
    """People who come and go around one event, which changes as well.

    `allowed` is how many places may be taken: the capacity, and who was coming before it was
    lowered.
    """

    engine: Engine

    @initialize(capacity=st.integers(1, 2), hours=st.sampled_from([20, 100]))
    def announce(self, capacity: int, hours: int) -> None:
        """Begin with an event and a few people."""
        self.runner = asyncio.Runner()
        self.people: dict[int, str] = {}
        self.joined = 0
        self.allowed = capacity
        new = Event(
            title="Visite",
            starts_at=START + timedelta(hours=hours),
            zone="Europe/Paris",
            capacity=capacity,
            guests=True,
            state=EventState.PUBLISHED,
        )
        self.engine.store(lambda store: store[Events].add(1, None, new, START))
        self._tick(timedelta())  # from here on, what recurs does
        for _ in range(6):
            self.a_member_joins()
        for member_id in list(self.people):
            self._says(member_id, "/rsvp 1 yes")

    @precondition(lambda self: len(self.people) < MOST_PEOPLE)
    @rule()
    def a_member_joins(self) -> None:
        """Become a member; every fourth has no direct room."""
        self.joined += 1
        address = f"telegram:{100 + self.joined}"
        member = self.engine.member(f"P{self.joined}", address)
        self.people[member.id] = address
        if self.joined % 4 == 0:
            self.engine.store(lambda store: store.lose_room(address, "blocked", START))

    @rule(nth=nth, said=words)
    def answer(self, nth: int, said: str) -> None:
        """Answer in writing, with or without guests; a fresh yes passes by nobody who waits."""
        before, member_id = self._seen(), self._id(nth)
        self._says(member_id, f"/rsvp 1 {said}")

        after = self._seen()
        others = [each for each in before.unoffered if each.member_id != member_id]
        if before.of(member_id) not in ("going", "waiting") and others:
            assert after.of(member_id) != "going"
        if before.unoffered:
            assert after.counts.guests <= before.counts.guests

    @rule(nth=nth, said=words)
    def answer_twice(self, nth: int, said: str) -> None:
        """Say the same again: nothing changes."""
        self.answer(nth, said)
        before = self._seen()
        self._says(self._id(nth), f"/rsvp 1 {said}")
        assert self._seen() == before

    @rule()
    def give_a_place_up(self) -> None:
        """The first to come declines: the place is offered on at once."""
        coming = [each for each in self._seen().answers if each.answer == "going"]
        if coming and not self._has_begun() and coming[0].member_id is not None:
            self._says(coming[0].member_id, "/rsvp 1 no")
            seen = self._seen()
            assert (
                not free_places(seen.event.capacity, seen.counts.places_taken) or not seen.unoffered
            )

    @rule(nth=nth)
    def take_back(self, nth: int) -> None:
        """Take the answer back."""
        self._says(self._id(nth), "/rsvp 1 withdraw")

    @rule(nth=nth)
    def drop_a_guest(self, nth: int) -> None:
        """Come without the guest named first."""
        member_id = self._id(nth)

        def first_guest(store: Store) -> int | None:
            mine = store[Attendances].mine(1, member_id)
            guests = [] if mine is None else store[Guests].of(mine.id)
            return guests[0].id if guests else None

        guest_id = self.engine.store(first_guest)
        if guest_id is not None:
            address = self.people[member_id]
            pressed = self.engine.pressed(f"event_guest_out:1:{guest_id}", sender=address)
            self.runner.run(self.engine.handle(pressed))

    # When people leave, go or turn out to be one

    @precondition(lambda self: len(self.people) > 1)
    @rule(nth=nth)
    def leave(self, nth: int) -> None:
        """Leave the community: answers to future events are taken back."""
        member_id = self._id(nth)
        now = self.engine.clock.now()
        self.engine.store(lambda store: store[MemberAttendances].leave(member_id, 1, now))

    @precondition(lambda self: len(self.people) < MOST_PEOPLE)
    @rule()
    def leave_while_a_member_comes(self) -> None:
        """A new member does not take a free place before it is offered."""
        coming = [each for each in self._seen().answers if each.answer == "going"]
        if coming and coming[0].member_id is not None:
            self.leave(list(self.people).index(coming[0].member_id))
            self.a_member_joins()
            self.answer(len(self.people) - 1, "yes")

    @precondition(lambda self: len(self.people) > 1)
    @rule(nth=nth)
    def erase(self, nth: int) -> None:
        """Be forgotten."""
        member_id = self._id(nth)
        del self.people[member_id]
        self.engine.store(lambda store: store.erase(_member(store, member_id)))

    @precondition(lambda self: len(self.people) > 1)
    @rule(nth=nth, other=nth)
    def merge(self, nth: int, other: int) -> None:
        """Merge two members: a place of either is kept."""
        kept, gone = self._id(nth), self._id(other)
        if kept == gone:
            return
        before = self._seen()
        del self.people[gone]
        self.engine.store(lambda store: store.merge(_member(store, kept), _member(store, gone)))
        yeses = {before.of(kept), before.of(gone)}
        if yeses <= {"going", "waiting"} and "going" in yeses:
            assert self._seen().of(kept) == "going"

    @precondition(lambda self: not self._has_begun())
    @rule(capacity=st.integers(1, 5))
    def change_capacity(self, capacity: int) -> None:
        """Change the number of places; nobody is sent away."""
        before = self._seen()
        self.engine.act(lambda ctx: change_event(ctx, ctx.store[Events].get(1), capacity=capacity))
        self.allowed = max(capacity, before.counts.places_taken)
        assert self._seen().counts.going >= before.counts.going

    @precondition(lambda self: not self._has_begun())
    @rule(hours=st.sampled_from([3, 10, 50]))
    def move_date(self, hours: int) -> None:
        """Move the event to another date."""
        starts_at = self.engine.clock.now() + timedelta(hours=hours)
        self.engine.act(
            lambda ctx: change_event(ctx, ctx.store[Events].get(1), starts_at=starts_at)
        )

    @precondition(lambda self: not self._has_begun())
    @rule()
    def call_off_and_restore(self) -> None:
        """Call it off: no place is kept for anybody; and back again."""
        before = self._seen()
        self.engine.act(lambda ctx: call_off_event(ctx, ctx.store[Events].get(1), ""))
        self._tick(timedelta(minutes=1))
        off = self._seen()
        assert off.counts.offered == 0
        assert {each.member_id for each in off.answers} == {
            each.member_id for each in before.answers
        }
        if not self._has_begun():
            self.engine.act(lambda ctx: reinstate_event(ctx, ctx.store[Events].get(1)))
        else:
            self.engine.store(
                lambda store: store[Events].become(
                    off.event, EventState.PUBLISHED, self.engine.clock.now()
                )
            )

    @rule(minutes=st.sampled_from([1, 10, 70, 600]))
    def time_passes(self, minutes: int) -> None:
        """Sweep lapsed offers and places that were given up."""
        self._tick(timedelta(minutes=minutes))

        seen = self._seen()
        now = self.engine.clock.now()
        assert not [
            each for each in seen.answers if each.offered_until and each.offered_until <= now
        ]
        if seen.event.starts_at > now:
            left = free_places(seen.event.capacity, seen.counts.places_taken)
            assert not left or not seen.unoffered, "a free seat is offered"

    @invariant()
    def places_are_given_in_order_and_never_too_many(self) -> None:
        """Never more than there are, in the order of waiting, and none is kept past the start."""
        seen = self._seen()
        assert seen.counts.places_taken <= self.allowed
        assert seen.event.capacity is not None
        self.allowed = max(seen.event.capacity, min(self.allowed, seen.counts.places_taken))

        offered = [each.is_offered for each in seen.answers if each.answer == "waiting"]
        assert offered == sorted(offered, reverse=True), "longer waiting is offered first"

        kept = [each.offered_until for each in seen.answers if each.offered_until]
        assert all(until <= seen.event.starts_at for until in kept)

        members = [each.member_id for each in seen.answers]
        assert len(members) == len(set(members)), "one answer each"
        assert set(members) <= set(self.people)
        assert seen.counts.going or not seen.counts.guests

    def teardown(self) -> None:
        """Give all back."""
        self.engine.close()
        if hasattr(self, "runner"):
            self.runner.close()

    # Helpers

    def _id(self, nth: int) -> int:
        return list(self.people)[nth % len(self.people)]

    def _says(self, member_id: int, words: str) -> None:
        self.engine.clock.move(timedelta(seconds=1))
        heard = self.engine.heard(words, sender=self.people[member_id])
        self.runner.run(self.engine.handle(heard))

    def _tick(self, by: timedelta) -> None:
        self.engine.clock.move(by)
        self.runner.run(self.engine.runner.tick())

    def _has_begun(self) -> bool:
        return self._seen().event.starts_at <= self.engine.clock.now() + timedelta(minutes=2)

    def _seen(self) -> Seen:
        def look(store: Store) -> Seen:
            found = store[Attendances]
            return Seen(store[Events].get(1), found.counts(1), found.of(1))

        return self.engine.store(look)


def _member(store: Store, member_id: int) -> Member:
    member = store[Members].get(member_id)
    assert member is not None
    return member
