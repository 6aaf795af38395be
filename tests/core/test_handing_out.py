"""A file about people is drawn when it leaves, and only a direct room gets it."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.core import Answer, Context, Document, File, JobContext, Router, text
from bot.domain import codes
from storage.outbox import Delivery, DeliveryState
from tests.core.conftest import Make
from tests.core.engine import CONTACT, FREE, SQUARE
from tests.core.test_delivery import put, row

WITH_PAGES = replace(CONTACT, public_url="https://terreau.example")
ZOE = "telegram:7"


def listing() -> Router:
    """A feature that gives a list of people."""
    router = Router()

    @router.command("list", fr="liste")
    def give_list(ctx: Context, which: str) -> Answer:
        return ctx.hand_out("list", which, caption=text("Members"), own=which == "mine")

    @router.file("list")
    def draw_list(ctx: JobContext, which: str) -> Document:
        return Document(f"{which}.csv", "text/csv", ctx.community.name.encode())

    return router


DRAWN = Document("all.csv", "text/csv", "Pionniers de l'énergie".encode())


async def test_a_network_for_private_files_carries_it_drawn_as_it_leaves(make_light: Make) -> None:
    engine = make_light(listing(), capabilities=replace(FREE, private_files=True))
    engine.member("Zoé", ZOE)

    await engine.says("/liste all")

    assert engine.network.documents == [(ZOE, DRAWN)]


async def test_elsewhere_words_say_where_it_is_found(make_light: Make) -> None:
    engine = make_light(listing())
    engine.member("Zoé", ZOE)

    said = await engine.says("/liste all")

    assert said.startswith("Les fichiers qui parlent de personnes ne passent pas par Telegram.")
    assert engine.network.documents == []


async def test_what_tells_of_its_reader_alone_may_pass_anywhere(make_light: Make) -> None:
    engine = make_light(listing())
    engine.member("Zoé", ZOE)

    await engine.says("/liste mine")

    assert [drawn.name for _, drawn in engine.network.documents] == ["mine.csv"]


async def test_a_shared_room_never_gets_one(make_light: Make) -> None:
    engine = make_light(listing(), capabilities=replace(FREE, private_files=True))

    sent = put(engine, File("list", ("all",), text("Members")), room=SQUARE)
    await engine.send()

    delivery: Delivery = row(engine, sent)
    assert delivery.state == DeliveryState.FAILED
    assert engine.network.requests == []


async def test_with_pages_of_ours_a_link_leads_to_it_once_and_not_for_long(
    make_light: Make,
) -> None:
    engine = make_light(listing(), contact=WITH_PAGES)
    engine.member("Zoé", ZOE)

    def fetched(later: timedelta = timedelta()) -> list[str] | None:
        found = engine.store(
            lambda store: store.handouts.take(
                codes.digest_of_token(token), engine.clock.now() + later
            )
        )
        return None if found is None else [found.kind, *found.arguments]

    said = engine.network.requests
    await engine.says("/liste all")
    links = engine.network.links
    [token] = re.findall(r"https://terreau\.example/f/(\w{32})$", links[-1])

    assert "Récupérer le fichier" in said[-1].said
    assert fetched(timedelta(hours=1)) is None
    assert fetched() == ["list", "all"]
    assert fetched() is None
