"""Batches of the inbox: in order, each message once, and over all rooms."""

from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import event

from bot.core.messages.ports import Unreadable
from storage.inbound.inbox import Inbox, InboxState
from tests.core.conftest import Make
from tests.core.engine import SQUARE
from tests.core.inbound.dispatcher.noting import notes, noting, rows


@pytest.mark.slow
async def test_a_burst_is_handled_whole_and_in_order(make: Make) -> None:
    engine = make(noting())

    await engine.handle(*(engine.heard(f"/note {nth}") for nth in range(120)))

    assert notes(engine) == [str(nth) for nth in range(120)]
    assert {row.state for row in rows(engine)} == {"done"}


async def test_a_burst_shares_commits(make_light: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.core.inbound.batches.BATCH_SECONDS", 600)
    engine = make_light(noting())
    await engine.receive(*(engine.heard(f"/note {nth}") for nth in range(50)))

    commits = 0

    def count_commit(_: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(engine.lanes.database.writer, "commit", count_commit)
    while await engine.dispatcher.step():
        continue

    assert len(notes(engine)) == 50
    assert commits < 25


async def test_a_message_that_came_twice_is_handled_once(make: Make) -> None:
    engine = make(noting())
    heard = engine.heard("/note once")

    await engine.handle(heard)
    await engine.handle(heard, replace(heard, words="note twice"), heard)

    assert notes(engine) == ["once"]


async def test_a_handled_row_keeps_its_key_and_loses_its_words(make: Make) -> None:
    engine = make(noting())

    await engine.handle(engine.heard("/note secret", key="k1"))

    assert [(row.key, row.state, row.payload, row.room) for row in rows(engine)] == [
        ("k1", "done", None, None)
    ]


async def test_an_unreadable_message_is_set_aside_with_the_position(make: Make) -> None:
    engine = make(noting())

    await engine.dispatcher.receive(
        "telegram", [engine.heard("/note good")], "41", [Unreadable("40", '{"broken": \x00\ud800')]
    )
    await engine.handle()

    assert notes(engine) == ["good"]
    assert await engine.dispatcher.position("telegram") == "41"
    aside = rows(engine)[-1]
    assert (aside.state, aside.error) == ("quarantined", "unreadable")
    assert aside.payload is not None
    assert aside.payload["raw"].startswith('{"broken"')


async def test_a_message_with_unstorable_characters_is_kept(make: Make) -> None:
    engine = make(noting())

    await engine.handle(
        engine.heard("/note a\x00b\ud800c", key="k\x00\udfff", name="\x00", handle="\ud83d")
    )

    assert notes(engine) == ["ab?c"]


@pytest.mark.slow
@pytest.mark.crashes("failed", "failed in a batch", "set aside")
async def test_the_order_of_the_inbox_is_kept_over_all_rooms(make: Make) -> None:
    engine = make(noting())
    chance = Random(7)
    poisons = {nth for nth in range(400) if nth % 67 == 13}
    arrivals = [
        engine.heard(
            "/fail an exception" if nth in poisons else f"/note {nth}",
            sender=f"telegram:{chance.randrange(40)}",
        )
        for nth in range(400)
    ]

    await engine.handle(*arrivals)

    assert notes(engine) == [str(nth) for nth in range(400) if nth not in poisons]
    assert engine.store(lambda s: s[Inbox].count(InboxState.QUARANTINED)) == len(poisons)


async def test_the_later_word_counts_over_two_rooms_of_one_person(make: Make) -> None:
    engine = make(noting())
    arrivals = [
        arrival
        for nth in range(30)
        for arrival in (
            engine.heard(f"/note {nth} yes", sender=f"telegram:{nth}", room=SQUARE),
            engine.heard(f"/note {nth} no", sender=f"telegram:{nth}"),
        )
    ]

    await engine.handle(*arrivals)

    latest = dict(words.split() for words in notes(engine))
    assert set(latest.values()) == {"no"}
