"""Inbound."""

from storage.inbound.forms import (
    PROPOSED,
    FormRow,
    Forms,
    OpenForm,
    own_page_room,
    page_room,
)
from storage.inbound.inbox import Inbox, InboxState, UndecryptedEvents, UntoldEvents, Waiting
from storage.inbound.page_sessions import OwnPageLink, OwnPageLinks, PageSession, PageSessions
from storage.inbound.recent_acts import CountedActs, Press, Presses
from storage.inbound.unproven_mails import UnprovenMails

__all__ = [
    "PROPOSED",
    "CountedActs",
    "FormRow",
    "Forms",
    "Inbox",
    "InboxState",
    "OpenForm",
    "OwnPageLink",
    "OwnPageLinks",
    "PageSession",
    "PageSessions",
    "Press",
    "Presses",
    "UndecryptedEvents",
    "UnprovenMails",
    "UntoldEvents",
    "Waiting",
    "own_page_room",
    "page_room",
]
