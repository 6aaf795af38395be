"""Files."""

from storage.files.files import FileRow, Files, OneTimeLink, OneTimeLinks

__all__ = [
    "FileRow",
    "Files",
    "OneTimeLink",
    "OneTimeLinks",
]
