"""The process: a Synapse of our own, on a free port, with its files in one folder."""

import base64
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tests.patience import HANG

SERVER_NAME = "terreau.test"
SECRET = "whoever knows it may register"
_PROGRAM = Path(__file__).with_name("homeserver.py")
_HOST = "127.0.0.1"
# Below those that the system gives to outgoing connections: a stopped Synapse finds its port free.
_PORTS = range(20_000, 32_000)
LIFTED = {"per_second": 10_000, "burst_count": 10_000}
UNLIMITED: Mapping[str, object] = {
    "rc_message": LIFTED,
    "rc_registration": LIFTED,
    "rc_registration_token_validity": LIFTED,
    "rc_login": {"address": LIFTED, "account": LIFTED, "failed_attempts": LIFTED},
    "rc_admin_redaction": LIFTED,
    "rc_joins": {"local": LIFTED, "remote": LIFTED},
    "rc_joins_per_room": LIFTED,
    "rc_invites": {"per_room": LIFTED, "per_user": LIFTED, "per_issuer": LIFTED},
    "rc_third_party_invite": LIFTED,
    "rc_3pid_validation": LIFTED,
    "rc_media_create": LIFTED,
    "rc_room_creation": LIFTED,
    "rc_user_directory": LIFTED,
    "rc_profile": LIFTED,
    "rc_reports": LIFTED,
    "rc_delayed_event_mgmt": LIFTED,
}
"""No rate limits; a key that is set to None has Synapse's own."""


class NotStartedError(Exception):
    """Synapse ended before it listened; its last words follow."""


class Server:
    """A Synapse, stopped until it is started; it ends with the process `owner`."""

    def __init__(
        self, folder: Path, settings: Mapping[str, object], *, owner: int | None = None
    ) -> None:
        """Keep everything in `folder`; `settings` are keys of homeserver.yaml."""
        folder.mkdir(parents=True)
        self.folder = folder
        self.port = _free_port()
        self._owner = owner or os.getpid()
        self._process: subprocess.Popen[bytes] | None = None
        self._write("homeserver.json", self._configuration(settings))
        self._write("log.json", self._logging())
        key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (folder / "signing.key").write_text(f"ed25519 a_1 {key}\n", encoding="utf-8")

    @property
    def url(self) -> str:
        return f"http://{_HOST}:{self.port}"

    def start(self) -> None:
        """Start, on the same data and port as before, and wait until it listens."""
        said = self.folder / "output"
        with said.open("ab") as output:
            self._process = subprocess.Popen(
                # -P: the modules beside the program are none of Synapse's.
                [sys.executable, "-P", _PROGRAM, str(self._owner), "-c", "homeserver.json"],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        while not self._listens():
            if self._process.poll() is not None:
                self.kill()
                raise NotStartedError(said.read_text(encoding="utf-8")[-4000:])
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it where it stands."""
        self._end(signal.SIGKILL)

    def let_go(self) -> int:
        """Leave it to run without us; gives its process group."""
        assert self._process is not None
        group, self._process.returncode = self._process.pid, 0  # nobody waits for it
        self._process = None
        return group

    def log(self) -> str:
        """Its warnings and errors."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, how)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _listens(self) -> bool:
        with socket.socket() as line:
            line.settimeout(HANG)
            return line.connect_ex((_HOST, self.port)) == 0

    def _write(self, name: str, content: object) -> None:
        # JSON is YAML.
        (self.folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")

    def _configuration(self, settings: Mapping[str, object]) -> dict[str, object]:
        listener = {
            "type": "http",
            "port": self.port,
            "bind_addresses": [_HOST],
            "resources": [{"names": ["client"], "compress": False}],
        }
        chosen = {
            "server_name": SERVER_NAME,
            "listeners": [listener],
            "database": {"name": "sqlite3", "args": {"database": str(self.folder / "synapse.db")}},
            "log_config": str(self.folder / "log.json"),
            "media_store_path": str(self.folder / "media"),
            "signing_key_path": str(self.folder / "signing.key"),
            "registration_shared_secret": SECRET,
            "macaroon_secret_key": SECRET,
            "form_secret": SECRET,
            # The least: a password is hashed in a millisecond.
            "bcrypt_rounds": 4,
            "report_stats": False,
            "enable_metrics": False,
            "presence": {"enabled": False},
            "push": {"enabled": False},
            "gc_min_interval": ["10s", "1m", "10m"],
            "trusted_key_servers": [],
            "federation_domain_whitelist": [],
            "user_directory": {"enabled": False},
            "send_federation": False,
            **UNLIMITED,
            **settings,
        }
        return {key: value for key, value in chosen.items() if value is not None}

    def _logging(self) -> dict[str, object]:
        line = {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
        file = {
            "class": "logging.FileHandler",
            "filename": str(self.folder / "log"),
            "formatter": "line",
        }
        return {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": line},
            "handlers": {"file": file},
            "root": {"level": "WARNING", "handlers": ["file"]},
        }


def _free_port() -> int:
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as line:
            if line.connect_ex((_HOST, port)) != 0:
                return port
