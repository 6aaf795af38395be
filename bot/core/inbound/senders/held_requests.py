"""Requests held until their community is known: a command, a press, or a form."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core.context.context import Context
from bot.core.declarations.declaration import ButtonCall, Command
from bot.core.declarations.shown_revisions import changes_when_typed
from bot.core.messages.incoming import Answered, Mention
from storage.inbound import Forms, OpenForm

HELD_FOR = timedelta(hours=1)


def held_words(ctx: Context, words: str) -> OpenForm:
    """A typed command to hold, with its mentions, and the answered message if the sender's own."""
    came = ctx.incoming
    mentions = [[each.words, each.address] for each in came.mentions]
    held: dict[str, Any] = {"words": words, "mentions": mentions, "attachment": came.attachment}
    held["typed_at"] = changes_when_typed(ctx)
    if came.answered is not None and came.answered.author == came.sender:
        held["answered"] = [came.answered.words, came.answered.author, came.answered.name]
    return _held("words", **held)


def words_to_keep(ctx: Context, command: Command, words: str, rest: str) -> str:
    """The words of a command that may wait; no choice of one who may vote in secret."""
    first = rest.split(maxsplit=1)[:1]
    may_be_secret = command.confidential is not None and rest.split() != first
    if not may_be_secret or not ctx.store.conceals(_payload(ctx)):
        return words
    return " ".join([command.name, *first])


def _payload(ctx: Context) -> dict[str, Any]:
    """The parts of a private message by which it is told whether it may be confidential."""
    return {"sender": ctx.incoming.sender, "direct": True}


def held_press(button: ButtonCall, press: str) -> OpenForm | None:
    """A pressed button to hold; None for one that may be a secret vote."""
    return None if button.confidential is not None else _held("press", press=press)


def held_form(name: str, answers: Mapping[str, str]) -> OpenForm:
    """A form to hold, with the answers known so far."""
    return _held("form", name=name, answers=dict(answers))


def _held(kind: str, **values: Any) -> OpenForm:  # noqa: ANN401 - what JSON holds
    return OpenForm(kind, None, values)


def hold(ctx: Context, held: OpenForm) -> str:
    """Hold a request of this room for an hour, in place of an earlier one; gives its mark."""
    return str(ctx.store[Forms].hold(ctx.incoming.room, held, ctx.now + HELD_FOR))


def held_for(ctx: Context, mark: str) -> OpenForm | None:
    """The held request; None if it expired or was replaced."""
    room = ctx.incoming.room
    held = ctx.store[Forms].held_in(room, ctx.now)
    if held is None or str(held.mark) != mark:
        return None
    ctx.store[Forms].forget_held(room)
    return held


def take_up(ctx: Context, held: OpenForm) -> None:
    """Restore mentions and attachment of the held command, and the message that it answers.

    It was typed about what was shown then: see `check_delivered`.
    """
    given = held.answers
    if held.form == "words":
        mentions = tuple(Mention(words, address) for words, address in given["mentions"])
        ctx.typed_at = given.get("typed_at", 0)
        answered = Answered(*given["answered"]) if "answered" in given else None
        ctx.incoming = replace(
            ctx.incoming, mentions=mentions, attachment=given["attachment"], answered=answered
        )
