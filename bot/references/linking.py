"""References of linking that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, CommandRef, Replace, RevisedRef

link_thing: RevisedRef = RevisedRef("link_code")
refuse_link: ButtonRef[[int], Answer] = ButtonRef("link_no")
take_other_answer: ButtonRef[[int, str, str], Replace] = ButtonRef("link_take")
confirm_link: ButtonRef[[int], Answer] = ButtonRef("link_yes")
ask_unlink: ButtonRef[[str], Replace] = ButtonRef("unlink")
link_command: CommandRef[..., Any] = CommandRef("link", "relier")
