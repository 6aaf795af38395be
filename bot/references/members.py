"""References of members that several files use."""

from typing import Any

from bot.core import Act, Answer, ButtonRef, Card, CommandRef, text

READ_THE_REGISTER = Act(text("{who} read the register"), text("read the register"))

open_member_list: ButtonRef[[str, str], Answer] = ButtonRef("members")
choose_member_filter: ButtonRef[[str, str], Answer] = ButtonRef("members_by")
offer_member_export: ButtonRef[[str], Card] = ButtonRef("members_export")
members_command: CommandRef[..., Any] = CommandRef("members", "membres")
