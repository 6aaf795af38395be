"""References of working groups that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CardRef, CommandRef, FormRef, Replace, RevisedRef

group_thing: RevisedRef = RevisedRef("group")
group_here_command: CommandRef[..., Any] = CommandRef("group here", "groupe ici")
new_group_form: FormRef[..., Any] = FormRef("group_new")
begin_group: ButtonRef[[], Answer] = ButtonRef("group_begin")
show_group: ButtonRef[[int], Answer] = ButtonRef("group")
join_group: ButtonRef[[int], Answer] = ButtonRef("group_join")
open_group: ButtonRef[[int], Answer] = ButtonRef("group_open")
decline_group: ButtonRef[[int], Replace] = ButtonRef("group_decline")
leave_group: ButtonRef[[int], Replace] = ButtonRef("group_leave")
mute_group: ButtonRef[[int, str], Replace] = ButtonRef("group_mute")
list_group_members: ButtonRef[[int], Answer] = ButtonRef("group_members")
answer_request: ButtonRef[[int, int, str], Answer] = ButtonRef("group_answer")
lead_group: ButtonRef[[int], Answer] = ButtonRef("group_lead")
ask_lead: ButtonRef[[int], Answer] = ButtonRef("group_lead_ask")
stop_leading: ButtonRef[[int], Replace] = ButtonRef("group_lead_end")
switch_joining: ButtonRef[[int, str], Replace] = ButtonRef("group_joining")
change_group: ButtonRef[[int, str], Answer] = ButtonRef("group_change")
report_on_group: ButtonRef[[int], Answer] = ButtonRef("group_report")
ask_to_close: ButtonRef[[int], Answer] = ButtonRef("group_close")
make_group_poll: ButtonRef[[int], Answer] = ButtonRef("group_poll")
make_group_event: ButtonRef[[int], Answer] = ButtonRef("group_event")
show_group_rooms: ButtonRef[[int], Answer] = ButtonRef("group_rooms")
group_card: CardRef[Card] = CardRef("group")
"""For the rooms of the community: counts only."""
