"""Whoever changes, refuses or publishes what another person wrote leaves a trace.

The walk presses and types what is declared for members, as a gardener, on what a member wrote, and
answers the forms that open: where a row of the member is another one afterwards, the audit has to
have grown. What needs a role is audited by the engine.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot.app import declarations
from bot.core.declarations.declaration import ButtonCall, Command, Declaration
from bot.domain.roles import Role
from storage.inbound import Forms
from tests.plugins.sweeps import Sweep
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town

DRAWERS = ("digest", "directory", "events", "needs", "outcomes", "polls", "questions")
WRITTEN = ("events", "needs", "news", "outcomes", "pictures", "poll_outcomes", "polls", "questions")
WORDS = ("region", "title", "words", "link", "until", "place", "no", "engaged")
"""What the arguments of buttons are, for some button or other."""
ANSWERS = ("Autres mots", "vendredi 11 décembre 18h", "https://exemple.org/ailleurs", "Besançon")
"""What takes the question of some form or other."""
SEEN = "noted_at"
"""The column that says when a gardener first saw a need: nothing of it changes."""
Rows = Mapping[tuple[str, int], object]


def proposed_event(zoe: Neighbour) -> None:
    zoe.says("/evenement Visite | samedi 5 décembre 14h30 | Besançon")
    zoe.presses("Proposer")


def drafted_event(zoe: Neighbour) -> None:
    zoe.says("/evenement Visite | samedi 5 décembre 14h30 | Besançon")


def announced_event(zoe: Neighbour) -> None:
    proposed_event(zoe)
    ana = zoe.town.gardener("territory")
    ana.says("/afaire")
    ana.presses("Voir l'événement 1")
    ana.presses("Annoncer")


def cancelled_event(zoe: Neighbour) -> None:
    announced_event(zoe)
    zoe.says("/evenement 1 annuler La pluie")


def proposed_news(zoe: Neighbour) -> None:
    zoe.says("/actu Le marché ouvre | Tous les samedis")
    zoe.presses("La proposer")


def open_poll(zoe: Neighbour) -> None:
    zoe.says("/sondage Quelle date ? | mardi | jeudi")
    zoe.presses("Proposer")
    ana = zoe.town.gardener("territory")
    ana.says("/afaire")
    ana.presses("Voir le sondage")
    ana.presses("Publier")
    with zoe.town.database.engine.begin() as connection:
        connection.execute(
            text("UPDATE polls SET maker_id = (SELECT id FROM members WHERE name = 'Zoé')")
        )


def own_need(zoe: Neighbour) -> None:
    zoe.says("/besoin un local à Besançon")
    zoe.presses("Oui, 18 ans ou plus")
    zoe.presses("Publier")


SCENES = [
    *(drafted_event, proposed_event, announced_event, cancelled_event),
    *(proposed_news, open_poll, own_need),
]


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES)
def test_no_change_of_what_another_wrote_is_without_a_trace(
    fresh_database: Callable[[str], str],
    saved_towns: SavedTowns,
    scene: Callable[[Neighbour], None],
    sweep: Sweep,
) -> None:
    changes: dict[str, bool] = {}
    found = [act for act, of in acts() if sweep.picks(f"{scene.__name__} {act}", of)]
    while found:
        with closing(Town(fresh_database("sqlite"), saved=saved_towns)) as town:
            scene(town.member("Zoé"))
            assert rows(town)
            ana = town.gardener("territory")
            ana.says("/menu")
            changes |= until_changed(town, ana, found)

    if scene is own_need:
        assert changes == {}, "a need is changed by its author alone"
    assert changes or scene is own_need or not sweep.is_whole
    assert [each for each, is_traced in changes.items() if not is_traced] == []


def until_changed(town: Town, ana: Neighbour, found: list[str]) -> dict[str, bool]:
    """Act until something changed; gives that act, with True if it left a trace."""
    before, traces = rows(town), count(town)
    while found:
        typed = found.pop(0)
        act(town, ana, typed)
        if changed(before, rows(town)):
            return {typed: count(town) != traces}
        traces = count(town)
    return {}


def acts() -> Iterator[tuple[str, Declaration]]:
    """All presses, and all commands that begin with a number, which members may use."""
    declared = declarations()
    for button in declared.buttons.values():
        if is_for_members(button):
            yield from ((each, button) for each in presses(button))
    for command in declared.all_commands():
        if is_for_members(command):
            yield from ((each, command) for each in commands(command))


def is_for_members(declared: ButtonCall | Command) -> bool:
    drawer = declared.call.__module__.split(".")[1]
    return drawer in DRAWERS and declared.permission.role(None) is Role.MEMBER


def presses(button: ButtonCall) -> Iterator[str]:
    first, *rest = [each.kind for each in button.params] or [str]
    if first is int:
        for others in product(*((0, 1) if kind is int else WORDS for kind in rest)):
            yield ":".join(map(str, (button.name, 1, *others)))


def commands(command: Command) -> Iterator[str]:
    example = command.example if isinstance(command.example, str) else command.example[1]
    number, _, rest = example.partition(" ")
    if number.isdecimal():
        yield f"/{command.fr.split()[0]} 1 {rest}"


def act(town: Town, ana: Neighbour, typed: str) -> None:
    """Do it, and answer the form that it opens."""
    if typed.startswith("/"):
        ana.says(typed)
    else:
        ana.forges(typed, ana.direct[-1])
    for answer in ANSWERS:
        with town.database.unit() as store:
            is_open = store[Forms].open_in(ana.address, town.clock.now()) is not None
        if not is_open:
            return
        ana.says(answer)
    ana.says("/annuler")


def rows(town: Town) -> Rows:
    """All that was written, by table and row."""
    with town.database.engine.connect() as connection:
        found = [(table, row) for table in WRITTEN for row in _all(connection, table)]
    return {(table, row.pop("id")): row for table, row in found}


def _all(connection: Connection, table: str) -> Iterator[dict[str, Any]]:
    found = connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - a constant
    for row in found.mappings():
        yield {name: row[name] for name in row if name != SEEN}


def changed(before: Rows, after: Rows) -> bool:
    """True if a row that was there is another one, or none."""
    return any(after.get(key) != row for key, row in before.items())


def count(town: Town) -> int:
    with town.database.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM audit")).scalar_one())
