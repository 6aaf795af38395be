"""References of invitations that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CardRef, CommandRef

send_import_remarks: ButtonRef[[int], Answer] = ButtonRef("import_remarks")
open_import: ButtonRef[[int], Answer] = ButtonRef("import_show")
send_invitation_links: ButtonRef[[int], Answer] = ButtonRef("invite_links")
send_invitation_sheet: ButtonRef[[int, int], Answer] = ButtonRef("invite_sheet")
open_list_invitation: ButtonRef[[str], Answer] = ButtonRef("invitee")
press_invitee_keep: ButtonRef[[int], Answer] = ButtonRef("invitee_keep")
list_invitees: ButtonRef[[int], Card] = ButtonRef("invitees")
give_poster: ButtonRef[[], Answer] = ButtonRef("invite_poster")
start_import: ButtonRef[[], Answer] = ButtonRef("members_import")
import_card: CardRef[Card] = CardRef("import")
invite_command: CommandRef[..., Any] = CommandRef("invite", "inviter")
