"""References of proxies that several files use."""

from typing import Any

from bot.core import ButtonRef, Card, CommandRef

choose_proxy_event: ButtonRef[[int], Card] = ButtonRef("proxy_events")
choose_proxy_poll: ButtonRef[[int], Card] = ButtonRef("proxy_polls")
claim_command: CommandRef[..., Any] = CommandRef("claim", "reprendre")
proxy_command: CommandRef[..., Any] = CommandRef("proxy", "aunomde")
