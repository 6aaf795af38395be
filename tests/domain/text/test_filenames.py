"""A file's name comes from people: any text becomes a name and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.files import plain_media_type, plain_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Liste des membres – été.csv", "Liste des membres – été.csv"),
        ("../../etc/passwd", "etcpasswd"),
        ("C:\\temp\\liste.xlsx", "Ctempliste.xlsx"),
        ('a"; filename="b.exe', "a; filename=b.exe"),
        ("a\r\nSet-Cookie: x.csv", "aSet-Cookie x.csv"),
        ("liste\u202evsc.exe", "listevsc.exe"),
        ("...", "file"),
        ("", "file"),
        (" .csv", "csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
        ("\ud800.csv", "csv"),
    ],
)
def test_a_name_loses_harmful_characters(given: str, kept: str) -> None:
    assert plain_name(given) == kept


@given(st.text())
def test_any_name_is_short_plain_and_stays_the_same(name: str) -> None:
    plain = plain_name(name)

    assert 0 < len(plain) <= 120
    assert not set('/\\"\r\n\x00') & set(plain)
    assert plain not in {".", ".."}
    assert plain_name(plain) == plain


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("text/csv", "text/csv"),
        ("audio/ogg; codecs=opus", "audio/ogg"),
        ("Image/SVG+xml ", "image/svg+xml"),
        ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
        ("", "application/octet-stream"),
        ("csv", "application/octet-stream"),
        ("text/csv\r\nSet-Cookie: a=b", "application/octet-stream"),
        ("text/csv\x00", "application/octet-stream"),
        ("text/" + "x" * 9000, "application/octet-stream"),
        ("text/\u0441sv", "application/octet-stream"),
    ],
)
def test_a_stated_type_ends_no_header(stated: str, kept: str) -> None:
    assert plain_media_type(stated) == kept
