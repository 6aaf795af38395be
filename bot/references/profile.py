"""What others may name of the profile."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CommandRef, FormRef, Replace, Text, Toast
from bot.domain.roles import Circle
from storage.members import Member

press_age: ButtonRef[[str, str], Answer] = ButtonRef("age")
press_circle_later: ButtonRef[[int], Toast] = ButtonRef("circle_later")
press_circle_no: ButtonRef[[int], Replace] = ButtonRef("circle_no")
press_circle_propose: ButtonRef[[Member, Circle], Card] = ButtonRef("circle_propose")
press_circle_yes: ButtonRef[[int], Replace] = ButtonRef("circle_yes")
press_domains: ButtonRef[[], Card] = ButtonRef("domains")
press_email: ButtonRef[[], Card] = ButtonRef("email")
press_hours: ButtonRef[[], Card] = ButtonRef("hours")
press_letter_here: ButtonRef[[str], Answer] = ButtonRef("letter_here")
press_messages: ButtonRef[[str], Answer] = ButtonRef("messages")
press_place: ButtonRef[[], Card] = ButtonRef("place")
press_rhythm: ButtonRef[[str], Text] = ButtonRef("rhythm")
press_skip: ButtonRef[[str], Card | Text] = ButtonRef("skip")
press_visibility: ButtonRef[[], Card] = ButtonRef("visibility")
press_zones: ButtonRef[[], Card] = ButtonRef("zones")
circle_command: CommandRef[..., Any] = CommandRef("circle", "cercle")
circle_propose_command: CommandRef[..., Any] = CommandRef("circle propose", "cercle proposer")
me_command: CommandRef[..., Any] = CommandRef("me", "moi")
settings_command: CommandRef[..., Any] = CommandRef("settings", "reglages")
about_form: FormRef[..., Any] = FormRef("about")
commune_form: FormRef[..., Any] = FormRef("commune")
rename_form: FormRef[..., Any] = FormRef("rename")
