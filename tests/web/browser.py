"""A real browser without a window: Debian's Chromium, driven by Playwright; and axe-core in it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import ConsoleMessage, Page, async_playwright

from tests.patience import HANG

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"

needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(_CHROMIUM is None, reason="Chromium is not here: apt install chromium"),
]
"""The marks of tests that look at a page as a person would: `pytestmark`."""
needs_axe = [
    *needs_browser,
    pytest.mark.skipif(not _AXE.exists(), reason="`make axe` installs axe-core"),
]
"""The marks of tests that look for barriers, too."""
PHONE, DESKTOP = 360, 1280
"""Widths at which every page is looked at."""


@dataclass(slots=True)
class Tab:
    """A page that is looked at."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    """Complaints of the browser: blocked styles, errors, failed requests."""

    async def opens(self, url: str) -> None:
        """Go somewhere, and wait until it is shown."""
        await self.page.goto(url, wait_until="load")

    async def finds(self, script: str) -> Any:  # noqa: ANN401 - any value of JavaScript
        """The value of an expression in the page."""
        return await self.page.evaluate(script)

    async def shows(self, words: str) -> None:
        """Wait until the page shows these words."""
        await self.page.get_by_text(words).first.wait_for()

    async def barriers(self) -> list[str]:
        """Barriers on a phone and on a desk: findings of axe-core, a page too wide."""
        found: list[str] = []
        for width in (PHONE, DESKTOP):
            await self.page.set_viewport_size({"width": width, "height": 800})
            wide = await self.finds("document.documentElement.scrollWidth")
            found += [f"{width} px: {wide} px wide"] * (wide > width)
            if not await self.finds("typeof axe === 'object'"):
                await self.page.evaluate(_AXE.read_text(encoding="utf-8"))
            told = await self.finds("axe.run(document, {resultTypes: ['violations']})")
            found += [
                f"{width} px: {each['id']}: {each['help']}: {node['html']}"
                for each in told["violations"]
                for node in each["nodes"]
            ]
        return found


@asynccontextmanager
async def browser(
    *,
    width: int = PHONE,
    dark: bool = False,
    **more: Any,  # noqa: ANN401 - of a context of Playwright
) -> AsyncIterator[Tab]:
    """A browser with one tab, as wide as a phone, of a person who reads French."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"], timeout=HANG * 1000
        )
        context = await chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            locale="fr-FR",
            **more,
        )
        context.set_default_timeout(HANG * 1000)
        tab = Tab(await context.new_page())
        tab.page.on("console", lambda said: _note(tab, said))
        tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
        yield tab
        await chromium.close()


def _note(tab: Tab, said: ConsoleMessage) -> None:
    if said.type in ("error", "warning"):
        tab.complaints.append(said.text)
