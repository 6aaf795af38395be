"""References of reports that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CardRef, CommandRef, Replace

report_command: CommandRef[..., Any] = CommandRef("report", "signaler")
report_card: CardRef[Card] = CardRef("report")
write_to_author: ButtonRef[[int], Answer] = ButtonRef("report_write")
ask_removal: ButtonRef[[int], Replace] = ButtonRef("report_removal")
do_nothing: ButtonRef[[int], Answer] = ButtonRef("report_nothing")
reopen_report: ButtonRef[[int], Answer] = ButtonRef("report_reopen")
"""Takes a decision back."""
