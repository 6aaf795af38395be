"""A secret beside the database and not in it, so that a copy of one tells nothing of the other."""

import os
import secrets
from pathlib import Path

LINK_KEY = "links.key"
"""The file of the key that signs links; with a new one, links that were signed ask again."""

_BYTES = 32


def secret_at(path: Path) -> bytes:
    """The secret in a file that only its owner reads; it is made when it is first asked for."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii"))
