"""Digests: the one in the making of each community, and those that were sent, skipped or missed."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.domain.digest.approvals import Approval, DigestState, DigestStatus
from bot.domain.digest.composing import NEWS
from bot.domain.digest.contents import schedule_key
from bot.domain.roles import Hand, Seat
from storage.base import table
from storage.communities import hold
from storage.digest.letter_items import Digest, LetterItems, digests_with_words
from storage.digest.news import News, NewsItems, NewsProgress, NewsState
from storage.folder import Folder
from storage.outbound import report_change
from storage.ownership import Held, Whom, held
from storage.repository import Repository
from storage.schedules import Schedules
from storage.trouble import only_reads


class Digests(Repository):
    """The digests of all communities."""

    covers = (Digest,)

    def __init__(self, session: Session, folder: Folder | None = None) -> None:
        super().__init__(session, folder)
        self._news = NewsItems(session)
        self._items = LetterItems(session)

    def current(self, community_id: int, now: datetime, *, due: datetime | None = None) -> Digest:
        """The digest in the making, due at `due` or else when its schedule says.

        Nobody else works on it until this unit of work ends. A missed one that is past gives way
        to the next.
        """
        hold(self._session, community_id)
        digest = self._open(community_id)
        if digest is not None and digest.status.state is DigestState.MISSED:
            if due is None and not digest.status.is_past(now):
                return digest
            self.release(digest)
            self._news.end_postponement(community_id)
            _close(digest)
            digest = None
        if digest is None:
            digest = self._begin(community_id)
        digest.due_at = due or self.next_due(community_id)
        self._session.flush()
        return digest

    def in_the_making(self, community_id: int) -> Digest | None:
        """The digest that is in the making, to be read only; None if none was begun."""
        return self._open(community_id)

    def get(self, digest_id: int) -> Digest | None:
        """The digest with this id."""
        return self._session.get(Digest, digest_id)

    def refresh_draft(self, community_id: int) -> None:
        """Have the posted draft drawn again: something that it may list has changed."""
        in_the_making = select(Digest.id).where(Digest.community_id == community_id, Digest.open)
        digest_id = self._session.scalar(in_the_making)
        if digest_id is not None:
            report_change(self._session, LetterItems, [digest_id])

    def numbered(self, community_id: int, number: int) -> Digest | None:
        """The digest with this number in a community."""
        return self._session.scalar(
            select(Digest).where(Digest.community_id == community_id, Digest.number == number)
        )

    def last_sent(self, community_id: int) -> Digest | None:
        """The digest of a community that went out last."""
        return self._session.scalar(
            select(Digest)
            .where(Digest.community_id == community_id, Digest.sent_at.is_not(None))
            .order_by(Digest.sent_at.desc(), Digest.id.desc())
            .limit(1)
        )

    def due_after(self, digest: Digest) -> datetime | None:
        """Due time of the digest after this one; None if none was begun."""
        return self._session.scalar(
            select(Digest.due_at)
            .where(
                Digest.community_id == digest.community_id,
                Digest.number > digest.number,
                Digest.due_at.is_not(None),
            )
            .order_by(Digest.number)
            .limit(1)
        )

    def sent_since(self, digest: Digest, day: date) -> Sequence[Digest]:
        """The digests that went out after a day and before this one, the latest first."""
        since = datetime.combine(day, time(), UTC)
        until = [] if digest.sent_at is None else [Digest.sent_at <= digest.sent_at]
        return self._session.scalars(
            select(Digest)
            .where(
                Digest.community_id == digest.community_id,
                Digest.id != digest.id,
                Digest.sent_at > since,
                *until,
            )
            .order_by(Digest.sent_at.desc(), Digest.id.desc())
        ).all()

    def last_sent_of_all(self) -> dict[int, datetime]:
        """When each community's last digest went out, by its id."""
        last = (
            select(Digest.community_id, func.max(Digest.sent_at))
            .where(Digest.sent_at.is_not(None))
            .group_by(Digest.community_id)
        )
        return {of: at for of, at in self._session.execute(last) if at is not None}

    def items(self, digest: Digest) -> Sequence[News]:
        """The news of a digest in order: those submitted, else all that wait for it."""
        gathers = digest.open and digest.submitted_seat is None
        items = self._news_of_draft(digest) if gathers else self._news.held_by(digest.id)
        leaves_at = digest.sent_at or digest.due_at
        return [each for each in items if leaves_at is None or not each.is_over(leaves_at)]

    def become(self, digest: Digest, status: DigestStatus) -> None:
        """Keep what an act made of a digest."""
        if status.submitted is not None and digest.submitted_seat is None:
            frozen = {each.key for each in self._items.frozen(digest.id)}
            for news in self._news_of_draft(digest):
                is_over = digest.due_at is not None and news.is_over(digest.due_at)
                if is_over or (NEWS, news.id) in frozen:
                    news.digest_id = digest.id
        elif status.submitted is None:
            self.release(digest)
        digest.state, digest.submitted_at = status.state, status.submitted_at
        digest.submitted_by, digest.submitted_seat, digest.submitted_hand = _columns(
            status.submitted
        )
        digest.approved_by, digest.approved_seat, digest.approved_hand = _columns(status.approved)
        self._session.flush()

    def release(self, digest: Digest) -> None:
        """Release the news of a digest: they wait for the next one."""
        self._session.execute(
            update(News).where(News.digest_id == digest.id).values(digest_id=None)
        )
        self._items.thaw(digest.id)

    def send(self, digest: Digest, now: datetime) -> None:
        """Record that a digest goes out, with all that it holds."""
        self.become(digest, digest.status.end(DigestState.SENT))
        self._news.end_postponement(digest.community_id)
        _close(digest)
        digest.sent_at = now
        for news in self._news.held_by(digest.id):
            news.state = NewsState.DROPPED if news.is_over(now) else NewsState.SENT
            news.digest_id = None if news.is_over(now) else digest.id
            report_change(self._session, NewsProgress, [news.id])

    def skip(self, digest: Digest) -> None:
        """Cancel a digest: its news wait for the next one."""
        self.become(digest, DigestStatus(DigestState.SKIPPED, digest.due_at))
        _close(digest)

    def unskip(self, digest: Digest) -> bool:
        """Restore a skipped digest; False if the following one is already submitted."""
        later = self._open(digest.community_id)
        if later is not None and later.state != DigestState.DRAFT:
            return False
        if later is not None:
            digest.title = digest.title or later.title
            digest.greeting = digest.greeting or later.greeting
            digest.introduction = digest.introduction or later.introduction
            self._items.drop([later.id])
            self._session.delete(later)
        digest.state, digest.open = DigestState.DRAFT, True
        self._session.flush()
        return True

    def is_skipped(self, community_id: int, due: datetime) -> bool:
        """True if nothing is to be sent at this due time."""
        last = self._last_skipped(community_id)
        return last is not None and due <= last

    def leaves_at(self, community_id: int, now: datetime) -> datetime:
        """Sending time of the digest in preparation: now if it was missed, or has no date."""
        digest = self._open(community_id)
        if digest is not None and digest.state == DigestState.MISSED:
            return now
        return self.next_due(community_id) or now

    def next_due(self, community_id: int) -> datetime | None:
        """When the next digest is due that is not skipped."""
        after = self._last_skipped(community_id)
        return Schedules(self._session).next_due(schedule_key(community_id), after)

    def drop_community(self, community_id: int) -> None:
        """Forget the digests of a community that never went out."""
        gone = (Digest.community_id == community_id, Digest.sent_at.is_(None))
        self._items.drop(self._session.scalars(select(Digest.id).where(*gone)).all())
        self._session.execute(delete(Digest).where(*gone))

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The digests that a person submitted or approved, without what the other person did."""
        steps = ("submitted", "approved")
        for step, other in zip(steps, steps[::-1], strict=True):
            own = table(Digest).c[f"{step}_by"] == whom.member_id
            left_out = [f"{other}_seat", f"{other}_hand"]
            yield from held(self._session, Digest, own, without=left_out)

    def erase(self, member_id: int) -> None:
        """Forget the words of an author in letters under way, and that they were shown any."""
        for digest in digests_with_words(self._session):
            digest.forget_words(lambda part: part.author_id == member_id)
            digest.shown_to = [each for each in digest.shown_to or () if each != member_id]

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Two members become one, who cannot both submit and approve a digest."""
        for digest in digests_with_words(self._session):
            digest.change_author(gone_id, kept_id)
            readers = {kept_id if each == gone_id else each for each in digest.shown_to or ()}
            digest.shown_to = sorted(readers)
        ids = (kept_id, gone_id)
        both = (Digest.open, Digest.submitted_by.in_(ids), Digest.approved_by.in_(ids))
        for digest in self._session.scalars(select(Digest).where(*both)).all():
            self.become(digest, digest.status.forget_approval())

    def _news_of_draft(self, digest: Digest) -> Sequence[News]:
        """The news that wait for a digest, without those that were left out."""
        left_out = self._items.left_out(digest.id)
        kept = self._news.kept(digest.community_id)
        return [each for each in kept if (NEWS, each.id) not in left_out]

    def _open(self, community_id: int) -> Digest | None:
        return self._session.scalar(
            select(Digest)
            .where(Digest.community_id == community_id, Digest.open)
            .execution_options(populate_existing=True)
        )

    def _begin(self, community_id: int) -> Digest:
        """Begin a digest; one that is only read is not kept."""
        last = self._session.scalar(
            select(func.max(Digest.number)).where(Digest.community_id == community_id)
        )
        digest = Digest(
            community_id=community_id,
            number=(last or 0) + 1,
            title="",
            state=DigestState.DRAFT,
            open=True,
        )
        if not only_reads(self._session.get_bind()):
            self._session.add(digest)
        return digest

    def _last_skipped(self, community_id: int) -> datetime | None:
        return self._session.scalar(
            select(func.max(Digest.due_at)).where(
                Digest.community_id == community_id, Digest.state == DigestState.SKIPPED
            )
        )


def _close(digest: Digest) -> None:
    """End a digest; its words are no longer compared with anything."""
    digest.open = False
    digest.contents = digest.shown = digest.shown_to = None


def _columns(approval: Approval | None) -> tuple[int | None, Seat | None, Hand]:
    if approval is None:
        return None, None, Hand.HOLDER
    return approval.member_id, approval.seat, approval.hand
