"""Files that people send are fetched once for the feature that asked."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.declarations.arguments import MOST_BYTES
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import FateUnknown, FileGone, FileTooBig, NotSent, Rejected, TryLater
from bot.core.outbound.downloads import TRIES
from storage.audit import Audit
from tests.core.engine import Engine
from tests.core.outbound.downloads.downloading import (
    LIST,
    bytes_in,
    ends,
    given,
    rows,
    sends,
    upload,
)


def acts(engine: Engine) -> list[str]:
    return engine.store(lambda store: [row.action for row in store[Audit].latest(10)])


async def test_a_question_is_answered_by_sending_a_file(engine: Engine, tmp_path: Path) -> None:
    assert "Send me the file" in await engine.says("/import")
    assert "Where is it from" in await sends(engine, upload())
    assert await engine.says("Luc") == "I am reading it."

    assert await ends(engine) == f"read {len(LIST)} bytes as n-Luc"
    [row] = rows(engine)
    assert (row.kind, row.name, row.media_type, row.size) == (
        "import",
        "liste.csv",
        "text/csv",
        len(LIST),
    )
    assert row.reference == {"file": "liste.csv"}
    assert row.member_id is not None
    assert bytes_in(tmp_path) == [LIST]
    [kept] = (tmp_path / "files").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "liste" not in kept.name


async def test_a_file_may_come_with_its_command(engine: Engine) -> None:
    assert await sends(engine, upload(), "/importer") == "I am reading it."

    assert await ends(engine) == f"read {len(LIST)} bytes as n-"


@pytest.mark.parametrize("words", ["la liste", '\x00file {"network": "telegram"}', "12"])
async def test_words_are_no_file(engine: Engine, words: str) -> None:
    await engine.says("/import")

    said = await engine.says(words)

    assert said.startswith("Envoyez-moi ici le fichier lui-même")
    assert "Send me the file" in said
    assert await ends(engine) == ""


async def test_a_voice_message_is_no_file(engine: Engine) -> None:
    await engine.says("/import")

    said = await engine.says("", attachment="voice")

    assert said.startswith("Envoyez-moi ici le fichier lui-même")


async def test_a_file_said_to_be_too_big_is_not_even_asked_for(engine: Engine) -> None:
    await engine.says("/import")

    said = await sends(engine, upload(size=MOST_BYTES + 1))

    assert said.startswith("« liste.csv » est trop volumineux : la limite est de 20 Mo.")
    assert engine.network.fetched == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileTooBig(), "Ce fichier est trop volumineux : la limite est de 20 Mo."),
        (FileGone(), "Ce fichier n'est plus là : merci de le renvoyer."),
        (Rejected(), "Je n'ai pas pu récupérer ce fichier. Merci de me le renvoyer."),
        pytest.param(
            KeyError("a bug"),
            "Je n'ai pas pu récupérer ce fichier. Merci de me le renvoyer.",
            marks=pytest.mark.crashes("the source failed"),
        ),
    ],
)
async def test_a_file_that_cannot_be_fetched_is_told_in_words(
    engine: Engine, tmp_path: Path, error: Exception, told: str
) -> None:
    await given(engine)
    engine.network.files["liste.csv"] = error

    assert await ends(engine) == told
    assert await ends(engine) == ""
    assert "gave up n-Luc" in acts(engine)
    assert (rows(engine), bytes_in(tmp_path)) == ([], [])


@pytest.mark.parametrize("error", [NotSent(), FateUnknown(), TryLater(timedelta(seconds=1))])
async def test_a_network_that_is_away_for_a_while_is_asked_again(
    engine: Engine, error: Exception
) -> None:
    await given(engine)
    engine.network.files["liste.csv"] = error
    assert await ends(engine) == ""
    assert await engine.says("/import") != "", "others are answered meanwhile"

    engine.network.files["liste.csv"] = LIST
    assert await ends(engine) == "", "not at once"
    engine.clock.move(timedelta(seconds=2))

    assert await ends(engine) == f"read {len(LIST)} bytes as n-Luc"


async def test_a_file_that_never_comes_is_given_up(engine: Engine) -> None:
    await given(engine)
    engine.network.files["liste.csv"] = NotSent()

    told = []
    for _ in range(TRIES + 2):
        told.append(await ends(engine))
        engine.clock.move(timedelta(minutes=7))

    assert len(engine.network.fetched) == TRIES
    assert [each for each in told if each] == [
        "Je n'ai pas pu récupérer ce fichier. Merci de me le renvoyer."
    ]


async def test_one_slow_file_holds_no_answer_up(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await given(engine)
    going, may_end = asyncio.Event(), asyncio.Event()

    async def slowly(upload: Upload, most: int) -> bytes:
        going.set()
        await may_end.wait()
        return LIST

    monkeypatch.setattr(engine.network, "fetch", slowly)
    fetching = asyncio.create_task(engine.fetching.flush())
    await going.wait()

    assert "Send me the file" in await engine.says("/import")
    may_end.set()
    await fetching
    assert rows(engine)
