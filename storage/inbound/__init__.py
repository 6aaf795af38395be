"""Inbound."""

from storage.inbound.counted_acts import CountedActs
from storage.inbound.forms import PROPOSED, FormRow, Forms, OpenForm
from storage.inbound.inbox import Inbox, InboxState, Waiting
from storage.inbound.presses import Press, Presses
from storage.inbound.sealed import SealedEvents, Untold

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
    "SealedEvents",
    "Untold",
    "Waiting",
]
