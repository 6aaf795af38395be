"""A link: from its word to the button, the command or the code that it stands for."""

from collections.abc import Sequence

from bot.core.context.context import Context
from bot.core.declarations.declaration import ButtonCall
from bot.core.declarations.references.references import run_command as run_button
from bot.core.declarations.registry import declarations_of
from bot.core.inbound.presses.presses import call_button
from bot.core.inbound.words.commands import run_command
from bot.core.messages.answers import Answer
from bot.core.messages.content import with_revision
from bot.domain.link_words import LINK_WORD, read_place, read_revision
from bot.domain.words import fold


def run_words(ctx: Context, words: str) -> Answer:
    """Run a command by its words, or follow the link whose word comes with `start`."""
    name, _, rest = words.strip().partition(" ")
    if fold(name) == "start" and rest.strip():
        return open_link(ctx, rest.strip())
    return run_command(ctx, words)


def open_link(ctx: Context, word: str) -> Answer:
    """Follow a link. Anybody can make one: only this account's own choice acts."""
    plain, is_own = ctx.read_word(word)
    return follow_link(ctx, plain, is_own=is_own)


def follow_link(ctx: Context, word: str, *, is_own: bool = True) -> Answer:
    """Continue with a link's word: `in3-vote-7-2`, `cmd-me`, `ask-write`.

    A link that is not this person's own choice only shows: nothing changes before they
    confirm. A command's revision is that of all things, from when it was typed.
    """
    place, word = read_place(word)
    if place is not None:
        ctx.enter(place)
    revision, word = read_revision(word)
    action, *arguments = word.split("-")
    runs = action == run_button.name and arguments[:1] not in ([], ["start"])
    if runs and LINK_WORD.fullmatch(word):
        ctx.typed_at = revision if is_own else 0
        return run_command(ctx, " ".join(arguments), by_link=not is_own)
    declared = declarations_of(ctx).buttons.get(action)
    if declared is not None and declared.deep:
        press = _press_of_link(ctx, declared, arguments, revision, is_own=is_own)
        return call_button(ctx, press)
    taken = (take(ctx, word) for take in declarations_of(ctx).codes)
    answer = next((each for each in taken if each is not None), None)
    return run_command(ctx, "start") if answer is None else answer


def _press_of_link(
    ctx: Context, button: ButtonCall, words: Sequence[str], revision: int, *, is_own: bool
) -> str:
    """The press word of a link: the button itself, or the one that shows its subject."""
    if button.by_link is not None and not (is_own and len(words) >= len(button.params)):
        button = declarations_of(ctx).buttons[button.by_link]
        words = words[: len(button.params)]
    return with_revision(button.press_of(words), revision if button.of is not None else 0)
