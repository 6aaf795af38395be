"""Pictures: charts and maps drawn as PNG, and photos that people send.

They are made in a worker process with limits: Matplotlib is loaded nowhere else, and a file from
outside is opened nowhere else. Maps and charts are legible on a screen 360 pixels wide. Of a
photo only the visible picture is kept, as JPEG of limited size: place, time, device and other
metadata are dropped.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from math import hypot
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.domain.contours import Point, contains, contours
from bot.domain.map import (
    DIGIT,
    LETTER,
    LINE,
    RADIUS,
    Box,
    Mark,
    NamedMark,
    Rectangle,
    Side,
    box_of,
    free_place,
    lies_in,
    merged_marks,
    middle,
    occupied,
    panels,
    rectangle_around,
    sides_of_names,
    stretch,
)
from bot.workers.worker_process import WorkFailed, draw_in_worker

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patheffects import AbstractPathEffect

# As dark as the words on white, and as pale as still shows (WCAG 2.2, 1.4.11: 3 to 1).
_FILLED, _EMPTY, _OTHERS = "#1b6b3a", "#ffffff", "#b9d8c4"
_TITLE_WIDTH, _LABEL_WIDTH, _WORDS_WIDTH = 41, 34, 22
"""Characters of a line: of a bar's title, of a label, of the words beside a bar."""
_HEADING_WIDTH = 30
"""Characters of a line of a chart's title, which is larger."""
_LETTER = 0.026
"""The width of a letter beside a bar, as a part of the picture's."""
_LABEL_SIZE, _HEADING_SIZE = 18, 20
"""Points; five sixths of it are the pixels on a narrow screen."""
_UNIT, _LINE_UNITS = 0.37, 0.9
"""Inches of height of a unit of a chart, and how many of them a line of words has."""
_THICK = 0.9
_EDGE = 0.12
"""Inches of white around a chart."""
_THIN_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar under its label and before its value in words."""

    label: str
    value: int
    words: str
    leads: bool = False
    """True for a bar that stands out: it is dark and bold."""
    goal: int = 0
    """The value up to which it is outlined."""

    @property
    def longest(self) -> int:
        """The larger of its value and its goal."""
        return max(self.value, self.goal)


def draw_bar(done: int, goal: int, words: str) -> bytes:
    """A bar filled as far as `done` is of `goal`, under its words."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only where something is drawn

    figure = Figure(figsize=(6, 2.2), dpi=150, layout="constrained")
    axes = figure.subplots()
    axes.barh([0], [goal], color=_EMPTY, edgecolor=_FILLED, linewidth=2)
    axes.barh([0], [min(done, goal)], color=_FILLED)
    axes.set_xlim(0, goal)
    axes.set_xticks([0, goal], ["0", f"{goal:,}".replace(",", _THIN_SPACE)], fontsize=15)
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.set_title(_wrapped(words, _TITLE_WIDTH), fontsize=15)
    drawn = BytesIO()
    figure.savefig(drawn, format="png")
    return drawn.getvalue()


