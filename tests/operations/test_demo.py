"""The demo's prompt, as a newcomer types at it."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from rich.console import Console

from bot.core.context.clock import MovableClock
from bot.operations.demo import Demo, demo_settings, obey
from bot.operations.stage import Stage
from storage.operations.migrating import migrate
from storage.unit_of_work import Database
from tests.town import START


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    database = Database(f"sqlite:///{tmp_path / 'demo.db'}")
    migrate(database)
    stage = Stage(demo_settings(), database, MovableClock(START))
    await stage.open()
    yield Demo(stage, Console(file=io.StringIO(), width=90))
    await stage.app.close()


async def shown(demo: Demo, typed: str) -> str:
    """What is printed when somebody types a line."""
    file = io.StringIO()
    demo.console.file = file
    await obey(demo, typed)
    return file.getvalue()


async def test_somebody_new_writes_and_presses(demo: Demo) -> None:
    assert "Rejoindre" in await shown(demo, "Zoé: /rejoindre")
    assert "Bienvenue" in await shown(demo, "Zoé: [J'ai 15 ans]")
    assert "Zoé, sur Telegram" in await shown(demo, "qui")


async def test_somebody_new_comes_on_matrix(demo: Demo) -> None:
    assert "!" in await shown(demo, "Malik (matrix): !aide")
    assert "Malik, sur Matrix" in await shown(demo, "qui")


async def test_a_label_or_a_number_may_be_typed(demo: Demo) -> None:
    await shown(demo, "Malik (matrix): !rejoindre")

    assert "Bienvenue" in await shown(demo, "Malik: 1")


async def test_time_passes(demo: Demo) -> None:
    assert "25/11/2026" in await shown(demo, "+1d")
    assert "25/11/2026, 12:00" in await shown(demo, "+2h")


async def test_what_is_said_in_the_shared_room_is_heard_there(demo: Demo) -> None:
    for name in ("Ana", "Luc"):
        await shown(demo, f"{name}: /rejoindre")
        await shown(demo, f"{name}: [J'ai 15 ans]")

    assert "salon Matrix" in await shown(demo, "Ana, salon: /sondage Quand ? | mardi | jeudi")


async def test_anything_else_shows_how_it_goes(demo: Demo) -> None:
    assert "NOM: message" in await shown(demo, "bonjour")
    with pytest.raises(LookupError, match="aucun bouton"):
        await obey(demo, "Zoé: [Voler]")
