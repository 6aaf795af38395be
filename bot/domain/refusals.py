"""Refusals: the reason why a person cannot have what they asked for, as a sentence for them."""

from collections.abc import Mapping
from inspect import getdoc


class Refusal(Exception):
    """This cannot be done."""

    about = ""
    """The parameter whose words are wrong: a form asks for it again."""
    ends_form = False
    """True if no other answer would help."""
    unfinished = False
    """True if more words would complete the answer; they may then come alone."""
    asked_again = False
    """True if the argument of a typed command is asked again, and the others are kept."""

    def __init__(self, **values: object) -> None:
        """Keep the `values` that fill the docstring's placeholders."""
        super().__init__()
        self.values: Mapping[str, object] = values
        self.raw: Mapping[str, str] = {}
        """Everything that was typed, by parameter, where a command was read; set later."""

    @property
    def sentence(self) -> str:
        """The docstring on one line: an English template, the key of its translations."""
        return " ".join((getdoc(type(self)) or "").split())

    def __str__(self) -> str:
        """The English sentence, for logs and tests."""
        return self.sentence.format(**self.values)


class Final(Refusal):
    """This is not possible any more."""

    ends_form = True
