"""Commands that the engine itself names; each is bound by the feature that declares it."""

from typing import Any

from bot.core.declarations.references.references import CommandRef

cancel_command: CommandRef[..., Any] = CommandRef("cancel", "annuler")
join_command: CommandRef[..., Any] = CommandRef("join", "rejoindre")
leave_command: CommandRef[..., Any] = CommandRef("leave", "quitter")
help_command: CommandRef[..., Any] = CommandRef("help", "aide")
menu_command: CommandRef[..., Any] = CommandRef("menu", "menu")
write_command: CommandRef[..., Any] = CommandRef("write", "ecrire")
