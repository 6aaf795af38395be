"""References of seats that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CommandRef, Contributions, JobContext, JobRef, Replace
from storage.members import Member

remove_from_post: ButtonRef[[int], Replace] = ButtonRef("post_drop")
ask_seat_code: ButtonRef[[str], Answer] = ButtonRef("seat_code")
ask_vacate_seat: ButtonRef[[str], Card] = ButtonRef("seat_empty")
ask_seat_holder: ButtonRef[[str], Answer] = ButtonRef("seat_give")
open_seat_page: ButtonRef[[str], Replace] = ButtonRef("seat_page")
gardener_command: CommandRef[..., Any] = CommandRef("gardener", "jardinier")
absence_job: JobRef[..., Any] = JobRef("absence")
seat_left: Contributions[JobContext, [Member], None] = Contributions("seat left")
"""Effects of a lost seat on what waits for that gardener alone."""
