"""Buttons under a message, as Telegram accepts them."""

import re
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import parse_qs, urlsplit

from tests.emulator.calls.errors import Json, MisuseError, misused
from tests.plain_text import plain

MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
LONGEST_DATA = 64
_ACTIONS = {
    "callback_data",
    "callback_game",
    "copy_text",
    "disabled",
    "login_url",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "url",
    "web_app",
}
_REQUESTS = {"request_users", "request_chat"}
_STYLES = {None, "danger", "success", "primary"}
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    callback_data: str | None = None
    url: str | None = None
    style: str | None = field(default=None, compare=False)
    """Its colour: for the eye only."""
    disabled: bool = field(default=False, compare=False)
    """True if it does nothing."""


Rows = tuple[tuple[Button, ...], ...]


def buttons_of(markup: Json | None) -> Rows:
    """Check a reply markup and give its inline buttons."""
    if markup is None or "inline_keyboard" not in markup:
        return ()
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise misused("reply markup is too long")
    if any(len(row) > MOST_IN_A_ROW for row in rows):
        raise misused(f"reply markup has more than {MOST_IN_A_ROW} buttons in a row")
    for button in chain.from_iterable(rows):
        _check(button)
    return tuple(
        tuple(
            Button(
                it["text"],
                it.get("callback_data"),
                it.get("url"),
                it.get("style"),
                disabled="disabled" in it,
            )
            for it in row
        )
        for row in rows
    )


def _check(button: Json) -> None:
    if not isinstance(button["text"], str) or not button["text"].strip():
        raise misused("inline keyboard button text is empty")
    if button.get("style") not in _STYLES:
        raise misused("invalid button style specified")
    actions = _ACTIONS & button.keys()
    if not actions:
        raise misused("text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise misused("inline keyboard button has more than one action")
    if "url" in button:
        check_url(button["url"])
    elif "callback_data" in button:
        length = len(button["callback_data"].encode())
        if not 1 <= length <= LONGEST_DATA:
            raise misused("BUTTON_DATA_INVALID")


def check_url(url: str) -> None:
    """Accept http(s) with a real host, and tg: the links of a button."""
    parts = urlsplit(url if "://" in url or url.startswith("tg:") else f"http://{url}")
    if parts.scheme not in {"http", "https", "tg"}:
        raise _bad_url(url, "Unsupported URL protocol")
    if parts.scheme != "tg" and "." not in (parts.hostname or ""):
        raise _bad_url(url, "Wrong HTTP URL")


def _bad_url(url: str, why: str) -> MisuseError:
    return misused(f"inline keyboard button URL '{url}' is invalid: {why}")


def asking_key(markup: Json | None, label: str) -> Json:
    """Find a key below the text field that lets its reader choose; checks its request."""
    rows = (markup or {}).get("keyboard", [])
    keys = [key for row in rows for key in row if not isinstance(key, str)]
    found: Json | None = next((key for key in keys if plain(key["text"]) == plain(label)), None)
    assert found is not None, f"no key {label!r} in {rows}"
    assert _REQUESTS & found.keys(), f"{label!r} lets nobody choose"
    return found


def deep_link(url: str, username: str, word: str = "start") -> str | None:
    """Read what follows `?start=` in a link to the bot; None when it is no such link."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query, keep_blank_values=True)
    if parts.scheme == "tg" and parts.netloc == "resolve":
        name = asked.get("domain", [""])[0]
    elif parts.hostname in {"t.me", "telegram.me"}:
        name = parts.path.strip("/")
    else:
        return None
    ours = name.lower() == username.lower()
    return asked[word][0] if ours and word in asked else None
