"""Two communities and their members, with generated pasts, in a database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from bot.domain.dates.moments import Days
from bot.domain.digest.news_content import NewsContent
from bot.domain.roles import Circle, Seat
from storage.audit import Audit
from storage.audit.rows import About
from storage.calendars import CalendarAddresses
from storage.communities import Communities, Community, SeatHolders
from storage.conversations import Conversations
from storage.digest import Byline, NewsItems, NewsState
from storage.events import Attendances, Event, Events
from storage.files import Files, OneTimeLinks
from storage.folder import StoredBytes
from storage.inbound import CountedActs
from storage.invitations import Invitations
from storage.linking import Account, CodeDigests, Links
from storage.members import Consents, Members
from storage.members.member_tables import Member
from storage.outbound import Mailings, Outbox
from storage.outbound.deliveries import DeliveryState, Priority
from storage.polls import Ballots, Polls
from storage.polls.polls import NewPoll
from storage.profile import Profiles, Proposals
from storage.proxies import Proxies, Proxy
from storage.seats import Absences
from storage.unit_of_work import Database, Store
from tests.storage.operations.pasts import INVITED, PLACES, START, Past, day


class UndoneError(Exception):
    """Leaves a unit of work without a trace."""


@contextmanager
def undone(database: Database) -> Iterator[Store]:
    """A unit of work that leaves nothing behind."""
    with suppress(UndoneError), database.unit() as store:
        yield store
        raise UndoneError


class Stage:
    """Two communities with a poll each, a mailing, a host, and those who come in."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.places = {slug: community(store, slug) for slug in PLACES}
        self.host = store[Members].register("telegram:1", "Host", direct=None, at=START)
        asked = NewPoll("Quel jour ?", ("a", "b", "c"))
        self.polls = {}
        self.events = {}
        for slug, place in self.places.items():
            store[Members].join(self.host, place.id, Circle.INFORMED, START)
            self.polls[slug] = store[Polls].open(place.id, self.host.id, asked, START).id
            event = Event("Visite", day(60), "UTC", uid=slug)
            self.events[slug] = store[Events].add(place.id, self.host.id, event, START).id
        self.mailing = store[Mailings].add(self.places["energie"].id, "letter", {}, START)

    @property
    def here(self) -> int:
        """The first community."""
        return self.places["energie"].id

    def enters(self, name: str, past: Past) -> Member:
        """Register a member with a past."""
        store, address = self.store, f"telegram:{name}"
        member = store[Members].register(address, name, direct=address, at=day(len(name)))
        for column, answer in past.answers.items():
            setattr(member, column, answer)
        member.adult = past.adult
        member.stopped_at = None if past.stopped is None else day(past.stopped)
        for slug, (circle, when) in past.joined.items():
            store[Members].join(member, self.places[slug].id, circle, day(when))
            store[Profiles].show(member, self.places[slug].id, past.visible)
            for domain in past.domains:
                store[Profiles].choose(member, self.places[slug].id, domain, chosen=True)
        self._agrees(member, past, address)
        for slug, (choice, when) in past.ballots.items():
            store[Ballots].cast(self.polls[slug], member.id, (choice,), day(when))
        for slug, (rsvp, when) in past.attends.items():
            store[Attendances].put(self.events[slug], member.id, rsvp, day(when))
        for _ in range(past.conversations):
            self._writes(member, address)
        if past.mailed is not None:
            self.is_sent(member, past.mailed, mailing_id=self.mailing.id)
        self.is_sent(member, DeliveryState.WAITING)
        if past.seat is not None:
            store[SeatHolders].put(self.places["energie"], past.seat, address)
        for act in sorted(past.acts):
            self._does(act, member, past)
        store.flush()
        return member

    def is_sent(self, member: Member, state: DeliveryState, **values: int) -> None:
        """Put a message to a member into the outbox, in a state."""
        self.store[Outbox].put(
            room=f"telegram:{member.name}",
            priority=Priority.DIGEST,
            at=START,
            locale="fr",
            zone="UTC",
            member_id=member.id,
            state=state,
            **values,
        )

    def _agrees(self, member: Member, past: Past, channel: str) -> None:
        email = member.email
        for (slug, purpose), (when, until) in past.yeses.items():
            place = self.places[slug].id
            self.store[Consents].give(
                member, place, purpose, version="1", channel=channel, at=day(when)
            )
            if until is not None:
                self.store[Consents].withdraw(member, place, purpose, day(when + until))
        member.email = email

    def _writes(self, member: Member, account: str) -> None:
        self.store[Conversations].open(
            self.here, member.id, account=account, seat=Seat.TERRITORY, at=START
        )

    def _does(self, act: str, member: Member, past: Past) -> None:
        """Leave a row of one kind."""
        if act in INVITED:
            self._invites(act, member, past)
        else:
            DOES[act](self, f"{act} {member.name}", member)

    def _invites(self, act: str, member: Member, past: Past) -> None:
        store, here, word = self.store, self.here, f"{act} {member.name}"
        if act == "invited by the host":
            if "energie" in past.joined:
                invitation = store[Invitations].make(word, self.host.id, here, START)
                store[Invitations].came(invitation, member.id)
            return
        invitation = store[Invitations].make(word, member.id, here, START)
        if act == "invited the host":
            store[Invitations].came(invitation, self.host.id)

    def _is_proposed_to(self, _word: str, member: Member) -> None:
        self._propose(to=member, by=self.host)

    def _proposes(self, _word: str, member: Member) -> None:
        self._propose(to=self.host, by=member)

    def _propose(self, *, to: Member, by: Member) -> None:
        self.store[Proposals].put(
            self.here, to.id, Circle.ENGAGED, proposer_id=by.id, expires_at=day(100)
        )

    def _sends_file(self, word: str, member: Member) -> None:
        self.store[Files].add(
            StoredBytes(word, 1, "0"),
            kind="csv",
            name="a.csv",
            media_type="text/csv",
            reference={},
            member_id=member.id,
            community_id=self.here,
            at=START,
            expires_at=day(100),
        )

    def _waits_for_file(self, word: str, member: Member) -> None:
        self.store[OneTimeLinks].add(
            word,
            "x",
            (),
            member_id=member.id,
            account="",
            community_id=self.here,
            expires_at=day(100),
        )

    def _did_what_is_counted(self, word: str, member: Member) -> None:
        self.store[CountedActs].add(word, member_id=member.id, account="", at=START)

    def _has_calendar(self, word: str, member: Member) -> None:
        self.store[CalendarAddresses].open(word, member.id, START)

    def _writes_news(self, _word: str, member: Member) -> None:
        by = Byline(Seat.TERRITORY, member.id, member.name)
        told = NewsContent("Un", "", "")
        self.store[NewsItems].add(self.here, told, by, state=NewsState.PROPOSED, at=START)

    def _leaves_trace(self, word: str, member: Member) -> None:
        about = About({"number": 1}, member.id)
        self.store[Audit].note(
            word, "poll", self.here, "done", START, member_id=member.id, about=about
        )

    def _is_away(self, _word: str, member: Member) -> None:
        self.store[Absences].put(member.id, self.here, Days(START.date(), day(100).date()))

    def _opens_poll(self, word: str, member: Member) -> None:
        asked = NewPoll(word, ("a", "b"))
        self.store[Polls].open(self.here, member.id, asked, START)

    def _makes_event(self, word: str, member: Member) -> None:
        self.store[Events].add(self.here, member.id, Event(word, day(60), "UTC", uid=word), START)

    def _speaks_for_a_person(self, word: str, member: Member) -> None:
        person = self.store[Members].register_without_account(word, at=START)
        self.store[Proxies].add(
            Proxy(
                member_id=person.id,
                community_id=self.here,
                by_id=member.id,
                asked_on=START.date(),
                expires_on=day(60).date(),
                code=word,
                acted_at=START,
            )
        )

    def _asks_for_code(self, word: str, member: Member) -> None:
        account = Account(f"telegram:{member.name}", member.name, "room", "fr")
        self.store[Links].offer(
            CodeDigests(word, f"{word} token"),
            account,
            member_id=member.id,
            community_id=self.here,
            expires_at=day(60),
        )


DOES: dict[str, Callable[[Stage, str, Member], None]] = {
    "proposed to": Stage._is_proposed_to,
    "proposed": Stage._proposes,
    "sent a file": Stage._sends_file,
    "waits for a file": Stage._waits_for_file,
    "did what is counted": Stage._did_what_is_counted,
    "has a calendar": Stage._has_calendar,
    "wrote news": Stage._writes_news,
    "left a trace": Stage._leaves_trace,
    "is away": Stage._is_away,
    "acted by voice": Stage._speaks_for_a_person,
    "opened a poll": Stage._opens_poll,
    "asked for a code": Stage._asks_for_code,
    "made an event": Stage._makes_event,
}


def community(store: Store, slug: str) -> Community:
    """A community to be a member of."""
    return store[Communities].add(
        Community(
            slug=slug,
            name=slug,
            locale="fr",
            timezone="Europe/Paris",
            digest="",
            polls_by="members",
        )
    )
