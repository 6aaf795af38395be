"""Files."""

from storage.files.files import FileGone, FileRow, Files, Folder, Kept
from storage.files.handouts import Handout, Handouts

__all__ = [
    "FileGone",
    "FileRow",
    "Files",
    "Folder",
    "Handout",
    "Handouts",
    "Kept",
]
