"""What others may name of the personal data."""

from typing import Any

from bot.core import ButtonRef, Card, CommandRef, FileRef, Replace, Text

press_privacy: ButtonRef[[int, str], Card] = ButtonRef("privacy")
press_remain: ButtonRef[[], Replace | Text] = ButtonRef("remain")
press_resume: ButtonRef[[], Text] = ButtonRef("resume")
press_stay: ButtonRef[[], Replace] = ButtonRef("stay")
forget_command: CommandRef[..., Any] = CommandRef("forget", "effacer")
mydata_command: CommandRef[..., Any] = CommandRef("mydata", "mesdonnees")
privacy_command: CommandRef[..., Any] = CommandRef("privacy", "confidentialite")
stop_command: CommandRef[..., Any] = CommandRef("stop", "stop")
mydata_file: FileRef[..., Any] = FileRef("mydata")
