"""What others may name of the invitations."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CardRef, CommandRef

press_import_remarks: ButtonRef[[int], Answer] = ButtonRef("import_remarks")
press_import_show: ButtonRef[[int], Answer] = ButtonRef("import_show")
press_invite_links: ButtonRef[[int], Answer] = ButtonRef("invite_links")
press_invite_sheet: ButtonRef[[int, int], Answer] = ButtonRef("invite_sheet")
press_invitee: ButtonRef[[str], Answer] = ButtonRef("invitee")
press_invitee_keep: ButtonRef[[int], Answer] = ButtonRef("invitee_keep")
press_invitees: ButtonRef[[int], Card] = ButtonRef("invitees")
press_members_import: ButtonRef[[], Answer] = ButtonRef("members_import")
import_card: CardRef[Card] = CardRef("import")
invite_command: CommandRef[..., Any] = CommandRef("invite", "inviter")
