"""References of introductions that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, CommandRef, Contributions, FormRef, JobContext, RevisedRef
from storage.members import Member

ask_both: ButtonRef[[int], Answer] = ButtonRef("introduce_both")
introduce_command: CommandRef[..., Any] = CommandRef("introduce", "presenter")
matches_command: CommandRef[..., Any] = CommandRef("matches", "rencontres")
introduce_member: ButtonRef[[Member], Answer] = ButtonRef("introduce_member")
show_introduction: ButtonRef[[int], Answer] = ButtonRef("introduction")
introduction_side: RevisedRef = RevisedRef("introduction_side")
"""One side, by its number, with the contact that it would give."""
agree_to_meet: ButtonRef[[int], Answer] = ButtonRef("introduction_yes")
"""By the number of the own side."""
decline_to_meet: ButtonRef[[int], Answer] = ButtonRef("introduction_no")
choose_contact: ButtonRef[[int], Answer] = ButtonRef("introduction_contact")
request_contact: ButtonRef[[int], Answer] = ButtonRef("introduction_contact_ask")
rate_introduction: ButtonRef[[int, str], Answer] = ButtonRef("introduction_helped")
before_ride: Contributions[JobContext, [int, int, int], None] = Contributions("before ride")
"""Told before two members, by their ids, agree on a ride to an event; raises if they may not."""
contact_form: FormRef[..., Any] = FormRef("introduction_contact_words")
