"""Parameters of a handler, as its signature declares them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from inspect import Parameter, signature
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from bot.core.messages.content import Text, Typed, Words
from bot.domain.communes import Commune
from bot.domain.roles import Circle
from bot.domain.territories import Territory
from bot.domain.words import fold
from storage.members import Member


@dataclass(frozen=True, slots=True)
class asks:  # noqa: N801 - it reads as a word of the declaration
    """Declare the question for a missing parameter, for `Annotated`.

    `fill` gets the question's placeholders from the context; `choices` are what a button types
    and its label; where there are none, `nothing` is said in place of the question. `instead` is
    another form, offered as an alternative. A list of at most `items` may come one item a message;
    `understood` gets an item, `now` and `zone`, and returns it as it is shown back, or refuses.
    """

    question: str
    fill: Callable[..., Mapping[str, object]] | None = None
    choices: Callable[..., Sequence[tuple[str, Words]]] | None = None
    instead: tuple[str, Text] | None = field(default=None, hash=False)
    nothing: Text | None = field(default=None, hash=False)
    items: int = 0
    understood: Callable[..., object] | None = None


@dataclass(frozen=True, slots=True)
class option:  # noqa: N801 - likewise
    """The French name of an option, for `Annotated`."""

    fr: str


@dataclass(frozen=True, slots=True)
class at_most:  # noqa: N801 - likewise
    """Declare the maximum length of a parameter, or of each item of a list, for `Annotated`.

    Length is counted as networks do, in UTF-16 units: most emoji are two.
    """

    characters: int


@dataclass(frozen=True, slots=True)
class gone_by:  # noqa: N801 - likewise
    """Lets a date be one that is over, for `Annotated`."""


@dataclass(frozen=True, slots=True)
class reads:  # noqa: N801 - likewise
    """Declare the parser of a parameter, which may raise a `Refusal`, for `Annotated`.

    It gets the words, or the items of a list.
    """

    words: Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a handler, as its signature declares it."""

    name: str
    kind: Any
    required: bool
    option: bool
    fr: str
    question: asks | None
    default_hour: time | None
    most: int | None = None
    gone_by: bool = False
    reads: Callable[[Any], object] | None = None

    @property
    def many(self) -> bool:
        """True if it takes all parts that are left."""
        return get_origin(self.kind) is list

    @property
    def one_word(self) -> bool:
        """True if its first word is all of it, when more follows."""
        return self.kind is int

    @property
    def picked(self) -> bool:
        """True if words for it may mean several, which are then offered as buttons."""
        return self.kind in (Member, Commune, Territory)

    @property
    def few_words(self) -> bool:
        """True if it is one of a few words, which may end a part that is a person's name."""
        return self.kind is Circle

    @property
    def typed(self) -> Typed:
        """The option as it is typed."""
        return Typed(f"--{self.name.replace('_', '-')}", f"--{self.fr or self.name}")

    def called(self, typed: str) -> bool:
        """True if `--typed` is this option, in English or French."""
        return self.option and fold(typed).replace("_", "-") in {
            self.name.replace("_", "-"),
            fold(self.fr),
        }


def params_of(call: Callable[..., object]) -> tuple[Param, ...]:
    """The parameters of a handler behind its context."""
    hints = get_type_hints(call, include_extras=True)
    listed = list(signature(call).parameters.values())[1:]
    return tuple(_param(each, hints[each.name]) for each in listed)


def _param(declared: Parameter, hint: Any) -> Param:  # noqa: ANN401 - an annotation
    kind: Any = hint
    notes: list[Any] = []
    if get_origin(hint) is Annotated:
        kind, *notes = get_args(hint)
    kinds = [each for each in get_args(kind) if each is not type(None)]
    if type(None) in get_args(kind):
        kind = kinds[0]
    return Param(
        name=declared.name,
        kind=kind,
        required=declared.default is Parameter.empty,
        option=declared.kind is Parameter.KEYWORD_ONLY,
        fr=next((note.fr for note in notes if isinstance(note, option)), ""),
        question=next((note for note in notes if isinstance(note, asks)), None),
        default_hour=next((note for note in notes if isinstance(note, time)), None),
        most=next((note.characters for note in notes if isinstance(note, at_most)), None),
        gone_by=any(isinstance(note, gone_by) for note in notes),
        reads=next((note.words for note in notes if isinstance(note, reads)), None),
    )
