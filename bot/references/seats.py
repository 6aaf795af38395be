"""What others may name of the seats."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CommandRef, JobRef, Replace

press_post_drop: ButtonRef[[int], Replace] = ButtonRef("post_drop")
press_seat_code: ButtonRef[[str], Answer] = ButtonRef("seat_code")
press_seat_empty: ButtonRef[[str], Card] = ButtonRef("seat_empty")
press_seat_give: ButtonRef[[str], Answer] = ButtonRef("seat_give")
press_seat_page: ButtonRef[[str], Replace] = ButtonRef("seat_page")
gardener_command: CommandRef[..., Any] = CommandRef("gardener", "jardinier")
absence_job: JobRef[..., Any] = JobRef("absence")
