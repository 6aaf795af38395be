"""Photos, voices and documents, kept in memory."""

from dataclasses import dataclass

from tests.emulator.calls.errors import Json, misused, refused

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    number: int
    folder: str
    name: str
    mime: str
    content: bytes

    @property
    def id(self) -> str:
        return f"FILE-{self.folder}-{self.number}"

    @property
    def path(self) -> str:
        return f"{self.folder}/file_{self.number}{_suffix(self.name)}"

    def as_json(self) -> Json:
        return {
            "file_id": self.id,
            "file_unique_id": f"U{self.number}",
            "file_size": len(self.content),
        }


class Files:
    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def keep(self, folder: str, name: str, mime: str, content: bytes) -> StoredFile:
        kept = StoredFile(len(self._by_id) + 1, folder, name, mime, content)
        self._by_id[kept.id] = self._by_path[kept.path] = kept
        return kept

    def find(self, file_id: str) -> StoredFile:
        if file_id not in self._by_id:
            raise misused("wrong file identifier/HTTP URL specified")
        return self._by_id[file_id]

    def lose(self, file_id: str) -> None:
        """Have a file no more."""
        del self._by_path[self._by_id.pop(file_id).path]

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def offer(self, file_id: str) -> Json:
        """Tell where a file can be fetched; one that was sent long ago may be gone."""
        kept = self._by_id.get(file_id)
        if kept is None:
            raise refused("wrong file_id or the file is temporarily unavailable")
        if len(kept.content) > LARGEST_DOWNLOAD:
            raise refused("file is too big")
        return kept.as_json() | {"file_path": kept.path}


def as_photo(kept: StoredFile) -> Json:
    sizes = ((90, 67), (800, 600))
    return {
        "photo": [kept.as_json() | {"width": width, "height": height} for width, height in sizes]
    }


def as_document(kept: StoredFile) -> Json:
    return {"document": kept.as_json() | {"file_name": kept.name, "mime_type": kept.mime}}


def as_voice(kept: StoredFile) -> Json:
    return {"voice": kept.as_json() | {"duration": 3, "mime_type": kept.mime}}


def _suffix(name: str) -> str:
    return f".{name.rpartition('.')[2]}" if "." in name else ""
