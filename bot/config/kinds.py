"""Types of values in a configuration, and the problems reported for wrong ones."""

import errno
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Literal, Self, TypeAlias
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    SecretStr,
    StringConstraints,
)

from bot.domain.dates.moments import DaysAreOver, read_days
from bot.domain.dates.recurrence import read_schedule
from bot.domain.mail_tags import LONGEST_NAME
from bot.domain.refusals import Refusal


class Section(BaseModel):
    """Keys that belong together. Its repr leaves out secrets."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True
    )


class Problem(str):
    """A sentence in English, with the template and the values that other languages need."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        """Fill the values into the template."""
        problem = super().__new__(cls, template.format(**values))
        problem.template, problem.values = template, values
        return problem


def problem(template: str, /, **values: object) -> Problem:
    """A problem; the template is the key in the catalogues, other problems may be values."""
    return Problem(template, values)


def reason(error: OSError) -> str:
    """The system's reason, a problem where it is one that people meet."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


_REASONS = {
    errno.ENOENT: problem("No such file or directory"),
    errno.EACCES: problem("Permission denied"),
    errno.EPERM: problem("Operation not permitted"),
    errno.EISDIR: problem("Is a directory"),
    errno.ENOTDIR: problem("Not a directory"),
    errno.ENOSPC: problem("No space left on device"),
    errno.EROFS: problem("Read-only file system"),
    errno.EADDRINUSE: problem("Address already in use"),
    errno.EADDRNOTAVAIL: problem("Cannot assign requested address"),
}

MATRIX_SERVER = r"(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9.-]+)(:\d{1,5})?"
MATRIX_USER = rf"@[^\s:]+:{MATRIX_SERVER}"
# Newer rooms are not named after a server.
MATRIX_ROOM = rf"![^\s/:]+(:{MATRIX_SERVER})?"
# A network of Matrix: `matrix`, or the name of another server.
_ON_MATRIX = r"(?!telegram:)[a-z][a-z0-9-]*:"
OTHER = r"(?!telegram:|matrix:)[a-z][a-z0-9-]*:[^\s!#@]\S*"
# A place or a person on a network; what follows a / is inside the room: on Telegram a topic
# (`telegram:-1001/17`), on Matrix a thread, by its first message.
ROOM = rf"telegram:-?\d+(/\d+)?|{_ON_MATRIX}{MATRIX_ROOM}(/\$\S+)?|{OTHER}"
IDENTITY = rf"telegram:\d+|{_ON_MATRIX}{MATRIX_USER}|{OTHER}"
INVITERS = r"\*|[@*]\S*:\S+"
RESERVED_NETWORKS = (
    *("telegram", "matrix", "playground", "web", "mail", "http", "https"),
    *("database", "disk", "inbox", "schedule"),  # parts that /healthz names
)
"""Names reserved for other networks, which no Matrix server may have."""
NETWORK = r"[a-z][a-z0-9]{0,19}"
LINK = r"https?://[^\s/]\S*"
_ANY_DAY = date(2026, 1, 1)
LONGEST_TERRITORY = 45
"""In bytes, as it stands in a button."""


def matching(pattern: str, fact: Problem) -> AfterValidator:
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
        raise ValueError(problem("is not a time zone"))
    return name


def check_token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]+", token.get_secret_value(), re.ASCII):
        raise ValueError(problem("is not a token as @BotFather gives it"))
    return token


def check_territory(territory: str) -> str:
    if len(territory.encode()) > LONGEST_TERRITORY or "\n" in territory:
        raise ValueError(problem("is too long for a button: write 45 letters at most, on one line"))
    return territory


def check_schedule(words: str) -> str:
    """Check the words of a schedule: "mardi 8h", "1er mardi du mois 8h"; none is allowed."""
    if words:
        try:
            read_schedule(words, today=_ANY_DAY)
        except Refusal:
            raise ValueError(problem("is not a schedule")) from None
    return words


def check_days(words: str) -> str:
    """Check the words of a period: "1er septembre 2025 - 15 mars 2026"; none is allowed."""
    if words:
        try:
            read_days(words, today=_ANY_DAY)
        except DaysAreOver:
            return words
        except Refusal:
            raise ValueError(problem("is not a period")) from None
    return words


def check_room(room: str) -> str:
    """Tell what is wrong with a room's alias, which may lead elsewhere tomorrow."""
    if re.match(rf"{_ON_MATRIX}#", room):
        raise ValueError(
            problem(
                "is the name of a room, and not its address, which begins with an exclamation "
                "mark: Element shows it in the room's settings, under Advanced"
            )
        )
    return room


def own_part(address: str) -> str:
    """An address without its network: `@ana:example.org`."""
    return address.partition(":")[2]


def is_matrix(address: str) -> bool:
    """True for the address of an account or a room on a Matrix server, whatever its network."""
    return own_part(address)[:1] in {"@", "!"}


def check_network(name: str) -> str:
    """Check what a Matrix server is called: part of addresses, folders, environment variables."""
    if name in RESERVED_NETWORKS or not re.fullmatch(NETWORK, name, re.ASCII):
        raise ValueError(
            problem(
                "is no name for a server; use small letters and digits, 20 at most, and none of "
                "{names}",
                names=", ".join(RESERVED_NETWORKS),
            )
        )
    return name


