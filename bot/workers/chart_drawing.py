"""Drawings of bars and charts: horizontal bars that are read on a phone."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# As dark as the words on white, and as pale as still shows (WCAG 2.2, 1.4.11: 3 to 1).
_FILLED, _EMPTY, _OTHERS = "#1b6b3a", "#ffffff", "#b9d8c4"
_TITLE_WIDTH, _LABEL_WIDTH = 41, 50
"""Characters of a line."""
_LETTER, _LONGEST_WORDS = 0.017, 40
"""The width of a letter beside a bar, as a part of the picture's, and how many have space."""
_THICK = 0.9
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

    heading = _wrapped(_drawable(title), _TITLE_WIDTH)
    labels = [
        _wrapped(_drawable(each.label) or f"{nth}.", _LABEL_WIDTH)
        for nth, each in enumerate(bars, start=1)
    ]
    tall = [1.5 + 0.9 * len(label.splitlines()) for label in labels]
    height = 0.32 * (sum(tall) + 2 * len(heading.splitlines()) + 1)
    figure = Figure(figsize=(7, height), dpi=130, layout="constrained")
    axes = figure.subplots()
    top, most = 0.0, max([each.longest for each in bars] + [1])
    for label, bar, room in zip(labels, bars, tall, strict=True):
        _put_bar(axes, bar, label, top - room + 0.75, most / 50)
        top -= room
    longest = min(max(len(each.words) for each in bars), _LONGEST_WORDS)
    axes.set_xlim(0, most * 1.03 / (1 - _LETTER * longest))
    axes.set_ylim(top, 0.3)
    axes.axis("off")
    axes.set_title(_plain(heading), fontsize=18, weight="bold", loc="left")
    drawn = BytesIO()
    figure.savefig(drawn, format="png")
    return drawn.getvalue()


def _put_bar(axes: "Axes", bar: DrawnBar, label: str, middle: float, gap: float) -> None:
    weight = "bold" if bar.leads else "normal"
    colour = _FILLED if bar.leads else _OTHERS
    if bar.goal > bar.value:
        axes.barh([middle], [bar.goal], height=_THICK, color=_EMPTY, edgecolor=_FILLED)
    axes.barh([middle], [bar.value], height=_THICK, color=colour, edgecolor=_FILLED)
    axes.text(0, middle + 0.6, _plain(label), fontsize=15, weight=weight, va="bottom")
    words = _plain(bar.words)
    axes.text(bar.longest + gap, middle, words, fontsize=15, weight=weight, va="center")


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