def draw_chart(title: str, bars: Sequence[DrawnBar]) -> bytes:
    """Bars below each other. The darkness tells which ones lead, not the colour."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only where something is drawn

    heading = _wrapped(_drawable(title), _HEADING_WIDTH)
    labels = [
        _wrapped(_drawable(each.label) or f"{nth}.", _LABEL_WIDTH)
        for nth, each in enumerate(bars, start=1)
    ]
    beside = [_wrapped(each.words, _WORDS_WIDTH) for each in bars]
    tall = [
        1.5 + _LINE_UNITS * (len(label.splitlines()) + len(words.splitlines()) - 1)
        for label, words in zip(labels, beside, strict=True)
    ]
    height = _UNIT * (sum(tall) + 1.2 * len(heading.splitlines()) + 1)
    figure = Figure(figsize=(WIDTH, height + 2 * _EDGE), dpi=DPI)
    figure.set_layout_engine("constrained", w_pad=_EDGE, h_pad=_EDGE)
    axes = figure.subplots()
    top, most = 0.0, max([each.longest for each in bars] + [1])
    for label, bar, words, room in zip(labels, bars, beside, tall, strict=True):
        _put_bar(axes, bar, (label, words), top - room, most / 50)
        top -= room
    longest = min(max(len(each.words) for each in bars), _WORDS_WIDTH)
    axes.set_xlim(0, most * 1.03 / (1 - _LETTER * longest))
    axes.set_ylim(top, 0.3)
    axes.axis("off")
    axes.set_title(_plain(heading), fontsize=_HEADING_SIZE, weight="bold", loc="left")
    drawn = BytesIO()
    figure.savefig(drawn, format="png")
    return drawn.getvalue()


def _put_bar(axes: "Axes", bar: DrawnBar, said: tuple[str, str], bottom: float, gap: float) -> None:
    """Draw a bar above `bottom`, its label over it and its words behind it."""
    label, words = said
    above = _LINE_UNITS * (len(words.splitlines()) - 1) / 2
    middle = bottom + 0.75 + above
    weight = "bold" if bar.leads else "normal"
    colour = _FILLED if bar.leads else _OTHERS
    if bar.goal > bar.value:
        axes.barh([middle], [bar.goal], height=_THICK, color=_EMPTY, edgecolor=_FILLED)
    axes.barh([middle], [bar.value], height=_THICK, color=colour, edgecolor=_FILLED)
    style: dict[str, Any] = {"fontsize": _LABEL_SIZE, "weight": weight}
    axes.text(0, middle + 0.6 + above, _plain(label), va="bottom", **style)
    axes.text(bar.longest + gap, middle, _plain(words), va="center", **style)


def _wrapped(words: str, width: int) -> str:
    return textwrap.fill(words, width, max_lines=4, placeholder=" …") or " "


def _drawable(words: str) -> str:
    """Words without what the font cannot draw, such as emoji."""
    from matplotlib.font_manager import findfont, get_font  # noqa: PLC0415 - likewise

    font = get_font(findfont("DejaVu Sans"))
    kept = (each for each in words if each.isspace() or font.get_char_index(ord(each)))
    return "".join(kept).strip()


def _plain(words: str) -> str:
    """Words without what matplotlib takes for a formula."""
    return words.replace("$", r"\$")


Area: TypeAlias = tuple[tuple[str, ...], int, bool]
"""Departments, the number for all of them, and whether they are hatched."""
Key: TypeAlias = tuple[str, str]
"""A sign of the legend (`area`, `hatched` or `mark`) and what it means."""

WIDTH, DPI = 6.0, 180
"""Inches, and pixels an inch: three pixels for each of a narrow screen."""
NUMBER, SMALL_NUMBER, NAME, TITLE = 16, 11, 14, 17
"""Points; five sixths of it are the pixels on a narrow screen."""
_LOWEST, _HIGHEST = 4.0, 9.0
"""Inches of height."""
NARROW_SCREEN = 360
"""Pixels of its width."""
_PIXELS = NARROW_SCREEN / WIDTH
"""Of these an inch."""
DEPARTMENT, KEY = 11, 12
"""Points of a department's name, and of the legend."""
_KEY_WIDTH, _KEY_HEIGHT = 44, 0.24
"""Characters of a line of the legend, and inches of its height."""
_NAME_GAP = 16
"""Points from the middle of a mark to its name."""
_SHORT_NAME = 9
"""Longer names of departments are on two lines, where they have a hyphen."""
_NAME_STEPS = range(-40, 41, 8)
"""Pixels by which a name moves from the middle of its department."""
_NARROW = 0.13
"""Share of the width below which an area has a small number."""
_FAR_SHARE = 0.22
"""Height of the departments overseas beside those of Europe."""
# Text on the fills, and fills beside each other and white: see WCAG 2.2, 1.4.3 and 1.4.11.
_LINE, _FILL, _HATCHED, _NONE, _INK, _MARK = (
    *("#5f7468", "#bfe3cb", "#e6efe9", "#ffffff", "#10291b", "#1b6b3a"),
)


