"""Pictures to send: QR codes, bars, charts and maps drawn as PNG, and photos."""

import textwrap
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO

from bot.core.files.map_drawing import Area, draw_map
from bot.core.messages.content import Document
from bot.core.messages.picture_content import Bar, Chart, Drawing, Map, Photo, PictureContent
from bot.domain.map.marks import Mark
from bot.workers.worker_process import draw_in_worker

KEPT_MAPS = 16
"""Drawn maps that are kept: everybody who looks at one in a month gets the same."""
SECONDS = 60.0
"""Limits of a drawing, on a machine that has other work."""
# As dark as the words on white, and as pale as still shows (WCAG 2.2, 1.4.11: 3 to 1).
_FILLED, _EMPTY, _OTHERS = "#1b6b3a", "#ffffff", "#b9d8c4"
_TITLE_WIDTH, _LABEL_WIDTH = 46, 54
"""Characters of a line."""
_LETTER, _LONGEST_WORDS = 0.017, 40
"""The width of a letter beside a bar, as a part of the picture's, and how many have space."""


def shown(content: PictureContent | Document) -> Document:
    """A picture with its name and its kind, as a network takes it; to be called in a thread."""
    match content:
        case Document():
            return content
        case Photo(file_id):
            raise AssertionError(file_id)  # its bytes are read before it leaves
        case _:
            return Document("picture.png", "image/png", draw(content))


def draw(content: str | Drawing) -> bytes:
    """A QR code of a text, a bar, a chart, or a map, as PNG; to be called in a thread.

    Bars and maps are drawn in a process of their own, which takes a second to load, and 60 MiB.
    """
    if isinstance(content, Map):
        areas = tuple((each.departments, each.count, each.hatched) for each in content.areas)
        marks = tuple(
            (each.longitude, each.latitude, each.count, each.name) for each in content.marks
        )
        return _drawn_map(str(content.words), content.departments, areas, marks)
    if isinstance(content, Bar):
        return draw_in_worker(draw_bar, SECONDS, content.done, content.goal, str(content.words))
    if isinstance(content, Chart):
        bars = [(str(each.label), each.value, str(each.words), each.leads) for each in content.bars]
        return draw_in_worker(draw_chart, SECONDS, str(content.words), bars)
    import segno  # noqa: PLC0415 - only where something is drawn

    drawn = BytesIO()
    segno.make(content, micro=False).save(drawn, kind="png", scale=8, border=4)
    return drawn.getvalue()


@lru_cache(maxsize=KEPT_MAPS)
def _drawn_map(
    words: str, departments: tuple[str, ...], areas: tuple[Area, ...], marks: tuple[Mark, ...]
) -> bytes:
    return draw_in_worker(draw_map, SECONDS, words, departments, areas, marks)


def draw_bar(done: int, goal: int, words: str) -> bytes:
    """A bar filled as far as `done` is of `goal`, under its words."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only where something is drawn

    figure = Figure(figsize=(8, 2.2), dpi=120, layout="constrained")
    axes = figure.subplots()
    axes.barh([0], [goal], color=_EMPTY, edgecolor=_FILLED, linewidth=2)
    axes.barh([0], [min(done, goal)], color=_FILLED)
    axes.set_xlim(0, goal)
    axes.set_xticks([0, goal / 2, goal], [f"{value:.0f}" for value in (0, goal / 2, goal)])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.set_title(words, fontsize=15, wrap=True)
    drawn = BytesIO()
    figure.savefig(drawn, format="png")
    return drawn.getvalue()


def draw_chart(title: str, bars: Sequence[tuple[str, int, str, bool]]) -> bytes:
    """Horizontal bars, each under its label and before its value in words; readable on a phone.

    Those that lead are dark and bold: the darkness tells, not the colour.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - only where something is drawn

    heading = _wrapped(title, _TITLE_WIDTH)
    labels = [_wrapped(label, _LABEL_WIDTH) for label, *_ in bars]
    tall = [1.5 + 0.9 * len(label.splitlines()) for label in labels]
    height = 0.32 * (sum(tall) + 2 * len(heading.splitlines()) + 1)
    figure = Figure(figsize=(7, height), dpi=130, layout="constrained")
    axes = figure.subplots()
    top, most = 0.0, max([value for _, value, *_ in bars] + [1])
    for label, (_, value, words, leads), room in zip(labels, bars, tall, strict=True):
        weight = "bold" if leads else "normal"
        middle = top - room + 0.75
        colour = _FILLED if leads else _OTHERS
        axes.barh([middle], [value], height=0.9, color=colour, edgecolor=_FILLED)
        axes.text(0, middle + 0.6, _plain(label), fontsize=15, weight=weight, va="bottom")
        axes.text(value + most / 50, middle, _plain(words), fontsize=15, weight=weight, va="center")
        top -= room
    longest = min(max(len(words) for *_, words, _ in bars), _LONGEST_WORDS)
    axes.set_xlim(0, most * 1.03 / (1 - _LETTER * longest))
    axes.set_ylim(top, 0.3)
    axes.axis("off")
    axes.set_title(_plain(heading), fontsize=18, weight="bold", loc="left")
    drawn = BytesIO()
    figure.savefig(drawn, format="png")
    return drawn.getvalue()


def _wrapped(words: str, width: int) -> str:
    return textwrap.fill(words, width, max_lines=4, placeholder=" …") or " "


def _plain(words: str) -> str:
    """Words without what matplotlib takes for a formula."""
    return words.replace("$", r"\$")
