"""What others may name of the help."""

from typing import Any

from bot.core import CommandRef

help_command: CommandRef[..., Any] = CommandRef("help", "aide")
menu_command: CommandRef[..., Any] = CommandRef("menu", "menu")
