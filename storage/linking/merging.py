"""Two members are one person: their registrations, accounts and consents become those of one."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.domain.linking import Decision, Registration, TakenAnswers, field_of, join
from storage.members import Consent, Identity, Member, MemberDomain, Membership, write_anew
from storage.repository import Repository
from storage.statements import forget

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
        for each in self._memberships(member.id):
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
        for each in self._memberships(member.id):
            for column in _HERE:
                setattr(each, column, registration.answers[field_of(column, each.community_id)])
            domains = registration.answers.get(field_of("domains", each.community_id))
            self._choose(member.id, each.community_id, domains)
        member.adult, member.stopped_at = registration.adult, registration.stopped_at
        self._decide(member.id, registration)
        self._session.flush()

    def _memberships(self, member_id: int) -> list[Membership]:
        return list(
            self._session.scalars(
                select(Membership)
                .where(Membership.member_id == member_id)
                .order_by(Membership.community_id)
            )
        )

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
        return {what: list(each) for what, each in groupby(rows, key=_consent_key)}

    def _decide(self, member_id: int, registration: Registration) -> None:
        """Keep at most one consent to each purpose in force; the others stay as withdrawn."""
        for what, rows in self._consents(member_id).items():
            in_force = [each for each in rows if each.withdrawn_at is None]
            decision = registration.decisions[what]
            for each in in_force[:-1] if decision.yes else in_force:
                each.withdrawn_at = decision.at


def _consent_key(consent: Consent) -> tuple[int, str]:
    return consent.community_id, consent.purpose


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
    return list(session.scalars(select(Membership).where(Membership.member_id == member_id)))
