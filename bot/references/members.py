"""What others may name of the members."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CommandRef

press_members: ButtonRef[[str, str], Answer] = ButtonRef("members")
press_members_by: ButtonRef[[str, str], Answer] = ButtonRef("members_by")
press_members_export: ButtonRef[[str], Card] = ButtonRef("members_export")
members_command: CommandRef[..., Any] = CommandRef("members", "membres")
