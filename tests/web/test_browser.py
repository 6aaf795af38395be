"""The page of a link as a person meets it: in a browser, on a phone."""

from pathlib import Path

import pytest

from tests.web.browser import browser, needs_axe
from tests.web.file_pages import CONTENT, Site

pytestmark = needs_axe


@pytest.mark.slow
async def test_a_person_presses_the_button_and_has_the_file(site: Site, tmp_path: Path) -> None:
    link = site.link()
    async with browser() as tab:
        await tab.opens(link)
        assert await tab.page.title() == "Un fichier pour vous"
        assert await tab.finds("document.documentElement.lang") == "fr"
        button = tab.page.get_by_role("button")
        box = await button.bounding_box()
        assert box is not None
        assert box["height"] >= 44, "a finger finds it"
        assert await button.evaluate("each => getComputedStyle(each).color") == (
            "rgb(255, 255, 255)"
        ), "its style is not blocked"
        assert await tab.barriers() == []

        async with tab.page.expect_download() as downloading:
            await button.click()
        download = await downloading.value
        await download.save_as(tmp_path / "saved")

        assert download.suggested_filename == "Liste – été.csv"
        assert (tmp_path / "saved").read_bytes() == CONTENT
        assert tab.complaints == []
        await tab.opens(link)
        await tab.shows("Il n’y a pas de fichier ici")
        assert await tab.barriers() == []


@pytest.mark.slow
async def test_another_site_that_posts_to_the_link_takes_nothing(
    site: Site, tmp_path: Path
) -> None:
    link = site.link()
    page = tmp_path / "evil.html"
    page.write_text(f'<form method="post" action="{link}"><button>Win</button></form>')
    async with browser() as tab:
        await tab.opens(page.as_uri())
        await tab.page.get_by_role("button").click()
        await tab.shows("Ouvrez le lien lui-même")

    assert await site.presses(link) == (200, CONTENT)
