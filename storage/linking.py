"""Codes that tie a second account to a member, and what makes one member of two.

Codes are hashed, short-lived and used once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ForeignKey, case, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.linking import Decision, Registration, TakenAnswers, field_of, join
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, changed, table
from storage.members import Consent, Identity, Member, MemberDomain, Membership, write_anew
from storage.ownership import Held, Whom, held, owned_by_member
from storage.repository import Repository, Unlinked
from storage.retention import Purged
from storage.revisions import Revised
from storage.statements import forget, insert_into


class LinkCode(Base):
    """A code given on the account `first`, typed or as a token in a link.

    Once it was brought by the account `second` it waits for a yes: on `second` while it is not
    `agreed`, then on `first`. The question there shows what is kept of two registrations: `taken`
    are the fields that are the second one's, `shown` are the words of the question.
    """

    __revised__ = Revised(
        "link_code",
        by=("second", "second_name", "taken", "shown"),
        apart=(
            *("id", "code", "token", "member_id", "community_id", "first", "first_room"),
            *("first_locale", "second_room", "second_locale", "agreed", "expires_at"),
        ),
    )
    __tablename__ = "link_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method"),
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    first: Mapped[str]
    first_room: Mapped[str]
    first_locale: Mapped[str]
    second: Mapped[str] = mapped_column(default="")
    second_name: Mapped[str] = mapped_column(default="")
    second_room: Mapped[str] = mapped_column(default="")
    second_locale: Mapped[str] = mapped_column(default="")
    agreed: Mapped[bool]
    taken: Mapped[list[str] | None]
    shown: Mapped[str] = mapped_column(server_default="")
    expires_at: Mapped[datetime]


class LinkTry(Base):
    """The number of wrong codes that an account typed, or the whole instance under the name `*`."""

    __tablename__ = "link_tries"

    address: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]
    until: Mapped[datetime]


EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class CodeDigests:
    """The stored hash of a code or of its token."""

    code: str
    token: str


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it was when it asked for a code or brought one, and its direct room."""

    address: str
    name: str
    room: str
    locale: str


