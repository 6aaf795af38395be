"""References of conversations that several files use."""

from collections.abc import Callable, Sequence
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
    Text,
)


@dataclass(frozen=True, slots=True)
class Intent:
    """A wish that plain words may state, as the model of `bot.domain.intents` names it.

    It is shown, never acted upon.
    """

    name: str
    """The name of its file of examples."""
    label: Text
    """The words of the button that offers it where the model is unsure."""
    command: CommandRef[..., Any]
    """Shows it to anybody; one that would act is offered as a button."""
    show: Callable[[Context, str], Answer] | None = None
    """Shows it to members, with what the words say more; None where the command says it better."""
    for_people: bool = False
    """True if such words may be meant for a person, too: the ways to pass them on stand below."""
    card: str = ""
    """The name of the card that it shows with other intents: which is meant need not be asked."""
    is_question: bool = False
    """True for questions to people: unless `show` knows better, it is asked who shall answer."""
    is_possible: Callable[[Context], bool] = lambda ctx: True  # noqa: ARG005 - always
    """False where the wish cannot be meant now."""


new_message_form: FormRef[..., Any] = FormRef("write_new")
"""Asks for a message to a gardener, and shows it before it is sent."""
send_kept: ButtonRef[[int], Answer] = ButtonRef("write_said")
"""Sends the words just written, kept under this mark, to a gardener."""
intents: Contributions[Context, [], Sequence[Intent]] = Contributions("intents")
"""The intents of a feature."""
named_things: Contributions[Context, [str], list[Button]] = Contributions("named things")
"""Buttons that open what is called so: an event by its title or its day, a poll by its question."""
explained_words: Contributions[Context, [str], Answer] = Contributions("explained words")
"""The answer to a member's words that a feature understands for certain, by their form."""
step_answers: Contributions[Context, [str, Callable[[], bool]], Answer]
step_answers = Contributions("answers to steps")
"""The answer to words that answer a question which was asked last and needs no form.

It may ask whether they surely ask for something else; then it asks which is meant.
"""
guessed_words: Contributions[Context, [str], Card | None] = Contributions("guessed words")
"""A card about what a member's words may mean; the ways to pass them on stand below it.

Only asked for where it is clear in which community.
"""
other_uses: Contributions[Context, [int], Button | None] = Contributions("other uses of words")
"""Buttons that use a member's words, kept under this mark, otherwise than as a message."""
question_readers: Contributions[Context, [int], Button | None] = Contributions("question readers")
"""Buttons that put a member's question, kept under this mark, to others than the gardeners."""
