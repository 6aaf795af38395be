"""Tables and repositories of joining."""

from storage.joining.group_joinings import GroupJoining, GroupJoinings
from storage.joining.mail_joinings import MailJoining, MailJoinings
from storage.joining.welcomes import Welcome, Welcomes

__all__ = [
    "GroupJoining",
    "GroupJoinings",
    "MailJoining",
    "MailJoinings",
    "Welcome",
    "Welcomes",
]
