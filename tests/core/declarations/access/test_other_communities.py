"""Things of other communities, out of reach for each declaration."""

import pytest

from bot.app import declarations
from tests.core.conftest import Make
from tests.core.declarations.access.watched import TRACES, broken
from tests.core.people import (
    BACK_ROOM,
    PEOPLE,
    WATER,
    WATER_SQUARE,
    dumped,
    settle_in,
)
from tests.plugins.sweeps import Sweep


@pytest.mark.slow
async def test_nobody_reaches_into_another_community(make_light: Make, sweep: Sweep) -> None:
    engine = make_light(declared=declarations())
    settle_in(engine)
    bea = {"sender": "telegram:74"}
    for words in (
        "/sondage Quelle eau ? | plate | gazeuse",
        "Publier le sondage",
        "/actu Fuite | On répare",
        "/lettre titre Notre eau",
        "/lettre soumettre",
    ):
        await engine.says(words, **bea)
    await engine.says("/sondage Qui vient ? | moi | toi", room=WATER_SQUARE, **bea)
    await engine.says("Publier le sondage", **bea)
    before = [row for row in dumped(engine) if _is_of_water(row)]
    assert {"polls", "news"} <= {name for name, _ in before}

    others = [each for each in PEOPLE if WATER not in each.roles]
    tries = [
        *(
            engine.pressed(
                ":".join([button.name, *numbers[: len(button.params)]]),
                sender=person.address,
                room=room,
                anonymous=person.anonymous,
            )
            for person in others
            for room in (None, BACK_ROOM)
            for button in engine.declared.buttons.values()
            if button.name not in MAY_JOIN
            for numbers in (["1", "1"], ["2", "1"])
            if sweep.picks(f"{person.name} {room} {button.name} {numbers}", button)
        ),
        *(
            engine.heard(
                f"/{command.fr} {rest}",
                sender=person.address,
                room=room,
                anonymous=person.anonymous,
            )
            for person in others
            for room in (None, BACK_ROOM)
            for command in engine.declared.all_commands()
            for rest in ("1", "2 | 1")
            if command.shape != "bare"
            and sweep.picks(f"{person.name} {room} {command.name} {rest}", command)
        ),
    ]
    for i in range(0, len(tries), 20):  # a long queue is looked through for each answer
        await engine.handle(*tries[i : i + 20])

    after = [row for row in dumped(engine) if _is_of_water(row)]
    assert after == before
    assert broken(engine) == []


MAY_JOIN = {"join", "notice", "privacy", "leave", "left"}
"""Acts open to everybody about any community, or about their own belonging to it."""


def _is_of_water(row: tuple[str, tuple[object, ...]]) -> bool:
    name, values = row
    if name == "ballots":
        return True
    return name in OF_A_COMMUNITY and values[OF_A_COMMUNITY[name]] == repr(WATER)


def _community_columns() -> dict[str, int]:
    """The columns that say to which community a row belongs, by table."""
    from storage.base import Base  # noqa: PLC0415
    from storage.repository import repositories  # noqa: PLC0415

    repositories()  # so that all tables are known
    return {
        table.name: list(table.columns.keys()).index("community_id")
        for table in Base.metadata.sorted_tables
        if "community_id" in table.columns and table.name not in TRACES
    }


OF_A_COMMUNITY = _community_columns()
