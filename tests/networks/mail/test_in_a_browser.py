"""E-mails and their pages as people see them: on a phone and on a desk, without barriers.

With `PAGE_PICTURES=FOLDER` pictures are kept there, light and dark, to be looked at by people.
"""

import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.domain.mail_tags import TagKind, letter_tag
from bot.domain.public_page import PagePart
from bot.operations.mail_account import mail_account
from bot.transports.mail.letters import letter_of
from tests.handlers.gardeners_page.test_in_browser import looked_at
from tests.networks.mail.people import names
from tests.networks.mail.test_by_mail import asked
from tests.networks.mail.test_joining_page import JOIN, MAILBOX, link_in, shows
from tests.town import Neighbour, Town
from tests.web.browser import browser, needs_axe
from tests.web.own_pages import PAGE, serving, with_pages

pytestmark = [*needs_axe, pytest.mark.slow]

OF_WHOLE_PAGES = re.compile("landmark-one-main|region|page-has-heading-one")
"""Rules of axe about whole pages: an e-mail is shown inside the page of a program."""


def html_of(town: Town, jeanne: Neighbour) -> str:
    """The HTML of the last e-mail."""
    settings, posted = town.stage.settings, jeanne.direct[-1]
    assert settings.mail is not None
    account = mail_account(settings, settings.mail, town.app.contact.link_key)
    made = letter_of(account, posted.said, "mail:jeanne@example.org", posted.id, town.clock.now())
    html = made.get_body(("html",))
    assert isinstance(html, EmailMessage)
    return str(html.get_content())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_e_mail_and_its_pages_have_no_barriers(
    town: Town, jeanne: Neighbour, tmp_path: Path
) -> None:
    with_pages(town)
    asked(town, jeanne)
    letter = tmp_path / "letter.html"
    letter.write_text(html_of(town, jeanne), encoding="utf-8")
    stop = letter_tag(TagKind.UNSUBSCRIBE, jeanne.direct[-1].id, town.clock.now().date())
    tag = stop.signed("jeanne@example.org", town.app.contact.link_key)
    jeanne.says("/menu", unproven=True)
    [confirmation] = [each.url for each in jeanne.direct[-1].choices]

    async def look() -> None:
        async with serving(town) as url, browser() as tab:
            shown = letter.as_uri(), confirmation.replace(PAGE, url), f"{url}/f/mail/stop/{tag}"
            for address in shown:
                await tab.opens(address)
                barriers = await tab.barriers()
                assert [each for each in barriers if not OF_WHOLE_PAGES.search(each)] == []
            await tab.page.get_by_role("button").click()
            await tab.shows("Désormais, je ne fais que vous répondre")
            assert tab.complaints == []

    town.do(look())


JOINING = {
    "fr": ("Votre adresse de courriel", "Recevoir le lien", "Votre nom", "15 ans ou plus"),
    "en": ("Your e-mail address", "Send me the link", "Your name", "15 or older"),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", JOINING)
def test_a_mailbox_joins_by_pages_without_barriers(town: Town, language: str) -> None:
    with_pages(town)
    with town.database.unit() as store:
        shows(store, PagePart.JOINING)
    address, send, name, yes = JOINING[language]

    async def joins() -> None:
        async with serving(town) as url, browser() as tab:
            await tab.page.set_extra_http_headers({"Accept-Language": language})
            await tab.opens(f"{url}{JOIN}?lang={language}")
            await looked_at(tab, f"join-{language}")
            await tab.page.get_by_label(address).fill(MAILBOX)
            await tab.page.get_by_role("button", name=send).click()
            await tab.page.get_by_role("textbox").wait_for(state="detached")
            await looked_at(tab, f"join-sent-{language}")
            await town.app.settle()
            await tab.opens(f"{url}{link_in(town)}")
            assert await tab.finds("document.documentElement.lang") == language
            await looked_at(tab, f"join-notice-{language}")
            await tab.page.get_by_label(name).fill("Jeanne Petit")
            await tab.page.get_by_role("button", name=yes).click()
            await tab.page.get_by_role("textbox").wait_for(state="detached")
            await looked_at(tab, f"join-done-{language}")
            assert tab.complaints == []

    town.do(joins())
    assert names(town) == ["Jeanne Petit"]