def draw_map(
    words: str,
    departments: Mapping[str, str],
    areas: tuple[Area, ...],
    marks: tuple[Mark, ...],
    legend: Sequence[Key] = (),
) -> bytes:
    """Draw departments, by number and name, under words and above a legend.

    Areas are filled and have their numbers; marks are discs with theirs. The name of a department
    is left out where it has no room.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - only where something is drawn

    groups = panels(departments)
    boxes = [box_of(group) for group in groups]
    keys = [(sign, _wrapped(meaning, _KEY_WIDTH)) for sign, meaning in legend]
    below = _KEY_HEIGHT * sum(len(meaning.splitlines()) for _, meaning in keys)
    figure = Figure(figsize=(WIDTH, _height(boxes) + below), dpi=DPI, layout="constrained")
    figure.suptitle(words, fontsize=TITLE, wrap=True, parse_math=False, color=_INK)
    if keys:
        _draw_legend(figure, keys)
    for axes, group, box in zip(_axes(figure, len(groups)), groups, boxes, strict=True):
        _draw_areas(axes, group, box, areas)
        width, height = float(NARROW_SCREEN), _HIGHEST * _PIXELS
        if group is not groups[0]:
            width, height = NARROW_SCREEN / (len(groups) - 1), _FAR_SHARE * NARROW_SCREEN
        across, up = box[2] - box[0], (box[3] - box[1]) * stretch(box)
        screen = _Screen(box, min(width / across, height / up))
        shown = [each for each in marks if lies_in(box, each[:2])]
        taken = [*_draw_marks(axes, screen, shown, width)]
        for within, count, _ in areas:
            here = [code for code in within if code in group]
            taken += _draw_number(axes, screen, group, here, count, taken)
        for code in group:
            _draw_department_name(axes, screen, code, departments[code], taken)
    drawn = BytesIO()
    figure.savefig(drawn, format="png")
    return drawn.getvalue()


def _height(boxes: Sequence[Box]) -> float:
    west, south, east, north = boxes[0]
    ratio = (north - south) * stretch(boxes[0]) / (east - west)
    far = _FAR_SHARE * WIDTH if len(boxes) > 1 else 0
    return min(max(WIDTH * ratio + 0.6, _LOWEST), _HIGHEST) + far


def _axes(figure: "Figure", count: int) -> Sequence["Axes"]:
    """The place of the first panel, and of the others in a row beneath it."""
    if count == 1:
        return [figure.subplots()]
    grid = figure.add_gridspec(2, count - 1, height_ratios=[1, _FAR_SHARE])
    first = figure.add_subplot(grid[0, :])
    return [first, *(figure.add_subplot(grid[1, nth]) for nth in range(count - 1))]


@dataclass(frozen=True, slots=True)
class _Screen:
    """The pixels of a narrow screen on which a box of degrees is shown."""

    box: Box
    scale: float

    def pixels(self, x: float, y: float) -> Point:
        """The place of a point, from the lower left corner."""
        west, south, *_ = self.box
        return (x - west) * self.scale, (y - south) * stretch(self.box) * self.scale

    def degrees(self, x: float, y: float) -> Point:
        """The point at a place."""
        west, south, *_ = self.box
        return west + x / self.scale, south + y / (stretch(self.box) * self.scale)


def _draw_areas(axes: "Axes", group: Sequence[str], box: Box, areas: Sequence[Area]) -> None:
    west, south, east, north = box
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(stretch(box))
    axes.set_axis_off()
    for code in group:
        _fill(axes, code, facecolor=_NONE, edgecolor=_LINE)
    for within, _, is_hatched in areas:
        here = [code for code in within if code in group]
        if not here:
            continue
        if is_hatched:
            for code in here:
                _fill(axes, code, facecolor=_HATCHED, edgecolor=_LINE, hatch="//")
            continue
        # A line around all of them, and none between them.
        for code in here:
            _fill(axes, code, facecolor=_FILL, edgecolor=_LINE, linewidth=2.0)
        for code in here:
            _fill(axes, code, facecolor=_FILL, edgecolor=_FILL, linewidth=0.6)


def _is_in(departments: Sequence[str], point: Point) -> bool:
    return any(contains(ring, point) for code in departments for ring in contours()[code])


def _draw_number(
    axes: "Axes",
    screen: _Screen,
    group: Sequence[str],
    here: Sequence[str],
    count: int,
    taken: Sequence[Rectangle],
) -> Sequence[Rectangle]:
    """Draw the number of an area near its middle, beside marks and their names.

    That of an area too small for it stands in the white around all areas. Gives the place taken.
    """
    if not here:
        return ()

    def is_inside(x: float, y: float) -> bool:
        return _is_in(here, screen.degrees(x, y))

    def is_in_white(x: float, y: float) -> bool:
        point = screen.degrees(x, y)
        return lies_in(screen.box, point) and not _is_in(group, point)

    start = screen.pixels(*middle(here))
    place = free_place(*start, len(f"{count}"), taken, (is_inside, is_in_white))
    left, _, right, _ = box_of(here)
    west, _, east, _ = screen.box
    axes.text(
        *(*screen.degrees(*place), f"{count}"),
        fontsize=NUMBER if right - left > _NARROW * (east - west) else SMALL_NUMBER,
        weight="bold",
        color=_INK,
        path_effects=_halo(),
        **_CENTRED,
    )
    return (rectangle_around(*place, DIGIT * len(f"{count}"), LINE + 2),)


def _draw_department_name(
    axes: "Axes", screen: _Screen, code: str, name: str, taken: Sequence[Rectangle]
) -> None:
    """Draw the name of a department where it lies within it and on nothing else, if it can."""
    lines = name.replace("-", "-\n", 1).split("\n") if len(name) > _SHORT_NAME else [name]
    width = max(map(len, lines)) * LETTER * DEPARTMENT / NAME
    x, y = screen.pixels(*middle([code]))
    for up, right in sorted(product(_NAME_STEPS, _NAME_STEPS), key=lambda each: hypot(*each)):
        place = rectangle_around(x + right, y + up, width, len(lines) * LINE)
        edges = product((place.left, x + right, place.right), (place.bottom, place.top))
        if any(map(place.overlaps, taken)):
            continue
        if all(_is_in([code], screen.degrees(*edge)) for edge in edges):
            axes.text(
                *(*screen.degrees(x + right, y + up), "\n".join(lines)),
                fontsize=DEPARTMENT,
                color=_INK,
                linespacing=1.0,
                parse_math=False,
                path_effects=_halo(),
                **_CENTRED,
            )
            return


def _draw_legend(figure: "Figure", keys: Sequence[Key]) -> None:
    """Draw each sign of the map with its meaning, below it."""
    from matplotlib.lines import Line2D  # noqa: PLC0415 - only where something is drawn
    from matplotlib.patches import Patch  # noqa: PLC0415 - likewise

    signs: dict[str, Patch | Line2D] = {
        "area": Patch(facecolor=_FILL, edgecolor=_LINE),
        "hatched": Patch(facecolor=_HATCHED, edgecolor=_LINE, hatch="//"),
        "mark": Line2D([], [], color=_MARK, marker="o", markersize=KEY, linestyle=""),
    }
    drawn = figure.legend(
        [signs[sign] for sign, _ in keys],
        [meaning for _, meaning in keys],
        loc="outside lower center",
        fontsize=KEY,
        labelcolor=_INK,
        frameon=False,
    )
    for each in drawn.get_texts():
        each.set_parse_math(False)


def _halo() -> list["AbstractPathEffect"]:
    """White around letters, so that lines and hatching do not cross them."""
    from matplotlib.patheffects import withStroke  # noqa: PLC0415 - only where something is drawn

    return [withStroke(linewidth=3, foreground=_NONE)]


def _fill(axes: "Axes", department: str, **style: Any) -> None:  # noqa: ANN401 - of Matplotlib
    for ring in contours()[department]:
        axes.fill([x for x, _ in ring], [y for _, y in ring], **style)


_CENTRED: Mapping[str, Any] = {"ha": "center", "va": "center"}


def _draw_marks(
    axes: "Axes", screen: _Screen, marks: Sequence[Mark], width: float
) -> Sequence[Rectangle]:
    """Draw discs with numbers, and names beside them; discs that would touch become one.

    `width` is the panel's on a narrow screen. Gives the places that they take.
    """
    merged = merged_marks(marks, 2 * RADIUS / screen.scale, stretch(screen.box))
    placed = [NamedMark(*screen.pixels(x, y), name) for x, y, _, name in merged]
    sides = sides_of_names(placed, width)
    for (x, y, count, name), side in zip(merged, sides, strict=True):
        _draw_disc(axes, (x, y), count)
        if side is not None:
            axes.annotate(
                *(name, (x, y)),
                xytext=(_NAME_GAP if side is Side.RIGHT else -_NAME_GAP, 0),
                textcoords="offset points",
                ha="left" if side is Side.RIGHT else "right",
                va="center",
                fontsize=NAME,
                color=_INK,
                parse_math=False,
                path_effects=_halo(),
            )
    return occupied(placed, sides)


def _draw_disc(axes: "Axes", point: Point, count: int) -> None:
    disc = {"boxstyle": "circle,pad=0.25", "fc": _MARK, "ec": _NONE, "lw": 1.5}
    axes.text(
        *(*point, f"{count}"),
        fontsize=NUMBER - 2,
        weight="bold",
        color=_NONE,
        bbox=disc,
        **_CENTRED,
    )


PHOTO_NAME, PHOTO_TYPE = "photo.jpg", "image/jpeg"
PHOTO_SECONDS = 60.0
MOST_PIXELS = 50_000_000
"""The most that a phone's camera gives; a larger picture may be meant to exhaust memory."""
LARGEST_SIDE = 2048
NARROWEST = 20
"""The greatest ratio of the two sides of a picture: Telegram shows no narrower one."""
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 85


