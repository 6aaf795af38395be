"""Compile the catalogues: `python -m bot.locales`."""

from pathlib import Path

from bot.locales import compile_catalogues

if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
