"""Files on Matrix: those of people, read off a message and fetched; ours, uploaded.

In encrypted rooms a file is encrypted apart from its message, which holds its keys: see "Sending
encrypted attachments" in the client-server API.
"""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from bot.core.messages.incoming import Upload
from bot.core.messages.ports import FileGone, FileTooBig, Rejected
from bot.domain.files import plain_media_type, plain_name
from bot.transports.matrix.encryption.crypto import (
    DoesNotOpen,
    decrypt_attachment,
    encrypt_attachment,
)
from bot.transports.matrix.homeserver import SECONDS, Api, Json, found, text_at
from bot.transports.matrix.homeserver_errors import Refused

UPLOAD = "/_matrix/media/v3/upload"
DOWNLOAD = "/_matrix/client/v1/media/download"
"""With our token: servers that gave files to anybody no longer do (specification 1.11)."""
BYTES_A_SECOND = 200_000
"""The slowest line that a file passes over."""
_MXC = re.compile(r"mxc://([A-Za-z0-9.:\[\]-]{1,255})/([A-Za-z0-9_~-]{1,255})")
_SENT = {"m.file": "", "m.image": "image.png", "m.audio": "voice.ogg"}
_REMEMBERED = 50


def upload_in(content: Json, network: str) -> Upload | None:
    """The document, picture or recording of a message; None where its reference makes no sense."""
    kind = text_at(content, "msgtype")
    if kind not in _SENT:
        return None
    where = _encrypted_reference(content) if "file" in content else {"url": text_at(content, "url")}
    if not all(where.values()) or not _MXC.fullmatch(where["url"]):
        return None
    size = found(content, "info", "size")
    name = text_at(content, "filename") or text_at(content, "body") or _SENT[kind]
    return Upload(
        network,
        plain_name(name),
        plain_media_type(text_at(content, "info", "mimetype")),
        size if isinstance(size, int) and size >= 0 else None,
        where,
    )


def caption_in(content: Json) -> str | None:
    """The caption of a file; None if its body is the file's name."""
    name = text_at(content, "filename")
    body = text_at(content, "body")
    return body if name and body != name else None


def _encrypted_reference(content: Json) -> dict[str, str]:
    return {
        "url": text_at(content, "file", "url"),
        "key": text_at(content, "file", "key", "k"),
        "iv": text_at(content, "file", "iv"),
        "hash": text_at(content, "file", "hashes", "sha256"),
    }


@dataclass(slots=True)
class Media:
    """The homeserver's store of files.

    What was uploaded for a message is remembered until later ones are many: the same message said
    again shows the same file.
    """

    api: Api
    _uploaded: OrderedDict[str, Json] = field(default_factory=OrderedDict)

    async def put(self, raw: bytes, kind: str, *, txn: str, encrypted: bool) -> Json:
        """Upload a file for the message `txn`; gives what its content says of it."""
        if txn in self._uploaded:
            return self._uploaded[txn]
        info: dict[str, Any] = {"info": {"mimetype": kind, "size": len(raw)}}
        if encrypted:
            ciphertext, keys = await asyncio.to_thread(encrypt_attachment, raw)
            uri = await self._post(ciphertext, "application/octet-stream")
            info_sent: Json = {**info, "file": {**keys, "url": uri}}
        else:
            info_sent = {**info, "url": await self._post(raw, kind)}
        self._uploaded[txn] = info_sent
        if len(self._uploaded) > _REMEMBERED:
            self._uploaded.popitem(last=False)
        return info_sent

    async def get(self, upload: Upload, most: int) -> bytes:
        """Download a file that a person sent, in clear."""
        where = upload.where
        raw = await self._download(where["url"], most)
        if "key" not in where:
            return raw
        try:
            return await asyncio.to_thread(
                decrypt_attachment, raw, where["key"], where["hash"], where["iv"]
            )
        except DoesNotOpen:
            raise Rejected("its keys do not open it") from None

    async def _post(self, raw: bytes, kind: str) -> str:
        seconds = SECONDS + len(raw) / BYTES_A_SECOND
        answer = await self.api.request("POST", UPLOAD, raw, kind=kind, seconds=seconds)
        return str(answer["content_uri"])

    async def _download(self, uri: str, most: int) -> bytes:
        address = _MXC.fullmatch(uri)
        if address is None:
            raise FileGone("no address of a file")
        path = "/".join(quote(each, safe="") for each in address.groups())
        seconds = SECONDS + most / BYTES_A_SECOND
        try:
            return await self.api.download(f"{DOWNLOAD}/{path}", most, seconds=seconds)
        except Refused as refused:
            raise _file_error(refused) from None


def _file_error(refused: Refused) -> Exception:
    """A refusal that speaks of a file, and not of a room."""
    if refused.status == 404:  # noqa: PLR2004 - HTTP
        return FileGone(str(refused))
    if refused.status == 413 or refused.errcode == "M_TOO_LARGE":  # noqa: PLR2004 - HTTP
        return FileTooBig()
    return refused if refused.is_for_now else Rejected(str(refused))
