"""The benches run, with any figures of speed; Terreau loses nothing in a storm."""

import re
import subprocess

import pytest


@pytest.mark.bench
@pytest.mark.timeout(900)
def test_every_bench_shows_its_table() -> None:
    shown = subprocess.run(
        ["make", "bench", "BENCH=--quick"], capture_output=True, text=True, check=True
    ).stdout
    for title in (
        "Durable votes",
        "Storm of kills",
        "Storm of kills on Matrix",
        "A letter to many",
        "Start, memory, stalls",
        "A large room",
        "Time to answer on Matrix",
        "A public page and its buttons",
        "Start and memory on Matrix",
        "A list taken in",
        "A register",
        "Letters for each reader",
        "An event that many answer",
        "What a backlog leaves",
        "A search",
        "A map",
        "A directory",
        "Polls of each kind",
        "Growth",
        "Memory over time",
    ):
        assert title in shown
    storm, on_matrix = shown.split("Storm of kills on Matrix")
    assert re.search(r"Terreau +│ +\d+ │ +\d+ │ +0 │ +0 │", storm), storm
    assert re.search(r"Terreau +│ +\d+ │ +\d+ │ +0 │ +0 │ +\d+ │ +0 │ +0 │", on_matrix), on_matrix
