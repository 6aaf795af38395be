"""A member's registration, as the rules of merging read and return it."""

from collections.abc import Mapping
from itertools import groupby

from sqlalchemy import delete, select

from bot.domain.linking import Decision, Registration, field_of
from storage.members import Consent, Member, MemberDomain, Membership
from storage.repository import Repository

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
        return Registration(answers, self._decisions(member.id), member.adult, member.stopped_at)

    def write(self, member: Member, registration: Registration) -> None:
        """Replace a member's registration; memberships and consents exist already."""
        for name, columns in _OWN.items():
            _keep(member, columns, registration.answers.get(name))
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
        return {what: list(each) for what, each in groupby(rows, key=_what)}

    def _decisions(self, member_id: int) -> dict[tuple[int, str], Decision]:
        return {what: _decision(rows) for what, rows in self._consents(member_id).items()}

    def _decide(self, member_id: int, registration: Registration) -> None:
        """Keep at most one consent to each purpose in force; the others stay as withdrawn."""
        for what, rows in self._consents(member_id).items():
            in_force = [each for each in rows if each.withdrawn_at is None]
            decision = registration.decisions[what]
            for each in in_force[:-1] if decision.yes else in_force:
                each.withdrawn_at = decision.at


def _what(consent: Consent) -> tuple[int, str]:
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


def _keep(member: Member, columns: tuple[str, ...], answer: object) -> None:
    values = answer if isinstance(answer, list) else [answer] * len(columns)
    for column, value in zip(columns, values, strict=True):
        empty = "" if column in ("about", "link") else None
        setattr(member, column, empty if value is None else value)
