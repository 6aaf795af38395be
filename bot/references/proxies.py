"""What others may name of the proxies."""

from typing import Any

from bot.core import ButtonRef, Card, CommandRef

press_proxy_events: ButtonRef[[int], Card] = ButtonRef("proxy_events")
press_proxy_polls: ButtonRef[[int], Card] = ButtonRef("proxy_polls")
claim_command: CommandRef[..., Any] = CommandRef("claim", "reprendre")
proxy_command: CommandRef[..., Any] = CommandRef("proxy", "aunomde")