def check_section(network: str) -> str:
    """Check the name of a server's section; `[matrix]` itself is the first server's."""
    return network if network == "matrix" else check_network(network)


def database_url(url: str) -> str:
    """Give the address as SQLAlchemy wants it, with the name of our driver."""
    if re.fullmatch(r"sqlite:///.+", url):
        return url
    if found := re.fullmatch(r"postgres(?:ql)?(?:\+psycopg)?://(.+)", url):
        return f"postgresql+psycopg://{found[1]}"
    raise ValueError(problem("is neither a SQLite file nor a PostgreSQL address"))


def split_commas(value: object) -> object:
    """Read the list that an environment variable holds."""
    return [item for item in value.split(",") if item.strip()] if isinstance(value, str) else value


def check_different(words: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(words)) < len(words):
        raise ValueError(problem("says something twice"))
    return words


def read_network(value: object) -> object:
    """The network of a proxy: an address, or an address and how many bits of it count."""
    if not isinstance(value, str):
        return value
    try:
        network = ip_network(value.strip(), strict=False)
    except ValueError:
        raise ValueError(problem("is neither an address nor a network")) from None
    if network.prefixlen == 0:
        raise ValueError(problem("is everybody: name the address of your web server only"))
    return network


def without_last_slash(link: str) -> str:
    return link.rstrip("/")


Network: TypeAlias = IPv4Network | IPv6Network
Networks = Annotated[
    tuple[Annotated[Network, BeforeValidator(read_network)], ...], BeforeValidator(split_commas)
]
Locale = Literal["fr", "en"]
Timezone = Annotated[str, AfterValidator(check_timezone)]
Database = Annotated[str, AfterValidator(database_url)]
Token = Annotated[SecretStr, AfterValidator(check_token)]
Room = Annotated[str, AfterValidator(check_room), matching(ROOM, problem("is not a room"))]
Rooms = Annotated[tuple[Room, ...], BeforeValidator(split_commas)]
RoomOrNone = Annotated[
    str, AfterValidator(check_room), matching(f"|{ROOM}", problem("is not a room"))
]
Identity = Annotated[str, matching(IDENTITY, problem("is not an account"))]
Identities = Annotated[tuple[Identity, ...], BeforeValidator(split_commas)]
IdentityOrNone = Annotated[str, matching(f"|{IDENTITY}", problem("is not an account"))]
MatrixUser = Annotated[str, matching(MATRIX_USER, problem("is not a Matrix account"))]
Inviters = Annotated[
    tuple[Annotated[str, matching(INVITERS, problem("is not a pattern of Matrix accounts"))], ...],
    BeforeValidator(split_commas),
]


def check_mail_name(address: str) -> str:
    """Check that a signed tag has room in the part of our address in front of the @."""
    if len(address.partition("@")[0]) > LONGEST_NAME:
        raise ValueError(
            problem(
                "has more than {most} characters in front of the @: people answer to addresses "
                "that go on behind them",
                most=LONGEST_NAME,
            )
        )
    return address


_HOST = r"(\[[0-9a-f:]+\]|[a-zA-Z0-9.-]+)(:\d{1,5})?"
MailAddress = Annotated[
    str,
    matching(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+", problem("is not an e-mail address")),
    AfterValidator(check_mail_name),
]
DkimSelector = Annotated[
    str, matching(r"|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", problem("is not a name in the DNS"))
]
SmtpServer = Annotated[str, matching(rf"smtps?://{_HOST}", problem("is not a mail server"))]
ImapServer = Annotated[str, matching(rf"imaps?://{_HOST}", problem("is not a mail server"))]
Server = Annotated[
    str, matching(LINK, problem("is not a web address")), AfterValidator(without_last_slash)
]
Base = Annotated[
    str, matching(f"|{LINK}", problem("is not a web address")), AfterValidator(without_last_slash)
]
LinkOrNone = Annotated[str, matching(f"|{LINK}", problem("is not a web address"))]
_PORT = r"(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])"
_LISTEN = rf"(\[[0-9a-f:]+\]|[^\s:]+):{_PORT}"
Listen = Annotated[str, matching(_LISTEN, problem("is not an address and a port"))]
ListenOrNone = Annotated[str, matching(f"|{_LISTEN}", problem("is not an address and a port"))]
Territories = Annotated[
    tuple[Annotated[str, AfterValidator(check_territory)], ...], BeforeValidator(split_commas)
]
ServerNetwork = Annotated[str, AfterValidator(check_section)]
NetworkName = Annotated[str, matching(r"[^\n]{0,40}", problem("is longer than 40 letters"))]
Slug = Annotated[
    str, matching(r"[a-z][a-z0-9-]*", problem("is not made of small letters, digits and -"))
]
Words = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1, max_length=60)], ...],
    BeforeValidator(split_commas),
    AfterValidator(check_different),
]
DaysOrNone = Annotated[str, AfterValidator(check_days)]
ScheduleOrNone = Annotated[str, AfterValidator(check_schedule)]
