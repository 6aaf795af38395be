"""A Matrix server that refuses the account, or is silent: told once, with what to do."""

from pathlib import Path

import pytest
import structlog

from bot.config import load
from bot.core.context.clock import Clock
from bot.operations.run import at_the_terminal, distrust, matrix_refusal, matrix_silence
from bot.operations.terminal import program
from bot.transports.matrix.homeserver_errors import Health

SERVER = '[matrix.tchap]\nhomeserver = "https://tchap.example.org"\nuser = "@bot:example.org"\n'


@pytest.mark.crashes("the password or the token of the account is not taken")
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
        pytest.param(
            "oauth = true",
            "fr_FR.UTF-8",
            "Tchap n'accepte pas, ou plus, la connexion de @bot:example.org. Arrêtez-moi (Ctrl-C), "
            f"tapez {program()} init --log-in, approuvez-moi dans un navigateur, et "
            "redémarrez-moi.",
            id="approved in a browser",
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
    health = health_of(tmp_path, secret)

    health.refused()
    health.refused()

    lines = capsys.readouterr().err.splitlines()
    assert [each for each in lines if not each.startswith("timestamp=")] == [told], "but the log"


def test_a_silent_server_is_told_once_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    health = health_of(tmp_path, 'password = "hush"')

    health.failed(ConnectionError("no such host"))
    health.failed(ConnectionError("no such host"))
    health.well()
    health.failed(ConnectionError("away for a while"))

    assert capsys.readouterr().err == (
        "Je ne parviens pas à joindre Tchap à l'adresse https://tchap.example.org, et je continue "
        "d'essayer. Vérifiez la connexion de cette machine à Internet, et l'adresse dans votre "
        "fichier de configuration ([matrix.tchap] homeserver).\n"
    )


def health_of(folder: Path, secret: str) -> Health:
    """The health of a server, told as `terreau run` tells it."""
    config = folder / "config.toml"
    config.write_text(f'{SERVER}name = "Tchap"\n{secret}\n')
    settings = load(config, {})
    [server] = settings.servers
    return Health(
        Clock(),
        structlog.get_logger(),
        at_the_terminal(
            settings,
            matrix_refusal(server),
            matrix_silence(server),
            distrust(server.name, server.settings.homeserver),
        ),
    )
