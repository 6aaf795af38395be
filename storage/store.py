"""One transaction: its repositories, savepoints, and acts that concern several of them at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from graphlib import TopologicalSorter
from itertools import chain
from typing import Any, TypeVar, cast

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.domain.linking import NOTHING_TAKEN, TakenAnswers
from bot.domain.personal_data import RetentionPeriods
from storage import ownership, retention
from storage.base import Base
from storage.communities import (
    Communities,
    Community,
    RoomKind,
)
from storage.folder import Folder
from storage.inbound import Inbox
from storage.linking import lock, merge_members
from storage.members import Identities, Identity, Member, Members
from storage.outbound import Cards, Deliveries, Outbox, SendLog
from storage.ownership import Row, Whom
from storage.repository import (
    ClockFollowing,
    CommunityDropping,
    Concealing,
    Erasing,
    Forgetting,
    Holding,
    Merging,
    Purging,
    Repository,
    Restorable,
    RoomLosing,
    RoomMoving,
    Unlinked,
    Unlinking,
    repositories,
)
from storage.restored_backups import Erased, Erasure, Recogniser, email_trace, member_trace
from storage.retention import Purged
from storage.schedules import Schedules
from storage.statements import conceal, connection_of, execute_plain, forget
from storage.trouble import check_writable

Found = TypeVar("Found", bound=Repository)


class NotReadYet(Exception):
    """Something is to be read beside the writer first; what asked for it is done again then."""

    def __init__(self, read: Callable[["Store"], Any]) -> None:
        super().__init__()
        self.read = read


IN_PLACE = object()
"""Stands for what could not be read beside the writer: it is read in the message's own unit."""


class Readings:
    """The results of reads beside the writer for one message, in the order of its requests."""

    def __init__(self) -> None:
        self._found: list[Any] = []
        self._taken = 0

    def begin(self) -> None:
        """Begin the message anew: it asks for the same again."""
        self._taken = 0

    def add(self, found: object) -> None:
        """Keep what was read, or `IN_PLACE`."""
        self._found.append(found)

    def take(self, read: Callable[["Store"], Any]) -> Any:  # noqa: ANN401 - what `read` gives
        """The result of `read`, or `IN_PLACE`; raises `NotReadYet` where it was not read."""
        if self._taken == len(self._found):
            raise NotReadYet(read)
        self._taken += 1
        return self._found[self._taken - 1]


