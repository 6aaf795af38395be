"""The page of a link as a person meets it: in a browser, on a phone."""

from pathlib import Path

import pytest

from tests.web.browser import browser, needs_browser
from tests.web.file_pages import CONTENT, Site

pytestmark = needs_browser


@pytest.mark.slow
async def test_a_person_presses_the_button_and_has_the_file(site: Site, tmp_path: Path) -> None:
    link = site.link()
    async with browser(tmp_path) as tab:
        await tab.opens(link)
        assert await tab.finds("document.title") == "Un fichier pour vous"
        assert await tab.finds("document.documentElement.lang") == "fr"
        assert await tab.finds("document.documentElement.scrollWidth <= innerWidth")
        size = "document.querySelector('button').getBoundingClientRect().height"
        assert await tab.finds(size) >= 44, "a finger finds it"
        assert await tab.finds("getComputedStyle(document.querySelector('button')).color") == (
            "rgb(255, 255, 255)"
        ), "its style is not blocked"

        await tab.presses("button")
        saved = await tab.downloaded()

        assert saved.name == "Liste – été.csv"
        assert saved.read_bytes() == CONTENT
        await tab.opens(link)
        await tab.shows("Il n’y a pas de fichier ici")
        assert [each for each in tab.complaints if "404" not in each] == []


@pytest.mark.slow
async def test_another_site_that_posts_to_the_link_takes_nothing(
    site: Site, tmp_path: Path
) -> None:
    link = site.link()
    page = tmp_path / "evil.html"
    page.write_text(f'<form method="post" action="{link}"><button>Win</button></form>')
    async with browser(tmp_path) as tab:
        await tab.opens(page.as_uri())
        await tab.presses("button")
        await tab.shows("Ouvrez le lien lui-même")

    assert await site.presses(link) == (200, CONTENT)
