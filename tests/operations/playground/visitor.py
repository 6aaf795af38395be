"""A visitor of the playground's page, who is one person after the other."""

from playwright.async_api import Locator

from tests.web.browser import Tab


class Visitor:
    """A visitor of the page."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    async def becomes(self, name: str, room: str = "") -> None:
        """Choose who one is, and a tab."""
        await self.tab.page.locator(".who a", has_text=name).click()
        await self.tab.page.locator(".who a[aria-current]", has_text=name).wait_for()
        if room:
            await self.tab.page.locator(".tabs a", has_text=room).click()
            await self.tab.page.locator(".tabs a[aria-current]", has_text=room).wait_for()

    async def says(self, room: str, words: str) -> None:
        """Write in a room, and press Enter."""
        field = self.tab.page.locator(f"#say-{room} textarea")
        await field.fill(words)
        await field.press("Enter")

    async def presses(self, room: str, label: str) -> None:
        """Press the latest button with this label in a room."""
        await self.buttons(room, label).last.click()

    def buttons(self, room: str, label: str) -> Locator:
        """The buttons of a room that begin so."""
        return self.tab.page.locator(f"#log-{room} button", has_text=label)

    async def replies(self, room: str, to: str, words: str) -> None:
        """Reply to a message."""
        await self.tab.page.locator(f"#log-{room} .message", has_text=to).locator(".reply").click()
        await self.says(room, words)

    async def has_done(self, steps: int) -> None:
        """Wait until so many steps are ticked off."""
        page = self.tab.page
        await page.locator(f"#tour progress[value='{steps}']").wait_for(state="attached")
