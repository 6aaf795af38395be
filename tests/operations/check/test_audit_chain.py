"""The chain of the audit log, as a check walks it."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.config import Settings
from bot.core.context.clock import Clock
from bot.domain.audit import ChainHead
from bot.operations.check import lines
from bot.operations.check.command import look_at_all
from storage.audit import Audit, Chain
from storage.unit_of_work import Database
from tests.operations.check.checking import seen


def acted(url: str, *, chained: int = 3, waiting: int = 0) -> ChainHead:
    """Traces in the chain, and others that wait; gives where the chain ends."""
    at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    with closing(Database(url)) as opened, opened.unit() as store:
        for _ in range(chained):
            store[Audit].note("telegram:7", "poll", None, "done", at)
        store.flush()
        store[Chain].extend()
        head = store[Chain].head()
        for _ in range(waiting):
            store[Audit].note("telegram:7", "poll", None, "done", at)
    assert head is not None
    return head


def traces(shown: list[str]) -> list[str]:
    return [line for line in shown if "Journal" in line or "Empreinte" in line]


async def test_a_whole_chain_is_told_with_its_fingerprint(
    settings: dict[str, Any], database: str
) -> None:
    head = acted(database, waiting=2)

    [line] = traces(await seen(settings))

    assert line == (
        "OK       Journal : 3 lignes depuis le mardi 24 novembre 2026, intactes ; "
        f"empreinte {head} ; 2 lignes récentes ne sont pas encore protégées : "
        "le robot le fait en tournant"
    )


async def test_traces_of_an_erased_person_do_not_break_it(
    settings: dict[str, Any], database: str
) -> None:
    acted(database)
    with closing(Database(database)) as opened, opened.unit() as store:
        store[Audit].forget(["telegram:7"])

    [line] = traces(await seen(settings))

    assert line.startswith("OK       Journal : 3 lignes")
    assert line.endswith("dont 3 sur des personnes effacées depuis")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        pytest.param(
            "UPDATE audit SET action = 'x' WHERE id = 2",
            "rompues à la ligne 2, du mardi 24 novembre 2026 : elle a été modifiée",
            id="changed",
        ),
        pytest.param(
            "UPDATE audit SET position = 9 WHERE id = 3",
            "rompues à la ligne 3 : la fin de la chaîne n'est plus où elle était",
            id="cut off",
        ),
        pytest.param(
            "UPDATE audit SET position = NULL WHERE id = 2",
            "rompues à la ligne 2, du mardi 24 novembre 2026 : elle manque",
            id="missing",
        ),
        pytest.param(
            "UPDATE audit_actors SET account = 'x' WHERE audit_id = 1",
            "rompues à la ligne 1, du mardi 24 novembre 2026 : la personne ou les détails",
            id="another actor",
        ),
        pytest.param(
            "UPDATE audit_chain SET purged = 3, purged_hash = hash;"
            "DELETE FROM audit_actors; DELETE FROM audit",
            "rompues à la ligne 4 : les lignes précédentes manquent, et aucune purge ne l'explique",
            id="the start cut off",
        ),
    ],
)
async def test_the_break_of_a_chain_is_located(
    settings: dict[str, Any], database: str, statement: str, told: str
) -> None:
    acted(database)
    with closing(Database(database)) as opened, opened.engine.begin() as connection:
        for each in statement.split(";"):
            connection.execute(text(each))

    [line] = traces(await seen(settings))

    assert line.startswith(f"ERREUR   Journal : {told}")
    assert line.endswith("comparez avec une sauvegarde.")


@pytest.mark.slow
async def test_a_noted_fingerprint_is_compared(settings: dict[str, Any], database: str) -> None:
    head = acted(database)

    async def compared(noted: ChainHead) -> str:
        found = await look_at_all(Settings(**settings), Path("x"), Clock(), noted=noted)
        return traces(list(lines(found, "fr")))[1]

    assert (await compared(head)).startswith(f"OK       Empreinte {head} : toujours dans la chaîne")
    assert (await compared(ChainHead(3, "0" * 12))).startswith(
        "ERREUR   Empreinte 3-000000000000 :"
    )
    with closing(Database(database)) as opened, opened.unit() as store:
        store[Audit].note("telegram:7", "x", None, "done", datetime(2026, 12, 1, tzinfo=UTC))
        store.flush()
        store[Chain].extend()
        store[Chain].purge_before(
            datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)
        )
    gone = await compared(ChainHead(1, "0" * 12))
    assert gone.startswith("À FAIRE  Empreinte 1-000000000000 : sa ligne n'est plus là")
    assert (await compared(head)).startswith("OK"), "the last one purged is still known"
