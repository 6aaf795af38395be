"""Pictures, and the things that they may show: bars, charts, maps, photos."""

from dataclasses import dataclass

from bot.core.messages.content import Buttons, Line, Words


@dataclass(frozen=True, slots=True)
class Bar:
    """A progress bar with words above it."""

    done: int
    goal: int
    words: Words


@dataclass(frozen=True, slots=True)
class MapArea:
    """Departments with one number for all of them; hatched if it stands for the remaining ones."""

    departments: tuple[str, ...]
    count: int
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class MapMark:
    """A number at a position, in degrees, and the name of the place."""

    latitude: float
    longitude: float
    count: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """A map of departments of France with words above it."""

    words: Words
    departments: tuple[str, ...]
    """The numbers of those that are drawn."""
    areas: tuple[MapArea, ...] = ()
    marks: tuple[MapMark, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartBar:
    """One bar of a chart."""

    label: Words
    value: int
    words: Words
    """The value in words, beside the bar."""
    leads: bool = False
    """True for a bar that stands out."""
    goal: int = 0
    """The value up to which the bar is outlined; 0 for none."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars below each other with words above them."""

    words: Words
    bars: tuple[ChartBar, ...]


Drawing = Bar | Chart | Map


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that a person sent, kept as this file: see `fetch_file`."""

    file_id: int


PictureContent = str | Drawing | Photo
"""The text of a QR code, a drawing, or a photo."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A QR code of a text, a bar, a chart, a map, or a photo, with its caption.

    It is drawn or read when it is sent. The caption and the lines below it, whose title it is, say
    everything that the picture shows, for people who do not see it.
    """

    content: PictureContent
    caption: Words
    buttons: Buttons = ()
    lines: tuple[Line, ...] = ()