class Links(Repository):
    """The codes in use."""

    def offer(
        self,
        digests: CodeDigests,
        first: Account,
        *,
        member_id: int,
        community_id: int,
        expires_at: datetime,
    ) -> None:
        """Keep a new code's hashes; the member's earlier codes end."""
        self._session.execute(delete(LinkCode).where(LinkCode.member_id == member_id))
        self._session.add(
            LinkCode(
                code=digests.code,
                token=digests.token,
                member_id=member_id,
                community_id=community_id,
                first=first.address,
                first_room=first.room,
                first_locale=first.locale,
                agreed=False,
                expires_at=expires_at,
            )
        )
        self._session.flush()

    def offered(self, digest: str, now: datetime) -> LinkCode | None:
        """The code or token with this hash, if it still waits for a second account."""
        return self._session.scalar(
            select(LinkCode)
            .where(
                or_(LinkCode.code == digest, LinkCode.token == digest),
                LinkCode.second == "",
                LinkCode.expires_at > now,
            )
            .with_for_update()
        )

    def claim(self, code: LinkCode, second: Account, *, expires_at: datetime) -> None:
        """Remember who brought the code: nobody can bring it again, and they are asked first."""
        code.second, code.second_name = second.address, second.name
        code.second_room, code.second_locale = second.room, second.locale
        code.expires_at = expires_at
        self._session.flush()

    def agree(self, code: LinkCode) -> None:
        """Keep the yes of the second account."""
        code.agreed = True
        self._session.flush()

    def show(self, code: LinkCode, shown: str, taken: Collection[str]) -> None:
        """Remember what the question to the first account says."""
        code.shown, code.taken = shown, sorted(taken) or None
        self._session.flush()

    def claimed(self, code_id: int, now: datetime, *, hold: bool = False) -> LinkCode | None:
        """The code that was brought, and waits for a yes; held, nobody else answers meanwhile."""
        found = select(LinkCode).where(
            LinkCode.id == code_id, LinkCode.second != "", LinkCode.expires_at > now
        )
        if hold:
            held = found.with_for_update().execution_options(populate_existing=True)
            return self._session.scalar(held)
        return self._session.scalar(found)

    def end(self, code: LinkCode) -> None:
        """Use a code up."""
        self._session.delete(code)
        self._session.flush()

    def unlink(self, unlinked: Unlinked) -> None:
        """End what an account asked for or brought; its wrong codes stay counted."""
        account = unlinked.account
        self._session.execute(
            delete(LinkCode).where(or_(LinkCode.first == account, LinkCode.second == account))
        )

    def failed_tries(self, address: str, now: datetime) -> int:
        """The number of wrong codes that this account typed lately."""
        tries = select(LinkTry.tries).where(LinkTry.address == address, LinkTry.until > now)
        return self._session.scalar(tries) or 0

    def fail(self, address: str, now: datetime, until: datetime) -> None:
        """Count a wrong code; the count is forgotten at `until`."""
        counted = insert_into(self._session, LinkTry).values(address=address, tries=1, until=until)
        tries = case((LinkTry.until > now, LinkTry.tries + 1), else_=1)
        self._session.execute(
            counted.on_conflict_do_update(
                index_elements=["address"], set_={"tries": tries, "until": until}
            )
        )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The codes that a person asked for or brought, of each their own side; wrong ones."""
        is_mine = (LinkCode.member_id == whom.member_id, LinkCode.second.in_(whom.accounts))
        for is_side, other in zip(is_mine, ("second", "first"), strict=True):
            theirs = [each.name for each in table(LinkCode).c if each.name.startswith(other)]
            left_out = ("code", "token", "shown", *theirs)
            yield from held(self._session, LinkCode, is_side, without=left_out)
        yield from held(self._session, LinkTry, LinkTry.address.in_(whom.accounts))

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Two members become one: requests of either are over."""
        self._session.execute(delete(LinkCode).where(LinkCode.member_id.in_([kept_id, gone_id])))

    def forget(self, accounts: Collection[str]) -> None:
        """Forget the codes that these accounts brought, and their wrong ones."""
        self._session.execute(delete(LinkCode).where(LinkCode.second.in_(accounts)))
        self._session.execute(delete(LinkTry).where(LinkTry.address.in_(accounts)))

    def restored(self, _now: datetime) -> None:
        """Delete all codes, so that none is used twice."""
        self._session.execute(delete(LinkCode))

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete codes and tries whose time is over."""
        codes = changed(self._session, delete(LinkCode).where(LinkCode.expires_at <= now))
        tries = changed(self._session, delete(LinkTry).where(LinkTry.until <= now))
        return [Purged("link_codes, link_tries", now, codes + tries)]


_OWN: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "place": ("commune", "territory"),
    "about": ("about",),
    "link": ("link",),
    "email": ("email",),
    "locale": ("locale",),
    "timezone": ("timezone",),
    "quiet": ("quiet_from", "quiet_to"),
    "reminders": ("reminders",),
}
"""The answers that are the same in every community, and their columns."""
_HERE = ("circle", "visible", "rhythm")
"""The answers of each membership, and their columns."""


class Registrations(Repository):
    """Registrations of members, each as a whole."""

    def of(self, member: Member) -> Registration:
        """The registration of a member."""
        answers = {name: _answer(member, columns) for name, columns in _OWN.items()}
        for each in _memberships(self._session, member.id):
            for column in _HERE:
                answers[field_of(column, each.community_id)] = getattr(each, column)
        for community_id, domains in self._domains(member.id).items():
            answers[field_of("domains", community_id)] = domains
        decisions = {what: _decision(rows) for what, rows in self._consents(member.id).items()}
        return Registration(answers, decisions, member.adult, member.stopped_at)

    def write(self, member: Member, registration: Registration) -> None:
        """Replace a member's registration; memberships and consents exist already."""
        for name, columns in _OWN.items():
            answer = registration.answers.get(name)
            values = answer if isinstance(answer, list) else [answer] * len(columns)
            for column, value in zip(columns, values, strict=True):
                empty = "" if column in ("about", "link") else None
                setattr(member, column, empty if value is None else value)
        for each in _memberships(self._session, member.id):
            for column in _HERE:
                setattr(each, column, registration.answers[field_of(column, each.community_id)])
            domains = registration.answers.get(field_of("domains", each.community_id))
            self._choose(member.id, each.community_id, domains)
        member.adult, member.stopped_at = registration.adult, registration.stopped_at
        self._decide(member.id, registration)
        self._session.flush()

    def _domains(self, member_id: int) -> dict[int, list[str]]:
        rows = self._session.execute(
            select(MemberDomain.community_id, MemberDomain.domain)
            .where(MemberDomain.member_id == member_id)
            .order_by(MemberDomain.community_id, MemberDomain.domain)
        )
        grouped = groupby(rows, key=lambda row: row.community_id)
        return {community_id: [row.domain for row in rows] for community_id, rows in grouped}

    def _choose(self, member_id: int, community_id: int, domains: object) -> None:
        of, here = MemberDomain.member_id == member_id, MemberDomain.community_id == community_id
        self._session.execute(delete(MemberDomain).where(of, here))
        self._session.add_all(
            MemberDomain(member_id=member_id, community_id=community_id, domain=domain)
            for domain in (domains if isinstance(domains, list) else ())
        )

    def _consents(self, member_id: int) -> dict[tuple[int, str], list[Consent]]:
        rows = self._session.scalars(
            select(Consent)
            .where(Consent.member_id == member_id)
            .order_by(Consent.community_id, Consent.purpose, Consent.given_at, Consent.id)
        )
        grouped = groupby(rows, key=lambda each: (each.community_id, each.purpose))
        return {what: list(each) for what, each in grouped}

    def _decide(self, member_id: int, registration: Registration) -> None:
        """Keep at most one consent to each purpose in force; the others stay as withdrawn."""
        for what, rows in self._consents(member_id).items():
            in_force = [each for each in rows if each.withdrawn_at is None]
            decision = registration.decisions[what]
            for each in in_force[:-1] if decision.yes else in_force:
                each.withdrawn_at = decision.at


