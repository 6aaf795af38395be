"""The cards on a narrow phone, in a real browser: nothing is cut, nothing runs over the edge.

With `CARD_PICTURES=FOLDER` the pictures are kept there, to be looked at by people.
"""

import asyncio
import os
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

import pytest
from telegram import InlineKeyboardButton

from bot.transports.matrix.messages import content
from bot.transports.playground import Posted
from bot.transports.telegram import html
from tests.town import SQUARE, Neighbour, Town
from tests.web.browser import browser, needs_browser

pytestmark = [*needs_browser, pytest.mark.slow]

WIDTH = 360
VIEWPORT = "<meta name=viewport content=width=device-width>"
STYLE = """
body { margin: 0; padding: 8px; width: 344px; box-sizing: border-box; background: #cfd9c4;
       font: 16px/1.3 Roboto, "DejaVu Sans", sans-serif }
article { margin: 0 0 12px }
p { margin: 0; background: #fff; border-radius: 12px; padding: 8px 10px; white-space: pre-wrap;
    overflow-wrap: anywhere }
div { display: flex; gap: 4px; margin-top: 4px }
span { flex: 1; min-width: 0; padding: 9px 4px; border-radius: 8px; background: #5d7f5a;
       color: #fff; font-size: 14px; text-align: center; white-space: nowrap; overflow: hidden;
       text-overflow: ellipsis }
span[data-tone=primary] { background: #2c6fbb }
span[data-tone=danger] { background: #b3362b }
"""


def told(town: Town) -> tuple[Neighbour, Neighbour, Neighbour]:
    """A gardener, and members on both networks, who meet all kinds of cards."""
    ana, luc = town.gardener("territory"), town.gardener("region")
    ana.wants_messages()
    zoe = town.stranger("Zoé")
    zoe.says("/rejoindre")
    zoe.presses("J'ai 15 ans ou plus, j'accepte")
    zoe.wants_messages()
    yan = town.member("Yan", on="matrix").wants_messages()
    ana.publishes("/sondage Quelle date pour l'atelier ? | mardi 8 | jeudi 10 | samedi 12")
    ana.says("/evenement Visite du composteur | samedi 5 décembre 14h30-16h | Besançon | 1 place")
    ana.presses("Annoncer")
    for each, mark in ((zoe, "/"), (yan, "!")):
        each.says(f"{mark}voter 1 jeudi")
        each.says(f"{mark}sondage 1")
        each.says(f"{mark}inscription 1 oui")
        each.says(f"{mark}evenement 1")
        for asked in ("agenda", "menu", "moi", "reglages", "aide", "quitter", "lettre"):
            each.says(f"{mark}{asked}")
    for asked in ("menu", "afaire", "lettre", "agenda"):
        ana.says(f"/{asked}")
    ana.says("/evenement 1 date samedi 5 décembre 15h-17h")
    town.move(timedelta(minutes=31))
    zoe.says("/inscription 1 non")
    yan.presses("Je la prends")
    town.move_to(datetime(2026, 12, 4, 15, 1))  # noqa: DTZ001 - by the clock in Paris
    ana.says("/evenement 1 annuler Il va neiger")
    town.move(timedelta(minutes=1))
    assert luc.inbox
    return ana, zoe, yan


def page(messages: list[Posted], *, network: str) -> str:
    shown = "".join(_article(each, network) for each in messages)
    return f"<!doctype html><meta charset=utf-8>{VIEWPORT}<style>{STYLE}</style><body>{shown}"


def _article(posted: Posted, network: str) -> str:
    if network == "telegram":
        words = html.as_html(posted.said)
        keys = html.keyboard(posted.said.choices, lambda word: f"https://t.me/terreau_bot?{word}")
        shown = () if keys is None else keys.inline_keyboard
        rows = "".join(f"<div>{''.join(map(_key, row))}</div>" for row in shown)
        return f"<article><p>{words}</p>{rows}</article>"
    said = content.message(posted.said)
    return f"<article><p>{said.get('formatted_body') or escape(said['body'])}</p></article>"


def _key(key: InlineKeyboardButton) -> str:
    return f"<span data-tone='{key.style or ''}'>{escape(key.text)}</span>"


async def _measurements(source: str, name: str, folder: Path) -> tuple[int, list[str], str]:
    """The width that the page takes, the buttons whose label is cut, and the words."""
    path = folder / f"{name}.html"
    path.write_text(source, encoding="utf-8")
    async with browser(width=WIDTH, is_mobile=True) as tab:
        await tab.opens(path.as_uri())
        wide = await tab.finds("document.documentElement.scrollWidth")
        cut = await tab.finds(
            "[...document.querySelectorAll('span')].filter(s => s.scrollWidth > s.clientWidth)"
            ".map(s => s.innerText)"
        )
        await tab.page.screenshot(path=folder / f"{name}.png", full_page=True)
        shown = await tab.finds("document.body.innerText")
    return wide, cut, shown


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_cards_fit_a_narrow_phone(town: Town, tmp_path: Path, network: str) -> None:
    ana, zoe, yan = told(town)
    shown = {
        "telegram": [*zoe.direct, *town.shown_in(SQUARE["telegram"]), *ana.direct],
        "matrix": [*yan.direct, *town.shown_in(SQUARE["matrix"])],
    }[network]
    folder = Path(os.environ.get("CARD_PICTURES", str(tmp_path)))

    wide, cut, words = asyncio.run(_measurements(page(shown, network=network), network, folder))

    assert wide <= WIDTH
    assert "🗓 Visite du composteur" in words
    assert "<b>" not in words
    assert not cut, " | ".join(sorted(set(cut)))
