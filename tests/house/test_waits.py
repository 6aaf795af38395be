"""No test fails because a machine is slow: the rule of `waits.py`, and its few exceptions."""

import ast

import pytest

from tests.house.source_tree import ROOT
from tests.house.waits import short_waits, steady_files

TESTS = ROOT / "tests"
GROWTH = "how time grows is compared with itself, on the same machine"
LESS = "nothing may happen meanwhile, and on a slow machine less happens"
LONGER = "the network asks for this pause, and a longer one is as good"
SILENT = "nothing comes, however long it is waited for"
THEIRS = "the other side takes its time; nothing is expected meanwhile"
EXCEPTIONS = {
    ("hostile/worst_words.py", "process_time()"): GROWTH,
    ("core/declarations/test_job_plans.py", "asyncio.sleep(SOON.total_seconds() / 3)"): LESS,
    ("running/test_heartbeats.py", "asyncio.sleep(0.3)"): LESS,
    ("running/test_heartbeats.py", "monotonic()"): "the clock is moved on",
    ("running/test_stops.py", "asyncio.sleep(0.5)"): LESS,
    ("transports/telegram/bot_api/test_request.py", "asyncio.sleep(0.1)"): LESS,
    ("transports/telegram/updates/test_polling_trouble.py", "asyncio.sleep(1.5)"): LESS,
    ("emulator/rules/test_limits.py", "asyncio.sleep(1.01)"): LONGER,
    ("emulator/rules/test_callbacks.py", "ana.taps(card, 'Oui', within=0.05)"): SILENT,
    ("emulator/rules/test_updates.py", "api.quiet(within=0.05)"): SILENT,
    (
        "emulator/rules/test_faults.py",
        "bot.send_message(ana.id, 'a', read_timeout=0.05)",
    ): SILENT,
    (
        "emulator/rules/test_faults.py",
        "bot.send_message(ana.id, 'b', read_timeout=0.05)",
    ): SILENT,
    ("web/safe_fetch/test_slow_servers.py", "asyncio.sleep(0.45)"): THEIRS,
    ("web/test_connections.py", "asyncio.sleep(2)"): "a third of the time that the server grants",
    ("emulator/clock.py", "time.time()"): "the emulated network has a clock, as the real one has",
    ("emulator/clock.py", "time.monotonic()"): "likewise",
    ("synapse/proxy.py", "time.monotonic()"): "notes when it was asked, for tests of the pace",
    ("transports/contract.py", "monotonic()"): "rests in proportion to what a look took",
    (
        "networks/recorded.py",
        "asyncio.timeout(MOST_SECONDS)",
    ): "one that is away records none",
    (
        "operations/test_door.py",
        "asyncio.sleep(_READING_SECONDS)",
    ): "people read before",
}


def _short_waits_in_tests() -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for path in steady_files(TESTS):
        for line, code in short_waits(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault((path.relative_to(TESTS).as_posix(), code), []).append(line)
    return found


def test_no_test_fails_because_a_machine_is_slow() -> None:
    found = _short_waits_in_tests()

    assert {each: lines for each, lines in found.items() if each not in EXCEPTIONS} == {}
    assert found.keys() == EXCEPTIONS.keys(), "these are needed no more"


@pytest.mark.parametrize(
    "planted",
    [
        "began = time.perf_counter()",
        "assert monotonic() - began < 2",
        "assert process_time() < 0.006",
        "time.sleep(1)",
        "await asyncio.sleep(0.5)",
        "PAUSE = 0.5\nasync def test(): await asyncio.sleep(PAUSE)",
        "for _ in range(100): await asyncio.sleep(0.02)",
        "await asyncio.sleep(SECONDS / 2)",
        "async with asyncio.timeout(5): await fact()",
        "await asyncio.wait_for(child.wait(), 15)",
        "WITHIN = 3.0\nasync with patient(WITHIN): await fact()",
        "await person.expect(bool, within=20)",
        "subprocess.run(command, timeout=30)",
        "@pytest.mark.timeout(10)\ndef test(): ...",
    ],
)
def test_a_planted_limit_is_found(planted: str) -> None:
    assert short_waits(ast.parse(planted)) != []


@pytest.mark.parametrize(
    "fine",
    [
        "while not fact(): await asyncio.sleep(0.02)",
        "async with patient():\n    while not fact(): time.sleep(0.1)",
        "await asyncio.sleep(0)",
        "await asyncio.sleep(600)",
        "await asyncio.wait_for(child.wait(), HANG)",
        "await bot.get_updates(timeout=5)",
        "clock.move(timedelta(seconds=1))",
        "@pytest.mark.timeout(600)\ndef test(): ...",
    ],
)
def test_waiting_for_a_fact_is_free(fine: str) -> None:
    assert short_waits(ast.parse(fine)) == []
    assert short_waits(ast.parse(f"{fine}\ntime.sleep(1)")) != []
