"""A web page of screens, each in a cell of its own, to be photographed."""

import re
from base64 import b64encode
from collections.abc import Sequence
from html import escape

from bot.core.files import shown
from bot.core.messages.rendering import Rendered
from bot.transports.matrix.messages.content import message
from bot.transports.telegram.html import as_html, keyboard
from tests.screens.screen import Bubble, Screen, offered_reactions, start_link

WIDTH, HEIGHT = 360, 1300
"""Size of a cell, in the page's own pixels; a screen is as high as it needs to be."""
ACROSS = 6
AROUND = "#ff00ff"
"""Colour of the part that is cut off."""
_COMMAND = re.compile(r"(?<![\w/&<\">])(/[a-z]\w*)")
_STYLE = f"""
* {{ box-sizing: border-box; margin: 0 }}
body {{ background: {AROUND}; color: #101418;
  font: 16px/1.35 "Liberation Sans", Arial, sans-serif }}
.screen {{ position: absolute; width: {WIDTH}px; border: 1px solid #b8c2cc }}
header {{ display: flex; align-items: center; gap: 10px; padding: 8px 12px }}
header i {{ width: 36px; height: 36px; border-radius: 50%; background: #1b6b3a; color: #fff;
  font: bold 18px/36px "Liberation Sans"; text-align: center; flex: none }}
header b {{ display: block }}
header small {{ display: block; font-size: 13px; opacity: .85 }}
main {{ padding: 10px 8px 12px; display: flex; flex-direction: column; gap: 8px }}
.bubble {{ overflow-wrap: anywhere; white-space: pre-line }}
.bubble img {{ display: block; width: 100%; border-radius: 8px; margin-bottom: 6px }}
.file::before {{ content: "📄 " }}
.name {{ display: block; font-weight: bold; font-size: 14px; white-space: normal }}
blockquote {{ border-left: 3px solid #3a7fb8; background: #eef4f9; padding: 2px 8px;
  margin: 2px 0 }}
.bubble em, .bubble i {{ color: #4a545e; font-size: 14px }}
a, .command {{ color: #1f65a6; text-decoration: none }}
.ringed {{ outline: 4px solid #d1460b; outline-offset: 1px }}
.notice {{ align-self: center; background: #2b3138; color: #fff; border-radius: 10px;
  padding: 8px 14px; max-width: 92% }}
.telegram header {{ background: #3f6f95; color: #fff }}
.telegram main {{ background: #dbe6d5 }}
.telegram .message {{ max-width: 92%; min-width: 60%; align-self: flex-start }}
.telegram .own {{ align-self: flex-end; min-width: 0 }}
.telegram .bubble {{ background: #fff; border-radius: 12px; padding: 7px 10px }}
.telegram .own .bubble {{ background: #e1f8cd }}
.telegram .message:not(.own) {{ width: 92% }}
.telegram .person:not(.own) {{ width: auto; min-width: 0 }}
.row {{ display: flex; gap: 4px; margin-top: 4px }}
.row span {{ flex: 1; background: #3f6f95; color: #fff; border-radius: 8px; padding: 8px 4px;
  text-align: center; font-size: 15px }}
.row .primary {{ background: #1d6fb8 }}
.row .success {{ background: #23753f }}
.row .danger {{ background: #b3372c }}
.reaction {{ display: table; margin-top: 4px; background: #bfe6a3; border-radius: 12px;
  padding: 1px 8px }}
.matrix header {{ background: #fff; border-bottom: 1px solid #d5dbe1 }}
.matrix main {{ background: #fff; gap: 12px }}
.matrix .message {{ padding-left: 44px; position: relative }}
.matrix .message > i {{ position: absolute; left: 4px; width: 30px; height: 30px;
  border-radius: 50%; color: #fff; font: bold 15px/30px "Liberation Sans"; text-align: center }}
.signs {{ display: flex; flex-wrap: wrap; gap: 6px; margin-top: 6px }}
.signs span {{ background: #eef1f4; border: 1px solid #d5dbe1; border-radius: 14px;
  padding: 2px 9px; font-size: 14px }}
.keys {{ background: #e4e8ec; padding: 4px 6px 6px }}
.keys .row span {{ background: #fff; color: #101418 }}
"""
PAGE_COLOURS = sorted(set(re.findall(r"#[0-9a-f]{6}\b", _STYLE)) | {"#ffffff"} - {AROUND})
_COLOURS = ("#7a4fa3", "#a3542b", "#2b6ca3", "#8a6d1d")


