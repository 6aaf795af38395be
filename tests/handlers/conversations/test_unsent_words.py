"""Words that were typed and not sent stand in the draft alone, and nowhere once it is gone."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core import Reader, Unsent, text
from bot.core.messages.encoding import decode_words, encode_words
from tests.databases import Kind
from tests.saved_towns import SavedTowns
from tests.storage.canaries import dump
from tests.town import BACK_ROOM, Neighbour, Town

WORDS = "Je vote zanzibar"
LABEL = f"Envoyer « {WORDS} » à Ana"
JEANNE = "Jeanne Zanzibar"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def town(
    request: pytest.FixtureRequest,
    fresh_database: Callable[[Kind], str],
    saved_towns: SavedTowns | None,
) -> Iterator[Town]:
    with closing(Town(fresh_database(request.param), saved=saved_towns)) as there:
        yield there


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    town.gardener("territory")
    return town.member("Zoé")


def places(town: Town, words: str = "zanzibar") -> set[str]:
    """The tables in which words stand."""
    assert town._runner.run(town.app.forget_past())
    with town.database.engine.connect() as connection:
        rows = dump(connection)
    return {
        table
        for table, found in rows.items()
        if words in json.dumps(found, default=str, ensure_ascii=False).casefold()
    }


def labels(who: Neighbour) -> list[str]:
    return [each.label.replace("\xa0", " ") for each in who.direct[-1].choices]


def sent(_town: Town, zoe: Neighbour) -> None:
    assert zoe.presses(LABEL).startswith("Message envoyé à Ana")


def replaced(_town: Town, zoe: Neighbour) -> None:
    zoe.says("Autre chose")


def expired(town: Town, _zoe: Neighbour) -> None:
    town.move(timedelta(days=2))


def erased(_town: Town, zoe: Neighbour) -> None:
    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")


@pytest.mark.slow
@pytest.mark.parametrize("ends", [sent, replaced, expired, erased])
def test_unsent_words_stand_in_the_draft_alone(
    town: Town, zoe: Neighbour, ends: Callable[[Town, Neighbour], None]
) -> None:
    zoe.says(WORDS)
    shown, during = labels(zoe), places(town)
    ends(town, zoe)

    assert LABEL in shown
    assert during == {"forms"}
    assert places(town) == set()


@pytest.mark.parametrize("typed", [LABEL, "envoyer « je vote zanzibar » à ana", "envoyer"])
def test_a_label_that_quotes_the_draft_is_pressed_in_writing(
    town: Town, zoe: Neighbour, typed: str
) -> None:
    zoe.says(WORDS)
    answer = zoe.says(typed)

    assert answer.startswith("Message envoyé à Ana")
    assert WORDS in town.said_in(BACK_ROOM)[-1].text


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("", "Send “…” to Ana"),
        ("Bonjour\n Ana", "Send “Bonjour Ana” to Ana"),
        ("un mot et un autre mot", "Send “un mot et un…” to Ana"),
        ("@room", "Send “@\u2060room” to Ana"),
    ],
)
def test_a_label_shows_the_words_of_its_draft(kept: str, shown: str) -> None:
    label = text("Send “{words}” to {name}", words=Unsent("telegram:1", 7, 16), name="Ana")
    words = {("telegram:1", 7): kept}
    reader = Reader(
        "en", ZoneInfo("UTC"), date(2026, 11, 24), unsent=lambda *draft: words.get(draft, "")
    )

    assert decode_words(encode_words(label)) == label
    assert reader.say(label) == shown


@pytest.mark.slow
def test_a_name_that_is_no_members_waits_in_the_draft_alone(town: Town, zoe: Neighbour) -> None:
    ana, typed = town.gardener("territory"), f'{JEANNE.casefold()}"'
    town.member("Jeanne Zanzibarienne")
    ana.says("/evenement Visite | mardi 24 novembre 18h | Besançon")
    ana.presses("Annoncer")
    ana.says(f"/evenement 1 ajouter {JEANNE}")
    during = places(town, typed)
    noted = ana.presses(f"Pas membre : noter « {JEANNE} »")

    assert during == {"forms"}
    assert JEANNE in noted.replace("\xa0", " ")
    assert places(town, 'jeanne zanzibar"') == {"guests"}
