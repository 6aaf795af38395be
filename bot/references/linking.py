"""What others may name of the linking."""

from typing import Any

from bot.core import Answer, ButtonRef, CommandRef, Replace

press_link_no: ButtonRef[[int], Answer] = ButtonRef("link_no")
press_link_take: ButtonRef[[int, str, str], Replace] = ButtonRef("link_take")
press_link_yes: ButtonRef[[int], Answer] = ButtonRef("link_yes")
press_unlink: ButtonRef[[str], Replace] = ButtonRef("unlink")
link_command: CommandRef[..., Any] = CommandRef("link", "relier")
