"""References of personal data that several files use."""

from typing import Any

from bot.core import (
    ButtonRef,
    Card,
    CommandRef,
    Context,
    Contributions,
    FileRef,
    JobContext,
    Replace,
    Text,
)
from storage.members import Member

read_privacy_notice: ButtonRef[[int, str], Card] = ButtonRef("privacy")
remain_member: ButtonRef[[], Replace | Text] = ButtonRef("remain")
resume_messages: ButtonRef[[], Text] = ButtonRef("resume")
change_nothing: ButtonRef[[], Replace] = ButtonRef("stay")
forget_command: CommandRef[..., Any] = CommandRef("forget", "effacer")
mydata_command: CommandRef[..., Any] = CommandRef("mydata", "mesdonnees")
privacy_command: CommandRef[..., Any] = CommandRef("privacy", "confidentialite")
stop_command: CommandRef[..., Any] = CommandRef("stop", "stop")
mydata_file: FileRef[..., Any] = FileRef("mydata")
leaving: Contributions[Context, [Member], None] = Contributions("leaving")
"""What is withdrawn when a member leaves the community, while they still belong to it."""
erasure: Contributions[JobContext, [Member], None] = Contributions("erasure")
"""What is withdrawn when a member is erased, while they are still known."""
stranger_leaving: Contributions[Context, [], None] = Contributions("stranger leaving")
"""What is forgotten of an account that is no member's."""
losses: Contributions[Context, [Member, bool], list[Text]] = Contributions("losses")
"""What a member is told that they lose, in this community or in all (True)."""