class NotAPhoto(ValueError):
    """This is no picture that can be shown."""


def cleaned(content: bytes) -> bytes:
    """A picture as JPEG without metadata; to be called in a thread.

    Raises `NotAPhoto` for other formats than PNG, JPEG and WebP, and for broken or oversized
    ones.
    """
    try:
        found = draw_in_worker(clean, PHOTO_SECONDS, content)
    except WorkFailed:  # the process took too much, and was ended
        raise NotAPhoto from None
    if not found:
        raise NotAPhoto
    return found


def clean(content: bytes) -> bytes:
    """Clean a picture in this process; empty if it is not a photo."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - only where something is drawn

    Image.MAX_IMAGE_PIXELS = None  # twice as many as it says are let through
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as found:
            wide, high = found.size
            if wide * high > MOST_PIXELS or max(found.size) > NARROWEST * min(found.size):
                return b""
            found.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            upright = ImageOps.exif_transpose(found)
            upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            if upright.has_transparency_data:
                white = Image.new("RGBA", upright.size, "white")
                upright = Image.alpha_composite(white, upright.convert("RGBA"))
            seen = Image.new("RGB", upright.size)
            seen.paste(upright.convert("RGB"))
    except (OSError, SyntaxError, ValueError, MemoryError):
        return b""
    drawn = BytesIO()
    seen.save(drawn, "JPEG", quality=_QUALITY, optimize=True)
    return drawn.getvalue()
