"""Two members are one person: accounts, memberships and yeses of both become those of one."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.domain.linking import TakenAnswers, join
from storage.linking.registrations import Registrations
from storage.members import Consent, Identity, Member, MemberDomain, Membership, write_anew
from storage.statements import forget


def lock(session: Session, *member_ids: int) -> Sequence[Member]:
    """Hold members until the end, as they are now; by id, so that no two wait crosswise."""
    forget(session)
    held = select(Member).where(Member.id.in_(member_ids)).order_by(Member.id).with_for_update()
    return session.scalars(held.execution_options(populate_existing=True)).all()


def merge_members(session: Session, kept: Member, gone: Member, taken: TakenAnswers) -> None:
    """Give `kept` all of `gone`, whose row is then deleted: nothing may refer to it any more."""
    registrations = Registrations(session)
    joined = join(registrations.of(kept), registrations.of(gone), taken)
    for row in (Identity, Consent):
        session.execute(update(row).where(row.member_id == gone.id).values(member_id=kept.id))
    _merge_memberships(session, kept.id, gone.id)
    session.execute(delete(MemberDomain).where(MemberDomain.member_id == gone.id))
    registrations.write(kept, joined)
    kept.here = kept.here or gone.here
    kept.joined_at = min(kept.joined_at, gone.joined_at)
    days = [each.unasked_on for each in (kept, gone) if each.unasked_on is not None]
    kept.unasked_on = max(days, default=None)
    seen = [each.seen_on for each in (kept, gone) if each.seen_on is not None]
    kept.seen_on = max(seen, default=None)
    kept.asked_to_stay_on = None  # who links accounts is active
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
