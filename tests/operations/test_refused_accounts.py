"""An account that a Matrix server refuses: told once, with what to do."""

from functools import partial
from pathlib import Path

import pytest
import structlog

from bot.config import load
from bot.core.context.clock import Clock
from bot.operations.run.refused_accounts import matrix_refusal, tell_refusal
from bot.transports.matrix.homeserver.health import Health

SERVER = '[matrix.tchap]\nhomeserver = "https://tchap.example.org"\nuser = "@bot:example.org"\n'


@pytest.mark.parametrize(
    ("secret", "locale", "told"),
    [
        pytest.param(
            'password = "hush"',
            "fr_FR.UTF-8",
            "Tchap refuse le mot de passe de @bot:example.org. Corrigez-le dans votre fichier de "
            "configuration ([matrix.tchap] password). Puis arrêtez-moi (Ctrl-C) et relancez-moi.",
            id="password",
        ),
        pytest.param(
            'access_token = "syt_hush"',
            "en_GB.UTF-8",
            "Tchap refuses the access token of @bot:example.org. Put a new one, or the account's "
            "password, into your configuration file ([matrix.tchap] access_token or password). "
            "Then stop me (Ctrl-C) and start me again.",
            id="token",
        ),
    ],
)
def test_a_refused_account_is_told_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    secret: str,
    locale: str,
    told: str,
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    config = tmp_path / "config.toml"
    config.write_text(f'{SERVER}name = "Tchap"\n{secret}\n')
    settings = load(config, {})
    [server] = settings.servers
    told_at_terminal = partial(tell_refusal, settings, matrix_refusal(server))
    health = Health(Clock(), structlog.get_logger(), told_at_terminal)

    health.refused()
    health.refused()

    assert capsys.readouterr().err.splitlines() == [told]
