"""References of polls that several files use."""

from typing import Any

from bot.core import (
    Act,
    Answer,
    ButtonRef,
    Buttons,
    Card,
    CardRef,
    CommandRef,
    Context,
    Contributions,
    FormRef,
    JobContext,
    JobRef,
    Line,
    Picture,
    Replace,
    RevisedRef,
    Toast,
    text,
)
from bot.domain.dates.recurrence import Recurring
from storage.polls import Poll

CLOSE_A_POLL = Act(text("{who} closed a poll"), text("close a poll"))
PREPARE_A_POLL = Act(text("{who} prepared a poll"), text("prepare a poll"))

poll_thing: RevisedRef = RevisedRef("poll")
vote_by_ballot: ButtonRef[[int, list[int]], Toast] = ButtonRef("ballot")
open_poll: ButtonRef[[int], Answer] = ButtonRef("poll")
open_poll_in_private: ButtonRef[[int], Answer] = ButtonRef("poll_door")
vote_in_secret: ButtonRef[[int, str], Answer] = ButtonRef("secret_vote")
"""A poll, and the choices of a ballot: `2` or `1-3`."""
tick_in_secret: ButtonRef[[int, str, int], Answer] = ButtonRef("secret_tick")
"""A poll, the choices so far, and the one that is pressed."""
change_in_secret: ButtonRef[[int, str, str], Answer] = ButtonRef("secret_change")
"""A poll, the choices of a ballot, none to withdraw it, and its receipt."""
tick_with_receipt: ButtonRef[[int, str, int, str], Answer] = ButtonRef("secret_retick")
"""As `tick_in_secret`, with the receipt of the vote that is changed."""
use_receipt: ButtonRef[[int], Answer] = ButtonRef("poll_receipt_use")
give_receipt: FormRef[..., Any] = FormRef("poll_receipt")
vote_for_choice: ButtonRef[[int, int], Answer] = ButtonRef("vote")
"""A poll, and the id of a choice: see `Poll.choice_id`."""
poll_card: CardRef[Card] = CardRef("poll")
published_words_card: CardRef[Card] = CardRef("published_words")
result_card: CardRef[Card | Picture] = CardRef("result")
choose_voters: ButtonRef[[int], Answer] = ButtonRef("poll_whom")
withdraw_vote: ButtonRef[[int], Answer] = ButtonRef("unvote")
change_choices: ButtonRef[[int], Answer] = ButtonRef("poll_choices")
switch_secret: ButtonRef[[int], Replace] = ButtonRef("poll_secret")
export_result: ButtonRef[[int], Answer] = ButtonRef("poll_sheet")
switch_hidden: ButtonRef[[int], Replace] = ButtonRef("poll_hidden")
switch_several: ButtonRef[[int], Replace] = ButtonRef("poll_several")
read_poll_words: ButtonRef[[int], Card] = ButtonRef("poll_words")
ask_for_letter: ButtonRef[[int], Card] = ButtonRef("poll_letter")
"""Shows which answers of an open question may be asked for, for the letter."""
keep_weekly_days: ButtonRef[[Recurring], Replace] = ButtonRef("weekly_keep")
weekly_command: CommandRef[..., Any] = CommandRef("weekly", "semaine")
see_awaited_voters: ButtonRef[[int], Card] = ButtonRef("poll_awaited")
see_voter_list: ButtonRef[[int], Card] = ButtonRef("poll_voters")
post_poll_words: ButtonRef[[int, int, int], Replace] = ButtonRef("poll_words_post")
create_event: ButtonRef[[int, int], Answer] = ButtonRef("poll_event")
poll_kinds: ButtonRef[[], Card] = ButtonRef("poll_kinds")
limit_choices: ButtonRef[[int], Answer] = ButtonRef("poll_limit")
propose_poll: ButtonRef[[int], Replace] = ButtonRef("poll_propose")
decline_poll: ButtonRef[[int], Replace] = ButtonRef("poll_decline")
close_poll_button: ButtonRef[[int], Card] = ButtonRef("close_poll")
close_command: CommandRef[..., Any] = CommandRef("close", "cloturer")
poll_command: CommandRef[..., Any] = CommandRef("poll", "sondage")
new_poll_form: FormRef[..., Any] = FormRef("poll_new")
answer_with_kept_words: ButtonRef[[int, int], Answer] = ButtonRef("poll_said")
give_answer: FormRef[..., Any] = FormRef("poll_answer")
new_open_form: FormRef[..., Any] = FormRef("poll_new_open")
give_objection: FormRef[..., Any] = FormRef("poll_objection")
new_consent_form: FormRef[..., Any] = FormRef("poll_new_consent")
new_ranking_form: FormRef[..., Any] = FormRef("poll_new_ranking")
new_things_form: FormRef[..., Any] = FormRef("poll_new_things")
new_dates_form: FormRef[..., Any] = FormRef("poll_new_dates")
new_choices_form: FormRef[..., Any] = FormRef("poll_new_choices")
close_poll_form: FormRef[..., Any] = FormRef("poll_close")
close_poll_job: JobRef[..., Any] = JobRef("close_poll")
close_at_quorum_job: JobRef[..., Any] = JobRef("close_poll_at_quorum")
change_poll: ButtonRef[[int], Card] = ButtonRef("poll_change")
repeat_poll: ButtonRef[[int], Card] = ButtonRef("poll_again")
poll_reminder_card: CardRef[Card] = CardRef("poll_reminder")
group_poll_card: CardRef[Card] = CardRef("group_poll")
"""A new poll of a working group without a room, for each of its members."""
remind_of_poll_job: JobRef[..., Any] = JobRef("remind_of_poll")
vote_command: CommandRef[..., Any] = CommandRef("vote", "voter")
poll_closings: Contributions[JobContext, [Poll], None] = Contributions("poll closings")
"""Steps that follow the close of a poll, by hand or at its end."""
closed_poll_parts: Contributions[Context, [Poll], tuple[list[Line], Buttons]] = Contributions(
    "closed poll"
)
"""Lines and buttons on the card of a closed poll, in private."""
