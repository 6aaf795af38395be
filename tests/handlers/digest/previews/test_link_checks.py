"""Links in a letter are requested before it is sent, and failures are reported."""

from datetime import timedelta

import pytest

from storage.digest import LinkChecks
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.town import BACK_ROOM, Neighbour, Town

SITE = "https://www.gazette.example/"
LINK = f"{SITE}bal"
UNANSWERED = "Ne répond pas : Bal (gazette.example)"
DAY = timedelta(days=1)


@pytest.fixture
def bal(ana: Neighbour) -> str:
    """A news item with a link is in the letter."""
    add_news(ana, f"/actu Bal | Venez | {LINK}")
    return LINK


def draft(town: Town) -> str:
    """The draft of the letter in the gardeners' room, as it stands."""
    return next(each.text for each in town.shown_in(BACK_ROOM)[::-1] if "Lettre 1" in each.text)


@pytest.mark.slow
def test_a_link_that_answers_is_nothing_to_report(town: Town, ana: Neighbour, bal: str) -> None:
    town.web.pages[bal] = b"x" * 1_000_000

    first = ana.reviews_letter()
    second = ana.reviews_letter()

    assert "Je vérifie que 1 lien répond." in first
    assert "Rien à signaler." in second
    assert town.web.asked == [bal]


@pytest.mark.slow
def test_an_empty_page_answers_too(town: Town, ana: Neighbour, bal: str) -> None:
    town.web.pages[bal] = b""
    ana.reviews_letter()

    assert "Rien à signaler." in ana.reviews_letter()


@pytest.mark.slow
def test_a_site_that_does_not_answer_is_told_on_the_draft(
    town: Town, ana: Neighbour, luc: Neighbour, bal: str
) -> None:
    luc.says("!lettre", BACK_ROOM)
    town.web.down.add(bal)

    ana.reviews_letter()
    before = draft(town)
    for _ in range(2):
        town.move(timedelta(minutes=1))

    assert "Ne répond pas" not in before
    assert draft(town).endswith(f"1 · Bal\n\n{UNANSWERED}")
    assert UNANSWERED in ana.reviews_letter()
    assert town.web.asked == [bal] * 3


@pytest.mark.slow
def test_the_other_gardener_reads_it_when_the_letter_is_submitted(
    town: Town, ana: Neighbour, luc: Neighbour, bal: str
) -> None:
    submit_letter(ana)

    assert "Je vérifie que 1 lien répond." in luc.inbox[-1]
    assert UNANSWERED in luc.reviews_letter()
    assert town.web.asked == [bal]


@pytest.mark.slow
def test_a_link_is_asked_for_again_after_a_day_and_after_an_hour_if_it_failed(
    town: Town, ana: Neighbour, bal: str
) -> None:
    ana.reviews_letter()
    town.web.pages[bal] = b"Bal"

    town.move(timedelta(hours=1))
    ana.reviews_letter()
    mended = ana.reviews_letter()
    asked = len(town.web.asked)
    town.move(DAY - timedelta(minutes=1))
    ana.reviews_letter()
    within = len(town.web.asked)
    town.move(timedelta(minutes=1))
    ana.reviews_letter()

    assert "Rien à signaler." in mended
    assert (asked, within, len(town.web.asked)) == (2, 2, 3)


@pytest.mark.slow
def test_the_link_of_an_online_event_is_asked_for(town: Town, ana: Neighbour) -> None:
    ana.says("/evenement Atelier | samedi 5 décembre 14h | https://visio.example/atelier")
    ana.presses("Annoncer")
    ana.reviews_letter()

    assert "Ne répond pas : Atelier (visio.example)" in ana.reviews_letter()
    assert town.web.asked == ["https://visio.example/atelier"]


@pytest.mark.slow
def test_no_more_than_twenty_links_are_asked_for(town: Town, ana: Neighbour) -> None:
    for number in range(22):
        add_news(ana, f"/actu Nouvelle {number} | Des mots | {SITE}{number % 21}")

    ana.reviews_letter()

    assert sorted(town.web.asked) == sorted(f"{SITE}{number}" for number in range(20))


@pytest.mark.slow
def test_a_failed_link_is_reported_in_english(town: Town) -> None:
    ana = Neighbour(town, "telegram", "telegram:43", "Ana", "en").joins()
    ana.says(f"/news Ball | Come | {LINK}")
    ana.presses("Put in the letter")
    shown = []
    for _ in range(2):
        ana.says("/digest")
        shown.append(ana.presses("Preview"))

    assert "I am checking whether 1 link answers." in shown[0]
    assert "No answer: Ball (gazette.example)" in shown[1]


def test_a_preview_forged_by_a_member_requests_no_link(town: Town, bal: str) -> None:
    zoe = town.member("Zoé")
    zoe.says("/menu")

    refused = zoe.forges("digest_preview", zoe.direct[-1])

    assert refused == "Seule l'équipe de jardinage de Pionniers de l'énergie peut faire cela : Ana."
    assert town.web.asked == []


def test_a_check_is_forgotten_with_its_community(town: Town, ana: Neighbour, bal: str) -> None:
    ana.reviews_letter()
    with town.database.unit() as store:
        checks = store[LinkChecks]
        assert checks.claim(1, "other", ana.town._clock.now())
        checks.drop_community(1)

        assert checks.known(1, ["other"]) == {}
