"""A copy of the database ties nobody to their choice in a secret vote."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.core.messages.ports import Unreadable
from bot.domain.polls.boxes_and_receipts import receipt_hash
from storage.base import Base
from storage.inbound import Inbox
from tests.databases import Kind
from tests.handlers.polls.voting.secrecy.test_secret_votes import receipt_in
from tests.storage.canaries import dump
from tests.town import WATER, Neighbour, Town, town_settings

ASKED = "/sondage Quelle date ? | mardi | jeudi | samedi --secret"
Dump = Mapping[str, Sequence[Mapping[str, Any]]]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def found_town(
    request: pytest.FixtureRequest, fresh_database: Callable[[Kind], str]
) -> Iterator[Callable[..., Town]]:
    """Towns that are alike."""
    with ExitStack() as towns:
        yield lambda *how: towns.enter_context(closing(Town(fresh_database(request.param), *how)))


def voted(town: Town, first: str, second: str) -> list[str]:
    """Two people vote in turn, by button and in writing; returns their receipts."""
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    others = town.crowd(3)
    ana.publishes(ASKED)
    zoe.says("/sondage 1")
    told = [zoe.presses(first), yan.says(f"!voter 1 {second}")]
    told += [each.says("/voter 1 samedi") for each in others]
    assert town._runner.run(town.app.forget_past())
    return [receipt_in(each) for each in told]


def dumped(town: Town) -> Dump:
    """All rows of each table by their keys: where PostgreSQL puts them follows what it cleared."""
    with town.database.engine.connect() as connection:
        return {
            table: sorted(rows, key=partial(_key, table))
            for table, rows in dump(connection).items()
        }


def _key(table: str, row: Mapping[str, Any]) -> list[str]:
    return [str(row[each.name]).zfill(9) for each in Base.metadata.tables[table].primary_key]


def differing(one: Dump, other: Dump) -> set[str]:
    """The columns that differ between two dumps."""
    assert {table: len(rows) for table, rows in one.items()} == {
        table: len(rows) for table, rows in other.items()
    }
    return {
        f"{table}.{column}"
        for table, rows in one.items()
        for row, others in zip(rows, other[table], strict=True)
        for column, value in row.items()
        if value != others[column]
    }


@pytest.mark.slow
def test_swapped_votes_leave_the_same_database(found_town: Callable[[], Town]) -> None:
    this, again, swapped = found_town(), found_town(), found_town()
    voted(this, "mardi", "jeudi")
    voted(again, "mardi", "jeudi")
    voted(swapped, "jeudi", "mardi")

    by_chance = differing(dumped(this), dumped(again))
    by_choice = differing(dumped(this), dumped(swapped))

    assert "ballot_boxes.ballots" in by_chance
    assert by_choice <= by_chance
    for town in (this, again, swapped):
        [box] = dumped(town)["ballot_boxes"]
        assert sorted(box["ballots"].values()) == ["1", "2", "3", "3", "3"]
        assert list(box["ballots"]) == sorted(box["ballots"])


@pytest.mark.slow
def test_no_receipt_and_nothing_that_was_said_is_left(found_town: Callable[[], Town]) -> None:
    town = found_town()
    receipts = voted(town, "mardi", "jeudi")

    left = _everything_in(town)

    assert not [each for each in receipts if each in left or each.replace("-", "") in left]
    assert '"press": "secret_vote' not in left
    assert "voter 1 jeudi" not in left
    assert "Your vote: {choices}." not in left
    assert "Your receipt: {receipt}" not in left
    assert [left.count(receipt_hash(1, each)) for each in receipts] == [1] * 5


@pytest.mark.slow
def test_nothing_is_left_of_ticks(found_town: Callable[[], Town]) -> None:
    town = found_town()
    ana, zoe, max_ = town.gardener("territory"), town.member("Zoé"), town.member("Max")
    town.crowd(2)
    ana.publishes(f"{ASKED} --multiple")
    for who in (zoe, max_):
        who.says("/sondage 1")
        who.presses("mardi")
        who.presses("samedi")
    voted = zoe.presses("Voter : 2 choix")

    left = _everything_in(town)

    assert "\nVotre vote : mardi et samedi.\n" in voted
    assert '"press": "secret_tick:1:1' not in left
    assert '"press": "secret_vote:1:1' not in left
    assert "1-3" not in json.dumps(dumped(town)["deliveries"], default=str)
    assert "So far, and not counted yet" not in left


@pytest.mark.slow
def test_nothing_is_left_of_ticks_that_cannot_be_shown(found_town: Callable[[], Town]) -> None:
    town = found_town()
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    town.crowd(3)
    ana.publishes(f"{ASKED} --multiple")
    zoe.says("/sondage 1")
    zoe.playground.gone.add(zoe.address)
    zoe.presses("mardi")

    deliveries = dumped(town)["deliveries"]

    [tick] = [each for each in deliveries if each["state"] == "failed"]
    assert "secret_tick:1:1" not in json.dumps(deliveries, default=str)
    assert (tick["room"], tick["payload"], tick["buttons"]) == (zoe.address, None, None)


@pytest.mark.slow
def test_ballots_and_receipts_are_deleted_once_they_are_counted(
    found_town: Callable[[], Town],
) -> None:
    town = found_town()
    receipts = voted(town, "mardi", "jeudi")
    town.gardener("territory").says("/cloturer 1")
    town._runner.run(town.app.forget_past())

    left = _everything_in(town)

    assert [left.count(receipt_hash(1, each)) for each in receipts] == [0] * 5
    assert dumped(town)["secret_counts"] == [
        {"poll_id": 1, "counts": [["1", 1], ["2", 1], ["3", 3]]}
    ]


@pytest.mark.slow
def test_a_vote_that_could_not_be_handled_is_not_set_aside_with_its_words(
    found_town: Callable[[], Town],
) -> None:
    town = found_town()
    voted(town, "mardi", "jeudi")
    max_ = town.member("Max")

    for who, kept in ((_zoe(town), False), (max_, True)):
        payload = {"sender": who.address, "direct": True, "words": "voter 1 samedi"}
        with town.database.unit() as store:
            store[Inbox].receive(who.network, [(who.name, who.address, payload)], town.clock.now())
            [row] = store[Inbox].waiting(1)
            store.set_aside(row.id, row.payload, "KeyError", town.clock.now())
        assert ("voter 1 samedi" in _everything_in(town)) is kept


@pytest.mark.slow
def test_an_update_that_cannot_be_read_may_be_a_secret_vote(
    found_town: Callable[[], Town],
) -> None:
    town = found_town()
    voted(town, "mardi", "jeudi")
    max_ = town.member("Max")

    for who, kept in ((_zoe(town), False), (max_, True)):
        raw = Unreadable(who.name, "voter 1 samedi", sender=who.address, direct=True)
        town.do(town.app.dispatcher.receive(who.network, [], None, [raw]))
        assert ("voter 1 samedi" in _everything_in(town)) is kept


@pytest.mark.slow
def test_no_choice_waits_until_its_community_is_known(found_town: Callable[..., Town]) -> None:
    town = found_town(town_settings(WATER))
    here, there = "Pionniers de l'énergie", "Eau vive"
    ana = town.gardener("territory", here)
    zoe = town.member("Zoé", of=[here, there])
    for name in ("Kim", "Max", "Yan"):
        town.member(name, of=[here])
    ana.publishes(ASKED)

    zoe.says("Je vote samedi")
    linked = zoe.says("/start cmd-voter-1-samedi")
    asked = zoe.says("/voter 1 samedi")
    waiting = _everything_in(town)
    shown = zoe.presses(here)
    zoe.presses("samedi")

    assert linked.startswith("Le lien que vous avez ouvert demande ceci : /vote 1\n")
    assert asked.endswith("tant qu'un vote n'est pas compté, je n'en garde rien.")
    assert "1 samedi" not in waiting
    assert "Quelle date ?" in shown
    assert "samedi" not in json.dumps(dumped(town)["forms"], default=str)


def _zoe(town: Town) -> Neighbour:
    return Neighbour(town, "telegram", "telegram:101", "Zoé", "fr")


def _everything_in(town: Town) -> str:
    """The file of the database and those beside it; on PostgreSQL, all rows."""
    if not town.database.is_sqlite:
        return json.dumps(dumped(town), default=str)
    town._runner.run(town.app.forget_past())
    file = Path(str(town.database.url.database))
    log = file.with_name(f"{file.name}-wal")
    assert log.read_bytes() == b"", "the log is emptied"
    return file.read_bytes().decode("latin-1")
