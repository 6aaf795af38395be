"""Opening one's own page by a link, again and again, and the end of links."""

from collections.abc import Callable
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import text as sql

from bot.core.context.job_context import OWN_LINK_LIFE
from bot.web.internet_addresses import MOST
from storage.members import Identities, Members
from tests.handlers.linking.accounts import linked
from tests.handlers.own_page.own_visit import CLOSED, OwnVisit, link_for, link_in, visit
from tests.handlers.personal_data.departures import everything
from tests.town import Neighbour, Town
from tests.web.own_pages import serving


def test_opening_a_link_changes_nothing_and_takes_the_token_out_of_the_address(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    ana.publishes("/sondage Quelle date ? | mardi | jeudi")
    link = link_for(zoe)
    before = everything(town)

    for _ in range(2):
        browser = OwnVisit(town)
        entered = browser.asks("GET", f"{link}/in1-vote-1-1", Sec_Fetch_Site="cross-site")
        cookie = entered.headers["Set-Cookie"].partition(" | ")[0]
        assert (entered.status, entered.headers["Location"]) == (303, "/f/me/in1-vote-1-1")
        assert "__Host-me=" in cookie
        assert all(each in cookie for each in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"))
        assert "Domain" not in cookie
        assert entered.headers["Referrer-Policy"] == "no-referrer"
        for place in ("mypage", "in1-vote-1-1", "in1-page_of-poll-1", "ask-need_new", "mydata"):
            assert browser.asks("GET", f"/f/me/{place}").status == 200

    assert everything(town) == before
    page = browser.latest.headers
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"].startswith("noindex")
    assert page["Referrer-Policy"] == "same-origin"
    assert "unsafe-inline" not in page["Content-Security-Policy"]


def test_only_hashes_are_kept_and_nothing_is_logged(
    town: Town, zoe: Neighbour, capfd: pytest.CaptureFixture[str]
) -> None:
    token = link_for(zoe).rpartition("/")[2]
    OwnVisit(town).follows(f"/f/me/{token}")
    with town.database.engine.connect() as connection:
        kept = str(connection.execute(sql("SELECT * FROM own_page_links")).all())
    said = capfd.readouterr()

    assert zoe.address in kept
    assert token not in kept
    assert token not in said.out + said.err


def test_a_link_works_for_thirty_days(town: Town, zoe: Neighbour) -> None:
    link = link_for(zoe)
    town.clock.move(OWN_LINK_LIFE - timedelta(minutes=1))
    before = OwnVisit(town).follows(link)
    town.clock.move(timedelta(minutes=1))

    assert CLOSED not in before
    assert OwnVisit(town).asks("GET", link).status == 403


@pytest.mark.parametrize(
    "headers",
    [{"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}],
)
def test_another_site_presses_nothing(town: Town, zoe: Neighbour, headers: dict[str, str]) -> None:
    browser, before = visit(zoe), everything(town)

    for path in ("mypage", "-others", "-close"):
        answer = browser.asks("POST", f"/f/me/{path}", {"press": "cmd:poll"}, **headers)
        assert answer.status == 403
        assert "Ouvrez le lien lui-même" in answer.text
    assert everything(town) == before


def leaves(_town: Town, zoe: Neighbour) -> None:
    zoe.says("!quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")


def is_erased(town: Town, zoe: Neighbour) -> None:
    with town.database.unit() as store:
        member = store[Members].behind(zoe.address)
        assert member is not None
        store.erase(member)


def links_a_new_account(town: Town, zoe: Neighbour) -> None:
    linked(zoe, town.stranger("Zoé"))


def merges_with_another_member(town: Town, zoe: Neighbour) -> None:
    linked(zoe, town.member("Zoé"))


def loses_the_account(town: Town, zoe: Neighbour) -> None:
    with town.database.unit() as store:
        member, account = store[Members].behind(zoe.address), store[Identities].get(zoe.address)
        assert member is not None
        assert account is not None
        store[Identities].add(member, "telegram:77", direct=None, at=town.clock.now())
        store.unlink(member, account)


def a_backup_is_restored(town: Town, _zoe: Neighbour) -> None:
    with town.database.unit() as store:
        store.restored(town.clock.now())


def ends_them_in_chat(_town: Town, zoe: Neighbour) -> None:
    zoe.says("!mapage")
    zoe.presses("Mettre fin à tous les liens")


@pytest.mark.parametrize(
    "happens",
    [
        leaves,
        is_erased,
        pytest.param(links_a_new_account, marks=pytest.mark.slow),
        merges_with_another_member,
        pytest.param(loses_the_account, marks=pytest.mark.slow),
        pytest.param(a_backup_is_restored, marks=pytest.mark.slow),
        ends_them_in_chat,
    ],
)
def test_a_link_is_revoked(
    town: Town, zoe: Neighbour, happens: Callable[[Town, Neighbour], None]
) -> None:
    link = link_for(zoe)
    browser = OwnVisit(town)
    browser.follows(link)
    happens(town, zoe)

    assert CLOSED in browser.opens()
    assert "Zoé" not in browser.latest.text
    assert OwnVisit(town).asks("GET", link).status == 403


def test_other_devices_are_shut_out(town: Town, zoe: Neighbour) -> None:
    link = link_for(zoe)
    phone, library = OwnVisit(town), OwnVisit(town)
    phone.follows(link)
    library.follows(link)

    assert phone.asks("POST", "/f/me/-others").status == 303
    assert CLOSED not in phone.opens()
    assert CLOSED in library.opens()
    assert OwnVisit(town).asks("GET", link).status == 403
    assert CLOSED in phone.asks("POST", "/f/me/-close").text
    assert CLOSED in phone.opens()


def test_who_guesses_has_to_wait(town: Town) -> None:
    async def asked() -> list[int]:
        async with serving(town) as url, aiohttp.ClientSession() as session:
            found = []
            for _ in range(MOST + 1):
                async with session.get(f"{url}/f/me/{'x' * 32}") as answer:
                    found.append(answer.status)
            return found

    assert town.do(asked()) == [403] * MOST + [429]


def test_a_card_in_a_room_leads_by_the_direct_room_to_the_readers_own_page(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    ana.publishes("/sondage Quelle date ? | mardi | jeudi")
    karim = town.member("Karim")
    card = town.said_in(ana.square)[-1]

    karim.presses("Ouvrir", card, room=ana.square)
    shown = OwnVisit(town).follows(link_in(karim))

    assert not any("/f/me/" in span.url for span in card.said.spans)
    assert "Quelle date ?" in shown
    assert "page de Karim" in shown
