"""Contents of a call: words with their style, buttons, and what they give away."""

from tests.emulator.calls.errors import Json, misused
from tests.emulator.messages.keyboards import PAYLOAD, deep_link
from tests.emulator.messages.markup import parse_html
from tests.emulator.messages.messages import Message
from tests.emulator.messages.text import Entity, Styled, cleaned, finished, units
from tests.emulator.world import Ping, World

from .registry import Asked

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


def text_of(world: World, asked: Asked) -> tuple[Styled, str]:
    """Read the text of a message: never empty, never too long."""
    source = asked.get("text", "")
    styled = _styled(world, source, asked.get("parse_mode"), asked.get("entities"))
    if not styled.text:
        raise misused("message text is empty")
    if units(styled.text) > LONGEST_TEXT:
        raise misused("message is too long")
    return styled, source


def caption_of(world: World, asked: Asked) -> tuple[Styled, str]:
    """Read the words under a picture or a file; there may be none."""
    source = asked.get("caption", "")
    styled = _styled(world, source, asked.get("parse_mode"), asked.get("caption_entities"))
    if units(styled.text) > LONGEST_CAPTION:
        raise misused("message caption is too long")
    return styled, source


def look_at(world: World, message: Message) -> None:
    """Note whom a message of the bot calls, and links to the bot that would not work."""
    for entity in message.entities:
        words = message.styled.of(entity)
        ours = words.lower() == f"@{world.bot.username}".lower()
        if entity.type == "text_mention" or (entity.type == "mention" and not ours):
            world.pings.append(Ping(message, entity, words))
    linked = [entity.url or message.styled.of(entity) for entity in message.entities]
    linked += [button.url or "" for row in message.buttons for button in row]
    for url in linked:
        payload = deep_link(url, world.bot.username or "")
        if payload is not None and not PAYLOAD.fullmatch(payload):
            world.violations.append(f"deep link that Telegram does not take: {url}")


def _styled(world: World, source: str, mode: str | None, given: list[Json] | None) -> Styled:
    if mode and mode.lower() != "html":
        raise misused("unsupported parse_mode")
    if mode:
        return finished(parse_html(source, world.known))
    text = cleaned(source)
    entities = tuple(_entity(it, units(text)) for it in given or ())
    return finished(Styled(text, entities))


def _entity(given: Json, length: int) -> Entity:
    entity = Entity(
        given["type"],
        given["offset"],
        given["length"],
        url=given.get("url"),
        user=given.get("user"),
        language=given.get("language"),
        custom_emoji_id=given.get("custom_emoji_id"),
    )
    if entity.offset < 0 or entity.length <= 0 or entity.end > length:
        raise misused(f"entity beginning at UTF-16 offset {entity.offset} ends after the text")
    return entity
