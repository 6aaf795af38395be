"""Entering the gardeners' page by a link, staying for a day, and being shown out."""

from collections.abc import Callable
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import text as sql

from bot.domain.roles import Seat
from bot.web import chat_pages
from bot.web.internet_addresses import MOST
from storage.communities import Communities, SeatHolders
from storage.members import Identities, Members
from tests.handlers.gardeners_page.page_visit import Visit, link_for, visit
from tests.town import Neighbour, Town
from tests.web.own_pages import serving

CLOSED = "Cette page est fermée"


def test_opening_the_link_changes_nothing_and_its_button_opens_the_page_once(
    town: Town, ana: Neighbour
) -> None:
    link, browser = link_for(ana), Visit(town)

    for _ in range(2):
        shown = browser.asks("GET", link, Sec_Fetch_Site="cross-site")
        assert (shown.status, shown.html.count("<button"), shown.headers["Set-Cookie"]) == (
            *(200, 1),
            "",
        )
    entered = browser.enters(link)
    another = Visit(town).enters(link)

    assert (entered.status, entered.headers["Location"]) == (303, "/f/garden/todo")
    for part in ("__Host-garden=", "HttpOnly", "Secure", "SameSite=Strict", "Path=/", "=86400"):
        assert part in entered.headers["Set-Cookie"]
    assert (another.status, CLOSED in another.text) == (403, True)
    assert "Ana, page de l'équipe de jardinage" in browser.opens("todo")
    shown = browser.latest
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert shown.headers["Content-Security-Policy"].startswith("default-src 'none'; ")


FOREIGN: list[dict[str, str]] = [
    {"Sec_Fetch_Site": "cross-site", "Origin": "null"},
    {"Sec_Fetch_Site": "same-site", "Origin": "https://other.terreau.example"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"X": "a browser that says nothing"},
]
"""What browsers say of forms of other sites."""


def test_another_site_opens_nothing_and_presses_nothing(town: Town, ana: Neighbour) -> None:
    link, browser = link_for(ana), Visit(town)
    opened = {browser.asks("POST", link, **each).status for each in FOREIGN}
    browser.enters(link)
    press = {"press": "members_find:"}
    pressed = {browser.asks("POST", "/f/garden/todo", press, **each).status for each in FOREIGN}
    left = {browser.asks("POST", "/f/garden/leave", **each).status for each in FOREIGN}

    assert (opened, pressed, left) == ({403}, {403}, {403})
    assert "À faire" in browser.opens("todo"), "the link was good still, and so is the session"


def test_a_link_works_for_five_minutes_and_a_new_one_ends_it(town: Town, ana: Neighbour) -> None:
    replaced, late = link_for(ana), link_for(ana)
    first = Visit(town).enters(replaced).status
    town.move(timedelta(minutes=5))

    assert (first, Visit(town).enters(late).status) == (403, 403)


@pytest.mark.slow
def test_a_page_is_open_for_a_day(town: Town, ana: Neighbour) -> None:
    browser = visit(ana)
    town.move(timedelta(hours=23))
    before = browser.opens("todo")
    town.clock.move(timedelta(hours=1))  # nothing was purged yet

    assert CLOSED not in before
    assert CLOSED in browser.opens("todo")
    assert (browser.latest.status, "Max-Age=0" in browser.latest.headers["Set-Cookie"]) == (
        *(403,),
        True,
    )


def test_only_hashes_are_kept(town: Town, ana: Neighbour) -> None:
    waiting = link_for(ana).rpartition("/")[2]
    cookie = visit(ana).cookie
    with town.database.engine.connect() as connection:
        kept = str(connection.execute(sql("SELECT * FROM page_sessions")).all())

    assert "telegram:" in kept
    assert waiting not in kept
    assert cookie not in kept


def test_chat_tells_of_open_pages_and_closes_them(town: Town, ana: Neighbour) -> None:
    first = visit(ana)
    told = ana.inbox[-1]
    second = visit(ana)
    ana.presses("Fermer la page", ana.direct[-1])

    assert told.startswith("Votre page de l'équipe de jardinage est ouverte dans un navigateur")
    assert CLOSED in second.opens("todo")
    assert CLOSED not in first.opens("todo")
    assert "1 page est ouverte :" in ana.says("/ecran")

    ana.presses("Fermer la page du")

    assert CLOSED in first.opens("todo")


def test_it_is_closed_on_the_page_itself(town: Town, ana: Neighbour) -> None:
    browser = visit(ana)

    assert CLOSED in browser.asks("POST", "/f/garden/leave").text
    assert CLOSED in browser.opens("todo")


def loses_the_seat(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    with town.database.unit() as store:
        store[SeatHolders].put(store[Communities].get(1), Seat.TERRITORY, zoe.address)


def leaves(_town: Town, ana: Neighbour) -> None:
    ana.says("/quitter")
    ana.presses("Quitter la communauté")
    ana.presses("Oui, quitter")


def is_erased(town: Town, ana: Neighbour) -> None:
    with town.database.unit() as store:
        standing = store[Members].standing(ana.address, 1)
        assert standing is not None
        store.erase(standing.member)


def loses_the_account(town: Town, ana: Neighbour) -> None:
    with town.database.unit() as store:
        account = store[Identities].get(ana.address)
        standing = store[Members].standing(ana.address, 1)
        assert account is not None
        assert standing is not None
        store[Identities].add(standing.member, "matrix:@ana", direct=None, at=town.clock.now())
        store.unlink(standing.member, account)


def a_backup_is_restored(town: Town, _ana: Neighbour) -> None:
    with town.database.unit() as store:
        store.restored(town.clock.now())


@pytest.mark.parametrize(
    "happens", [loses_the_seat, leaves, is_erased, loses_the_account, a_backup_is_restored]
)
def test_who_is_no_gardener_any_more_is_shown_out(
    town: Town, ana: Neighbour, happens: Callable[[Town, Neighbour], None]
) -> None:
    browser, link = visit(ana), link_for(ana)
    happens(town, ana)

    assert CLOSED in browser.opens("members")
    assert "Ana" not in browser.latest.text
    assert Visit(town).enters(link).status == 403
    with town.database.engine.connect() as connection:
        sessions = "SELECT * FROM page_sessions WHERE entered_at IS NOT NULL"
        assert connection.execute(sql(sessions)).all() == []


def test_only_gardeners_are_given_a_link(town: Town) -> None:
    said = town.member("Zoé").says("/ecran")

    assert said.startswith("Seule l'équipe de jardinage")


def test_entering_leaves_a_trace(town: Town, ana: Neighbour) -> None:
    visit(ana)
    traces = town.cultivator().says("/traces")

    assert "Ana a demandé le lien de la page de l'équipe de jardinage" in traces
    assert "Ana a ouvert la page de l'équipe de jardinage" in traces


async def asked(town: Town, count: int, cookie: str) -> list[int]:
    """The answers of one server to as many requests with a cookie."""
    headers = {"Cookie": f"__Host-garden={cookie}"}
    found = []
    async with serving(town) as url, aiohttp.ClientSession(headers=headers) as session:
        for _ in range(count):
            async with session.get(f"{url}/f/garden/todo") as answer:
                found.append(answer.status)
    return found


def test_who_guesses_has_to_wait(town: Town, ana: Neighbour) -> None:
    assert town.do(asked(town, MOST + 1, "x" * 32)) == [403] * MOST + [429]


def test_a_session_that_asks_too_fast_has_to_wait(
    town: Town, ana: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_pages, "MOST_ACTS", 2)

    assert town.do(asked(town, 3, visit(ana).cookie)) == [200, 200, 429]
