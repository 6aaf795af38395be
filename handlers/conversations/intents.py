"""Intents in plain words: phrases in both languages, each with the command that it shows.

An intent shows, it never acts: a command that would act is offered as a button.
"""

from typing import Any

from bot.core import CommandRef
from bot.domain.conversations.intents import Intents
from handlers.conversations.community_phrases import COMMUNITY_PHRASES
from handlers.conversations.membership_phrases import MEMBERSHIP_PHRASES

INTENTS: Intents[CommandRef[..., Any]] = Intents({**COMMUNITY_PHRASES, **MEMBERSHIP_PHRASES})
"""Each with the command that it shows."""
