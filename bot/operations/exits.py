"""How a command ends: its exit status, and the line that says why."""

import sys
from shutil import which
from typing import NoReturn

import typer

TRY_LATER = 75
"""The exit status while the database is away, or another's: EX_TEMPFAIL of sysexits.h."""


def stop(why: str, status: int = 2) -> NoReturn:
    """Say why, and end the program."""
    typer.echo(why, err=True)
    raise typer.Exit(status)


def program() -> str:
    """How the person started us, to be typed again."""
    return "terreau" if which("terreau") else sys.argv[0]
