"""The benches run, whatever their figures are."""

import subprocess

import pytest


@pytest.mark.bench
@pytest.mark.timeout(400)
def test_every_bench_shows_its_table() -> None:
    shown = subprocess.run(
        ["make", "bench", "BENCH=--quick"], capture_output=True, text=True, check=True
    ).stdout
    for title in ("Durable votes", "Storm of kills", "A letter to many", "Start, memory, stalls"):
        assert title in shown
