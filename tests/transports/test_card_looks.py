"""Cards as a phone shows them: Telegram's HTML and Matrix's formatted body, 360 pixels wide."""

import asyncio
from pathlib import Path

from bot.core.messages.rendering import Rendered
from bot.transports.matrix.content import message
from bot.transports.telegram.html import as_html
from tests.town import SQUARE, Town
from tests.web.browser import browser, needs_browser

pytestmark = needs_browser

WIDTH = 360
NARROWEST = 500
"""Chromium's window is never narrower."""
PAGE = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>body { margin: 8px; font: 15px sans-serif }
.row { display: flex; gap: 4px }
.row span { flex: 1; padding: 7px 2px; background: #cde }</style>"""


def drawn(network: str, said: Rendered) -> str:
    """A message with its buttons, as HTML."""
    if network == "matrix":
        return f"<p>{message(said)['formatted_body']}</p>"
    rows = ("".join(f"<span>{choice.label}</span>" for choice in row) for row in said.choices)
    keys = "".join(f"<div class=row>{row}</div>" for row in rows)
    return f"<p style='white-space: pre-line'>{as_html(said)}</p>{keys}"


def test_cards_fit_a_phone(town: Town, tmp_path: Path) -> None:
    ana = town.gardener("territory")
    ana.publishes("/sondage Quelle date pour l'atelier ? | mardi 8 | jeudi 10 | samedi 12")
    ana.says("/evenement Visite du composteur | 5 décembre 14h30-16h | Besançon | 15 places")
    ana.presses("Annoncer")
    ana.says("/voter 1 jeudi 10")
    cards = [
        drawn(network, each.said) for network in SQUARE for each in town.said_in(SQUARE[network])
    ]
    page = tmp_path / "cards.html"
    page.write_text(PAGE + "".join(cards), encoding="utf-8")

    async def look() -> tuple[int, str]:
        async with browser(tmp_path, width=WIDTH) as tab:
            await tab.opens(page.as_uri())
            wide = await tab.finds("document.documentElement.scrollWidth")
            (tmp_path / "cards.png").write_bytes(await tab.picture())
            return wide, await tab.finds("document.body.innerText")

    wide, shown = asyncio.run(look())

    assert wide <= NARROWEST
    assert shown.count("📊 Quelle date pour l'atelier ?") == 2
    assert shown.count("🗓 Visite du composteur") == 2
    assert "<b>" not in shown
