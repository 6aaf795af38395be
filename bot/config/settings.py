"""The sections of `config.toml`, explained key by key in `config.example.toml`.

A text that may be left out is then empty. Paths start from the folder of the file.
Each Matrix server has an account, a device, keys and a folder of its own: one that is added or
removed touches nothing of the others.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator

from bot.config import kinds
from bot.config.kinds import Section, problem

MATRIX = "matrix"
"""The network of `[matrix]` itself."""
MAIL = "mail"
TCHAP_CALLS_PER_SECOND = 1.0
"""The pace that Tchap's help pages ask of bots."""
_TCHAP = ".tchap.gouv.fr"
_KEY = ".key"


class Matrix(Section):
    homeserver: kinds.Server = Field(examples=["https://matrix.example.org"])
    user: kinds.MatrixUser = Field(examples=["@terreau:example.org"])
    password: SecretStr = Field(SecretStr(""), repr=False, examples=["the-password"])
    access_token: SecretStr = Field(SecretStr(""), repr=False, examples=["syt_dGVycmVhdQ_AbCdEf"])
    oauth: bool = False
    """The bot was approved in a browser: its tokens are in the data folder, not in the file."""
    device_id: str = Field("", examples=["GTXABCDEFG"])
    pickle_key_file: Path | None = Field(None, examples=["data/matrix.key"])
    invited_by: kinds.Inviters = Field((), examples=["*:example.org", "@ana:example.org"])
    encryption: bool = True
    name: kinds.NetworkName = Field("", examples=["Tchap"])
    calls_per_second: float = Field(0.0, ge=0, examples=[1])
    """At most; 0: one on Tchap, elsewhere what the server's refusals teach."""

    @model_validator(mode="after")
    def _check_secrets(self) -> Self:
        has_secret = self.password.get_secret_value() or self.access_token.get_secret_value()
        if self.oauth and has_secret:
            raise ValueError(
                problem("has oauth = true beside a password or an access_token; leave one out")
            )
        if not self.oauth and not has_secret:
            raise ValueError(
                problem("has no password, no access_token and no oauth = true; write one of them")
            )
        return self

    @property
    def server(self) -> str:
        """The name of the server, as it ends the account's."""
        return self.user.partition(":")[2]

    @property
    def inviters(self) -> tuple[str, ...]:
        """Patterns of the accounts that may invite the bot."""
        return self.invited_by or (f"*:{self.server}",)

    @property
    def pace(self) -> float:
        """Calls a second at most; 0 where the server states nothing."""
        return self.calls_per_second or usual_pace(self.server)


MatrixServers = dict[kinds.ServerNetwork, Matrix]


@dataclass(frozen=True, slots=True)
class MatrixServer:
    """One server of the configuration, and where its data lies."""

    network: str
    settings: Matrix
    data: Path
    """The folder of data of the instance."""

    @property
    def section(self) -> str:
        """The section of the file: `matrix`, `matrix.tchap`."""
        return self.network if self.network == MATRIX else f"{MATRIX}.{self.network}"

    @property
    def folder(self) -> Path:
        """The folder of the device, its keys and the identity."""
        return folder_of(self.data, self.network)

    @property
    def pickle_key_file(self) -> Path:
        """The key that encrypts what lies in the folder."""
        return self.settings.pickle_key_file or usual_key_file(self.data, self.network)

    @property
    def name(self) -> str:
        """The server's name for the person who runs the program."""
        return self.name_among(several=self.network != MATRIX)

    def name_among(self, *, several: bool) -> str:
        """The network's name; where there are several, it tells them apart."""
        if self.settings.name or self.network != MATRIX:
            return self.settings.name or self.network.capitalize()
        return f"Matrix ({self.settings.server})" if several else "Matrix"


def usual_pace(server: str) -> float:
    """Calls a second that a server is known to ask for; 0 where none is known."""
    return TCHAP_CALLS_PER_SECOND if f".{server}".endswith(_TCHAP) else 0.0


def server_sections(section: object) -> object:
    """The sections by network: what stands in `[matrix]` itself, and each `[matrix.name]`."""
    if not isinstance(section, Mapping):
        return section
    if MATRIX in section:
        raise ValueError(problem("has a section “matrix.matrix”; give that server another name"))
    others = {name: part for name, part in section.items() if is_server(name, part)}
    own = {name: part for name, part in section.items() if name not in others}
    return {MATRIX: own, **others} if own or not others else others


def is_server(name: str, value: object) -> bool:
    """True for a section of another server within `[matrix]`."""
    return isinstance(value, Mapping) and name not in Matrix.model_fields


def folder_of(data: Path, network: str) -> Path:
    """The folder of a server's device, keys and identity: `matrix`, `matrix-tchap`."""
    return data / _stem(network)


def usual_key_file(data: Path, network: str) -> Path:
    """The default path of a server's pickle key."""
    return data / f"{_stem(network)}{_KEY}"


def known_folders(data: Path) -> list[Path]:
    """The folders of all servers that ever were, removed ones too."""
    return sorted(each for each in data.glob(f"{MATRIX}*") if is_server_folder(each.name))


