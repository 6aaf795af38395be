"""Arguments: the parameters of a handler, and the typed words that become their values.

Parts are written one a line or between ` | `; options as `--name value`, in English or French.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from inspect import Parameter, signature
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from bot.core.declarations.place_lookup import Places
from bot.core.messages.content import Text, Typed, Words
from bot.core.messages.encoding import encode_upload
from bot.core.messages.incoming import Mention, Upload
from bot.domain.circles import read_circle
from bot.domain.communes import Commune
from bot.domain.communities import Territory
from bot.domain.dates.clock_times import read_duration
from bot.domain.dates.days import read_day, read_past_day
from bot.domain.dates.moments import Days, read_days, read_moment
from bot.domain.dates.recurrence import Recurring, read_schedule
from bot.domain.dates.spans import Span, read_span
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle
from bot.domain.words import MOST_CHARACTERS, fold
from storage.communities import Community
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
    """The French name of an option, and an older one that is still understood, for `Annotated`."""

    fr: str
    older: str = ""


@dataclass(frozen=True, slots=True)
class at_most:  # noqa: N801 - likewise
    """Declare the maximum length of a parameter, or of each item of a list, for `Annotated`.

    Length is counted as networks do, in UTF-16 units: most emoji are two.
    """

    characters: int


@dataclass(frozen=True, slots=True)
class from_caption:  # noqa: N801 - likewise
    """Lets the words that come with the form's file answer a question, for `Annotated`."""


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
class checked:  # noqa: N801 - likewise
    """Declare what checks an answer before the next question is asked, for `Annotated`.

    It gets the context and the value, and may raise a `Refusal`.
    """

    by: Callable[..., object]


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a handler, as its signature declares it."""

    name: str
    kind: Any
    required: bool
    option: bool
    fr: str
    older: str
    question: asks | None
    default_hour: time | None
    most: int | None = None
    gone_by: bool = False
    from_caption: bool = False
    reads: Callable[[Any], object] | None = None
    check: Callable[..., object] | None = None

    @property
    def many(self) -> bool:
        """True if it takes all parts that are left."""
        return get_origin(self.kind) is list

    @property
    def picked(self) -> bool:
        """True if words for it may mean several, which are then offered as buttons."""
        return self.kind in (Member, Commune, Territory)

    @property
    def typed(self) -> Typed:
        """The option as it is typed."""
        return Typed(f"--{self.name.replace('_', '-')}", f"--{self.fr or self.name}")

    def called(self, typed: str) -> bool:
        """True if `--typed` is this option, in English or French."""
        return self.option and fold(typed).replace("_", "-") in {
            self.name.replace("_", "-"),
            fold(self.fr),
            fold(self.older or self.fr),
        }


def params_of(call: Callable[..., object], takes: Iterable[Param] = ()) -> tuple[Param, ...]:
    """The parameters of a handler behind its context; its `**` ones are those that it `takes`."""
    named = _declared(call, list(signature(call).parameters.values())[1:])
    positional = [each for each in named if not each.option]
    return (*positional, *takes, *(each for each in named if each.option))


def params_for(kind: type) -> tuple[Param, ...]:
    """Parameters of which a dataclass is made: its keyword-only fields are options."""
    return _declared(kind, signature(kind).parameters.values())


def _declared(call: Callable[..., object], listed: Iterable[Parameter]) -> tuple[Param, ...]:
    hints = get_type_hints(call, include_extras=True)
    return tuple(
        param(
            each.name,
            hints[each.name],
            required=each.default is Parameter.empty,
            is_option=each.kind is Parameter.KEYWORD_ONLY,
        )
        for each in listed
        if each.kind is not Parameter.VAR_KEYWORD
    )


def param(
    name: str,
    hint: Any,  # noqa: ANN401 - an annotation
    *more: object,
    required: bool,
    is_option: bool = False,
) -> Param:
    """A parameter of a type, which may be `Annotated`, and with `more` such notes."""
    kind: Any = hint
    notes: list[Any] = list(more)
    if get_origin(hint) is Annotated:
        kind, *annotated = get_args(hint)
        notes += annotated
    kinds = [each for each in get_args(kind) if each is not type(None)]
    if type(None) in get_args(kind):
        kind = kinds[0]
    return Param(
        name=name,
        kind=kind,
        required=required,
        option=is_option,
        fr=next((note.fr for note in notes if isinstance(note, option)), ""),
        older=next((note.older for note in notes if isinstance(note, option)), ""),
        question=next((note for note in notes if isinstance(note, asks)), None),
        default_hour=next((note for note in notes if isinstance(note, time)), None),
        most=next((note.characters for note in notes if isinstance(note, at_most)), None),
        gone_by=any(isinstance(note, gone_by) for note in notes),
        from_caption=any(isinstance(note, from_caption) for note in notes),
        reads=next((note.words for note in notes if isinstance(note, reads)), None),
        check=next((note.by for note in notes if isinstance(note, checked)), None),
    )


YES = frozenset({"yes", "y", "oui", "o"})
NO = frozenset({"no", "n", "non"})
MOST_BYTES = 20 * 1024 * 1024
"""The largest file that is fetched: Telegram gives no larger one."""
_FILE = "\x00file "
_BETWEEN_NUMBERS = re.compile(r"[\s,;]+")
_BETWEEN_ITEMS = re.compile(r"\n|\s\|\s")
_NUMBER = re.compile(r"(?:#|n\s?[°o]\.?)?\s*(\d{1,9})", re.IGNORECASE)


class NotANumber(Refusal):
    """“{typed}” is not a number: write for example 3."""


class NeitherYesNorNo(Refusal):
    """Answer yes or no."""


class TooLong(Refusal):
    """“{start}…” is too long: write {most} characters at most, you wrote {count}."""


class NoSuchCommunity(Refusal):
    """I do not know a community “{typed}”."""


class NotAFile(Refusal):
    """Send me the file itself here, as an attachment: text or a photo cannot replace it."""


class FileTooLarge(Refusal):
    """“{name}” is too large: the limit is {most} MB."""


def _no_community(typed: str) -> Community:
    raise NoSuchCommunity(typed=typed[:40])


@dataclass(frozen=True, slots=True)
class Reading:
    """Context in which words are read: the time, the zone, who is named, how names are found.

    `upload` is the file that came with the words.
    """

    now: datetime
    zone: ZoneInfo
    find_member: Callable[[str, Sequence[Mention]], Member]
    mentions: Sequence[Mention] = ()
    places: Places = field(default_factory=Places)
    find_community: Callable[[str], Community] = _no_community
    upload: Upload | None = None

    @property
    def today(self) -> date:
        """The day in the zone."""
        return self.now.astimezone(self.zone).date()


def read(param: Param, typed: str, reading: Reading) -> object:
    """Read one part as its parameter's kind; raises a `Refusal` that says what to type."""
    read_words(typed, MOST_CHARACTERS)
    if param.many:
        of = get_args(param.kind)[0]
        separated = (_BETWEEN_NUMBERS if of is int else _BETWEEN_ITEMS).split(typed.strip())
        items = [_READERS[of](each.strip(), param, reading) for each in separated if each.strip()]
        return items if param.reads is None else param.reads(items)
    if param.reads is not None:
        return param.reads(read_words(typed.strip(), param.most))
    return _READERS[param.kind](typed.strip(), param, reading)


