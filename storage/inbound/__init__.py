"""Inbound."""

from storage.inbound.forms import PROPOSED, FormRow, Forms, OpenForm
from storage.inbound.inbox import Inbox, InboxState, UndecryptedEvents, UntoldEvents, Waiting
from storage.inbound.recent_acts import CountedActs, Press, Presses

__all__ = [
    "PROPOSED",
    "CountedActs",
    "FormRow",
    "Forms",
    "Inbox",
    "InboxState",
    "OpenForm",
    "Press",
    "Presses",
    "UndecryptedEvents",
    "UntoldEvents",
    "Waiting",
]
