"""References of seats that several files use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from bot.core import (
    Answer,
    ButtonRef,
    Card,
    CommandRef,
    Context,
    Contributions,
    JobContext,
    JobRef,
    Replace,
    Words,
)
from storage.members import Member

remove_from_post: ButtonRef[[int], Replace] = ButtonRef("post_drop")
ask_seat_code: ButtonRef[[str], Answer] = ButtonRef("seat_code")
ask_vacate_seat: ButtonRef[[str], Card] = ButtonRef("seat_empty")
ask_seat_holder: ButtonRef[[str], Answer] = ButtonRef("seat_give")
open_seat_page: ButtonRef[[str], Replace] = ButtonRef("seat_page")
gardener_command: CommandRef[..., Any] = CommandRef("gardener", "jardinier")
absence_job: JobRef[..., Any] = JobRef("absence")
handover_command: CommandRef[..., Any] = CommandRef("handover", "passation")


MOST_OPEN = 200
"""Things of a kind that a handover names at most."""


class Open(IntEnum):
    """The parts of a handover, in order."""

    WAITING = 0
    QUESTIONS = 1
    NEEDS = 2
    DRAFTS = 3
    DATES = 4
    LETTER = 5
    HABITS = 6


@dataclass(frozen=True, slots=True)
class OpenThing:
    """Something that goes on when a role changes hands, in one line."""

    part: Open
    line: Words
    at: datetime | None = None
    """Its time, where its part is by time."""
    task: str = ""
    """What names it among the tasks (`Todo.thing`), so that it is not said twice."""


handover: Contributions[Context, [], Sequence[OpenThing]] = Contributions("handover")
"""What goes on, for the gardener who reads: private things only for whom they are for."""
seat_left: Contributions[JobContext, [Member], None] = Contributions("seat left")
"""Effects of a lost seat on what waits for that gardener alone."""