def read_words(typed: str, most: int | None = None) -> str:
    """Words as they are, unless they are too many."""
    count = 0 if most is None else len(typed.encode("utf-16-le", "surrogatepass")) // 2
    if most is not None and count > most:
        raise TooLong(start=typed[:20], most=most, count=count)
    return typed


def read_yes(typed: str) -> bool:
    """Yes or no, in either language."""
    answer = fold(typed).rstrip(" .!")
    if answer not in YES | NO:
        raise NeitherYesNorNo
    return answer in YES


def read_number(typed: str) -> int:
    """A number as people write it: `7`, `#7`, `n° 7`."""
    found = _NUMBER.fullmatch(typed.strip())
    if found is None:
        raise NotANumber(typed=typed[:40])
    return int(found[1])


def written(upload: Upload) -> str:
    """A file that was sent, as an answer that words cannot be: no words have a NUL."""
    return _FILE + json.dumps(encode_upload(upload))


def read_upload(typed: str) -> Upload:
    """A file that was sent, and that is not too big as far as its sender's client says."""
    if not typed.startswith(_FILE):
        raise NotAFile
    upload = Upload(**json.loads(typed.removeprefix(_FILE)))
    if upload.size is not None and upload.size > MOST_BYTES:
        raise FileTooLarge(name=upload.name, most=MOST_BYTES // 1024**2)
    return upload


_READERS: Mapping[Any, Callable[[str, Param, Reading], object]] = {
    str: lambda typed, param, _: read_words(typed, param.most),
    bool: lambda typed, *_: read_yes(typed),
    int: lambda typed, *_: read_number(typed),
    date: lambda typed, param, it: (read_past_day if param.gone_by else read_day)(
        typed, today=it.today
    ),
    datetime: lambda typed, param, it: read_moment(
        typed, now=it.now, zone=it.zone, default_hour=param.default_hour
    ),
    Span: lambda typed, _, it: read_span(typed, now=it.now, zone=it.zone),
    timedelta: lambda typed, *_: read_duration(typed),
    Recurring: lambda typed, _, it: read_schedule(typed, today=it.today),
    Upload: lambda typed, *_: read_upload(typed),
    Days: lambda typed, _, it: read_days(typed, today=it.today),
    Member: lambda typed, _, it: it.find_member(typed, it.mentions),
    Commune: lambda typed, _, it: it.places.commune(typed),
    Territory: lambda typed, _, it: it.places.territory(typed),
    Circle: lambda typed, *_: read_circle(typed),
    Community: lambda typed, _, it: it.find_community(typed),
}
"""How a part is read, by its parameter's kind."""


_FEW_WORDS = 6
"""The most words that name a circle, which may stand behind a person's name."""
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
    plain, options, unknown = _take_options(_NO_BREAK.sub(" ", words), params)
    raw = {**options}
    file = next((each.name for each in params if each.kind is Upload), None)
    if file is not None and reading.upload is not None:
        raw[file] = written(reading.upload)
    parts = [part.strip() for part in _SEPARATOR.split(plain) if part.strip()]
    positional = [each for each in params if not each.option and each.kind is not Upload]
    for nth, each in enumerate(positional):
        if not parts:
            break
        last = nth == len(positional) - 1
        if len(parts) == 1 and not last and positional[nth + 1].kind is Circle:
            parts = _split_few_words(parts[0], positional[nth + 1], reading)
        raw[each.name] = _take(parts, each, last=last)
    if unknown is not None:
        unknown.raw = raw
        raise unknown
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


def _take_options(
    words: str, params: Sequence[Param]
) -> tuple[str, dict[str, str], UnknownOption | None]:
    """Take `--name value` out of the words; a value ends with its part, or at the next option.

    A long dash counts as two short ones; where nothing can be chosen, dashes are only dashes. The
    refusal of the first unknown option comes with the rest, which is read without it.
    """
    if not any(each.option for each in params):
        return words, {}, None
    unknown: UnknownOption | None = None
    head, *tail = _OPTION.split(words)
    taken: dict[str, str] = {}
    for piece in tail:
        name, rest = _NAMED.match(piece).groups()  # type: ignore[union-attr]
        found = next((each for each in params if each.called(name)), None)
        if found is None:
            unknown = unknown or _unknown_option(name[:_LONGEST_OPTION], params)
            _, mark, after = _VALUE.match(rest).groups()  # type: ignore[union-attr]
            head += mark + after
            continue
        if found.kind is bool:
            taken[found.name] = "yes"
            head += rest
            continue
        value, mark, after = _VALUE.match(rest).groups()  # type: ignore[union-attr]
        if not value.strip():
            raise OptionWithoutValue(option=name[:40])
        taken[found.name] = _unquoted(value.strip())
        head += mark + after
    return head, taken, unknown


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
    if param.kind is int and not last:
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
