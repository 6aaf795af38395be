"""The kinds of values that a configuration holds, and what is said of a wrong one."""

import re
from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, SecretStr

# A place or a person on a network; on Telegram a topic follows its room: `telegram:-1001/17`.
ROOM = r"telegram:-?\d+(/\d+)?|(?!telegram:)[a-z][a-z0-9-]*:\S+"
IDENTITY = r"telegram:\d+|(?!telegram:)[a-z][a-z0-9-]*:\S+"
LINK = r"https?://[^\s/]\S*"
WEEKLY = r"(mon|tue|wed|thu|fri|sat|sun) ([01]\d|2[0-3]):[0-5]\d"


def matching(pattern: str, fact: str) -> AfterValidator:
    """Accept what `pattern` describes whole; of anything else tell the `fact`."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(fact)
        return value

    return AfterValidator(check)


@cache
def known_timezones() -> frozenset[str]:
    return frozenset(available_timezones())


def check_timezone(name: str) -> str:
    if name not in known_timezones():
        raise ValueError("is not a time zone")
    return name


def check_token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]+", token.get_secret_value(), re.ASCII):
        raise ValueError("is not a token as @BotFather gives it")
    return token


def database_url(url: str) -> str:
    """Give the address as SQLAlchemy wants it, with the name of our driver."""
    if re.fullmatch(r"sqlite:///.+", url):
        return url
    if found := re.fullmatch(r"postgres(?:ql)?(?:\+psycopg)?://(.+)", url):
        return f"postgresql+psycopg://{found[1]}"
    raise ValueError("is neither a SQLite file nor a PostgreSQL address")


def split_commas(value: object) -> object:
    """Read the list that an environment variable holds."""
    return [item for item in value.split(",") if item.strip()] if isinstance(value, str) else value


def without_last_slash(link: str) -> str:
    return link.rstrip("/")


Locale = Literal["fr", "en"]
Timezone = Annotated[str, AfterValidator(check_timezone)]
Database = Annotated[str, AfterValidator(database_url)]
Token = Annotated[SecretStr, AfterValidator(check_token)]
Room = Annotated[str, matching(ROOM, "is not a room")]
Rooms = Annotated[tuple[Room, ...], BeforeValidator(split_commas)]
RoomOrNone = Annotated[str, matching(f"|{ROOM}", "is not a room")]
Identity = Annotated[str, matching(IDENTITY, "is not an account")]
Identities = Annotated[tuple[Identity, ...], BeforeValidator(split_commas)]
IdentityOrNone = Annotated[str, matching(f"|{IDENTITY}", "is not an account")]
Base = Annotated[
    str, matching(f"|{LINK}", "is not a web address"), AfterValidator(without_last_slash)
]
LinkOrNone = Annotated[str, matching(f"|{LINK}", "is not a web address")]
Listen = Annotated[
    str, matching(r"(\[[0-9a-f:]+\]|[^\s:]+):\d{1,5}", "is not an address and a port")
]
Slug = Annotated[str, matching(r"[a-z][a-z0-9-]*", "is not made of small letters, digits and -")]
WeeklyOrNone = Annotated[str, matching(f"|{WEEKLY}", "is not a weekday and a time")]
