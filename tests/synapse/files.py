"""Files on a homeserver, by the specification alone and not by the library that we use."""

import base64
import os
from hashlib import sha256

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.synapse.calls import Json

UPLOAD = "/_matrix/media/v3/upload"
DOWNLOAD = "/_matrix/client/v1/media/download"


async def upload(url: str, token: str, raw: bytes, kind: str) -> str:
    """Upload bytes; gives their `mxc://` address."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    async with aiohttp.request("POST", url + UPLOAD, data=raw, headers=headers) as answer:
        return str((await answer.json())["content_uri"])


async def download(url: str, token: str, uri: str) -> bytes:
    """The bytes at an `mxc://` address."""
    headers = {"Authorization": f"Bearer {token}"}
    where = f"{url}{DOWNLOAD}/{uri.removeprefix('mxc://')}"
    async with aiohttp.request("GET", where, headers=headers) as answer:
        assert answer.status == 200, answer.status
        return await answer.read()


def sealed(raw: bytes) -> tuple[bytes, Json]:
    """Bytes, encrypted, and the EncryptedFile that opens them, without its address."""
    key, counter = os.urandom(32), os.urandom(8) + bytes(8)
    hidden = _aes(key, counter, raw)
    told = {
        "v": "v2",
        "key": {
            "kty": "oct",
            "alg": "A256CTR",
            "ext": True,
            "k": base64.urlsafe_b64encode(key).decode().rstrip("="),
            "key_ops": ["encrypt", "decrypt"],
        },
        "iv": _unpadded(counter),
        "hashes": {"sha256": _unpadded(sha256(hidden).digest())},
    }
    return hidden, told


def opened(hidden: bytes, told: Json) -> bytes:
    """The clear bytes of an EncryptedFile, which must be whole and have the right hash."""
    key = told["key"]
    assert (told["v"], key["kty"], key["alg"], key["ext"]) == ("v2", "oct", "A256CTR", True)
    assert {"encrypt", "decrypt"} <= set(key["key_ops"])
    assert told["hashes"]["sha256"] == _unpadded(sha256(hidden).digest())
    counter = base64.b64decode(told["iv"] + "==")
    assert counter[8:] == bytes(8), "the lower half of the counter begins at nought"
    return _aes(base64.urlsafe_b64decode(key["k"] + "=="), counter, hidden)


def _aes(key: bytes, counter: bytes, raw: bytes) -> bytes:
    cipher = Cipher(algorithms.AES256(key), modes.CTR(counter)).encryptor()
    return cipher.update(raw) + cipher.finalize()


def _unpadded(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")
