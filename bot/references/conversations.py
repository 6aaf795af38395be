"""What others may name of the conversations."""

from typing import Any

from bot.core import CommandRef

write_command: CommandRef[..., Any] = CommandRef("write", "ecrire")
