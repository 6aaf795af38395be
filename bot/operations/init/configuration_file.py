"""The configuration file that `terreau init` writes: short, commented, for its owner's eyes."""

import json
import re
import tempfile
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.config import MATRIX, load
from bot.core.messages.content import Text, text
from bot.core.messages.i18n import Reader
from bot.domain.roles import Seat
from bot.operations.init.answers import DATA, TELEGRAM, TIMEZONE
from bot.operations.init.asking import Asker, Stopped
from bot.operations.instance import check_paths, typed_command

SECRET = text("A secret: anyone who has it can speak as the bot.")


@dataclass(frozen=True, slots=True)
class OnTelegram:
    token: str
    api_base: str


@dataclass(frozen=True, slots=True)
class OnMatrix:
    """The bot's account there, and who may invite it: nobody named is everybody on its server."""

    homeserver: str
    user: str
    password: str
    access_token: str
    oauth: bool
    invited_by: tuple[str, ...]
    encryption: bool


@dataclass(frozen=True, slots=True)
class Choices:
    locale: str
    telegram: OnTelegram | None
    matrix: OnMatrix | None
    community: str
    region: str
    contact: str
    cultivator: str
    rooms: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    gardeners: Mapping[Seat, str] = field(default_factory=dict)
    timezone: str = TIMEZONE
    data: str = DATA


def compose(choices: Choices, reader: Reader) -> str:
    """The file's text."""

    def remark(words: Text) -> str:
        return f"# {reader.say(words)}"

    lines = [
        remark(
            text("Written by “terreau init”. config.example.toml explains every other setting.")
        ),
        "",
        "[instance]",
        remark(text("The language and time zone of people who have not chosen their own.")),
        f"locale = {quoted(choices.locale)}",
        f"timezone = {quoted(choices.timezone)}",
        remark(text("The accounts that look after Terreau.")),
        f"cultivators = {listed([choices.cultivator])}",
        remark(text("Where people can write about their data.")),
        f"contact = {quoted(choices.contact)}",
    ]
    if choices.data != DATA:
        lines.append(f"data = {quoted(choices.data)}")
    if choices.telegram is not None:
        lines += ["", "[telegram]", remark(SECRET), f"token = {quoted(choices.telegram.token)}"]
        if choices.telegram.api_base != TELEGRAM:
            lines.append(f"api_base = {quoted(choices.telegram.api_base)}")
    if choices.matrix is not None:
        lines += ["", *_matrix(MATRIX, choices.matrix, remark)]
    lines += [
        "",
        "[privacy]",
        remark(text("Who is responsible for personal data, as named in the privacy notice.")),
        f"controller = {quoted(choices.region)}",
        "",
        "[[communities]]",
        remark(text("Its short name in links and commands.")),
        f"slug = {quoted(slug_of(choices.community))}",
        f"name = {quoted(choices.community)}",
        remark(text("Where its members talk, and where only announcements are posted.")),
        f"rooms = {listed(choices.rooms)}",
        f"channels = {listed(choices.channels)}",
    ]
    if choices.gardeners:
        seats = ", ".join(f"{seat} = {quoted(who)}" for seat, who in choices.gardeners.items())
        lines.append(remark(text("The account of each gardener.")))
        lines.append(f"gardeners = {{ {seats} }}")
    return "\n".join(lines) + "\n"


def server_section(section: str, server: OnMatrix, reader: Reader) -> list[str]:
    """The lines of the section of one more Matrix server."""
    return _matrix(section, server, lambda words: f"# {reader.say(words)}")


def check_there(path: Path) -> None:
    """Raise `Stopped` where there is no file yet to which a section could be added."""
    if not path.exists():
        raise Stopped(
            text(
                "{file} does not exist yet: run {init} first.",
                file=path,
                init=typed_command("init", path),
            )
        )
    check_paths(path)


def add_section(
    asker: Asker, path: Path, lines: Sequence[str], env: Mapping[str, str] | None = None
) -> None:
    """Write a section at the end of the file, which is read as a whole first, and say so."""
    file = path.read_text(encoding="utf-8").rstrip()
    kept = write(path, "\n".join([file, "", *lines]) + "\n", env)
    asker.say(
        text(
            "[{section}] is added to {file}; the previous file is kept as {kept}.",
            section=lines[0].strip("[]"),
            file=path,
            kept=kept,
        )
    )


def _matrix(section: str, choices: OnMatrix, remark: Callable[[Text], str]) -> list[str]:
    lines = [
        f"[{section}]",
        f"homeserver = {quoted(choices.homeserver)}",
        f"user = {quoted(choices.user)}",
    ]
    if choices.oauth:
        lines.append(
            remark(text("The bot was approved in a browser; its tokens are in the data folder."))
        )
        lines.append("oauth = true")
    else:
        lines.append(remark(SECRET))
    if choices.password:
        lines.append(f"password = {quoted(choices.password)}")
    if choices.access_token:
        lines.append(f"access_token = {quoted(choices.access_token)}")
    if choices.invited_by:
        lines.append(remark(text("Who may invite the bot.")))
        lines.append(f"invited_by = {listed(choices.invited_by)}")
    if not choices.encryption:
        lines.append("encryption = false")
    return lines


def write(path: Path, content: str, env: Mapping[str, str] | None = None) -> Path | None:
    """Put the file there whole or not at all, readable by its owner alone.

    Gives where the one that was there before is kept. What `bot.config` would not take, with the
    keys of `env`, is not written: it raises `ConfigError`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = _new_file_beside(path, content.encode())
    try:
        load(new, env or {})
        kept = None
        if path.exists():
            kept = path.with_name(f"{path.name}.old")
            _new_file_beside(path, path.read_bytes()).replace(kept)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return kept


def slug_of(name: str) -> str:
    """A short name: « Pionniers de l'énergie » is `pionniers-de-l-energie`."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-0123456789")
    return slug or "terreau"


def quoted(words: str) -> str:
    """A text as TOML has it: JSON's way, and one more character that TOML refuses bare."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def listed(items: Sequence[str]) -> str:
    return f"[{', '.join(map(quoted, items))}]"


def _new_file_beside(path: Path, content: bytes) -> Path:
    """A new file in the same folder, which only its owner may read."""
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        file.write(content)
    return Path(file.name)
