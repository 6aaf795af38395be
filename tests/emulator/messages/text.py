"""Styled text as Telegram keeps it: plain words and entities, counted in UTF-16 units."""

import re
from dataclasses import dataclass, replace

from tests.emulator.calls.errors import Json

_DROPPED = re.compile("[\r\u2028-\u202e]")
_BLANKED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_AUTOMATIC = re.compile(
    r"""
    (?P<url>https?://[^\s<>"]*[^\s<>".,;:!?)])
    | (?P<email>[\w.+-]+@[\w-]+\.[\w.-]*\w)
    | (?<![\w@/])(?P<mention>@[A-Za-z0-9_]{3,32})(?!\w)
    | (?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/@])
    | (?<!\w)(?P<hashtag>\#\w*[^\W\d]\w*)
    """,
    re.VERBOSE,
)
_OPAQUE = {"code", "pre", "text_link", "text_mention"}


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of text that means or looks like something."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user: Json | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def as_json(self) -> Json:
        extras = {
            "url": self.url,
            "user": self.user,
            "language": self.language,
            "custom_emoji_id": self.custom_emoji_id,
            "unix_time": self.unix_time,
        }
        base: Json = {"type": self.type, "offset": self.offset, "length": self.length}
        return base | {name: value for name, value in extras.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Styled:
    text: str = ""
    entities: tuple[Entity, ...] = ()

    def of(self, entity: Entity) -> str:
        """Cut out the words that an entity covers."""
        units = self.text.encode("utf-16-le")
        return units[2 * entity.offset : 2 * entity.end].decode("utf-16-le")


def units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def cleaned(text: str) -> str:
    """Drop or blank the control characters that Telegram never keeps."""
    return _BLANKED.sub(" ", _DROPPED.sub("", text))


def finished(styled: Styled) -> Styled:
    """Trim the ends and find the links, mentions and commands, as Telegram does on its own."""
    trimmed = _trimmed(styled)
    return Styled(
        trimmed.text,
        tuple(
            sorted(
                trimmed.entities + _automatic(trimmed),
                key=lambda entity: (entity.offset, -entity.length),
            )
        ),
    )


def _trimmed(styled: Styled) -> Styled:
    text = styled.text.strip()
    if text == styled.text:
        return styled
    lead = units(styled.text) - units(styled.text.lstrip())
    last = units(text)
    moved = []
    for entity in styled.entities:
        start, end = max(entity.offset - lead, 0), min(entity.end - lead, last)
        if end > start:
            moved.append(replace(entity, offset=start, length=end - start))
    return Styled(text, tuple(moved))


def _automatic(styled: Styled) -> tuple[Entity, ...]:
    opaque = [entity for entity in styled.entities if entity.type in _OPAQUE]
    found = (
        Entity(
            match.lastgroup or "",
            units(styled.text[: match.start()]),
            units(match.group()),
        )
        for match in _AUTOMATIC.finditer(styled.text)
    )
    return tuple(
        entity
        for entity in found
        if not any(it.offset < entity.end and entity.offset < it.end for it in opaque)
    )
