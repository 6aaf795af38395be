"""Joining by a page: a form for a mailbox, its link, the notice, a yes; what others learn."""

from html import unescape

import aiohttp
import pytest
from sqlalchemy import select

from bot.domain.digest.approvals import Approval
from bot.domain.public_page import Accord, PagePart
from bot.domain.roles import Seat
from storage.base import Base
from storage.public_page import PublicParts
from storage.unit_of_work import Store
from tests.handlers.public_page.public_pages import show_part
from tests.networks.mail.people import names
from tests.plain_text import plain
from tests.town import Neighbour, Town
from tests.web.own_pages import PAGE, serving, with_pages

JOIN, FORM = "/c/energie/join", "/f/mail/ask/energie"
MAILBOX = "jeanne.martin@example.org"
ANSWER = "Regardez dans votre boîte"


@pytest.fixture(autouse=True)
def page(town: Town) -> None:
    """A community whose gardeners both want the page."""
    with_pages(town)

    def show() -> None:
        with town.database.unit() as store:
            shows(store, PagePart.JOINING)

    town.once("shows how to join", show)


def shows(store: Store, part: PagePart) -> None:
    """Show a part of the public page, as if both gardeners had approved it."""
    accord = Accord(Approval(Seat.TERRITORY, None), Approval(Seat.REGION, None))
    store[PublicParts].put(1, part, accord)


def asked(
    town: Town, path: str, form: dict[str, str] | None = None, site: str = "same-origin"
) -> tuple[int, str]:
    """The answer of a page; a form is sent if there is one."""

    async def ask() -> tuple[int, str]:
        method = "GET" if form is None else "POST"
        headers = {"Sec-Fetch-Site": site, "Accept-Language": "fr"}
        async with (
            serving(town) as url,
            aiohttp.request(method, f"{url}{path}", data=form, headers=headers) as answer,
        ):
            return answer.status, unescape(plain(await answer.text()))

    return town.do(ask())


def mails(town: Town, mailbox: str = MAILBOX) -> list[str]:
    return [each.text for each in town.said_in(f"mail:{mailbox}")]


def link_in(town: Town, mailbox: str = MAILBOX) -> str:
    """The path of the link in the last e-mail to a mailbox."""
    last = town.said_in(f"mail:{mailbox}")[-1]
    urls = [each.url for each in last.choices if each.url]
    return urls[0].removeprefix(PAGE)


def test_the_page_shows_each_network_and_a_form(town: Town) -> None:
    status, shown = asked(town, JOIN)

    assert status == 200
    assert "Sur Telegram" in shown
    assert "Sur Matrix" in shown
    assert f'action="{FORM}?lang=fr"' in shown


def test_who_has_a_mailbox_only_joins_by_a_page(town: Town) -> None:
    _, answer = asked(town, FORM, {"email": MAILBOX})
    link = link_in(town)
    _, notice = asked(town, link)
    before = names(town)
    _, done = asked(town, link, {"name": "Jeanne Martin"})
    jeanne = Neighbour(town, "mail", f"mail:{MAILBOX}", "Jeanne Martin", "fr")

    assert ANSWER in answer
    assert "J'ai 15 ans ou plus, j'accepte" in notice
    assert "garde votre nom" in notice
    assert "« quitter »" in notice
    assert "Jeanne Martin" not in before
    assert "Bienvenue" in done
    assert "Jeanne Martin" in names(town)
    assert any("Bienvenue, Jeanne Martin" in each for each in mails(town))
    assert "Jeanne Martin" in jeanne.says("/moi")
    assert asked(town, link)[0] == 404


def test_without_a_name_the_offered_one_is_taken_and_never_the_mailbox(town: Town) -> None:
    asked(town, FORM, {"email": MAILBOX})
    asked(town, link_in(town), {"name": " " * 4_096})

    assert names(town) == ["Jeanne Martin"]


def test_the_answer_does_not_tell_who_is_a_member(town: Town) -> None:
    asked(town, FORM, {"email": MAILBOX})
    asked(town, link_in(town), {"name": "Jeanne"})

    known = asked(town, FORM, {"email": MAILBOX.upper()})
    unknown = asked(town, FORM, {"email": "max@example.org"})

    assert known == unknown
    assert mails(town)[-1].startswith("Vous êtes déjà membre de")
    assert mails(town, "max@example.org")[-1].startswith("Rejoindre")


@pytest.mark.parametrize(
    ("form", "site", "status"),
    [
        ({"email": "not an address"}, "same-origin", 400),
        ({}, "same-origin", 400),
        ({"email": "jérôme@exemple.fr"}, "same-origin", 400),
        ({"email": MAILBOX}, "cross-site", 403),
    ],
    ids=["no address", "nothing", "letters that mail servers refuse", "a form of another site"],
)
def test_other_forms_write_to_nobody(
    town: Town, form: dict[str, str], site: str, status: int
) -> None:
    assert asked(town, FORM, form, site)[0] == status
    assert mails(town) == []


def test_one_address_gets_three_links_a_day_and_one_sender_asks_five_times(town: Town) -> None:
    statuses = []

    async def ask() -> None:
        async with serving(town) as url, aiohttp.ClientSession() as session:
            for _ in range(6):
                async with session.post(f"{url}{FORM}", data={"email": MAILBOX}) as answer:
                    statuses.append(answer.status)

    town.do(ask())

    assert statuses == [200] * 5 + [429]
    assert len(mails(town)) == 3


def test_a_no_forgets_the_address(town: Town) -> None:
    asked(town, FORM, {"email": MAILBOX})
    link = link_in(town)

    asked(town, link.replace("?", "/no?"), {})

    assert asked(town, link)[0] == 404
    assert not kept(town, MAILBOX)


def test_without_both_gardeners_there_is_no_page(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    ana.says("/page")
    ana.presses("Adhésion")
    ana.presses("Ne plus montrer")

    assert asked(town, JOIN)[0] == 404
    assert asked(town, FORM, {"email": MAILBOX})[0] == 404
    assert mails(town) == []

    show_part(ana, luc, "Adhésion")

    assert asked(town, JOIN)[0] == 200


def kept(town: Town, words: str) -> list[str]:
    """The tables that hold these words."""
    with town.database.engine.connect() as connection:
        return [
            table.name
            for table in Base.metadata.sorted_tables
            if words in str(connection.execute(select(table)).all())
        ]
