"""The playground's page without a browser: who is answered, what is written, what follows live."""

import json
import re
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest

from tests.operations.playground.conftest import Served
from tests.patience import patient

HERE = {"me": "telegram", "where": "telegram"}
"""Zoé, in the Telegram room."""


@pytest.mark.parametrize(
    "host",
    [
        "terreau.example",
        "terreau.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1.example:{port}",
    ],
)
async def test_another_name_is_not_served(served: Served, host: str) -> None:
    """A site of others may point its own name at this machine."""
    said = host.format(port=served.origin.rpartition(":")[2])

    async with served.client.get(served.page, headers={"Host": said}) as answer:
        assert answer.status == 421


async def test_only_the_token_leads_to_the_page(served: Served) -> None:
    for path in ("/", "/energie", f"/{served.site.token[:-1]}/energie"):
        async with served.client.get(served.origin + path) as answer:
            assert answer.status == 404

    assert "Essayez Terreau" in await served.shows()


@pytest.mark.parametrize("origin", [None, "null", "http://terreau.example", "http://127.0.0.1"])
async def test_another_page_changes_nothing(served: Served, origin: str | None) -> None:
    headers = {} if origin is None else {"Origin": origin}
    said = {**HERE, "words": "Bonjour"}

    async with served.client.post(f"{served.page}/say", data=said, headers=headers) as answer:
        assert answer.status == 403

    assert "Bonjour" not in await served.shows()


async def test_what_is_typed_stays_text(served: Served) -> None:
    words = '<img src=x onerror="alert(1)"> & </textarea>'

    assert await served.posts("say", **HERE, words=words) == 200
    page = await served.shows()

    assert "&lt;img src=x onerror=&#34;alert(1)&#34;&gt; &amp; &lt;/textarea&gt;" in page
    assert "<img src=x" not in page


async def test_the_page_allows_its_own_script_alone(served: Served) -> None:
    async with served.client.get(served.page) as answer:
        page, allowed = await answer.text(), answer.headers["Content-Security-Policy"]

    assert "script-src 'self'" in allowed
    assert "default-src 'none'" in allowed
    assert "unsafe" not in allowed
    assert len(re.findall("<script", page)) == 1
    assert not re.search(r"<style| style=| on\w+=", page)
    assets = re.findall(r'="(/[^"]+\.(?:css|js|svg))"', page)
    assert len(assets) == 4
    for path in assets:
        async with served.client.get(served.origin + path) as found:
            assert found.status == 200


async def test_a_person_joins_by_a_button_and_is_told(served: Served) -> None:
    scene = await served.scene()
    await served.posts("say", me="telegram", where="direct", words="/rejoindre")
    card = scene.rooms["telegram:101"][-1]

    status = await served.posts("press", me="telegram", where="direct", message=card.id, nth="0")

    assert status == 200
    assert "Bienvenue, Zoé." in await served.shows(me="telegram")


async def test_a_number_is_typed_where_there_are_no_buttons(served: Served) -> None:
    await served.posts("say", me="matrix", where="direct", words="!rejoindre")
    await served.posts("say", me="matrix", where="direct", words="1")

    assert "Bienvenue, Malik." in await served.shows(me="matrix")


@pytest.mark.parametrize(
    ("act", "said", "status"),
    [
        ("say", {"me": "telegram", "where": "matrix", "words": "Bonjour"}, 403),
        ("say", {"me": "matrix", "where": "team", "words": "Bonjour"}, 403),
        ("say", {"me": "territory", "where": "channel", "words": "Bonjour"}, 403),
        ("press", {"me": "telegram", "where": "direct", "message": "", "nth": "0"}, 403),
        ("press", {"me": "matrix", "where": "direct", "message": "{card}", "nth": "0"}, 403),
        ("press", {"me": "telegram", "where": "direct", "message": "{card}", "nth": "99"}, 400),
        ("press", {"me": "telegram", "where": "direct", "message": "{card}", "nth": "x"}, 400),
        ("press", {"me": "telegram", "where": "direct", "message": "{card}", "nth": "-1"}, 400),
        ("time", {"by": "year"}, 400),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
async def test_what_the_page_does_not_offer_is_refused(
    served: Served, act: str, said: Mapping[str, str], status: int
) -> None:
    scene = await served.scene()
    await served.posts("say", me="telegram", where="direct", words="/rejoindre")
    card = scene.rooms["telegram:101"][-1].id

    assert await served.posts(act, **{k: v.format(card=card) for k, v in said.items()}) == status


async def test_time_passes(served: Served) -> None:
    await served.posts("time", me="telegram", by="hour")

    assert "mardi 24 novembre, 11:00" in await served.shows()


async def test_the_page_is_in_english_where_one_asks_for_it(served: Served) -> None:
    page = await served.shows(lang="en")

    assert "Try Terreau" in page
    assert "Energy pioneers" in page
    assert "Essayez" not in page


async def test_what_happens_is_streamed_from_where_the_reader_was(served: Served) -> None:
    scene = await served.scene()
    await served.posts("say", **HERE, words="Un")
    seen = str(scene.version)
    await served.posts("say", **HERE, words="Deux")

    told = await _first_event(served, {"since": seen}, {})
    again = await _first_event(served, {"since": "0"}, {"Last-Event-ID": seen})

    assert [each["room"] for each in told["messages"]] == ["telegram"]
    assert "Deux" in told["messages"][0]["html"]
    assert again["messages"] == told["messages"]


async def test_a_long_demo_is_followed_from_where_the_page_was_drawn(served: Served) -> None:
    scene = await served.scene()
    scene.version = 1_499
    await served.posts("say", **HERE, words="Bonjour")

    assert scene.version >= 1_500
    assert f'since={scene.version}"' in await served.shows()


async def test_what_happens_later_is_streamed_when_it_does(served: Served) -> None:
    url = f"{served.page}/live"
    async with patient(), served.client.get(url, params={"me": "matrix"}) as stream:
        assert await stream.content.readline() == b":\n"  # nothing to tell yet

        await served.posts("say", **HERE, words="Bonjour Malik")

        told = await _told(stream)
    assert "Bonjour Malik" in told["messages"][0]["html"]


async def _first_event(
    served: Served, chosen: Mapping[str, str], headers: Mapping[str, str]
) -> dict[str, Any]:
    url = f"{served.page}/live"
    async with patient(), served.client.get(url, params=chosen, headers=headers) as stream:
        assert stream.content_type == "text/event-stream"
        return await _told(stream)


async def _told(stream: aiohttp.ClientResponse) -> dict[str, Any]:
    """What the next event of a stream tells."""
    async for line in stream.content:
        if line.startswith(b"data: "):
            told: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
            return told
    raise AssertionError("the stream ended")
