"""The Matrix servers: `[matrix]`, and `[matrix.tchap]` or others that do not federate with it.

Each has an account, a device, keys and a folder of its own: one that is added or removed touches
nothing of the others.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator

from bot.config import kinds
from bot.config.problems import problem
from bot.config.section import Section

MATRIX = "matrix"
"""The network of `[matrix]` itself."""
TCHAP_CALLS_PER_SECOND = 1.0
"""The pace that Tchap's help pages ask of bots."""
_TCHAP = ".tchap.gouv.fr"
_KEY = ".key"


class Matrix(Section):
    homeserver: kinds.Server = Field(examples=["https://matrix.example.org"])
    user: kinds.MatrixUser = Field(examples=["@terreau:example.org"])
    password: SecretStr = Field(SecretStr(""), repr=False, examples=["the-password"])
    access_token: SecretStr = Field(SecretStr(""), repr=False, examples=["syt_dGVycmVhdQ_AbCdEf"])
    device_id: str = Field("", examples=["GTXABCDEFG"])
    pickle_key_file: Path | None = Field(None, examples=["data/matrix.key"])
    invited_by: kinds.Inviters = Field((), examples=["*:example.org", "@ana:example.org"])
    encryption: bool = True
    name: kinds.NetworkName = Field("", examples=["Tchap"])
    calls_per_second: float = Field(0.0, ge=0, examples=[1])
    """At most; 0: one on Tchap, elsewhere what the server's refusals teach."""

    @model_validator(mode="after")
    def _check_secrets(self) -> Self:
        if not self.password.get_secret_value() and not self.access_token.get_secret_value():
            raise ValueError(problem("has neither password nor access_token; write one of the two"))
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
