"""Arguments from the signature: typed words become the values of a handler's parameters.

Parts are written one a line or between ` | `; options as `--name value`, in English or French.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot.core.declarations.arguments.parameters import Param
from bot.core.declarations.arguments.readers import Reading, read, written
from bot.core.messages.incoming import Upload
from bot.domain.refusals import Refusal
from bot.domain.words import fold

_FEW_WORDS = 6
"""The most words that `Param.few_words` takes."""
_LONGEST_OPTION = 40
_SEPARATOR = re.compile(r"\n|\s\|\s|\s?\|\s?$")
_NO_BREAK = re.compile(r"[\u00a0\u202f\u2009]")
_OPTION = re.compile(r"(?<!\S)(?:--|[—–])(?=\w)")
_NAMED = re.compile(r"([\w-]+)[ =]*(.*)", re.DOTALL)
_VALUE = re.compile(r"([^\n|]*)([\n|]?)(.*)", re.DOTALL)
_QUOTED = re.compile(r"""[«“"]([^«»“”"]*)[»”"]""")


class UnknownOption(Refusal):
    """There is no option “--{option}” here. Choose one of these: {options}."""


class NearbyOption(UnknownOption):
    """There is no option “--{option}” here. Did you mean {meant}? There are: {options}."""


class OptionWithoutValue(Refusal):
    """Write your choice after “--{option}”."""


class TooManyWords(Refusal):
    """I do not need “{typed}” here."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The arguments read, and the first parameter that is missing."""

    values: Mapping[str, object]
    raw: Mapping[str, str] = field(default_factory=dict)
    missing: Param | None = None


def parse(words: str, params: Sequence[Param], reading: Reading) -> Parsed:
    """Read typed words into arguments; raises a `Refusal` where they cannot be meant.

    Where one text is all that is wanted, the words are that text as they stand.
    """
    if [each.kind for each in params] == [str] and not params[0].option:
        raw = {params[0].name: words.strip()} if words.strip() else {}
        return convert(raw, params, reading)
    plain, options = _take_options(_plain_spaces(words), params)
    raw = {**options, **_uploaded_argument(params, reading.upload)}
    parts = [part.strip() for part in _SEPARATOR.split(plain) if part.strip()]
    positional = [each for each in params if not each.option and each.kind is not Upload]
    for nth, each in enumerate(positional):
        if not parts:
            break
        last = nth == len(positional) - 1
        if len(parts) == 1 and not last and positional[nth + 1].few_words:
            parts = _split_few_words(parts[0], positional[nth + 1], reading)
        raw[each.name] = _take(parts, each, last=last)
    if parts and not any(each.kind is Upload for each in params):  # words may come with a file
        raise TooManyWords(typed=parts[0][:40])
    return convert(raw, params, reading)


def convert(raw: Mapping[str, str], params: Sequence[Param], reading: Reading) -> Parsed:
    """Convert typed parts, by parameter name; tells the first required one that is missing."""
    values: dict[str, object] = {}
    for each in params:
        if each.name in raw:
            try:
                values[each.name] = read(each, raw[each.name], reading)
            except Refusal as refusal:
                refusal.about, refusal.raw = refusal.about or each.name, raw
                raise
    missing = next((each for each in params if each.required and each.name not in raw), None)
    return Parsed(values, raw, missing)


def _uploaded_argument(params: Sequence[Param], upload: Upload | None) -> dict[str, str]:
    """The file that came with a command, where it takes one."""
    wanted = next((each.name for each in params if each.kind is Upload), None)
    return {} if wanted is None or upload is None else {wanted: written(upload)}


def _plain_spaces(words: str) -> str:
    """Typographic habits undone: no-break spaces are spaces."""
    return _NO_BREAK.sub(" ", words)


def _take_options(words: str, params: Sequence[Param]) -> tuple[str, dict[str, str]]:
    """Take `--name value` out of the words; a value ends with its part, or at the next option.

    A long dash counts as two short ones; where nothing can be chosen, dashes are only dashes.
    """
    if not any(each.option for each in params):
        return words, {}
    head, *tail = _OPTION.split(words)
    taken: dict[str, str] = {}
    for piece in tail:
        name, rest = _NAMED.match(piece).groups()  # type: ignore[union-attr]
        found = next((each for each in params if each.called(name)), None)
        if found is None:
            raise _unknown_option(name[:_LONGEST_OPTION], params)
        if found.kind is bool:
            taken[found.name] = "yes"
            head += rest
            continue
        value, mark, after = _VALUE.match(rest).groups()  # type: ignore[union-attr]
        if not value.strip():
            raise OptionWithoutValue(option=name[:40])
        taken[found.name] = _unquoted(value.strip())
        head += mark + after
    return head, taken


def _unknown_option(typed: str, params: Sequence[Param]) -> UnknownOption:
    """The refusal of an option that does not exist, with the nearest one that does."""
    options = [each for each in params if each.option]
    known = [each.typed for each in options]
    names = {fold(name): each for each in options for name in (each.typed.en, each.typed.fr)}
    near = get_close_matches(f"--{fold(typed)}", names, n=1, cutoff=0.7)
    if not near:
        return UnknownOption(option=typed, options=known)
    return NearbyOption(option=typed, options=known, meant=names[near[0]].typed)


def _take(parts: list[str], param: Param, *, last: bool) -> str:
    """Take what belongs to a parameter off the front of the parts."""
    if param.many or (last and param.kind is str):
        taken, parts[:] = list(parts), []
        return "\n".join(map(_unquoted, taken))
    if param.one_word and not last:
        word, _, rest = parts[0].partition(" ")
        parts[:1] = [rest] if rest.strip() else []
        return word
    return _unquoted(parts.pop(0))


def _split_few_words(part: str, param: Param, reading: Reading) -> list[str]:
    """A part in two, where its last words are one of the few that a parameter takes."""
    words = part.split()
    for at in range(max(1, len(words) - _FEW_WORDS), len(words)):
        tail = " ".join(words[at:])
        with suppress(Refusal):
            read(param, tail, reading)
            return [" ".join(words[:at]), tail]
    return [part]


def _unquoted(part: str) -> str:
    """A part without the quotation marks around it, unless there are more of them inside."""
    found = _QUOTED.fullmatch(part.strip())
    return part if found is None else found[1].strip()