def _decision(rows: list[Consent]) -> Decision:
    """The latest answer to one purpose; the rows are in the order of the consents."""
    in_force = [each.given_at for each in rows if each.withdrawn_at is None]
    if in_force:
        return Decision(yes=True, at=max(in_force))
    ends = [each.withdrawn_at for each in rows if each.withdrawn_at is not None]
    return Decision(yes=False, at=max(ends))


def _answer(member: Member, columns: tuple[str, ...]) -> object:
    """One column's value, or several together; None where nothing was answered."""
    values = [getattr(member, column) or None for column in columns]
    if not any(values):
        return None
    return values[0] if len(values) == 1 else values


def lock(session: Session, *member_ids: int) -> Sequence[Member]:
    """Hold members until the end, as they are now; by id, so that no two wait crosswise."""
    forget(session)
    held = select(Member).where(Member.id.in_(member_ids)).order_by(Member.id).with_for_update()
    return session.scalars(held.execution_options(populate_existing=True)).all()


def merge_members(session: Session, kept: Member, gone: Member, taken: TakenAnswers) -> None:
    """Give `kept` all of `gone`, whose row is then deleted: nothing may refer to it any more."""
    registrations = Registrations(session)
    joined = join(registrations.of(kept), registrations.of(gone), taken)
    ends = [each.stopped_until for each in (kept, gone) if each.stopped_at is not None]
    for row in (Identity, Consent):
        session.execute(update(row).where(row.member_id == gone.id).values(member_id=kept.id))
    _merge_memberships(session, kept.id, gone.id)
    session.execute(delete(MemberDomain).where(MemberDomain.member_id == gone.id))
    registrations.write(kept, joined)
    kept.here = kept.here or gone.here
    kept.letter_on = kept.letter_on or gone.letter_on
    kept.joined_at = min(kept.joined_at, gone.joined_at)
    days = [each.unasked_on for each in (kept, gone) if each.unasked_on is not None]
    kept.unasked_on = max(days, default=None)
    seen = [each.seen_on for each in (kept, gone) if each.seen_on is not None]
    kept.seen_on = max(seen, default=None)
    kept.stopped_until = None if None in ends else max(filter(None, ends), default=None)
    # Who links accounts is active.
    kept.fewer_since = kept.offered_pause_on = kept.asked_to_stay_on = None
    asked = [*(kept.asked or []), *(gone.asked or [])]
    kept.asked = list(dict.fromkeys(asked)) or None
    session.flush()
    session.execute(delete(Member).where(Member.id == gone.id))
    write_anew(session.connection(), kept.id, kept.name)


def _merge_memberships(session: Session, kept_id: int, gone_id: int) -> None:
    """One membership a community, since the day on which the earlier one began."""
    mine = {each.community_id: each for each in _memberships(session, kept_id)}
    for theirs in _memberships(session, gone_id):
        own = mine.get(theirs.community_id)
        if own is None:
            theirs.member_id = kept_id
        else:
            own.joined_at = min(own.joined_at, theirs.joined_at)
            own.invited_by = own.invited_by or theirs.invited_by
            session.delete(theirs)
    session.flush()


def _memberships(session: Session, member_id: int) -> list[Membership]:
    mine = select(Membership).where(Membership.member_id == member_id)
    return list(session.scalars(mine.order_by(Membership.community_id)))
