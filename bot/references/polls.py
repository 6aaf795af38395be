"""What others may name of the polls."""

from typing import Any

from bot.core import ButtonRef, Card, CardRef, CommandRef, JobRef, Toast

press_ballot: ButtonRef[[int, list[int]], Toast] = ButtonRef("ballot")
press_poll: ButtonRef[[int], Card] = ButtonRef("poll")
press_vote: ButtonRef[[int, int], Toast] = ButtonRef("vote")
poll_card: CardRef[Card] = CardRef("poll")
result_card: CardRef[Card] = CardRef("result")
close_command: CommandRef[..., Any] = CommandRef("close", "cloturer")
poll_command: CommandRef[..., Any] = CommandRef("poll", "sondage")
close_poll_job: JobRef[..., Any] = JobRef("close_poll")
vote_command: CommandRef[..., Any] = CommandRef("vote", "voter")
