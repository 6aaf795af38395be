"""From an HTTP request to the parameters of a method, checked."""

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from .errors import MisuseError, misused
from .signatures import Parameter, Upload

Raw = dict[str, Any]


async def raw_parameters(request: web.Request) -> Raw:
    """Read the query and the body, be it a form, a multipart form or JSON."""
    raw: Raw = dict(request.query)
    match request.content_type:
        case "application/x-www-form-urlencoded":
            body = await request.read()
            raw |= parse_qsl(body.decode(), keep_blank_values=True)
        case "application/json":
            raw |= _object(await request.read())
        case "multipart/form-data":
            raw |= await _multipart(request)
    return raw


def checked(raw: Raw, parameters: dict[str, Parameter]) -> Raw:
    """Turn raw values into typed ones, or say what is wrong with them."""
    asked: Raw = {}
    for name, value in raw.items():
        parameter = parameters.get(name)
        if parameter is None:
            if isinstance(value, Upload):
                asked[name] = value  # named by another parameter, as attach://name
                continue
            raise misused(f"unknown parameter {name!r}")
        try:
            asked[name] = parameter.read(value)
        except ValueError as error:
            raise misused(f"can't parse {name}: {error}") from None
    for name, parameter in parameters.items():
        if parameter.required and name not in asked:
            raise _missing(name)
    return asked


def _missing(name: str) -> MisuseError:
    known = {"text": "message text is empty", "chat_id": "chat_id is empty"}
    return misused(known.get(name, f"parameter {name!r} is required"))


def _object(body: bytes) -> Raw:
    try:
        told = json.loads(body or b"{}")
    except ValueError:
        raise misused("can't parse JSON object") from None
    if not isinstance(told, dict):
        raise misused("object expected as a request")
    return told


async def _multipart(request: web.Request) -> Raw:
    form = await request.post()
    return {
        name: Upload(value.filename, value.content_type, value.file.read())
        if isinstance(value, web.FileField)
        else value
        for name, value in form.items()
    }
