"""References of needs and offers that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CardRef, CommandRef, FormRef, Replace, RevisedRef

need_thing: RevisedRef = RevisedRef("need")
need_command: CommandRef[..., Any] = CommandRef("need", "besoin")
offer_command: CommandRef[..., Any] = CommandRef("offer", "offre")
new_need_form: FormRef[..., Any] = FormRef("need_new")
new_offer_form: FormRef[..., Any] = FormRef("offer_new")
search_needs: FormRef[..., Any] = FormRef("need_search")
preview_need: ButtonRef[[int], Answer] = ButtonRef("need_preview")
change_need: ButtonRef[[int, str], Answer] = ButtonRef("need_change")
discard_need: ButtonRef[[int], Replace] = ButtonRef("need_discard")
send_need: ButtonRef[[int, str], Answer] = ButtonRef("need_send")
update_need: ButtonRef[[int, int], Answer] = ButtonRef("need_update")
"""One's own open need, and the mark of the preview that takes its place."""
need_kept_words: ButtonRef[[int], Answer] = ButtonRef("need_said")
show_need: ButtonRef[[int], Answer] = ButtonRef("need")
meet_author: ButtonRef[[int], Answer] = ButtonRef("need_meet")
introduce_for_need: ButtonRef[[int, int], Answer] = ButtonRef("need_introduce")
look_at_need: ButtonRef[[int], Card] = ButtonRef("need_look")
"""For the territory's gardener: a need, and its nearest answers."""
own_need_card: CardRef[Card] = CardRef("own_need")
"""For its author, in their direct room."""
