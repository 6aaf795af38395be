"""E-mails name no command: they name words, in quotes, and these are understood in an answer."""

import re

import pytest

from tests.handlers.own_page.own_visit import CLOSED, OwnVisit, link_in
from tests.networks.mail.test_by_mail import QUESTION, asked
from tests.networks.mail.test_letter_by_mail import asks_for_letter, goes_out
from tests.networks.mail.test_own_pages import way_of
from tests.plain_text import plain
from tests.town import Neighbour, Town
from tests.web.own_pages import with_pages

NOT_PASSED_ON = "Votre texte n'a pas été transmis."
COMMAND = re.compile(r"(?<![\w/:<])[/!][a-z]{3,}")


def test_no_e_mail_names_a_command(town: Town, jeanne: Neighbour) -> None:
    for words in ("/moi", "/reglages", "/confidentialite", "/quitter", "/menu", "/aide", "STOP"):
        jeanne.says(words)
    asked(town, jeanne)

    said = "\n".join(f"{each.text}\n{each.typed}" for each in jeanne.direct)

    assert COMMAND.findall(said) == []
    assert "« moi »" in plain(said)


@pytest.mark.parametrize("words", ["Moi.", "« moi »", "ma page", "sondage 1"])
def test_words_of_an_e_mail_answer_any_e_mail(town: Town, jeanne: Neighbour, words: str) -> None:
    with_pages(town)
    ana = town.gardener("territory")
    asks_for_letter(jeanne)
    ana.publishes("/sondage Quelle date ? | mardi 8 | jeudi 10")
    goes_out(town)
    letter, before = jeanne.direct[-1], len(ana.inbox)

    answer = jeanne.says(words, reply_to=letter)

    expected = {"ma page": "Votre page", "sondage 1": "Quelle date ?"}
    assert expected.get(words, "Jeanne") in answer
    assert len(ana.inbox) == before


def test_the_word_of_a_link_is_followed_without_a_mark(town: Town, jeanne: Neighbour) -> None:
    asked(town, jeanne)

    followed = jeanne.says("start in1-poll-1", reply_to=jeanne.direct[-1])
    talk = jeanne.says("start par le début", reply_to=jeanne.direct[-1])

    assert QUESTION in followed
    assert NOT_PASSED_ON not in followed
    assert NOT_PASSED_ON in talk


def test_a_closed_page_says_which_words_bring_a_new_link(town: Town, jeanne: Neighbour) -> None:
    with_pages(town)
    asked(town, jeanne)
    browser = OwnVisit(town)
    browser.follows(way_of("jeudi 10", jeanne))
    with town.database.unit() as store:
        store.restored(town.clock.now())
    closed = browser.opens()

    jeanne.says("ma page", reply_to=jeanne.direct[-1])
    browser.follows(link_in(jeanne))

    assert CLOSED in closed
    assert "« ma page »" in closed
    assert CLOSED not in browser.latest.text
