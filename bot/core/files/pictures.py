"""Pictures to send: QR codes, bars, charts and maps drawn as PNG, and photos."""

from functools import lru_cache
from io import BytesIO

from bot.core.messages.content import Document
from bot.core.messages.picture_content import Bar, Chart, Drawing, Map, Photo, PictureContent
from bot.domain.map.marks import Mark
from bot.workers.chart_drawing import DrawnBar, draw_bar, draw_chart
from bot.workers.map_drawing import Area, draw_map
from bot.workers.worker_process import draw_in_worker

KEPT_MAPS = 16
"""Drawn maps that are kept: everybody who looks at one in a month gets the same."""
SECONDS = 60.0
"""Limits of a drawing, on a machine that has other work."""


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
        bars = [
            DrawnBar(str(each.label), each.value, str(each.words), each.leads, each.goal)
            for each in content.bars
        ]
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
