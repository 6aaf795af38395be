"""References of joining that several files use."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import (
    Answer,
    ButtonRef,
    Buttons,
    Card,
    CardRef,
    CommandRef,
    Context,
    Contributions,
    JobContext,
    Line,
    Replace,
    Text,
    Words,
    direct_button,
    join_command,
    text,
)

decline_joining: ButtonRef[[], Replace] = ButtonRef("decline")
accept_joining: ButtonRef[[int, str], Answer] = ButtonRef("join")
welcome_card: CardRef[Card | Text] = CardRef("welcome")
start_command: CommandRef[..., Any] = CommandRef("start", "start")
show_notice: ButtonRef[[int, str], Card] = ButtonRef("notice")
views_before_joining: Contributions[Context, [str], Buttons] = Contributions("views before joining")
"""Buttons of the notice that show the subject of a link, by its word.

The word is signed for people who are in a room of the community.
"""
next_offers: Contributions[Context, [], Card | None] = Contributions("next offers")
"""Offers to a new member; the first one is made."""
first_questions: Contributions[Context, [], Card | None] = Contributions("first questions")
"""Questions to a new member, each in a card of its own in their private chat."""
first_cards: Contributions[Context, [], Card | None] = Contributions("first cards")
"""Cards of their own that follow the welcome of a new member."""

typed_codes: Contributions[Context, [str], Answer] = Contributions("typed codes")
"""Answers to an eight-character code sent alone; None if the code is another feature's.

The collecting feature counts wrong codes.
"""


@dataclass(frozen=True, slots=True)
class MailInvitation:
    """What the page of an invited person says beside the notice."""

    lines: Sequence[Line]
    word: str
    """The word that they bring along, followed once they joined."""


mail_invitations: Contributions[JobContext, [int], MailInvitation | None] = Contributions(
    "mail invitations", single=True
)
"""The invitation behind a link in an e-mail; None once it is withdrawn."""


def bot_introduction_card(ctx: JobContext, greeting: Words | None) -> Card:
    """The introduction, with the button to join."""
    introduction = text(
        "I am {instance}, the bot of {community}: with me you vote, get the news, and write to "
        "the gardening team.",
        instance=ctx.contact.instance,
        community=ctx.community.name,
    )
    next_step = text("Joining takes a minute, in private, and you can leave whenever you like.")
    lines: tuple[Line, ...] = (
        (introduction, next_step) if greeting is None else (greeting, introduction, next_step)
    )
    way_in = direct_button(text("Join"), join_command.link_word(ctx), join_command.button("").press)
    return Card(None, lines, ((way_in,),))
