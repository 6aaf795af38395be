"""All repositories, as one transaction sees them, and what concerns several of them at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.domain.linking import NOTHING_TAKEN, Taken
from storage.audit import Audit, Chain
from storage.calendars import CalendarFeeds
from storage.communities import Communities, Community, RoomKind
from storage.conversations import Letters
from storage.digest import Digests, NewsItems
from storage.erasures import (
    Erased,
    Erasure,
    Recogniser,
    email_trace,
    member_trace,
)
from storage.events import (
    Attendances,
    Doors,
    EventNotices,
    EventReminders,
    Events,
    EventSeries,
    Pictures,
    Presence,
)
from storage.external_calendars import Feeds
from storage.files import Files, Folder, Handouts
from storage.holdings import Held, Row, Whom
from storage.inbound import CountedActs, Forms, Inbox, Presses, SealedEvents
from storage.invitations import Imports, Invitations, Invitees
from storage.joining import Welcomes
from storage.linking import Links, Registrations, lock, merge_members
from storage.members import Identity, Member, Members, Registers
from storage.outbound import Cards, Departures, Fetches, Mailings, Outbox, Paces
from storage.outcomes import Feedback, Outcomes
from storage.personal_data import Unseen
from storage.polls import Polls
from storage.profile import Profiles, Proposals
from storage.proxies import Proxies
from storage.restorations import Restorations
from storage.schedules import Schedules
from storage.seats import Absences, Posts, SeatOffers
from storage.trouble import check_writable


@runtime_checkable
class Erasing(Protocol):
    """A repository that keeps things of members."""

    def erase(self, member_id: int) -> None:
        """Forget a person, or untie from them what must stay."""


@runtime_checkable
class Forgetting(Protocol):
    """A repository that keeps things of accounts, of direct rooms or of addresses of e-mail."""

    def forget(self, traces: Collection[str]) -> None:
        """Forget what is kept under these, members or not."""


@runtime_checkable
class Holding(Protocol):
    """A repository that keeps things of people, and can tell them."""

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """All that is kept of a person, and nothing of anybody else."""


@runtime_checkable
class Restorable(Protocol):
    """A repository that keeps what cannot be believed once the database comes from a backup."""

    def restored(self, now: datetime) -> None:
        """Give up what may have been done, or used, since the backup."""


class Store:
    """A unit of work: what is read and written through it is committed whole or not at all."""

    def __init__(self, session: Session, folder: Folder | None = None) -> None:
        self._session = session
        self._folder = folder
        self.erased: list[Erased] = []

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is done inside, and only that, when it raises."""
        known = len(self.erased)
        try:
            with self._session.begin_nested():
                yield
        except BaseException:
            del self.erased[known:]
            raise

    @contextmanager
    def refusable(self) -> Iterator[None]:
        """The same inside a savepoint, for a fraction of its cost: for what is often refused.

        A plain SAVEPOINT: the session's own cost as much as the rest of a vote. After a rollback
        all objects are let go, since they may tell what was undone. What the database itself
        refused has ended whatever was begun around this one: see `is_whole`.
        """
        known = len(self.erased)
        self._session.flush()
        connection = self._session.connection()
        connection.exec_driver_sql("SAVEPOINT refusable")
        try:
            yield
            self._session.flush()
        except BaseException:
            del self.erased[known:]
            if self._session.is_active and not connection.invalidated:
                self._session.expunge_all()
                vars(self).pop("communities", None)  # which holds some of them
                connection.exec_driver_sql("ROLLBACK TO SAVEPOINT refusable")
                connection.exec_driver_sql("RELEASE SAVEPOINT refusable")
            raise
        else:
            connection.exec_driver_sql("RELEASE SAVEPOINT refusable")

    @property
    def is_whole(self) -> bool:
        """Whether this unit can go on; not after the database refused something in `refusable`."""
        return self._session.is_active

    def flush(self) -> None:
        """Send what was changed to the database, so that its errors come here."""
        self._session.flush()

    def check_writable(self) -> None:
        """Raise `DatabaseReadOnly` where nothing can be changed."""
        check_writable(self._session.connection())

    def lose_room(self, address: str, why: str, at: datetime) -> bool:
        """A room is dead: nothing more is sent there; True when this is news."""
        self.outbox.lose_room(address, why, at)
        self.cards.lose_room(address)
        self.sealed.lose_room(address)
        self.welcomes.lose_room(address)
        return self.communities.lose_room(address, why, at)

    def move_room(self, old: str, new: str) -> None:
        """A room has a new address: what waits for it goes there.

        A person is an address too, until a direct room with them is found or made.
        """
        self.communities.move_room(old, new)
        if self.members.move_direct(old, new) and self.communities.room(new) is None:
            self.communities.put_room(new, RoomKind.DIRECT, None)
        self.forms.move_room(old, new)
        self.outbox.move_room(old, new)
        self.cards.move_room(old, new)
        self.welcomes.move_room(old, new)

    def drop_card(self, card_id: int) -> None:
        """Forget a card that stands nowhere any more."""
        self.outbox.let_go_of_card(card_id)
        self.cards.drop(card_id)

    def drop_community(self, community: Community) -> bool:
        """Forget a community in which nothing happened yet; False where something must stay."""
        try:
            with self.savepoint():
                self.forms.drop_all(community.id)
                self.digests.drop_unsent(community.id)
                self.schedules.drop_all(community.id)
                self.members.mean_no_more(community.id)
                self.communities.remove(community)
        except IntegrityError:
            return False
        return True

    def whom(self, member: Member) -> Whom:
        """All under which something may be kept of a member."""
        accounts = self.members.identities(member)
        return Whom(
            member.id,
            frozenset(account.address for account in accounts),
            frozenset(account.direct for account in accounts if account.direct),
        )

    def everything_about(self, whom: Whom) -> dict[str, list[Row]]:
        """All that is kept of a person: by section, the rows as `held_of` tells them."""
        found: dict[str, list[Row]] = defaultdict(list)
        for repository in self._those(Holding):
            for section, row in repository.held_of(whom):
                found[section].append(row)
        return dict(found)

    def erase(self, member: Member) -> None:
        """Forget a person, in every community, by whichever account.

        Each repository says with `erase(member_id)` what becomes of what it keeps of a member, and
        with `forget(traces)` of what it keeps of their accounts. The audit keeps acts without
        their actor. A cultivator's address stays: it is the operator's.
        """
        accounts = self.members.identities(member)
        addresses = {account.address for account in accounts}
        rooms = {account.direct for account in accounts if account.direct}
        emails = {member.email} if member.email else set()
        known_by = [*addresses, *map(email_trace, emails)]
        self.erased.append(Erased((member_trace(member.id, member.joined_at), *known_by)))
        lock(self._session, member.id)
        for repository in self._those(Erasing):
            if repository is not self.members:
                repository.erase(member.id)
        self.forget(addresses | rooms | emails)
        self.members.erase(member.id)

    def not_erased(self, erasures: Collection[Erasure], hash_of: Callable[[str], str]) -> set[str]:
        """The tickets of those who are still here, for `ErasureList.settle`."""
        known = Recogniser(erasures, hash_of)
        return {
            erasure.ticket
            for account in self.members.accounts()
            for trace in account.traces
            for erasure in known.all(trace)
            if account.joined_at <= erasure.at
        }

    def forget(self, traces: Collection[str]) -> None:
        """Forget what is kept of accounts, direct rooms and addresses of e-mail, by themselves."""
        self.outbox.forget(traces)  # before the cards that it points to
        for repository in self._those(Forgetting):
            if repository is not self.outbox:
                repository.forget(traces)

    def restored(self, now: datetime) -> None:
        """The database comes from a backup: give up what may have happened since."""
        for repository in self._those(Restorable):
            repository.restored(now)

    def _those(self, kind: Any) -> Iterator[Any]:  # noqa: ANN401 - one of the protocols
        """The repositories of a kind."""
        for name, kept in vars(Store).items():
            if isinstance(kept, cached_property):
                repository = getattr(self, name)
                if isinstance(repository, kind):
                    yield repository

    def merge(self, kept: Member, gone: Member, taken: Taken = NOTHING_TAKEN) -> None:
        """Two members are one person: `kept` gets all that is of `gone`, who is no more.

        Where both answered, the answer of `kept` stays, save what is `taken` from the other.
        """
        lock(self._session, kept.id, gone.id)
        self.absences.merge(kept.id, gone.id)
        self.calendar_feeds.merge(kept.id, gone.id)
        self.links.merge(kept.id, gone.id)
        self.handouts.merge(kept.id, gone.id)
        self.counted_acts.merge(kept.id, gone.id)
        self.invitations.merge(kept.id, gone.id)
        self.invitees.merge(kept.id, gone.id)
        self.imports.merge(kept.id, gone.id)
        self.files.merge(kept.id, gone.id)
        self.letters.merge(kept.id, gone.id)
        self.news.merge(kept.id, gone.id)
        self.digests.merge(kept.id, gone.id)
        self.polls.merge(kept.id, gone.id)
        self.events.merge(kept.id, gone.id)
        self.feeds.merge(kept.id, gone.id)
        self.attendances.merge(kept.id, gone.id)
        self.event_reminders.merge(kept.id, gone.id)
        self.pictures.merge(kept.id, gone.id)
        self.outcomes.merge(kept.id, gone.id)
        self.feedback.merge(kept.id, gone.id)
        self.proposals.merge(kept.id, gone.id)
        self.outbox.merge(kept.id, gone.id)
        self.proxies.merge(kept.id, gone.id)
        self.audit.merge(kept.id, gone.id)
        merge_members(self._session, kept, gone, taken)

    def hold(self, *members: Member) -> None:
        """Let nobody else merge, unlink or erase these members until this unit of work ends.

        To be called before anything of theirs is held, as `merge` does, so that no two wait for
        each other.
        """
        self._session.flush()
        held = lock(self._session, *(member.id for member in members))
        for member in members:
            if member not in held:
                self._session.expunge(member)  # it was deleted meanwhile
        self.members.look_again()

    def unlink(self, member: Member, account: Identity) -> None:
        """An account is no more a member's; what waits for them there goes to another of theirs."""
        address, left = account.address, account.direct or account.address
        self.members.remove_identity(account)
        others = self.members.identities(member)
        rooms = (each.direct for each in others if each.direct is not None)
        to = next((room for room in rooms if not self.communities.is_lost(room)), None)
        self.outbox.leave_room(member.id, left, to)
        self.cards.lose_room(left)
        self.letters.move(member.id, address, others[0].address)
        self.links.end_all(address)
        self.forms.forget({left})
        self.presses.forget({address})
        self.seat_offers.forget({address})

    @cached_property
    def absences(self) -> Absences:
        return Absences(self._session)

    @cached_property
    def attendances(self) -> Attendances:
        return Attendances(self._session)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self._session)

    @cached_property
    def audit_chain(self) -> Chain:
        return Chain(self._session)

    @cached_property
    def calendar_feeds(self) -> CalendarFeeds:
        return CalendarFeeds(self._session)

    @cached_property
    def cards(self) -> Cards:
        return Cards(self._session)

    @cached_property
    def communities(self) -> Communities:
        return Communities(self._session)

    @cached_property
    def counted_acts(self) -> CountedActs:
        return CountedActs(self._session)

    @cached_property
    def departures(self) -> Departures:
        return Departures(self._session)

    @cached_property
    def digests(self) -> Digests:
        return Digests(self._session)

    @cached_property
    def doors(self) -> Doors:
        return Doors(self._session)

    @cached_property
    def event_notices(self) -> EventNotices:
        return EventNotices(self._session)

    @cached_property
    def event_reminders(self) -> EventReminders:
        return EventReminders(self._session)

    @cached_property
    def event_series(self) -> EventSeries:
        return EventSeries(self._session)

    @cached_property
    def events(self) -> Events:
        return Events(self._session)

    @cached_property
    def feeds(self) -> Feeds:
        return Feeds(self._session)

    @cached_property
    def feedback(self) -> Feedback:
        return Feedback(self._session)

    @cached_property
    def fetches(self) -> Fetches:
        return Fetches(self._session)

    @cached_property
    def files(self) -> Files:
        return Files(self._session, self._folder)

    @cached_property
    def forms(self) -> Forms:
        return Forms(self._session)

    @cached_property
    def handouts(self) -> Handouts:
        return Handouts(self._session)

    @cached_property
    def invitees(self) -> Invitees:  # before the imports, which name them
        return Invitees(self._session, self._folder)

    @cached_property
    def imports(self) -> Imports:
        return Imports(self._session)

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self._session)

    @cached_property
    def invitations(self) -> Invitations:
        return Invitations(self._session)

    @cached_property
    def letters(self) -> Letters:
        return Letters(self._session)

    @cached_property
    def links(self) -> Links:
        return Links(self._session)

    @cached_property
    def mailings(self) -> Mailings:
        return Mailings(self._session)

    @cached_property
    def members(self) -> Members:
        return Members(self._session)

    @cached_property
    def news(self) -> NewsItems:
        return NewsItems(self._session)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self._session)

    @cached_property
    def outcomes(self) -> Outcomes:
        return Outcomes(self._session)

    @cached_property
    def paces(self) -> Paces:
        return Paces(self._session)

    @cached_property
    def pictures(self) -> Pictures:
        return Pictures(self._session)

    @cached_property
    def polls(self) -> Polls:
        return Polls(self._session)

    @cached_property
    def posts(self) -> Posts:
        return Posts(self._session)

    @cached_property
    def presence(self) -> Presence:
        return Presence(self._session)

    @cached_property
    def presses(self) -> Presses:
        return Presses(self._session)

    @cached_property
    def proxies(self) -> Proxies:
        return Proxies(self._session)

    @cached_property
    def proposals(self) -> Proposals:
        return Proposals(self._session)

    @cached_property
    def profiles(self) -> Profiles:
        return Profiles(self._session)

    @cached_property
    def registers(self) -> Registers:
        return Registers(self._session)

    @cached_property
    def registrations(self) -> Registrations:
        return Registrations(self._session)

    @cached_property
    def restorations(self) -> Restorations:
        return Restorations(self._session)

    @cached_property
    def schedules(self) -> Schedules:
        return Schedules(self._session)

    @cached_property
    def sealed(self) -> SealedEvents:
        return SealedEvents(self._session)

    @cached_property
    def seat_offers(self) -> SeatOffers:
        return SeatOffers(self._session)

    @cached_property
    def unseen(self) -> Unseen:
        return Unseen(self._session)

    @cached_property
    def welcomes(self) -> Welcomes:
        return Welcomes(self._session)
