"""Messages in Telegram form: HTML of five tags, and inline buttons."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby
from unicodedata import category
from urllib.parse import urlsplit

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    KeyboardButtonRequestUsers,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import InlineKeyboardMarkupLimit, MessageLimit

from bot.core.messages.content import Asked
from bot.core.messages.rendering import Choice, Rendered, Span, split, units
from bot.transports.telegram import later_api

# Replaces a message without a visible letter, which Telegram refuses.
NOTHING = "…"
REQUEST = 1
"""The number of our keys that ask for a choice: Telegram gives it back with the choice."""
_LETTERS = {2: 19, 3: 12, 4: 9, 5: 6, 6: 4, 7: 3, 8: 3}
"""Letters of the longest label that fit, with so many buttons in a row 360 pixels wide."""
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs"}
_ADDRESS = re.compile(r"https?://\S", re.IGNORECASE)


def pieces(rendered: Rendered) -> list[Rendered]:
    """Cut what is said into messages; blank ones, which Telegram refuses, are left out."""
    if rendered.carries and units(rendered.plain) > MessageLimit.CAPTION_LENGTH:
        bare = replace(rendered, picture=None, document=None, file=None)
        return [replace(rendered, spans=(), choices=()), *pieces(bare)]
    cut = split(rendered, MessageLimit.MAX_TEXT_LENGTH)
    if len(cut) == 1:
        return cut
    shown = [piece for piece in cut if not is_blank(piece.plain)] or cut[-1:]
    shown[-1] = replace(shown[-1], choices=rendered.choices)
    return shown


def in_one_piece(rendered: Rendered) -> Rendered:
    """Truncate to the one message that exists already."""
    cut = split(rendered, MessageLimit.MAX_TEXT_LENGTH)
    return rendered if len(cut) == 1 else replace(cut[0], choices=rendered.choices)


def as_html(rendered: Rendered) -> str:
    """The text with its marks; all that people typed stays text."""
    return NOTHING if is_blank(rendered.plain) else _with_marks(rendered.spans)


def as_plain(rendered: Rendered) -> str:
    return NOTHING if is_blank(rendered.plain) else rendered.plain


def is_blank(words: str) -> bool:
    return all(letter == "\u2800" or category(letter) in _INVISIBLE for letter in words)


def previews(rendered: Rendered) -> LinkPreviewOptions | None:
    """One link is shown with its page; several are only links."""
    links = sum(bool(span.url) or len(_ADDRESS.findall(span.text)) for span in rendered.spans)
    return LinkPreviewOptions(is_disabled=True) if links > 1 else None


def keyboard(
    rows: Sequence[Sequence[Choice]], start_link: Callable[[str], str]
) -> InlineKeyboardMarkup | None:
    """Inline buttons, in rows that Telegram takes and a narrow phone shows whole."""
    left = int(InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)
    keys: list[list[InlineKeyboardButton]] = []
    coloured = next((each for row in rows for each in row if each.tone), None)
    for row in rows:  # with the colour of at most one button: the first that has any
        toned = [each if each is coloured else replace(each, tone="") for each in row]
        made = [key for choice in toned if (key := _key(choice, start_link)) is not None][:left]
        left -= len(made)
        keys += _wrapped(made)
    return InlineKeyboardMarkup(keys) if keys else None


def _wrapped(row: Sequence[InlineKeyboardButton]) -> Iterator[list[InlineKeyboardButton]]:
    """A row in as many rows as its labels need: a phone cuts what does not fit."""
    line: list[InlineKeyboardButton] = []
    for key in row:
        longest = max(units(each.text) for each in (*line, key))
        if line and longest > _LETTERS.get(len(line) + 1, 0):
            yield line
            line = []
        line.append(key)
    if line:
        yield line


def word_keys(
    rows: Sequence[Sequence[str]], asks: Asked = ""
) -> ReplyKeyboardMarkup | ReplyKeyboardRemove:
    """The words below the text field; without any, those there go away.

    Keys that ask for a choice are hidden once it is made.
    """
    if not rows:
        return ReplyKeyboardRemove()
    if asks:
        first, *others = rows[0]
        keys: Sequence[Sequence[str | KeyboardButton]] = (
            [_asking_key(first, asks), *others],
            *rows[1:],
        )
        return ReplyKeyboardMarkup(keys, resize_keyboard=True, one_time_keyboard=True)
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, is_persistent=True)


def _asking_key(label: str, asks: Asked) -> KeyboardButton:
    """A key that lets the reader choose a person, or a group where we are."""
    if asks == "person":
        whom = KeyboardButtonRequestUsers(
            REQUEST, user_is_bot=False, request_name=True, request_username=True
        )
        return KeyboardButton(label, request_users=whom)
    which = KeyboardButtonRequestChat(REQUEST, chat_is_channel=False, bot_is_member=True)
    return KeyboardButton(label, request_chat=which)


def shortened(words: str, most: int) -> str:
    """At most so many UTF-16 units, with no half character at the end."""
    if units(words) <= most:
        return words
    kept = words.encode("utf-16-le")[: 2 * (most - 1)]
    return kept.decode("utf-16-le", "ignore") + "…"


def _with_marks(spans: Sequence[Span]) -> str:
    """Spans with their marks; those of one quote are folded together."""
    parts: list[str] = []
    for quoted, group in groupby(spans, key=lambda each: each.quote):
        inner = "".join(map(_marked, group))
        words = inner.strip()
        if quoted and words:
            before, _, after = inner.partition(words)
            inner = f"{before}<blockquote expandable>{words}</blockquote>{after}"
        parts.append(inner)
    return "".join(parts)


def _marked(span: Span) -> str:
    """One span; the space around it stays outside its tags."""
    words = span.text.strip()
    if not words:
        return span.text
    before, _, after = span.text.partition(words)
    inner = escape(words, quote=False)
    if span.at:
        inner = f'<tg-time unix="{span.at}">{inner}</tg-time>'
    if _leads_somewhere(span.url):
        inner = f'<a href="{escape(span.url)}">{inner}</a>'
    if span.small:
        inner = f"<i>{inner}</i>"
    if span.bold:
        inner = f"<b>{inner}</b>"
    return f"{before}{inner}{after}"


def _key(choice: Choice, start_link: Callable[[str], str]) -> InlineKeyboardButton | None:
    """One button; None when it would lead nowhere, for which Telegram refuses the message."""
    label = NOTHING if is_blank(choice.label) else choice.label
    if choice.disabled:
        return later_api.disabled_button(label)
    style = choice.tone or None
    if choice.press and not choice.start:
        return InlineKeyboardButton(label, callback_data=choice.press, style=style)
    url = start_link(choice.start) if choice.start else choice.url
    if not _leads_somewhere(url, host="."):
        return None
    return InlineKeyboardButton(label, url=url, style=style)


def _leads_somewhere(url: str, host: str = "") -> bool:
    """True if Telegram would open this address; buttons take no host without a dot."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and host in (parts.hostname or "")
