"""A feature that gives a list of people, and links to it."""

import re
from dataclasses import replace
from typing import Any

from bot.core import (
    Answer,
    Context,
    Document,
    JobContext,
    Router,
    text,
)
from bot.core.declarations.references import FileRef
from bot.core.files import FileDrawer, FileLinks
from bot.domain.roles import Role
from tests.core.conftest import Make
from tests.core.engine import CONTACT, Engine

WITH_PAGES = replace(CONTACT, public_url="https://terreau.example")
ZOE = "telegram:7"


def listing() -> Router:
    """A feature that gives a list of people."""
    router = Router()

    @router.command("list", fr="liste")
    def give_list(ctx: Context, which: str) -> Answer:
        return FileRef[..., Any]("list").hand_out(
            ctx, which, caption=text("Members"), own=which == "mine"
        )

    @router.file("list", who=Role.MEMBER)
    def draw_list(ctx: JobContext, which: str) -> Document:
        return Document(f"{which}.csv", "text/csv", ctx.community.name.encode())

    return router


DRAWN = Document("all.csv", "text/csv", "Pionniers de l'énergie".encode())


def yes() -> bool:
    return True


async def link_given(
    make: Make, *routers: Router, words: str = "/liste all"
) -> tuple[Engine, FileLinks, str]:
    """Give Zoé a link; return its token, and the service that takes it."""
    engine: Engine = make(*(routers or [listing()]), contact=WITH_PAGES)
    engine.member("Zoé", ZOE)
    await engine.says(words)
    [token] = re.findall(r"https://terreau\.example/f/(\w{32})$", engine.network.links[-1])
    assert "Récupérer le fichier" in engine.network.requests[-1].said
    drawing = FileDrawer(engine.lanes, engine.declared, WITH_PAGES)
    return engine, FileLinks(engine.lanes, drawing, engine.clock), token
