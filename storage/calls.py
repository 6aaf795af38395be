"""Calls for entries, the entries of members, and their pictures."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.calls import DRAFTS_KEPT, KEPT_FOR, CallKind, CallState, EntryState
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, Choice, changed, table
from storage.digest import LetterItems
from storage.files import Files
from storage.outbound import report_change
from storage.ownership import not_told, owned_by_member
from storage.polls import Polls
from storage.repository import Repository
from storage.retention import Purged
from storage.revisions import Revised

FETCHED_WITHIN = timedelta(days=1)
"""The time that a picture may be on its way."""
RESULT_IN_LETTER = "call_result"
"""Kind of the letter's items about results."""


class Call(Base):
    """A call for entries, under a number that people type."""

    __revised__ = Revised(
        "call",
        by=("kind", "title", "purpose", "rules", "ends_at", "secret"),
        apart=(
            *("id", "community_id", "maker_id", "state", "created_at", "opened_at", "poll_id"),
            "over_at",
        ),
    )
    __tablename__ = "calls"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    maker_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="calls"),
    )
    kind: Mapped[CallKind] = mapped_column(Choice(CallKind))
    title: Mapped[str]
    purpose: Mapped[str]
    rules: Mapped[str]
    ends_at: Mapped[datetime]
    """The last moment for entries."""
    secret: Mapped[bool]
    """True if the vote will be secret."""
    state: Mapped[CallState] = mapped_column(Choice(CallState))
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    poll_id: Mapped[int | None] = mapped_column(ForeignKey("polls.id"), index=True)
    over_at: Mapped[datetime | None] = mapped_column(index=True)


