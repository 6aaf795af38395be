"""References of the gardeners' page that several files use."""

from typing import Any

from bot.core import ButtonRef, CommandRef, Replace

screen_command: CommandRef[..., Any] = CommandRef("screen", "ecran")
end_page: ButtonRef[[int], Replace] = ButtonRef("screen_end")
