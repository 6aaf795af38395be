"""Values for the templates of the page: the rooms, messages and buttons of a scene."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from babel.dates import format_datetime

from bot.core import Text, text
from bot.core.messages.content import Photo
from bot.core.messages.i18n import Reader
from bot.core.messages.rendering import Rendered, Span, choice_numbers, numbered
from bot.operations.playground.communities import Person
from bot.operations.playground.scene import Entry, Scene
from bot.operations.playground.tour import Step, steps
from bot.operations.stage import PARIS

SHARED = ("telegram", "matrix")
"""The two rooms that always stand side by side."""
TABS = ("direct", "team", "region", "channel")
_MOST = 40
_LONGEST_QUOTE = 60
_LINKS = ("http://", "https://", "mailto:")
_DIGIT = "{}\ufe0f\u20e3"
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Key:
    """A button below a message."""

    nth: int
    label: str
    sign: str = ""
    """The sign shown instead of the label, for a reaction."""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a room, as one person sees it."""

    id: str
    room: str
    by: str
    """`me`, `person` or `bot`."""
    name: str
    at: str
    spans: Sequence[Span]
    rows: Sequence[Sequence[Key]] = ()
    answers: str = ""
    """The beginning of what it replies to."""
    reaction: str = ""
    picture: bool = False
    document: str = ""
    """The name of the file that comes with it."""
    is_open: bool = False
    """True if the person may press here."""
    may_reply: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A room on the page."""

    key: str
    network: str
    title: Text | str
    about: Text
    messages: Sequence[Message]
    may_write: bool
    insider: Person | None
    """A person who may write there, where the visitor may not."""
    keys: Sequence[Sequence[str]] = ()
    """The words below the text field."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of the tour, and how much of it is done."""

    step: Step
    done: int
    is_next: bool

    @property
    def is_done(self) -> bool:
        """True if all of it is."""
        return self.done >= self.step.whole


def shown_room(scene: Scene, key: str, me: Person, reader: Reader) -> Room:
    """A room with its latest messages."""
    address = scene.room(key, me)
    entries = [
        each
        for each in scene.rooms.get(address, ())
        if each.posted is None or not each.posted.deleted
    ][-_MOST:]
    may_write = scene.may_write(me, address)
    insiders = (each for each in scene.community.cast if scene.may_write(each, address))
    network = address.partition(":")[0]
    title, about = _names(scene, key, me)
    return Room(
        key,
        network,
        title,
        about,
        [shown_message(scene, key, each, me, reader) for each in entries],
        may_write,
        None if may_write else next(insiders, None),
        shown_keys(scene, me) if key == "direct" else (),
    )


def shown_keys(scene: Scene, me: Person) -> Sequence[Sequence[str]]:
    """The words that Terreau put below a person's text field."""
    said = [each.posted.said for each in scene.rooms.get(me.address, ()) if each.posted]
    brought = [each.keys for each in said if each.keys is not None and not each.asks]
    return brought[-1] if brought else ()


def shown_message(scene: Scene, key: str, entry: Entry, me: Person, reader: Reader) -> Message:
    """A message as a person sees it."""
    address = scene.room(key, me)
    local = entry.at.astimezone(PARIS)
    at = format_datetime(local, "EEE d MMM, HH:mm", locale=reader.locale)
    answers, may_reply = _beginning(scene, entry.answers), scene.may_write(me, address)
    if entry.posted is None:
        assert entry.writer is not None  # noqa: S101 - else it is Terreau's
        return Message(
            entry.id,
            key,
            "me" if entry.writer is me else "person",
            entry.writer.name,
            at,
            (Span(entry.words),),
            answers=answers,
            reaction=entry.reaction,
            may_reply=may_reply,
        )
    said = entry.posted.said
    is_open = scene.may_press(me, address)
    return Message(
        entry.id,
        key,
        "bot",
        "Terreau",
        at,
        _spans(said),
        _rows(said, address, is_direct=address == me.address),
        answers,
        picture=said.picture is not None and not isinstance(said.picture, Photo),
        document="" if said.document is None else said.document.name,
        is_open=is_open,
        may_reply=may_reply,
    )


def shown_steps(scene: Scene, done: Sequence[int]) -> Sequence[ShownStep]:
    """The steps of the tour; the first that is not done is the next."""
    all_steps = list(zip(steps(scene), done, strict=True))
    upcoming = next((step for step, count in all_steps if count < step.whole), None)
    return [ShownStep(step, count, step is upcoming) for step, count in all_steps]


def shown_moment(scene: Scene, reader: Reader) -> str:
    """The date and time of the scene."""
    local = scene.stage.clock.now().astimezone(PARIS)
    return format_datetime(local, "EEEE d MMMM, HH:mm", locale=reader.locale)


def address_of_view(slug: str, me: str, room: str, locale: str) -> str:
    """The address of a page, from beside it."""
    return f"{slug}?{urlencode({'me': me, 'room': room, 'lang': locale})}"


def _names(scene: Scene, key: str, me: Person) -> tuple[Text | str, Text]:
    """The title of a room, and who reads it."""
    people = {each.key: each.name for each in scene.community.cast}
    match key:
        case "telegram":
            return "Telegram", text("The community's room, with buttons")
        case "matrix":
            return "Matrix", text("The same community, in writing")
        case "team":
            return text("Team"), text(
                "The gardeners' room: {name} is there", name=people["territory"]
            )
        case "region":
            both = {"name": people["region"], "other": people["agent"]}
            return text("Region"), text("The Region's room: {name} and {other} are there", **both)
        case "channel":
            return text("Announcements"), text("A channel: everyone reads, Terreau alone writes")
        case _:
            return text("Private"), text("{name} and Terreau, nobody else", name=me.name)


def _spans(said: Rendered) -> Sequence[Span]:
    """The words, with links that lead somewhere, and how to choose in writing."""
    spans = [
        each
        if each.url.startswith(_LINKS)
        else Span(each.text, each.bold, each.small, quote=each.quote)
        for each in said.spans
    ]
    if said.typed:
        spans.append(Span(f"\n\n{said.typed}"))
    if said.poll is not None:
        spans.append(Span(said.poll.result or f"\n\n{said.poll.question}", bold=True))
    return spans


def _rows(said: Rendered, room: str, *, is_direct: bool) -> Sequence[Sequence[Key]]:
    """The buttons in their rows; on Matrix, reactions in shared rooms, and its own polls."""
    flat = [each for row in said.choices for each in row]
    if room.startswith("telegram:"):
        rows = ([each for each in row if each.press or each.start] for row in said.choices)
        return [
            [Key(flat.index(each), each.label, tone=each.tone) for each in row]
            for row in rows
            if row
        ]
    if said.poll is not None:
        open_ones = () if said.poll.result or said.poll.moved else said.poll.choices
        return [[Key(place, each)] for place, each in enumerate(open_ones)]
    if is_direct:
        return ()
    pressable = numbered(said.choices, direct=False)
    numbers = choice_numbers([each.label for each in pressable])
    keys = [
        Key(flat.index(each), each.label, sign=_DIGIT.format(number))
        for number, each in zip(numbers, pressable, strict=True)
        if number <= _DIGITS
    ]
    return [keys] if keys else ()


def _beginning(scene: Scene, entry_id: str) -> str:
    """The beginning of a message that another one replies to."""
    entry = scene.entry(entry_id)
    if entry is None:
        return ""
    words = entry.words or (entry.posted.text if entry.posted else "")
    line = words.strip().partition("\n")[0]
    return line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE]}…"
