"""References of personal data that several files use."""

from typing import Any

from bot.core import ButtonRef, Card, CommandRef, FileRef, Replace, Text

read_privacy_notice: ButtonRef[[int, str], Card] = ButtonRef("privacy")
remain_member: ButtonRef[[], Replace | Text] = ButtonRef("remain")
resume_messages: ButtonRef[[], Text] = ButtonRef("resume")
change_nothing: ButtonRef[[], Replace] = ButtonRef("stay")
forget_command: CommandRef[..., Any] = CommandRef("forget", "effacer")
mydata_command: CommandRef[..., Any] = CommandRef("mydata", "mesdonnees")
privacy_command: CommandRef[..., Any] = CommandRef("privacy", "confidentialite")
stop_command: CommandRef[..., Any] = CommandRef("stop", "stop")
mydata_file: FileRef[..., Any] = FileRef("mydata")
