"""References of coffees between members that several files use."""

from typing import Any

from bot.core import Act, Answer, ButtonRef, CommandRef, FormRef, Replace, RevisedRef, text

TEND_THE_COFFEES = Act(
    text("{who} looked up or changed the coffees between members"),
    text("look up or change the coffees between members"),
)

coffee_command: CommandRef[..., Any] = CommandRef("coffee", "cafe")
pairs_command: CommandRef[..., Any] = CommandRef("pairs", "binomes")
add_pair_question: CommandRef[..., Any] = CommandRef("pairs", "binomes")
pair_side: RevisedRef = RevisedRef("pair_side")
"""A person of a coffee, by a number of their own, with the contact that they would give."""
show_coffee: ButtonRef[[int], Answer] = ButtonRef("pair_look")
accept_coffee: ButtonRef[[int], Answer] = ButtonRef("pair_yes")
decline_coffee: ButtonRef[[int], Replace] = ButtonRef("pair_no")
choose_pair_contact: ButtonRef[[int], Answer] = ButtonRef("pair_contact")
ask_refusal: ButtonRef[[int, int], Replace] = ButtonRef("pair_never")
report_coffee: ButtonRef[[int, str], Answer] = ButtonRef("pair_met")
pair_contact_form: FormRef[..., Any] = FormRef("pair_contact_words")
