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
choose_pause: ButtonRef[[], Replace] = ButtonRef("pause")
change_nothing: ButtonRef[[], Replace] = ButtonRef("stay")
forget_command: CommandRef[..., Any] = CommandRef("forget", "effacer")
mydata_command: CommandRef[..., Any] = CommandRef("mydata", "mesdonnees")
privacy_command: CommandRef[..., Any] = CommandRef("privacy", "confidentialite")
stop_command: CommandRef[..., Any] = CommandRef("stop", "stop")
mydata_file: FileRef[..., Any] = FileRef("mydata")
leaving: Contributions[Context, [Member], None] = Contributions("leaving")
"""Withdraw votes, answers, seats and links of a member who is about to leave the community."""
erasure: Contributions[JobContext, [Member], None] = Contributions("erasure")
"""Withdraw a member who is about to be erased."""
stranger_leaving: Contributions[Context, [], None] = Contributions("stranger leaving")
"""Forget the sender, who is no member."""
unwanted_mail: Contributions[JobContext, [str], None] = Contributions("unwanted mail")
"""Forget the mailbox of a person who is no member, and wants no e-mails."""
losses: Contributions[Context, [Member, bool], list[Text]] = Contributions("losses")
"""Sentences on what a member loses by leaving this community, or all (True)."""
