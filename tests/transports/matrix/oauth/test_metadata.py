"""What is read of a server's metadata and tokens, without a server."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.context.clock import MovableClock
from bot.transports.matrix.oauth import AuthServer, Tokens, auth_server_in
from bot.transports.matrix.session_file import Grant, Session, SessionFile, granted

BASE = "https://auth.example"
WHOLE = {
    "token_endpoint": f"{BASE}/token",
    "registration_endpoint": f"{BASE}/registration",
    "device_authorization_endpoint": f"{BASE}/device",
    "revocation_endpoint": f"{BASE}/revoke",
    "grant_types_supported": [
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
    ],
}
HOMESERVER = "https://hs.example"


def test_the_endpoints_are_read() -> None:
    assert auth_server_in(WHOLE, HOMESERVER) == AuthServer(
        f"{BASE}/token", f"{BASE}/registration", f"{BASE}/device", f"{BASE}/revoke"
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"grant_types_supported": ["authorization_code", "refresh_token"]},
        {"grant_types_supported": "urn:ietf:params:oauth:grant-type:device_code"},
        {"device_authorization_endpoint": ""},
        {"device_authorization_endpoint": 7},
        {"device_authorization_endpoint": "file:///etc/passwd"},
        {"registration_endpoint": None},
    ],
)
def test_a_server_that_cannot_approve_devices_is_known_by_its_metadata(
    changed: dict[str, object],
) -> None:
    found = auth_server_in({**WHOLE, **changed}, HOMESERVER)

    assert found is not None
    assert (found.token_endpoint, found.approves_devices) == (f"{BASE}/token", False)


@pytest.mark.parametrize(
    ("homeserver", "is_used"), [(HOMESERVER, False), ("http://127.0.0.1:8008", True)]
)
def test_tokens_are_not_sent_in_clear_where_the_homeserver_is_protected(
    homeserver: str, *, is_used: bool
) -> None:
    metadata = {**WHOLE, "token_endpoint": "http://auth.example/token"}

    assert (auth_server_in(metadata, homeserver) is not None) == is_used


@pytest.mark.parametrize(
    ("lives", "renewed_after"), [(300.0, 240), (3600.0, 3540), (60.0, 30), (None, None)]
)
def test_a_token_is_renewed_a_minute_before_its_end_or_at_its_half(
    lives: float | None, renewed_after: int | None
) -> None:
    clock = MovableClock(datetime(2026, 11, 30, 12, tzinfo=UTC))
    grant = granted("client", Tokens("mat_a", "mar_b", lives), clock)
    due = []
    for seconds in range(0, 3700, 10):
        if grant.is_due(clock.now() + timedelta(seconds=seconds)):
            due.append(seconds)
            break

    assert due == ([] if renewed_after is None else [renewed_after])
    assert grant.refresh_token == "mar_b"


def test_a_session_is_read_as_it_was_kept(tmp_path: Path) -> None:
    file = SessionFile(tmp_path)
    with_password = Session("@t:hs.example", "ABC", "syt_a", given_up="OLD")
    approved = Session(
        "@t:hs.example", "ABC", "mat_a", grant=Grant("client", "mar_b", "2026-11-30T12:00:00+00:00")
    )
    for session in (with_password, approved):
        file.write(session)
        assert file.read() == session
        assert "mat_a" not in repr(session)
        assert "mar_b" not in repr(session)


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"grant": 7}', '{"user_id": "@t:hs"}', "null"])
def test_a_damaged_session_is_none(tmp_path: Path, kept: str) -> None:
    file, whole = SessionFile(tmp_path), Session("@t:hs.example", "ABC", "syt_a")
    file.write(whole)
    assert file.read() == whole

    (tmp_path / "session.json").write_text(kept, encoding="utf-8")

    assert file.read() is None
