"""The command line of a child."""

import argparse
from pathlib import Path


def arguments() -> argparse.ArgumentParser:
    """For any network: the database, the rooms of its community, and its way to die."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--files", required=True, type=Path, help="where those of people lie")
    parser.add_argument("--room", action="append", default=[])
    parser.add_argument("--kill-at", nargs=2, metavar=("N", "before|after"))
    parser.add_argument("--impatient", action="store_true", help="end sooner than is usual")
    return parser


def matrix_arguments() -> argparse.ArgumentParser:
    """On Matrix, its account too."""
    parser = arguments()
    parser.add_argument("--homeserver", required=True)
    parser.add_argument("--user", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--data", required=True, type=Path, help="a folder, kept over kills")
    return parser
