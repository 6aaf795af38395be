"""References of calls for entries that several files use."""

from typing import Any

from bot.core import (
    Answer,
    ButtonRef,
    Card,
    CardRef,
    CommandRef,
    FormRef,
    JobRef,
    Picture,
    Replace,
    RevisedRef,
    UploadRef,
)

call_thing: RevisedRef = RevisedRef("call")
entry_thing: RevisedRef = RevisedRef("call_entry")
call_command: CommandRef[..., Any] = CommandRef("call", "appel")
new_call_form: FormRef[..., Any] = FormRef("call_new")
call_card: CardRef[Card] = CardRef("call")
call_picture_card: CardRef[Card | Picture] = CardRef("call_picture")
"""A picture of an entry with one of the first places, in the rooms."""
call_closing_card: CardRef[Card] = CardRef("call_closing")
call_result_card: CardRef[Card] = CardRef("call_placed")
"""The end of a call, and its result, for each of its authors."""
close_call_job: JobRef[..., Any] = JobRef("close_call")
show_call: ButtonRef[[int], Answer] = ButtonRef("call")
change_call: ButtonRef[[int, str], Answer] = ButtonRef("call_change")
publish_call: ButtonRef[[int], Answer] = ButtonRef("call_publish")
withdraw_call: ButtonRef[[int], Answer] = ButtonRef("call_withdraw")
open_call_vote: ButtonRef[[int], Answer] = ButtonRef("call_vote")
end_call: ButtonRef[[int], Answer] = ButtonRef("call_end")
"""Ends a call without a vote: the accepted entries are its result."""
take_part: ButtonRef[[int], Answer] = ButtonRef("call_in")
"""Shows the rules in private, with a button that agrees to them."""
list_entries: ButtonRef[[int], Answer] = ButtonRef("call_entries")
read_entry: ButtonRef[[int], Answer] = ButtonRef("call_read")
"""An accepted entry, for members."""
show_own_entry: ButtonRef[[int], Answer] = ButtonRef("call_own")
send_entry: ButtonRef[[int], Answer] = ButtonRef("call_send")
withdraw_entry: ButtonRef[[int], Replace] = ButtonRef("call_out")
change_entry: ButtonRef[[int, str], Answer] = ButtonRef("call_edit")
add_entry_picture: ButtonRef[[int], Answer] = ButtonRef("call_photo")
keep_entry_picture: UploadRef[..., Any] = UploadRef("call_picture")
look_at_entry: ButtonRef[[int], Answer] = ButtonRef("call_look")
"""For gardeners: an entry with the buttons to decide about it."""
