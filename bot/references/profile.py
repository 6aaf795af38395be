"""References of profile that several files use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.core import (
    Answer,
    Button,
    ButtonRef,
    Card,
    CommandRef,
    Context,
    Contributions,
    FormRef,
    Replace,
    Text,
    Toast,
)
from bot.domain.roles import Circle
from storage.members import Member

answer_age: ButtonRef[[str, str], Answer] = ButtonRef("age")
postpone_circle_proposal: ButtonRef[[int], Toast] = ButtonRef("circle_later")
decline_circle_proposal: ButtonRef[[int], Replace] = ButtonRef("circle_no")
propose_circle_to: ButtonRef[[Member, Circle], Card] = ButtonRef("circle_propose")
accept_circle_proposal: ButtonRef[[int], Replace] = ButtonRef("circle_yes")
choose_domains: ButtonRef[[], Card] = ButtonRef("domains")
edit_email: ButtonRef[[], Card] = ButtonRef("email")
choose_quiet_hours: ButtonRef[[], Card] = ButtonRef("hours")
choose_private_digest: ButtonRef[[str], Answer] = ButtonRef("letter_here")
choose_private_messages: ButtonRef[[str], Answer] = ButtonRef("messages")
edit_place: ButtonRef[[], Card] = ButtonRef("place")
choose_digest_rhythm: ButtonRef[[str], Text] = ButtonRef("rhythm")
choose_letter_network: ButtonRef[[str], Text] = ButtonRef("letter_on")
fill_profile_step: ButtonRef[[str], Answer] = ButtonRef("fill")
complete_profile: ButtonRef[[], Answer] = ButtonRef("next")
finish_profile: ButtonRef[[], Replace] = ButtonRef("filled")
choose_directory_visibility: ButtonRef[[], Card] = ButtonRef("visibility")
choose_time_zone: ButtonRef[[], Card] = ButtonRef("zones")
circle_command: CommandRef[..., Any] = CommandRef("circle", "participation")
circle_propose_command: CommandRef[..., Any] = CommandRef(
    "circle propose", "participation proposer"
)
me_command: CommandRef[..., Any] = CommandRef("me", "moi")
settings_command: CommandRef[..., Any] = CommandRef("settings", "reglages")
about_form: FormRef[..., Any] = FormRef("about")
commune_form: FormRef[..., Any] = FormRef("commune")
rename_form: FormRef[..., Any] = FormRef("rename")


@dataclass(frozen=True, slots=True)
class ProfileStep:
    """One thing that a member may tell of themselves, and how it is offered."""

    name: str
    """Its word in buttons and in what is kept of answered steps."""
    act: Button
    """Its label says what is to be told."""
    is_open: Callable[[Context], bool]
    of_community: bool = False
    """True if it is another thing in each community."""
    form: FormRef[..., Any] | None = None
    """Takes words that are typed below the card, where they are `answered_by` such."""
    answered_by: Callable[[Context, str], bool] = lambda ctx, words: False  # noqa: ARG005 - never
    missing: Text | None = None
    """Its name in the list of missing parts while it is open."""


profile_steps: Contributions[Context, [], ProfileStep] = Contributions("profile steps")
"""Steps of other features, offered after those of the profile."""


@dataclass(frozen=True, slots=True)
class MemberSetting:
    """A setting of a member: a line that says how it is set, and the button that changes it."""

    line: Text
    button: Button


member_settings: Contributions[Context, [], MemberSetting | None]
member_settings = Contributions("member settings")
"""Settings of other features on the card of `/settings`; None where they are not this member's."""
