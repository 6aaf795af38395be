"""Files."""

from storage.files.files import FileRow, Files, Handout, Handouts

__all__ = [
    "FileRow",
    "Files",
    "Handout",
    "Handouts",
]
