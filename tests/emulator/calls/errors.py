"""Refusals of Telegram."""

from http import HTTPStatus
from typing import Any

Json = dict[str, Any]

_WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class ApiError(Exception):
    """Telegram refuses a call; even a well-behaved client may meet this."""

    def __init__(self, code: int, words: str = "", **parameters: int) -> None:
        self.code = code
        self.description = f"{_WORDS[code]}: {words}" if words else _WORDS[code]
        self.parameters = parameters
        super().__init__(self.description)

    def as_json(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


class MisuseError(ApiError):
    """A refusal that a well-behaved client never causes: it is a violation."""


def refused(words: str) -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, words)


def misused(words: str) -> MisuseError:
    return MisuseError(HTTPStatus.BAD_REQUEST, words)


def forbidden(words: str) -> ApiError:
    return ApiError(HTTPStatus.FORBIDDEN, words)


def plain_refusal(code: int) -> Json:
    """Say no with the words that belong to a code and nothing else."""
    words = _WORDS.get(code) or HTTPStatus(code).phrase
    return {"ok": False, "error_code": code, "description": words}