def is_server_folder(name: str) -> bool:
    """True for the name of a server's folder."""
    return re.fullmatch(rf"{MATRIX}(-{kinds.NETWORK})?", name, re.ASCII) is not None


def is_key_file(name: str) -> bool:
    """True for the default name of a server's pickle key, of whichever server it is."""
    return name.endswith(_KEY) and is_server_folder(name.removesuffix(_KEY))


def _stem(network: str) -> str:
    return network if network == MATRIX else f"{MATRIX}-{network}"


NAMED_PURPOSES = (
    "membership",
    "letter",
    "messages",
    "directory",
    "pairs",
    "email",
    "greeting",
    "relaunch",
)
"""The purposes that have a name in every language."""


class Instance(Section):
    name: str = "Terreau"
    locale: kinds.Locale = "fr"
    timezone: kinds.Timezone = "Europe/Paris"
    database: kinds.Database = Field(
        "sqlite:///terreau.db",
        repr=False,
        examples=["sqlite:///terreau.db", "postgresql://user@host/terreau"],
    )
    data: Path = Path("data")
    cultivators: kinds.Identities = Field((), examples=["telegram:42", "matrix:@ana:example.org"])
    contact: str = Field("", examples=["dpo@region.example"])


class Telegram(Section):
    token: kinds.Token = Field(repr=False, examples=["123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"])
    api_base: kinds.Base = "https://api.telegram.org"
    test: bool = False
    mode: str = Field("polling", examples=["polling"])

    @field_validator("mode")
    @classmethod
    def _check_mode(cls, mode: str) -> str:
        if mode == "webhook":
            raise ValueError(problem("can only be “polling” for now: webhooks come later"))
        if mode != "polling":
            raise ValueError(problem("is not a way to receive messages"))
        return mode


class Mail(Section):
    address: kinds.MailAddress = Field(examples=["terreau@region.example"])
    smtp: kinds.SmtpServer = Field(examples=["smtps://mail.region.example"])
    imap: kinds.ImapServer = Field(examples=["imaps://mail.region.example"])
    user: str = Field("", examples=["terreau@region.example"])
    """Empty: the address."""
    password: SecretStr = Field(repr=False, examples=["the-password"])
    smtp_user: str = Field("", examples=["terreau@region.example"])
    """Empty: the same as for reading."""
    smtp_password: SecretStr = Field(SecretStr(""), repr=False, examples=["the-password"])
    authserv_id: str = Field(min_length=1, examples=["mail.region.example"])
    dkim_selector: kinds.DkimSelector = Field("", examples=["terreau"])
    """For `check` alone."""
    folder: str = Field("INBOX", min_length=1)
    sender: str = Field("", examples=["Pionniers de l'énergie"])
    per_minute: int = Field(60, ge=1, le=10_000, examples=[60])
    largest_mb: int = Field(10, ge=1, le=50, examples=[10])

    @property
    def login(self) -> str:
        """The name for reading the mailbox."""
        return self.user or self.address

    @property
    def smtp_login(self) -> tuple[str, str]:
        """The name and the password for sending."""
        secret = self.smtp_password.get_secret_value() or self.password.get_secret_value()
        return self.smtp_user or self.login, secret


