"""References of conversations that several files use."""

from bot.core import Answer, Button, Card, Context, Contributions

named_things: Contributions[Context, [str], list[Button]] = Contributions("named things")
"""Buttons that open what is called so: an event by its title or its day, a poll by its question."""
explained_words: Contributions[Context, [str], Answer] = Contributions("explained words")
"""The answer to a member's words that a feature understands better than the table of intents."""
guessed_words: Contributions[Context, [str], Card | None] = Contributions("guessed words")
"""A card about what a member's words may mean; the ways to pass them on stand below it.

Only asked for where it is clear in which community.
"""
other_uses: Contributions[Context, [int], Button | None] = Contributions("other uses of words")
"""Buttons that use a member's words, kept under this mark, otherwise than as a message."""
