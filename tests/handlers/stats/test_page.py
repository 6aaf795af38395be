"""The page of figures, behind its address: for everybody, and on one sheet."""

from datetime import date
from html import unescape

import pytest

from bot.domain.stats import month_after
from storage.stats import MonthlyFigures
from tests.handlers.audit.traces import audited
from tests.plain_text import plain
from tests.town import Neighbour, Town
from tests.web.browser import browser, needs_axe
from tests.web.own_pages import PAGE, fetched, serving, with_pages

pytestmark = pytest.mark.slow


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """A gardener of a community with all figures of many months."""
    with_pages(town)
    ana = town.gardener("territory")
    town.gardener("region")
    with town.database.unit() as store:
        for nth in range(14):
            month = month_after(date(2025, 9, 1), nth)
            counted = dict.fromkeys(KEYS, 1234 + nth) | {"days_to_answer": {4: 3, 11: 2}}
            store[MonthlyFigures].keep(1, month, counted)
    return ana


KEYS = (
    *("members", "members_engaged", "members_informed", "members_citizen", "members_joined"),
    *("members_in_directory", "organisations", "events_held", "events_noted", "people_signed_up"),
    *("people_came", "rides_offered", "rides_shared", "feedback_good", "letters_sent"),
    *("letter_readers", "polls_opened", "voters", "questions_asked", "questions_answered"),
    *("questions_declined", "questions_waiting", "answers_useful", "introductions_met"),
    *("introductions_helped", "needs_published", "offers_published", "needs_found", "needs_open"),
)


def address(ana: Neighbour) -> str:
    """Make the address; gives its path."""
    ana.says("/bilan")
    ana.presses("Page pour les élus")
    ana.presses("Créer l'adresse")
    return next(
        word.removeprefix(PAGE) for word in ana.inbox[-1].split() if word.startswith(f"{PAGE}/c/")
    )


def test_the_address_works_until_it_is_ended(town: Town, ana: Neighbour) -> None:
    path = address(ana)
    status, body = fetched(town, path)
    earlier = fetched(town, f"{path}?year=2025")[1].decode()
    words = unescape(plain(body.decode()))
    unknown = fetched(town, f"{path[:-9]}AAAA.html")[0]

    ana.presses("Supprimer l'adresse")

    assert status == 200
    assert "Personnes venues" in words
    assert "<strong>Personnes venues</strong> – Personnes notées à ces événements" in words
    assert "2025" in earlier
    assert unknown == 404
    assert fetched(town, path)[0] == 404
    acts = [act for act, _ in audited(town, ana)]
    assert acts[-2:] == ["stats_page_new", "stats_page_end"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@needs_axe[0]
@needs_axe[1]
@needs_axe[2]
def test_the_page_is_for_everybody_and_prints_on_both_sides_of_a_sheet(
    town: Town, ana: Neighbour, *, dark: bool
) -> None:
    path = address(ana)

    async def look() -> tuple[list[str], list[str], int]:
        async with serving(town) as url, browser(dark=dark) as tab:
            await tab.opens(f"{url}{path}")
            wrong = await tab.barriers()
            printed = await tab.page.pdf(prefer_css_page_size=True)
            return wrong, tab.complaints, printed.count(b"/Type /Page\n")

    assert town.do(look()) == ([], [], 2)