def host_and_port(listen: str) -> tuple[str, int]:
    """The two parts of an address to listen on, such as `[::1]:8080`."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


class Http(Section):
    listen: kinds.Listen = "127.0.0.1:8080"
    public_url: kinds.Base = Field("", examples=["https://terreau.region.example"])
    trusted_proxies: kinds.Networks = Field((), examples=["127.0.0.1", "10.1.2.0/24"])
    metrics: kinds.ListenOrNone = Field("", examples=["127.0.0.1:9108"])

    @property
    def host(self) -> str:
        return host_and_port(self.listen)[0]

    @property
    def port(self) -> int:
        return host_and_port(self.listen)[1]


class Purpose(Section):
    key: kinds.Slug = Field(examples=["membership"])
    name: str = Field("", examples=["Animer la communauté"])
    basis: str = Field(min_length=1, examples=["votre accord"])
    duration: str = Field(min_length=1, examples=["tant que vous êtes membre"])
    transfers: str = Field("", examples=["aucun"])

    @model_validator(mode="after")
    def _check_name(self) -> Self:
        if not self.name and self.key not in NAMED_PURPOSES:
            raise ValueError(
                problem(
                    "is none of {names}; write what it is called as name",
                    names=", ".join(NAMED_PURPOSES),
                )
            )
        return self


class Privacy(Section):
    controller: str = Field("", examples=["Région Occitanie"])
    notice_url: kinds.LinkOrNone = Field("", examples=["https://region.example/notice"])
    retention_months: int = Field(0, ge=0, examples=[24])
    retention_days: int = Field(30, ge=7, le=365, examples=[30])
    failed_days: int = Field(7, ge=1, le=30, examples=[7])
    inbox_days: int = Field(30, ge=2, le=400, examples=[30])
    outbox_days: int = Field(60, ge=2, le=400, examples=[60])
    audit_months: int = Field(12, ge=1, le=36, examples=[12])
    purposes: tuple[Purpose, ...] = ()

    @field_validator("purposes")
    @classmethod
    def _check_keys(cls, purposes: tuple[Purpose, ...]) -> tuple[Purpose, ...]:
        for key, times in Counter(purpose.key for purpose in purposes).items():
            if times > 1:
                raise ValueError(
                    problem(
                        "have the key “{key}” {times} times; give each its own",
                        key=key,
                        times=times,
                    )
                )
        return purposes


class Gardeners(Section):
    territory: kinds.IdentityOrNone = Field("", examples=["telegram:43"])
    region: kinds.IdentityOrNone = Field("", examples=["telegram:44", "matrix:@agent:example.org"])


class Community(Section):
    slug: kinds.Slug = Field(examples=["energie"])
    name: str = Field(min_length=1, examples=["Pionniers de l'énergie"])
    locale: kinds.Locale = "fr"
    timezone: kinds.Timezone = "Europe/Paris"
    rooms: kinds.Rooms = Field(
        (), examples=["telegram:-1001", "telegram:-1001/17", "matrix:!abc:example.org"]
    )
    channels: kinds.Rooms = Field((), examples=["telegram:-1003", "matrix:!abc:example.org"])
    gardeners_room: kinds.RoomOrNone = Field("", examples=["telegram:-1004"])
    region_room: kinds.RoomOrNone = Field("", examples=["matrix:!abc:example.org"])
    gardeners: Gardeners = Gardeners()
    digest: kinds.ScheduleOrNone | None = Field(None, examples=["1er mardi du mois 8h"])
    """Left out: the usual days for a new community, no change for one that is known."""
    region_letter: kinds.ScheduleOrNone = Field("", examples=["lundi 9h"])
    polls_by: Literal["gardeners", "members"] = "gardeners"
    welcome: bool = True
    public_channel: bool = False
    charter_url: kinds.LinkOrNone = Field("", examples=["https://region.example/charte"])
    neutral_period: kinds.DaysOrNone = Field("", examples=["1er septembre 2025 - 15 mars 2026"])
    territories: kinds.Territories = Field((), examples=["Haut-Doubs", "Jura", "Occitanie"])
    domains: kinds.Words = Field((), examples=["Vélo, Compost"])


class Settings(Section):
    instance: Instance = Instance()
    telegram: Telegram | None = None
    matrix: MatrixServers = Field({})
    """By network: `matrix` for `[matrix]` itself, `tchap` for `[matrix.tchap]`."""
    mail: Mail | None = None
    http: Http = Http()
    privacy: Privacy = Privacy()
    communities: tuple[Community, ...] = ()

    @property
    def servers(self) -> tuple[MatrixServer, ...]:
        """The Matrix servers, `[matrix]` first."""
        data = self.instance.data
        return tuple(
            MatrixServer(network, self.matrix[network], data)
            for network in sorted(self.matrix, key=lambda each: (each != MATRIX, each))
        )

    @property
    def has_networks(self) -> bool:
        """True if people can be met on at least one network."""
        return self.telegram is not None or bool(self.matrix) or self.mail is not None

    @property
    def network_names(self) -> dict[str, str]:
        """Names of the networks as people read them."""
        several = len(self.matrix) > 1
        names = {each.network: each.name_among(several=several) for each in self.servers}
        if self.mail is not None:
            names[MAIL] = "Courriel" if self.instance.locale == "fr" else "E-mail"
        return names if self.telegram is None else {"telegram": "Telegram", **names}

    @field_validator("matrix", mode="before")
    @classmethod
    def _split_servers(cls, section: object) -> object:
        return server_sections(section)

    @field_validator("matrix")
    @classmethod
    def _check_accounts(cls, matrix: MatrixServers) -> MatrixServers:
        for user, times in Counter(each.user for each in matrix.values()).items():
            if times > 1:
                raise ValueError(
                    problem(
                        "has the account “{user}” {times} times; keep one of them",
                        user=user,
                        times=times,
                    )
                )
        return matrix

    @field_validator("communities", mode="before")
    @classmethod
    def _inherit(cls, communities: object, info: ValidationInfo) -> object:
        """Give a community that says no language or time zone those of the instance."""
        instance = info.data.get("instance")
        if not isinstance(communities, list) or not isinstance(instance, Instance):
            return communities
        inherited = {"locale": instance.locale, "timezone": instance.timezone}
        return [
            {**inherited, **community} if isinstance(community, dict) else community
            for community in communities
        ]

    @field_validator("communities")
    @classmethod
    def _check_slugs(cls, communities: tuple[Community, ...]) -> tuple[Community, ...]:
        for slug, times in Counter(community.slug for community in communities).items():
            if times > 1:
                raise ValueError(
                    problem(
                        "have the slug “{slug}” {times} times; give each its own",
                        slug=slug,
                        times=times,
                    )
                )
        return communities
