"""The demo's prompt, as a newcomer types at it."""

import io
from collections.abc import AsyncIterator

import pytest
from rich.console import Console

from bot.core.context.clock import MovableClock
from bot.operations import demo as prompt
from bot.operations.demo import obey
from bot.operations.stage import Demo, Stage, demo_settings
from storage.unit_of_work import Database
from tests.databases import Fresh
from tests.town import START


@pytest.fixture
async def demo(fresh_database: Fresh) -> AsyncIterator[Demo]:
    database = Database(fresh_database("sqlite"))
    stage = Stage(demo_settings(), database, MovableClock(START))
    await stage.open()
    yield Demo(stage, Console(file=io.StringIO(), width=90))
    await stage.app.close()


async def shown(demo: Demo, typed: str) -> str:
    """The output after a typed line."""
    file = io.StringIO()
    demo.console.file = file
    await obey(demo, typed)
    return file.getvalue()


async def test_a_newcomer_writes_and_presses(demo: Demo) -> None:
    assert "Rejoindre" in await shown(demo, "Zoé: /rejoindre")
    assert "Bienvenue" in await shown(demo, "Zoé: [J'ai 15 ans]")
    assert "Zoé, sur Telegram" in await shown(demo, "qui")
    assert "Zoé" in await shown(demo, "zoe: /moi")


async def test_a_newcomer_comes_on_matrix(demo: Demo) -> None:
    assert "!" in await shown(demo, "Malik (matrix): !aide")
    assert "Malik, sur Matrix" in await shown(demo, "qui")


async def test_a_label_or_a_number_may_be_typed(demo: Demo) -> None:
    await shown(demo, "Malik (matrix): !rejoindre")

    assert "Bienvenue" in await shown(demo, "Malik: 1")


@pytest.mark.slow
async def test_a_typed_duration_moves_the_clock(demo: Demo) -> None:
    assert "25/11/2026" in await shown(demo, "+1d")
    assert "25/11/2026, 12:00" in await shown(demo, "+2h")


@pytest.mark.slow
async def test_a_message_typed_in_the_shared_room_is_heard_there(demo: Demo) -> None:
    for name in ("Ana", "Luc"):
        await shown(demo, f"{name}: /rejoindre")
        await shown(demo, f"{name}: [J'ai 15 ans]")

    await shown(demo, "Ana, salon: /sondage Quand ? | mardi | jeudi")

    assert "salon Matrix" in await shown(demo, "Ana: [Publier le sondage]")


async def test_a_reply_goes_to_the_last_message(demo: Demo) -> None:
    for name in ("Ana", "Zoé"):
        await shown(demo, f"{name}: /rejoindre")
        await shown(demo, f"{name}: [J'ai 15 ans]")
    await shown(demo, "Zoé: /ecrire Bonjour !")

    answered = await shown(demo, "Ana > Bonjour Zoé.\nÀ samedi.")

    assert "Terreau (à Zoé)" in answered
    assert "│ À samedi." in answered


async def test_the_team_writes_in_its_own_room(demo: Demo) -> None:
    await shown(demo, "Ana: /rejoindre")
    await shown(demo, "Ana: [J'ai 15 ans]")

    assert "Ana (équipe)" in await shown(demo, "Ana, équipe: /afaire")
    with pytest.raises(LookupError, match="pas sur le réseau"):
        await obey(demo, "Luc, équipe: !afaire")


async def test_a_cultivator_looks_after_the_service(demo: Demo) -> None:
    assert "Pionniers de l'énergie" in await shown(demo, "Cléo: /communautes")


def test_a_backslash_at_the_end_goes_on_in_the_next_line(monkeypatch: pytest.MonkeyPatch) -> None:
    console, typed = Console(file=io.StringIO()), iter(["Zoé: un \\", "deux\\", "trois"])
    monkeypatch.setattr(console, "input", lambda _: next(typed))

    assert prompt._read_lines(console) == "Zoé: un\ndeux\ntrois"


async def test_a_question_mark_says_what_can_be_typed(demo: Demo) -> None:
    await shown(demo, "Zoé: /rejoindre")

    said = await shown(demo, "?")

    assert "NOM: message" in said
    assert "\n… \\  " in said
    assert "[/b]" not in said
    assert "Zoé voit : [J’ai 15 ans ou plus, j’accepte]" in said


async def test_anything_else_shows_how_it_goes(demo: Demo) -> None:
    with pytest.raises(LookupError, match="Zoé: bonjour"):
        await obey(demo, "bonjour")
    with pytest.raises(LookupError, match="aucun bouton"):
        await obey(demo, "Zoé: [Voler]")


async def test_at_an_english_prompt_new_people_speak_english(demo: Demo) -> None:
    demo.locale = "en"

    assert "Join Pionniers" in await shown(demo, "Mary: /join")
    assert "Welcome, Mary." in await shown(demo, "Mary: [I am 15]")
    assert "Bonjour Ana" in await shown(demo, "Ana: bonjour")
    assert "Mary, on Telegram" in await shown(demo, "who")
    assert "Mary sees:" in await shown(demo, "?")
    with pytest.raises(LookupError, match="Mary sees no button"):
        await obey(demo, "Mary: [Nothing]")
