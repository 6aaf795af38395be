"""Files."""

from storage.files.files import FileRow, Files
from storage.files.handouts import Handout, Handouts

__all__ = [
    "FileRow",
    "Files",
    "Handout",
    "Handouts",
]
