"""Members who chose to be found: one condition for the directory, the map and lists of guests."""

from sqlalchemy import and_, exists

from bot.domain.purposes import DIRECTORY
from storage.base import table
from storage.members.member_tables import Consent, Member, Membership

_members, _memberships, _consents = table(Member), table(Membership), table(Consent)

CHOSE_TO_BE_FOUND = and_(
    _members.c.id == _memberships.c.member_id,
    _members.c.adult.is_(True),
    _memberships.c.visible != "no",
    exists()
    .where(
        _consents.c.member_id == _memberships.c.member_id,
        _consents.c.community_id == _memberships.c.community_id,
        _consents.c.purpose == DIRECTORY,
        _consents.c.withdrawn_at.is_(None),
    )
    .correlate(_memberships),
)
"""Joins an adult to the membership in which they are visible, with the consent in force."""