class Transaction:
    """A transaction: everything written through it is committed whole or not at all."""

    def __init__(self, session: Session, folder: Folder | None = None) -> None:
        self._session = session
        self._folder = folder
        self._repositories: dict[type[Repository], Repository] = {}
        self.erased: list[Erased] = []
        self.readings: Readings | None = None
        """Results of reads beside this unit; None if it reads everything itself."""

    def __getitem__(self, kind: type[Found]) -> Found:
        """The repository of a class, within this unit of work."""
        if kind not in self._repositories:
            self._repositories[kind] = kind(self._session, self._folder)
        return cast("Found", self._repositories[kind])

    def __contains__(self, kind: type[Repository]) -> bool:
        """True if this repository was used in this unit of work."""
        return kind in self._repositories

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is done inside, and only that, when it raises."""
        known = len(self.erased)
        try:
            with self._session.begin_nested():
                yield
        except BaseException:
            del self.erased[known:]
            forget(self._session)
            raise

    @contextmanager
    def refusable(self) -> Iterator[None]:
        """A savepoint for acts that are often refused, at a fraction of the cost of `savepoint`.

        A plain SAVEPOINT: the session's own cost as much as the rest of a vote. After a rollback
        all objects are let go, since they may tell what was undone. What the database itself
        refused has ended whatever was begun around this one: see `is_whole`.
        """
        known = len(self.erased)
        self._session.flush()
        connection = connection_of(self._session)
        execute_plain(connection, "SAVEPOINT refusable")
        try:
            yield
            self._session.flush()
        except BaseException:
            del self.erased[known:]
            if self._session.is_active and not connection.invalidated:
                self._session.expunge_all()
                forget(self._session)
                connection.exec_driver_sql("ROLLBACK TO SAVEPOINT refusable")
                connection.exec_driver_sql("RELEASE SAVEPOINT refusable")
            raise
        else:
            execute_plain(connection, "RELEASE SAVEPOINT refusable")

    @property
    def is_whole(self) -> bool:
        """True if this unit can go on; False once the database refused a change in `refusable`."""
        return self._session.is_active

    def flush(self) -> None:
        """Send what was changed to the database, so that its errors come here."""
        self._session.flush()

    def conceal_changes(self, *tables: str) -> None:
        """Hide the changes of this unit in these tables so far: see `Changes`."""
        self._session.flush()
        conceal(connection_of(self._session), *tables)

    def wait_for_locks(self, milliseconds: int) -> None:
        """Wait so long for what others have locked, in this unit; SQLite has no such locks."""
        connection = connection_of(self._session)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(milliseconds)}")

    def check_writable(self) -> None:
        """Raise `DatabaseReadOnly` where nothing can be changed."""
        check_writable(connection_of(self._session))

    def _repositories_of(self, kind: Any) -> Iterator[Any]:  # noqa: ANN401 - one of the protocols
        """The repositories of a kind."""
        for each in repositories():
            if issubclass(each, kind):
                yield self[each]


class Store(Transaction):
    """A unit of work, with the acts of several repositories."""

    def set_aside(self, row_id: int, payload: dict[str, Any], why: str, at: datetime) -> None:
        """Give up on a message that could not be handled; nothing confidential of it stays."""
        self[Inbox].quarantine(row_id, why, at, emptied=self.conceals(payload))

    def set_aside_unread(
        self, network: str, key: str, payload: dict[str, Any], at: datetime
    ) -> None:
        """Keep what could not even be read; nothing confidential of it stays."""
        kept = None if self.conceals(payload) else payload
        self[Inbox].set_aside(network, key, kept, at)

    def conceals(self, payload: dict[str, Any]) -> bool:
        """True if a message may tell something confidential."""
        return any(each.conceals(payload) for each in self._repositories_of(Concealing))

    def lose_room(self, address: str, why: str, at: datetime) -> bool:
        """A room is dead: nothing more is sent there; True when this is news."""
        news = [each.lose_room(address, why, at) for each in self._repositories_of(RoomLosing)]
        return any(news)

    def move_room(self, old: str, new: str) -> None:
        """A room has a new address: messages that wait for it go there.

        A person is an address too, until a direct room with them is found or made.
        """
        for repository in self._repositories_of(RoomMoving):
            repository.move_room(old, new)
        if self[Identities].move_direct(old, new) and self[Communities].room(new) is None:
            self[Communities].put_room(new, RoomKind.DIRECT, None)

    def drop_card(self, card_id: int) -> None:
        """Forget a card that stands nowhere any more."""
        self[Outbox].let_go_of_card(card_id)
        self[Cards].drop(card_id)

    def drop_community(self, community: Community) -> bool:
        """Forget a community in which nothing happened yet; False where something must stay."""
        try:
            with self.savepoint():
                for repository in self._repositories_of(CommunityDropping):
                    repository.drop_community(community.id)
                self[Communities].remove(community)
        except IntegrityError:
            return False
        return True

    def whom(self, member: Member) -> Whom:
        """All under which something may be kept of a member."""
        accounts = self[Identities].of(member)
        return Whom(
            member.id,
            frozenset(account.address for account in accounts),
            frozenset(account.direct for account in accounts if account.direct),
        )

    def everything_about(self, whom: Whom) -> dict[str, list[Row]]:
        """All that is kept of a person: by section, the rows as rules and `held_of` tell them."""
        found: dict[str, list[Row]] = defaultdict(list)
        by_methods = (each.held_of(whom) for each in self._repositories_of(Holding))
        by_rules = ownership.told(self._session, Base, whom.member_id)
        for section, row in chain(*by_methods, by_rules):
            found[section].append(row)
        return dict(found)

    def erase(self, member: Member) -> None:
        """Forget a person, in every community, by whichever account.

        Each column says what becomes of what is kept of a member, or its repository does with
        `erase(member_id)`; with `forget(traces)` of what it keeps of their accounts. The audit
        keeps acts without their actor. A cultivator's address stays: it is the operator's.
        """
        accounts = self[Identities].of(member)
        addresses = {account.address for account in accounts}
        rooms = {account.direct for account in accounts if account.direct}
        emails = {member.email} if member.email else set()
        known_by = [*addresses, *map(email_trace, emails)]
        self.erased.append(Erased((member_trace(member.id, member.joined_at), *known_by)))
        lock(self._session, member.id)
        for repository in self._repositories_of(Erasing):
            if repository is not self[Members]:
                repository.erase(member.id)
        ownership.erase(self._session, Base, member.id)
        self.forget(addresses | rooms | emails)
        self[Members].erase(member.id)

    def not_erased(self, erasures: Collection[Erasure], hash_of: Callable[[str], str]) -> set[str]:
        """The tickets of people who are still here, for `ErasureList.settle`."""
        known = Recogniser(erasures, hash_of)
        return {
            erasure.ticket
            for account in self[Identities].all()
            for trace in account.traces
            for erasure in known.all(trace)
            if account.joined_at <= erasure.at
        }

    def forget(self, traces: Collection[str]) -> None:
        """Forget what is kept of accounts, direct rooms and addresses of e-mail, by themselves."""
        self[Deliveries].forget(traces)  # before the cards that it points to
        for repository in self._repositories_of(Forgetting):
            if repository is not self[Deliveries]:
                repository.forget(traces)

    def restored(self, now: datetime) -> None:
        """The database comes from a backup: give up what may have happened since."""
        for repository in self._repositories_of(Restorable):
            repository.restored(now)

    def newest_moment(self) -> datetime | None:
        """The latest stored time of an event; if it is later than now, the clock was ahead."""
        times = (self[Inbox].newest(), self[SendLog].newest(), self[Schedules].newest())
        return max((at for at in times if at is not None), default=None)

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """The clock was ahead: nobody waits until it is as late again."""
        for repository in self._repositories_of(ClockFollowing):
            repository.clock_set_back(by, now)

    def purge(self, now: datetime, ages: RetentionPeriods) -> list[Purged]:
        """Delete, empty or untie the rows that have had their time; tells how many and where."""
        return list(chain.from_iterable(step() for step in self.purging(now, ages)))

    def purging(
        self, now: datetime, ages: RetentionPeriods
    ) -> Sequence[Callable[[], Iterable[Purged]]]:
        """The steps of `purge` in their order: each may stand in a unit of its own."""
        # Each repository comes behind those that it declares.
        after = {each: each.purged_after for each in repositories() if issubclass(each, Purging)}
        in_order = TopologicalSorter(after).static_order()
        by_methods = (partial(cast("Purging", self[each]).purge, now, ages) for each in in_order)
        return [*by_methods, *retention.purging(self._session, Base, now, ages)]

    def merge(self, kept: Member, gone: Member, taken: TakenAnswers = NOTHING_TAKEN) -> None:
        """Two members are one person: `kept` gets all rows of `gone`, who is deleted.

        Where both answered, the answer of `kept` stays, save what is `taken` from the other.
        """
        lock(self._session, kept.id, gone.id)
        for repository in self._repositories_of(Merging):
            repository.merge(kept.id, gone.id)
        ownership.merge(self._session, Base, kept.id, gone.id)
        merge_members(self._session, kept, gone, taken)

    def hold(self, *members: Member) -> None:
        """Lock these members against merging, unlinking and erasing until this unit of work ends.

        To be called before their rows are locked, as `merge` does, so that no two wait for
        each other.
        """
        self._session.flush()
        held = lock(self._session, *(member.id for member in members))
        for member in members:
            if member not in held:
                self._session.expunge(member)  # it was deleted meanwhile
        self[Identities].reread()

    def unlink(self, member: Member, account: Identity) -> None:
        """Detach an account; its member's waiting messages go to another of their accounts."""
        self[Identities].remove(account)
        others = self[Identities].of(member)
        rooms = (each.direct for each in others if each.direct is not None)
        unlinked = Unlinked(
            member.id,
            account=account.address,
            room=account.direct or account.address,
            other_account=others[0].address,
            other_room=next((it for it in rooms if not self[Communities].is_lost(it)), None),
        )
        for repository in self._repositories_of(Unlinking):
            repository.unlink(unlinked)
