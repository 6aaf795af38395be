"""Files about people, and the links that lead to them once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core import (
    Answer,
    Card,
    Context,
    Document,
    File,
    JobContext,
    Link,
    Page,
    Picture,
    Router,
    text,
)
from bot.core.declarations.references import FileRef
from bot.core.files import FileDrawer, FileLinks
from bot.domain.roles import Role
from storage.audit import Audit
from storage.members import Members
from storage.outbound.deliveries import Delivery, DeliveryState
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import SQUARE
from tests.core.files.listing import DRAWN, WITH_PAGES, ZOE, link_given, listing, yes
from tests.core.outbound.sending import put, row
from tests.core.people import dumped
from tests.core.scripted_network import FREE


async def test_a_network_for_private_files_carries_a_file_drawn_as_it_leaves(
    make_light: Make,
) -> None:
    engine = make_light(listing(), capabilities=replace(FREE, private_files=True))
    engine.member("Zoé", ZOE)

    await engine.says("/liste all")

    assert engine.network.documents == [(ZOE, DRAWN)]


async def test_other_networks_explain_where_a_file_is_found(make_light: Make) -> None:
    engine = make_light(listing())
    engine.member("Zoé", ZOE)

    said = await engine.says("/liste all")

    assert said.startswith(
        "Les fichiers qui contiennent des données personnelles ne passent pas par Telegram."
    )
    assert engine.network.documents == []


async def test_a_file_about_its_reader_alone_passes_through_any_network(make_light: Make) -> None:
    engine = make_light(listing())
    engine.member("Zoé", ZOE)

    await engine.says("/liste mine")

    assert [drawn.name for _, drawn in engine.network.documents] == ["mine.csv"]


@pytest.mark.crashes("cannot be drawn")
async def test_a_shared_room_never_gets_a_file_about_people(make_light: Make) -> None:
    engine = make_light(listing(), capabilities=replace(FREE, private_files=True))

    sent = put(engine, File("list", ("all",), text("Members")), room=SQUARE)
    await engine.send()

    delivery: Delivery = row(engine, sent)
    assert delivery.state == DeliveryState.FAILED
    assert engine.network.requests == []


@pytest.mark.crashes("cannot be drawn")
@pytest.mark.parametrize(
    "url", [WITH_PAGES.file_link("a" * 32), f"{WITH_PAGES.public_url}/own/{'a' * 32}"]
)
@pytest.mark.parametrize("shown", ["card", "picture"])
async def test_a_shared_room_never_gets_a_link_to_such_a_file(
    make_light: Make, url: str, shown: str
) -> None:
    router = listing()

    @router.page("/own/{token}", secret=True)
    def own_page(_ctx: JobContext, token: str) -> Page:
        return Page(token.encode(), "text/plain")

    engine = make_light(router, contact=WITH_PAGES)
    link = Link(text("Fetch the file"), url)
    with_link: dict[str, Card | Picture] = {
        "card": Card(None, (link,)),
        "picture": Picture("terreau", text("Members"), lines=(link,)),
    }

    sent = put(engine, with_link[shown], room=SQUARE)
    await engine.send()

    assert row(engine, sent).state == DeliveryState.FAILED
    assert engine.network.requests == []


async def test_a_link_to_a_page_gives_the_file_once_within_an_hour(make: Make) -> None:
    engine, file_links, token = await link_given(make)

    engine.clock.move(timedelta(hours=1))
    assert await file_links.take(token, yes) is None
    engine.clock.move(-timedelta(seconds=1))
    assert await file_links.waits(token)
    assert await file_links.take(token, yes) == DRAWN
    assert not await file_links.waits(token)
    assert await file_links.take(token, yes) is None


async def test_only_the_hash_of_a_link_is_kept(make_light: Make) -> None:
    engine, _, token = await link_given(make_light)

    assert dict(dumped(engine)).keys() > {"deliveries"}
    assert token not in str([row for row in dumped(engine) if row[0] != "deliveries"])
    assert token not in str(list(dumped(engine))), "a message that left is emptied"


async def test_only_one_of_many_simultaneous_readers_gets_the_file(make: Make) -> None:
    engine, file_links, token = await link_given(make)
    drawing = FileDrawer(engine.lanes, engine.declared, WITH_PAGES)
    elsewhere = FileLinks(engine.lanes, drawing, engine.clock)

    got = await asyncio.gather(
        *(each.take(token, yes) for each in [file_links, elsewhere] for _ in range(5))
    )

    assert sorted(got, key=lambda each: each is None) == [DRAWN, *[None] * 9]


async def test_a_taken_file_is_noted_in_the_audit(make: Make) -> None:
    engine, file_links, token = await link_given(make)

    await file_links.take(token, yes)

    [noted, *_] = engine.store(lambda store: store[Audit].latest(5))
    assert (noted.actor, noted.action, noted.community_id) == (ZOE, "list file", 1)


async def test_a_member_who_left_or_was_erased_has_no_link_any_more(make: Make) -> None:
    engine, file_links, token = await link_given(make)

    def leave(store: Store) -> None:
        member = store[Members].get(1)
        assert member is not None
        store[Members].leave(member, 1, engine.clock.now())

    engine.store(leave)

    assert not await file_links.waits(token)
    assert await file_links.take(token, yes) is None


async def test_the_name_of_a_file_is_harmless_where_it_is_saved(make_light: Make) -> None:
    router = Router()

    @router.command("list", fr="liste")
    def give_list(ctx: Context) -> Answer:
        return FileRef[..., Any]("list").hand_out(ctx, caption=text("Members"))

    @router.file("list", who=Role.MEMBER)
    def draw_list(ctx: JobContext) -> Document:
        return Document('../"été"\r\nX-Evil: 1.csv', "text/csv", b"")

    engine = make_light(router, capabilities=replace(FREE, private_files=True))
    engine.member("Zoé", ZOE)
    await engine.says("/liste")

    assert [drawn.name for _, drawn in engine.network.documents] == ["étéX-Evil 1.csv"]
