"""A fault that a test has to notice."""

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Mutant(NamedTuple):
    """A line that protects, and what becomes of it."""

    name: str
    """What would be true with it."""
    file: str
    old: str
    """A text that is in the file once."""
    new: str
    tests: tuple[str, ...]
    """Tests that pass, of which one fails with it."""

    @property
    def places(self) -> int:
        """The number of times that the text is in the file."""
        return (ROOT / self.file).read_text(encoding="utf-8").count(self.old)