def screens_page(screens: Sequence[Screen]) -> str:
    """The whole page, in HTML."""
    cells = "".join(_cell(screen, nth) for nth, screen in enumerate(screens))
    return f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style>{cells}'


def _cell(screen: Screen, nth: int) -> str:
    row, column = divmod(nth, ACROSS)
    bubbles = "".join(_message(each, screen) for each in screen.bubbles)
    notice = f'<p class="notice">{escape(screen.notice)}</p>' if screen.notice else ""
    return (
        f'<div class="screen {screen.network}"'
        f' style="left:{column * WIDTH}px;top:{row * HEIGHT}px">'
        f"<header><i>{escape(screen.title[0])}</i><span><b>{escape(screen.title)}</b>"
        f"<small>{screen.network.capitalize()}</small></span></header>"
        f"<main>{bubbles}{notice}</main>{_keys(screen)}</div>"
    )


def _message(bubble: Bubble, screen: Screen) -> str:
    kinds = f"message{' own' if bubble.own else ''}{'' if bubble.said else ' person'}"
    name = bubble.name or "Terreau"
    drawn = (
        f'<div class="bubble">{escape(bubble.words)}{_reaction(bubble)}</div>'
        if bubble.said is None
        else _message_markup(bubble.said, screen)
    )
    if screen.network == "telegram":
        named = "" if bubble.own or not bubble.name else _name(name)
        return f'<div class="{kinds}">{named}{drawn}</div>'
    colour = "#1b6b3a" if bubble.said else _COLOURS[sum(map(ord, name)) % len(_COLOURS)]
    sign = f'<i style="background:{colour}">{escape(name[0])}</i>'
    return f'<div class="{kinds}">{sign}{_name(name)}{drawn}</div>'


def _reaction(bubble: Bubble) -> str:
    return f'<span class="reaction">{bubble.reaction}</span>' if bubble.reaction else ""


def _name(name: str) -> str:
    return f'<span class="name">{escape(name)}</span>'


def _message_markup(said: Rendered, screen: Screen) -> str:
    """A message of Terreau, marked up by the network's own transport."""
    picture = _image(said)
    if screen.network == "telegram":
        words = _COMMAND.sub(r'<span class="command">\1</span>', as_html(said))
        words = words.replace("</blockquote>\n", "</blockquote>")
        return f'<div class="bubble">{picture}{words}</div>{_buttons(said, screen)}'
    content = message(said)
    words = content.get("formatted_body") or escape(content["body"]).replace("\n", "<br>")
    signs = "".join(f"<span>{_emoji(sign)} 1</span>" for sign in offered_reactions(said, screen))
    return f'<div class="bubble">{picture}{words}</div><div class="signs">{signs}</div>'


def _emoji(sign: str) -> str:
    """A sign in colour: with the variation selector that the transport leaves out."""
    return sign.replace("\u20e3", "\ufe0f\u20e3")


def _image(said: Rendered) -> str:
    if said.picture is None:
        return ""
    drawn = shown(said.picture)
    return f'<img src="data:{drawn.media_type};base64,{b64encode(drawn.content).decode()}">'


def _buttons(said: Rendered, screen: Screen) -> str:
    made = keyboard(said.choices, start_link)
    return "".join(
        '<div class="row">'
        + "".join(_button(key.text, str(key.style or ""), screen) for key in row)
        + "</div>"
        for row in ([] if made is None else made.inline_keyboard)
    )


def _button(label: str, tone: str, screen: Screen) -> str:
    ring = " ringed" if label == screen.ringed else ""
    return f'<span class="{tone}{ring}">{escape(label)}</span>'


def _keys(screen: Screen) -> str:
    """The words below the text field, if one of the messages brought them."""
    brought = [each.said.keys for each in screen.bubbles if each.said and each.said.keys]
    if not brought:
        return ""
    rows = (
        f'<div class="row">{"".join(f"<span>{escape(word)}</span>" for word in row)}</div>'
        for row in brought[-1]
    )
    return f'<div class="keys">{"".join(rows)}</div>'
