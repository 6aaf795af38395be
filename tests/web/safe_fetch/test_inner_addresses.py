"""Inner networks, where no address leads us."""

from collections.abc import Sequence

import pytest

from bot.web.safe_fetch import (
    BadAddress,
    NoSuchName,
    NotPublic,
    SafeFetcher,
    Unreachable,
)
from tests.web.safe_fetch.sites import (
    INSIDE,
    MOST,
    OUTSIDE,
    fetched,
    leading,
    safe_fetcher,
    says,
    sends_to,
    site,
)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://site.example/a.ics",
        "webcal://site.example/a.ics",
        "data:text/calendar,BEGIN:VCALENDAR",
        "javascript:alert(1)",
        "//site.example/a.ics",
        "site.example",
        "",
        "http://",
        "http:///a",
        "http://zoe:secret@site.example/",
        "http://site.example@other.example/",
        "http://site.example:22/",
        "http://site.example:0/",
        "http://site.example:99999/",
        "http://[::1",
        "http://site.example/" + "a" * 3000,
    ],
)
async def test_other_addresses_are_not_fetched(url: str) -> None:
    with pytest.raises(BadAddress):
        await SafeFetcher().fetch(url, MOST)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "10.0.0.1",
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "localhost",
        "LOCALHOST.",
    ],
)
async def test_an_inner_host_is_not_asked_however_it_is_written(host: str) -> None:
    with pytest.raises((NotPublic, BadAddress, NoSuchName, Unreachable)) as raised:
        await SafeFetcher().fetch(f"http://{host}/", MOST)

    assert not isinstance(raised.value, Unreachable) or "URL" in str(raised.value)


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://inner.example:{port}/",
        "//inner.example:{port}/",
    ],
)
async def test_a_redirect_leads_nowhere_inside(to: str) -> None:
    async with site(says, INSIDE) as inner, site(sends_to(to.format(port=inner.port))) as here:
        names = leading(site=[OUTSIDE], inner=[INSIDE])
        with pytest.raises(NotPublic):
            await safe_fetcher(here.port, inner.port, 80, resolve=names).fetch(here.url(), MOST)

    assert inner.asked == []


@pytest.mark.parametrize("to", ["file:///etc/passwd", "gopher://site.example/", "http://a:b@c/"])
async def test_a_redirect_leads_to_pages_only(to: str) -> None:
    async with site(sends_to(to)) as here:
        with pytest.raises(BadAddress):
            await safe_fetcher(here.port).fetch(here.url(), MOST)


async def test_a_name_that_leads_outside_and_inside_leads_nowhere() -> None:
    async with site(says) as here:
        names = leading(both=[OUTSIDE, INSIDE])
        with pytest.raises(NotPublic):
            await safe_fetcher(here.port, resolve=names).fetch(here.url(name="both.example"), MOST)

    assert here.asked == []


async def test_the_address_that_was_looked_at_is_the_one_connected_to() -> None:
    """A name that leads outside when it is looked at, and inside a moment later."""
    answers = [[OUTSIDE], [INSIDE], [INSIDE]]

    async def rebinding(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    async with site(says) as here:
        page = await fetched(
            safe_fetcher(here.port, resolve=rebinding), here.url(name="site.example")
        )
        assert page.content == b"BEGIN:VCALENDAR"
        with pytest.raises(NotPublic):
            await safe_fetcher(here.port, resolve=rebinding).fetch(
                here.url(name="site.example"), MOST
            )

    assert len(answers) == 1  # asked once each
    assert len(here.asked) == 1


async def test_a_redirect_to_the_same_name_is_looked_at_again() -> None:
    answers = [[OUTSIDE], [INSIDE]]

    async def rebinding(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    async with site(sends_to("/again")) as here:
        with pytest.raises(NotPublic):
            await safe_fetcher(here.port, resolve=rebinding).fetch(
                here.url(name="site.example"), MOST
            )


async def test_the_address_of_the_connection_is_checked() -> None:
    """The last look is at the socket's own address, beyond names."""
    first = safe_fetcher(80)
    with pytest.raises(NotPublic):
        first._socket((2, 1, 6, "", (INSIDE, 80)))
