"""E-mails that another may have written: nothing is done before their sender confirms them."""

import aiohttp
from sqlalchemy import text

from bot.core.inbound.request_handler import MOST_OF_ONE
from bot.core.messages.rendering import Choice
from bot.domain.mail_tags import TagKind, letter_tag
from bot.domain.roles import Seat
from tests.networks.mail.people import names
from tests.networks.mail.test_by_mail import POLL, asked
from tests.town import Neighbour, Town
from tests.web.own_pages import PAGE, serving, with_pages

QUESTION = "M'avez-vous écrit ?"
YES = "Oui, j'ai écrit ce courriel"


def answers(town: Town, path: str, method: str = "GET") -> tuple[int, str]:
    """The answer of a page of ours."""

    async def ask() -> tuple[int, str]:
        async with serving(town) as url, aiohttp.request(method, f"{url}{path}") as answer:
            return answer.status, await answer.text()

    return town.do(ask())


def test_an_unproven_vote_counts_once_its_sender_said_so(town: Town, jeanne: Neighbour) -> None:
    asked(town, jeanne)
    shown = jeanne.direct[-1]

    question = jeanne.says("2", reply_to=shown, unproven=True)
    before = jeanne.says("/sondage 1")
    answer = jeanne.says(YES, reply_to=next(e for e in jeanne.direct if e.text == question))

    assert question.startswith(QUESTION)
    assert "Votre vote" not in before
    assert "jeudi 10" in answer


def test_a_confirmation_that_is_forged_confirms_nothing(town: Town, jeanne: Neighbour) -> None:
    asked(town, jeanne)
    jeanne.says("2", reply_to=jeanne.direct[-1], unproven=True)
    question = jeanne.direct[-1]

    again = jeanne.says(YES, reply_to=question, unproven=True)

    assert again.startswith(QUESTION)
    assert "jeudi 10 : " not in jeanne.says("/sondage 1")


def test_words_that_may_be_a_secret_vote_are_not_kept(town: Town, jeanne: Neighbour) -> None:
    town.crowd(5)
    town.gardener(Seat.TERRITORY).publishes(f"{POLL} --secret")

    told = jeanne.says("/voter 1 jeudi", unproven=True)
    answer = jeanne.says("/menu", reply_to=jeanne.direct[-1])

    with town.database.engine.connect() as connection:
        kept = connection.execute(text("SELECT payload FROM unproven_mails")).scalars().all()
    assert "je ne l'ai pas gardé" in told
    assert not any("jeudi" in str(each) for each in kept)
    assert len(kept) == 1
    assert "Agenda" in jeanne.direct[-1].typed + answer


def test_no_member_is_made_by_who_writes_in_anothers_name(town: Town) -> None:
    jeanne = town.stranger("Jeanne", on="mail")

    for words in ("/rejoindre", "J'ai 15 ans ou plus, j'accepte"):
        assert jeanne.says(words, unproven=True).startswith(QUESTION)

    assert names(town) == []


def test_nobody_is_asked_more_than_some_times_a_day(town: Town) -> None:
    jeanne = town.stranger("Jeanne", on="mail")

    told = [jeanne.says("Bonjour", unproven=True) for _ in range(MOST_OF_ONE + 3)]

    assert sum(map(bool, told)) == MOST_OF_ONE


def test_a_link_confirms_by_its_button_alone_and_once(town: Town, jeanne: Neighbour) -> None:
    with_pages(town)
    jeanne.says("/menu", unproven=True)
    [link] = [each.url for each in jeanne.direct[-1].choices]
    path, before = link.removeprefix(PAGE), len(jeanne.direct)

    looked = [answers(town, path) for _ in range(2)]
    untouched = len(jeanne.direct)
    pressed, again = answers(town, path, "POST"), answers(town, path, "POST")

    assert [status for status, _ in looked] == [200, 200]
    assert untouched == before
    assert pressed[0] == 200
    assert again[0] == 404
    assert len(jeanne.direct) == before + 1
    assert "Agenda" in jeanne.direct[-1].typed + jeanne.direct[-1].text


def _choices(jeanne: Neighbour) -> list[Choice]:
    """The choices offered among pausing, leaving and erasing."""
    jeanne.says("/effacer")
    return jeanne.direct[-1].choices


def test_one_click_stops_what_nobody_asked_for(town: Town, jeanne: Neighbour) -> None:
    with_pages(town)

    sent = jeanne.direct[-1]
    key = town.app.contact.link_key
    today = town.clock.now().date()

    def path(mailbox: str) -> str:
        tag = letter_tag(TagKind.UNSUBSCRIBE, sent.id, today).signed(mailbox, key)
        return f"/f/mail/stop/{tag}"

    forged = answers(town, path("marc@example.org"), "POST")
    looked = answers(town, path("jeanne@example.org"))
    before = "Reprendre" in [each.label for each in _choices(jeanne)]
    stopped = answers(town, path("jeanne@example.org"), "POST")

    assert (forged[0], looked[0], before, stopped[0]) == (404, 200, False, 200)
    assert "Reprendre" in [each.label for each in _choices(jeanne)]
