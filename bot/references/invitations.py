"""References of invitations that several files use."""

from collections.abc import Sequence
from typing import Any

from bot.core import (
    Act,
    Answer,
    ButtonRef,
    Card,
    CardRef,
    CommandRef,
    Contributions,
    JobContext,
    Line,
    text,
)

LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE = Act(
    text("{who} looked at a list of people to invite"), text("look at a list of people to invite")
)

send_import_remarks: ButtonRef[[int], Answer] = ButtonRef("import_remarks")
open_import: ButtonRef[[int], Answer] = ButtonRef("import_show")
send_invitation_links: ButtonRef[[int], Answer] = ButtonRef("invite_links")
send_invitation_sheet: ButtonRef[[int, int], Answer] = ButtonRef("invite_sheet")
open_list_invitation: ButtonRef[[str], Answer] = ButtonRef("invitee")
press_invitee_keep: ButtonRef[[int], Answer] = ButtonRef("invitee_keep")
write_to_invitees: ButtonRef[[int], Answer] = ButtonRef("invite_mails")
before_joining: Contributions[JobContext, [], Sequence[Line]] = Contributions("before joining")
"""What anybody may read of a community, for the e-mail to people who are invited."""
list_invitees: ButtonRef[[int], Card] = ButtonRef("invitees")
give_poster: ButtonRef[[], Answer] = ButtonRef("invite_poster")
start_import: ButtonRef[[], Answer] = ButtonRef("members_import")
import_card: CardRef[Card] = CardRef("import")
invite_command: CommandRef[..., Any] = CommandRef("invite", "inviter")