class CallEntry(Base):
    """An entry of a member, under a team's name or, where `team` is empty, their own."""

    __revised__ = Revised(
        "call_entry",
        by=("team", "title", "words"),
        apart=(
            *("id", "call_id", "member_id", "state", "note", "choice", "place"),
            *("created_at", "sent_at"),
        ),
    )
    __tablename__ = "call_entries"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="call_entries"),
    )
    team: Mapped[str]
    title: Mapped[str]
    words: Mapped[str]
    state: Mapped[EntryState] = mapped_column(Choice(EntryState))
    note: Mapped[str]
    """The last words of a gardener to its author: the change asked for, or a reason."""
    choice: Mapped[int | None] = mapped_column(info=not_told())
    """The number of its option in the vote."""
    place: Mapped[int | None]
    """Its place in the result, of the first ones only."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class CallPicture(Base):
    """A picture of an entry, described in `words`; it goes with its file, once it has that.

    Who can be recognised in it agreed, as its sender said: else it was not taken.
    """

    __revised__ = Revised(
        "call_entry",
        by=("entry_id", "file_id", "words"),
        apart=("id", "member_id", "people", "created_at"),
        key="entry_id",
        parts=True,
    )
    __tablename__ = "call_pictures"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("call_entries.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="call_pictures"),
    )
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str]
    people: Mapped[bool]
    """True if people can be recognised who agreed; False if nobody can."""
    created_at: Mapped[datetime]


_calls, _entries, _pictures = table(Call), table(CallEntry), table(CallPicture)
_PUBLISHED = Call.state.not_in((CallState.DRAFT, CallState.WITHDRAWN))


@dataclass(frozen=True, slots=True)
class CallCounts:
    """Numbers of a period."""

    opened: int
    entries: int
    people: int
    """Members who sent an entry, each once."""


class Calls(Repository):
    """The calls of all communities."""

    def add(self, call: Call) -> Call:
        """Keep a new one, under a number of its own."""
        return self._added(call)

    def get(self, call_id: int) -> Call | None:
        """The call with this number, of whichever community."""
        return self._session.get(Call, call_id, populate_existing=True)

    def held(self, call_id: int) -> Call:
        """The call with this number, which nobody else changes until this unit of work ends."""
        return self._session.scalars(
            select(Call)
            .where(Call.id == call_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()

    def listed(self, community_id: int, most: int, *states: CallState) -> Sequence[Call]:
        """The newest calls of a community, in these states or in all that members see."""
        these = Call.state.in_(states) if states else _PUBLISHED
        return self._session.scalars(
            select(Call)
            .where(Call.community_id == community_id, these)
            .order_by(Call.id.desc())
            .limit(most)
        ).all()

    def drafts_of(self, community_id: int, member_id: int) -> Sequence[Call]:
        """A gardener's calls that are not published."""
        mine = (Call.community_id == community_id, Call.maker_id == member_id)
        return self._session.scalars(
            select(Call).where(*mine, Call.state == CallState.DRAFT).order_by(Call.id.desc())
        ).all()

    def over_since(self, community_id: int, since: datetime) -> Sequence[Call]:
        """The calls that ended since then, the first to end first."""
        return self._session.scalars(
            select(Call)
            .where(
                Call.community_id == community_id,
                Call.state == CallState.OVER,
                Call.over_at > since,
            )
            .order_by(Call.over_at, Call.id)
        ).all()

    def of_poll(self, poll_id: int) -> Call | None:
        """The call in which this poll is the vote."""
        return self._session.scalar(select(Call).where(Call.poll_id == poll_id))

    def discard(self, call: Call) -> None:
        """Forget a draft."""
        self._session.delete(call)
        self._session.flush()

    def counts(self, community_id: int, since: datetime, until: datetime) -> CallCounts:
        """Figures between two moments."""
        opened = select(func.count()).where(
            _calls.c.community_id == community_id,
            _calls.c.opened_at >= since,
            _calls.c.opened_at < until,
        )
        sent = (
            select(func.count(), func.count(_entries.c.member_id.distinct()))
            .join(_calls, _calls.c.id == _entries.c.call_id)
            .where(
                _calls.c.community_id == community_id,
                _entries.c.sent_at >= since,
                _entries.c.sent_at < until,
            )
        )
        entries, people = self._session.execute(sent).one()
        return CallCounts(self._session.scalar(opened) or 0, entries, people)

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete drafts that were left."""
        before = now - DRAFTS_KEPT
        left = (Call.state == CallState.DRAFT) & (Call.created_at < before)
        return [Purged("calls", before, changed(self._session, delete(Call).where(left)))]


class Entries(Repository):
    """The entries of all calls, with their pictures."""

    covers = (CallEntry, CallPicture)
    purged_after = (Files,)

    def add(self, entry: CallEntry) -> CallEntry:
        """Keep a new one."""
        return self._added(entry)

    def get(self, entry_id: int) -> CallEntry | None:
        """The entry with this id, of whichever community."""
        return self._session.get(CallEntry, entry_id, populate_existing=True)

    def of(self, call_id: int, *states: EntryState) -> Sequence[CallEntry]:
        """The entries of a call in these states, or all, in their order."""
        these = [CallEntry.state.in_(states)] if states else []
        return self._session.scalars(
            select(CallEntry).where(CallEntry.call_id == call_id, *these).order_by(CallEntry.id)
        ).all()

    def first(self, call_id: int) -> Sequence[CallEntry]:
        """The entries with the first places, in the order of these."""
        return self._session.scalars(
            select(CallEntry)
            .where(CallEntry.call_id == call_id, CallEntry.place.is_not(None))
            .order_by(CallEntry.place, CallEntry.id)
        ).all()

    def own(self, community_id: int, member_id: int, *states: CallState) -> Sequence[CallEntry]:
        """A member's entries in calls of a community in these states."""
        return self._session.scalars(
            select(CallEntry)
            .join(Call, Call.id == CallEntry.call_id)
            .where(
                Call.community_id == community_id,
                Call.state.in_(states),
                CallEntry.member_id == member_id,
            )
            .order_by(CallEntry.id)
        ).all()

    def own_in(self, call_id: int, member_id: int) -> Sequence[CallEntry]:
        """A member's entries in a call, in their order."""
        mine = (CallEntry.call_id == call_id, CallEntry.member_id == member_id)
        return self._session.scalars(select(CallEntry).where(*mine).order_by(CallEntry.id)).all()

    def counts(self, call_id: int) -> dict[EntryState, int]:
        """The numbers of entries of a call in each state."""
        counted = select(CallEntry.state, func.count()).where(CallEntry.call_id == call_id)
        rows = self._session.execute(counted.group_by(CallEntry.state))
        return dict.fromkeys(EntryState, 0) | {EntryState(state): count for state, count in rows}

    def of_member(self, member_id: int) -> Sequence[CallEntry]:
        """All entries of a member."""
        mine = CallEntry.member_id == member_id
        return self._session.scalars(select(CallEntry).where(mine).order_by(CallEntry.id)).all()

    def waiting(self, community_id: int, most: int) -> Sequence[CallEntry]:
        """The entries that no gardener decided about, the first to be sent first."""
        return self._session.scalars(
            select(CallEntry)
            .join(Call, Call.id == CallEntry.call_id)
            .where(
                Call.community_id == community_id,
                Call.state.in_((CallState.OPEN, CallState.CLOSED)),
                CallEntry.state == EntryState.SENT,
            )
            .order_by(CallEntry.sent_at, CallEntry.id)
            .limit(most)
        ).all()

    def await_changes(self, call_id: int) -> None:
        """Wait for another sending of the entries of a call that were changed after theirs."""
        changed_since = (CallEntry.state == EntryState.DRAFT, CallEntry.sent_at.is_not(None))
        self._session.execute(
            update(CallEntry)
            .where(CallEntry.call_id == call_id, *changed_since)
            .values(state=EntryState.CHANGE_ASKED)
        )

    def count_sent(self, call_id: int) -> int:
        """The number of entries of a call that were sent, changed since or not."""
        sent = (CallEntry.call_id == call_id, CallEntry.sent_at.is_not(None))
        return self._session.scalar(select(func.count()).where(*sent)) or 0

    def place_accepted(self, call_id: int) -> None:
        """Give all accepted entries of a call the first place."""
        accepted = (CallEntry.call_id == call_id, CallEntry.state == EntryState.ACCEPTED)
        self._session.execute(update(CallEntry).where(*accepted).values(place=1))

    def to_clear(self, most: int, call_id: int | None = None) -> Sequence[tuple[int, int]]:
        """Ended calls, or one of them, with the authors of entries that it does not keep.

        A withdrawn call keeps none; any other, those that were sent.
        """
        ended = Call.state.not_in((CallState.DRAFT, CallState.OPEN, CallState.WITHDRAWN))
        not_kept = or_(Call.state == CallState.WITHDRAWN, ended & CallEntry.sent_at.is_(None))
        here = [] if call_id is None else [Call.id == call_id]
        rows = self._session.execute(
            select(CallEntry.call_id, CallEntry.member_id)
            .join(Call, Call.id == CallEntry.call_id)
            .where(not_kept, *here)
            .distinct()
            .order_by(CallEntry.call_id, CallEntry.member_id)
            .limit(most)
        )
        return [(each_call, member_id) for each_call, member_id in rows]

    def set_aside(self, entry: CallEntry, why: str) -> None:
        """Set an entry aside, with a reason; in a vote only its number is left."""
        self._forget_words([entry])
        entry.state, entry.note, entry.choice = EntryState.SET_ASIDE, why, None
        self._session.flush()

    def drop(self, entries: Collection[CallEntry]) -> None:
        """Delete entries with their pictures; in a vote or a result only a number is left."""
        self._forget_words(entries)
        ids = [each.id for each in entries]
        self._drop_files(_pictures.c.entry_id.in_(ids))
        self._session.execute(delete(CallEntry).where(CallEntry.id.in_(ids)))
        report_change(self._session, Call, {each.call_id for each in entries})

    def erase(self, member_id: int) -> None:
        """Take a member's entries out of votes, results and letters; the rows go by their rule."""
        mine = self.of_member(member_id)
        self._forget_words(mine)
        report_change(self._session, Call, {each.call_id for each in mine})

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete old entries without a place, and the pictures that never came."""
        lost = CallPicture.file_id.is_(None) & (CallPicture.created_at < now - FETCHED_WITHIN)
        count = changed(self._session, delete(CallPicture).where(lost))
        before = now - KEPT_FOR
        old = self._session.scalars(
            select(CallEntry)
            .join(Call, Call.id == CallEntry.call_id)
            .where(Call.over_at <= before, CallEntry.place.is_(None))
        ).all()
        if old:
            self.drop(old)
        return [Purged("call_pictures", now, count), Purged("call_entries", before, len(old))]

    # Pictures

    def expect(self, entry: CallEntry, words: str, at: datetime, *, people: bool) -> int:
        """Note a picture that is on its way; gives its id."""
        picture = CallPicture(
            entry_id=entry.id,
            member_id=entry.member_id,
            words=words,
            people=people,
            created_at=at,
        )
        return self._added(picture).id

    def picture(self, picture_id: int) -> CallPicture | None:
        """The picture with this id, on its way or here."""
        return self._session.get(CallPicture, picture_id, populate_existing=True)

    def arrived(self, picture_id: int, file_id: int) -> CallPicture | None:
        """A picture is here; None where nobody waits for it any more, or it came before."""
        row = self.picture(picture_id)
        if row is None or row.file_id is not None:
            return None
        row.file_id = file_id
        self._session.flush()
        return row

    def pictures(self, entry_id: int) -> Sequence[CallPicture]:
        """The pictures of an entry that are here, in their order."""
        return self._session.scalars(
            select(CallPicture)
            .where(CallPicture.entry_id == entry_id, CallPicture.file_id.is_not(None))
            .order_by(CallPicture.id)
        ).all()

    def drop_picture(self, picture_id: int) -> None:
        """Delete a picture, also one that never came."""
        self._drop_files(_pictures.c.id == picture_id)
        self._session.execute(delete(CallPicture).where(CallPicture.id == picture_id))

    def _drop_files(self, which: ColumnElement[bool]) -> None:
        files = Files(self._session, self._folder)
        for file_id in self._session.scalars(select(_pictures.c.file_id).where(which)).all():
            if file_id is not None:
                files.drop(file_id)

    def _forget_words(self, entries: Collection[CallEntry]) -> None:
        """Leave of entries only their numbers in polls, and nothing in letters."""
        placed = {each.call_id for each in entries if each.place is not None}
        LetterItems(self._session).take_out(RESULT_IN_LETTER, placed, sent=True)
        for each in entries:
            call = self._session.get(Call, each.call_id)
            if each.choice is not None and call is not None and call.poll_id is not None:
                Polls(self._session).rename_option(call.poll_id, each.choice, f"n° {each.choice}")
