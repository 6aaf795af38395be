"""Two members are one person: accounts, memberships and yeses of both become those of one."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.members import Consent, Identity, Member, MemberDomain, Membership
from storage.names import write_anew

VISIBLE = ("no", "name", "contact")
"""How visible a member is in the directory, the least first."""


def lock(session: Session, *member_ids: int) -> None:
    """Hold members until the end, as they are now; by id, so that no two wait crosswise."""
    held = select(Member).where(Member.id.in_(member_ids)).order_by(Member.id).with_for_update()
    session.scalars(held.execution_options(populate_existing=True)).all()


def merge_members(session: Session, kept_id: int, gone_id: int) -> None:
    """Give `kept` all of `gone`, whose row is then deleted: nothing may refer to it any more."""
    session.execute(update(Identity).where(Identity.member_id == gone_id).values(member_id=kept_id))
    _merge_memberships(session, kept_id, gone_id)
    _merge_domains(session, kept_id, gone_id)
    _merge_consents(session, kept_id, gone_id)
    kept, gone = session.get_one(Member, kept_id), session.get_one(Member, gone_id)
    kept.locale = kept.locale or gone.locale
    kept.here = kept.here or gone.here
    kept.joined_at = min(kept.joined_at, gone.joined_at)
    stops = [each.stopped_at for each in (kept, gone) if each.stopped_at is not None]
    kept.stopped_at = min(stops, default=None)
    days = [each.unasked_on for each in (kept, gone) if each.unasked_on is not None]
    kept.unasked_on = max(days, default=None)
    seen = [each.seen_on for each in (kept, gone) if each.seen_on is not None]
    kept.seen_on = max(seen, default=None)
    _merge_profiles(kept, gone)
    if kept.adult is False:
        for each in _memberships(session, kept_id):
            each.visible = VISIBLE[0]
    session.flush()
    session.execute(delete(Member).where(Member.id == gone_id))
    write_anew(session.connection(), kept_id, kept.name)


def _merge_memberships(session: Session, kept_id: int, gone_id: int) -> None:
    """One membership a community: the circle of `kept`, the day of whoever came first."""
    mine = {each.community_id: each for each in _memberships(session, kept_id)}
    for theirs in _memberships(session, gone_id):
        own = mine.get(theirs.community_id)
        if own is None:
            theirs.member_id = kept_id
        else:
            own.joined_at = min(own.joined_at, theirs.joined_at)
            own.invited_by = own.invited_by or theirs.invited_by
            own.visible = min(own.visible, theirs.visible, key=VISIBLE.index)
            session.delete(theirs)
    session.flush()


def _merge_domains(session: Session, kept_id: int, gone_id: int) -> None:
    """The domains of both."""
    of = MemberDomain.member_id
    mine = {(each.community_id, each.domain) for each in _domains(session, kept_id)}
    theirs = {(each.community_id, each.domain) for each in _domains(session, gone_id)}
    session.execute(delete(MemberDomain).where(of == gone_id))
    session.add_all(
        MemberDomain(member_id=kept_id, community_id=community_id, domain=domain)
        for community_id, domain in sorted(theirs - mine)
    )
    session.flush()


def _domains(session: Session, member_id: int) -> list[MemberDomain]:
    return list(session.scalars(select(MemberDomain).where(MemberDomain.member_id == member_id)))


def _merge_profiles(kept: Member, gone: Member) -> None:
    """What `kept` said of themselves, else what `gone` did; whoever once was young stays so."""
    for name in ("commune", "territory", "about", "link", "email", "timezone"):
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    if kept.quiet_from is None:
        kept.quiet_from, kept.quiet_to = gone.quiet_from, gone.quiet_to
    asked = [*(kept.asked or []), *(gone.asked or [])]
    kept.asked = list(dict.fromkeys(asked)) or None
    grown = [each.adult for each in (kept, gone) if each.adult is not None]
    kept.adult = min(grown, default=None)


def _memberships(session: Session, member_id: int) -> list[Membership]:
    return list(session.scalars(select(Membership).where(Membership.member_id == member_id)))


def _merge_consents(session: Session, kept_id: int, gone_id: int) -> None:
    """Of two yeses to the same, the oldest; a yes that was taken back stays as its trace."""
    session.execute(update(Consent).where(Consent.member_id == gone_id).values(member_id=kept_id))
    in_force = session.scalars(
        select(Consent)
        .where(Consent.member_id == kept_id, Consent.withdrawn_at.is_(None))
        .order_by(Consent.given_at, Consent.id)
    )
    oldest: set[tuple[int, str]] = set()
    for consent in in_force.all():
        what = (consent.community_id, consent.purpose)
        if what in oldest:
            session.delete(consent)
        oldest.add(what)
    session.flush()
