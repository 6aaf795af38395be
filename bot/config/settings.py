"""The sections of `config.toml`, explained key by key in `config.example.toml`.

A text that may be left out is then empty. Paths start from the folder where Terreau is started.
"""

from collections import Counter
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from bot.config import kinds
from bot.config.matrix_servers import MATRIX, MatrixServer, MatrixServers, server_sections
from bot.config.problems import problem
from bot.config.section import Section

NAMED_PURPOSES = ("membership", "letter", "messages", "directory", "email")
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
    mode: str = Field("polling", examples=["polling"])

    @field_validator("mode")
    @classmethod
    def _check_mode(cls, mode: str) -> str:
        if mode == "webhook":
            raise ValueError(problem("can only be “polling” for now: webhooks come later"))
        if mode != "polling":
            raise ValueError(problem("is not a way to receive messages"))
        return mode


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
        return self.telegram is not None or bool(self.matrix)

    @property
    def network_names(self) -> dict[str, str]:
        """Names of the networks as people read them."""
        several = len(self.matrix) > 1
        names = {each.network: each.name_among(several=several) for each in self.servers}
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
