"""References of proxies that several files use."""

from typing import Any

from bot.core import Act, ButtonRef, Card, CommandRef, text

ACT_FOR_A_MEMBER = Act(text("{who} acted for a member"), text("act for a member"))

choose_proxy_event: ButtonRef[[int], Card] = ButtonRef("proxy_events")
choose_proxy_poll: ButtonRef[[int], Card] = ButtonRef("proxy_polls")
claim_command: CommandRef[..., Any] = CommandRef("claim", "reprendre")
proxy_command: CommandRef[..., Any] = CommandRef("proxy", "aunomde")
