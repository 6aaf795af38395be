"""References of polls that several files use."""

from typing import Any

from bot.core import (
    Answer,
    ButtonRef,
    Card,
    CardRef,
    CommandRef,
    FormRef,
    JobRef,
    Toast,
)

vote_by_ballot: ButtonRef[[int, list[int]], Toast] = ButtonRef("ballot")
open_poll: ButtonRef[[int], Card] = ButtonRef("poll")
vote_for_choice: ButtonRef[[int, int], Answer] = ButtonRef("vote")
poll_card: CardRef[Card] = CardRef("poll")
result_card: CardRef[Card] = CardRef("result")
withdraw_vote: ButtonRef[[int], Answer] = ButtonRef("unvote")
close_poll_button: ButtonRef[[int], Card] = ButtonRef("close_poll")
close_command: CommandRef[..., Any] = CommandRef("close", "cloturer")
poll_command: CommandRef[..., Any] = CommandRef("poll", "sondage")
new_poll_form: FormRef[..., Any] = FormRef("poll_new")
new_choices_form: FormRef[..., Any] = FormRef("poll_new_choices")
close_poll_form: FormRef[..., Any] = FormRef("poll_close")
close_poll_job: JobRef[..., Any] = JobRef("close_poll")
vote_command: CommandRef[..., Any] = CommandRef("vote", "voter")
