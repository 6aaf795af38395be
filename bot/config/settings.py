"""The sections of `config.toml`, explained key by key in `config.example.toml`.

A text that may be left out is then empty. Paths start from the folder where Terreau is started.
"""

from collections import Counter
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from bot.config import kinds


class Section(BaseModel):
    """Keys that belong together. What its repr leaves out is a secret."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True
    )


class Instance(Section):
    name: str = "Terreau"
    locale: kinds.Locale = "fr"
    timezone: kinds.Timezone = "Europe/Paris"
    database: kinds.Database = Field(
        "sqlite:///terreau.db",
        repr=False,
        examples=["sqlite:///terreau.db or postgresql://user@host/terreau"],
    )
    data: Path = Path("data")
    cultivators: kinds.Identities = Field((), examples=["telegram:42"])
    contact: str = Field("", examples=["dpo@region.example"])


class Telegram(Section):
    token: kinds.Token = Field(repr=False, examples=["123456:the-letters-that-it-gave-you"])
    api_base: kinds.Base = "https://api.telegram.org"
    mode: str = Field("polling", examples=["polling"])

    @field_validator("mode")
    @classmethod
    def _check_mode(cls, mode: str) -> str:
        if mode == "webhook":
            raise ValueError("can only be « polling » for now: webhooks come later")
        if mode != "polling":
            raise ValueError("is not a way to receive messages")
        return mode


class Http(Section):
    listen: kinds.Listen = "127.0.0.1:8080"
    public_url: kinds.Base = Field("", examples=["https://terreau.region.example"])

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])


class Privacy(Section):
    controller: str = Field("", examples=["Région Occitanie"])
    notice_url: kinds.LinkOrNone = Field("", examples=["https://region.example/notice"])
    retention_months: int = Field(0, ge=0, examples=[24])


class Gardeners(Section):
    territory: kinds.IdentityOrNone = Field("", examples=["telegram:43"])
    region: kinds.IdentityOrNone = Field("", examples=["telegram:44"])


class Community(Section):
    slug: kinds.Slug = Field(examples=["energie"])
    name: str = Field(min_length=1, examples=["Pionniers de l'énergie"])
    locale: kinds.Locale = "fr"
    timezone: kinds.Timezone = "Europe/Paris"
    rooms: kinds.Rooms = Field((), examples=["telegram:-1001, or telegram:-1001/17 for a topic"])
    channels: kinds.Rooms = Field((), examples=["telegram:-1003"])
    gardeners_room: kinds.RoomOrNone = Field("", examples=["telegram:-1004"])
    region_room: kinds.RoomOrNone = Field("", examples=["telegram:-1005"])
    gardeners: Gardeners = Gardeners()
    digest: kinds.WeeklyOrNone = Field("", examples=["tue 08:00"])
    polls_by: Literal["gardeners", "members"] = "gardeners"
    charter_url: kinds.LinkOrNone = Field("", examples=["https://region.example/charte"])


class Settings(Section):
    instance: Instance = Instance()
    telegram: Telegram | None = None
    http: Http = Http()
    privacy: Privacy = Privacy()
    communities: tuple[Community, ...] = ()

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
                raise ValueError(f"have the slug « {slug} » {times} times; give each its own")
        return communities
