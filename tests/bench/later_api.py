"""Write what the Bot API has and python-telegram-bot has no names for, for the emulator to check.

aiogram follows the Bot API closely and stands in the environment of the benches alone: run
`.venv-bench/bin/python -m tests.bench.later_api` after a change of its release.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import aiogram
import aiogram.methods
import aiogram.types
from aiogram.client.default import Default
from pydantic import BaseModel

FIELDS = Path(__file__).parents[1] / "emulator" / "calls" / "later_api.json"
TYPES = (
    *("BotCommand", "ChatJoinRequest", "ChatMemberAdministrator", "DisabledButton"),
    *("EphemeralMessageParameters", "InlineKeyboardButton", "Message", "ReplyParameters"),
)
METHODS = (
    *("SendDocument", "SendMessage", "SendPhoto"),
    *("EditEphemeralMessageText", "EditEphemeralMessageCaption", "DeleteEphemeralMessage"),
    *("AnswerChatJoinRequestQuery",),
)
_SIMPLE = {bool: "Boolean", int: "Integer", str: "String", float: "Float"}


def later_api() -> dict[str, Any]:
    """Fields of types and parameters of methods, by their kind; optional ones end with `?`."""
    methods = [getattr(aiogram.methods, name) for name in METHODS]
    return {
        "api": aiogram.__api_version__,
        "types": {name: _fields(getattr(aiogram.types, name)) for name in TYPES},
        "methods": {each.__api_method__: _fields(each) for each in methods},
    }


def _fields(model: type[BaseModel]) -> dict[str, str]:
    return {
        field.alias or name: _kind(field.annotation) + ("" if field.is_required() else "?")
        for name, field in model.model_fields.items()
        if not _is_deprecated(field.json_schema_extra)
    }


def _is_deprecated(extra: object) -> bool:
    return isinstance(extra, dict) and bool(extra.get("deprecated"))


def _kind(annotation: Any) -> str:  # noqa: ANN401 - whatever a field is declared as
    """The kind of a field in the words of the Bot API; the first that fits of several."""
    if get_origin(annotation) is Annotated:
        return _kind(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        members = [it for it in get_args(annotation) if it not in {NoneType, Default}]
        kinds = [_kind(each) for each in members]
        return next((it for it in kinds if it != "String"), "String")
    if get_origin(annotation) is list:
        return f"Array of {_kind(get_args(annotation)[0])}"
    if get_origin(annotation) is Literal or issubclass(annotation, str):
        return "String"
    if issubclass(annotation, datetime | timedelta):
        return "Integer"
    simple = (word for kind, word in _SIMPLE.items() if issubclass(annotation, kind))
    return next(simple, str(annotation.__name__))


if __name__ == "__main__":
    FIELDS.write_text(json.dumps(later_api(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
